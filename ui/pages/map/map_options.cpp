// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/map_options.h"

#include "ui/models/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace projectionist {

namespace {

QString words(const char* source)
{
    return QCoreApplication::translate("MapOptions", source);
}

}  // namespace

TsneOptions MapOptions::tsne() const
{
    TsneOptions options;
    options.perplexity = perplexity;
    options.exaggeration = exaggeration;
    options.iterations = tsneIterations;
    options.seed = seed;
    options.start = start == Start::Current ? TsneStart::AsItIs : TsneStart::Scaled;
    return options;
}

UmapOptions MapOptions::umap() const
{
    UmapOptions options;
    options.neighbours = neighbours;
    options.epochs = umapEpochs;
    options.seed = seed;
    options.start = start == Start::Current ? UmapStart::AsItIs : UmapStart::Scaled;
    return options;
}

MapOptions MapOptions::thatMatterTo(MapMethod method) const
{
    MapOptions result;
    result.distance = distance;
    if (method == MapMethod::Pca)
        return result;
    result.start = start;
    result.seed = seed;
    if (method == MapMethod::Tsne) {
        result.perplexity = perplexity;
        result.exaggeration = exaggeration;
        result.tsneIterations = tsneIterations;
    } else {
        result.neighbours = neighbours;
        result.umapEpochs = umapEpochs;
    }
    return result;
}

double MapOptions::perplexityFor(std::size_t points) const
{
    const auto others = static_cast<double>(points) - 1;
    return std::clamp(others / 3, 1.0, std::max(perplexity, 1.0));
}

std::size_t MapOptions::neighboursFor(std::size_t points) const
{
    return std::min<std::size_t>(neighbours, points - std::min<std::size_t>(points, 1));
}

QString MapOptions::inWords(MapMethod method, std::size_t points) const
{
    QString result;
    switch (method) {
    case MapMethod::Pca:
        result = words("PC %1 across, PC %2 up").arg(across + 1).arg(up + 1);
        break;
    case MapMethod::Tsne:
        result = words("perplexity %1, seed %2").arg(QString::number(perplexityFor(points), 'g', 3)).arg(seed);
        break;
    case MapMethod::Umap:
        result = words("%1 neighbours, seed %2").arg(neighboursFor(points)).arg(seed);
        break;
    }
    if (distance == Distance::Euclidean)
        result += words(", Euclidean");
    return result;
}

std::optional<QString> MapOptions::problem(MapMethod method) const
{
    if (method == MapMethod::Pca)
        return {};
    const auto problem = method == MapMethod::Tsne ? tsne().validate() : umap().validate();
    return problem ? std::optional(text(*problem)) : std::nullopt;
}

}  // namespace projectionist
