// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/neighbours.h"

#include "engine/core/dot_products.h"
#include "engine/core/parallel.h"
#include "engine/retrieve/listed_movies.h"
#include "engine/retrieve/top_k.h"
#include "engine/retrieve/unit_rows.h"

#include <algorithm>
#include <new>

namespace projectionist {

namespace {

struct Neighbour {
    std::uint32_t row;
    float score;
};

struct Nearer {
    bool operator()(const Neighbour& a, const Neighbour& b) const
    {
        return a.score > b.score || (a.score == b.score && a.row < b.row);
    }
};

/// Similarity of one row with every row of the table.
std::vector<float> similarities(MatrixView table, std::size_t row, Metric metric)
{
    std::vector<float> result(table.rows);
    if (metric == Metric::Dot) {
        dotProducts(table, table.row(row), result);
        return result;
    }
    Matrix query(1, table.columns);
    parallelFor(1, [&](std::size_t) { unitRow(table.row(row), query.row(0)); });
    constexpr std::size_t valuesPerBlock = std::size_t{1}
                                           << 15;  // divided by their lengths, then multiplied while in the cache
    const auto rowsPerBlock = std::max<std::size_t>(valuesPerBlock / std::max<std::size_t>(table.columns, 1), 1);
    parallelFor((table.rows + rowsPerBlock - 1) / rowsPerBlock, [&](std::size_t block) {
        const auto first = block * rowsPerBlock;
        const auto count = std::min(rowsPerBlock, table.rows - first);
        Matrix units(count, table.columns);
        for (std::size_t i = 0; i < count; ++i)
            unitRow(table.row(first + i), units.row(i));
        const auto products = std::span(result).subspan(first, count);
        dotProducts(units, query.row(0), products);
        std::ranges::transform(products, products.begin(), cosineOf);
    });
    return result;
}

template <class Scored, class Listed>
Result<std::vector<Scored>> nearest(MatrixView table, std::uint32_t row, const NeighbourOptions& options,
                                    const Listed& listed)
{
    try {
        const auto similarity = similarities(table, row, options.metric);
        TopK<Neighbour, Nearer> best(options.k);
        for (std::uint32_t other = 1; other < similarity.size(); ++other)
            if (other != row && best.wants(similarity[other]) && listed(other))
                best.add({.row = other, .score = similarity[other]});
        std::vector<Scored> result;
        for (const auto& [other, score] : best.take())
            result.push_back({{other}, score});
        return result;
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory,
                       "There is not enough memory for this list. Close something, then try again.");
    }
}

}  // namespace

std::optional<Metric> metricFromName(std::string_view name)
{
    if (name == "cosine")
        return Metric::Cosine;
    if (name == "dot")
        return Metric::Dot;
    return {};
}

std::string_view nameOf(Metric metric)
{
    return metric == Metric::Cosine ? "cosine" : "dot";
}

Result<std::vector<ScoredMovie>> neighbours(const Model& model, MovieRow movie, const NeighbourOptions& options)
{
    if (movie.value >= model.movies().rows)
        return failure(ErrorCode::InvalidOption, "There is no such film in the model. Choose another film.");
    if (movie.value == 0)
        return failure(ErrorCode::InvalidOption, "The row of the unknown film is no film. Choose another film.");
    const ListedMovies listed(model, options.includeUntrained, options.minimumRatings);
    return nearest<ScoredMovie>(model.movies(), movie.value, options, [&](std::uint32_t row) { return listed({row}); });
}

Result<std::vector<ScoredUser>> neighbours(const Model& model, UserRow user, const NeighbourOptions& options)
{
    if (auto error = whyNoVector(model, user))
        return tl::unexpected(std::move(*error));
    const auto enoughRatings = [&](std::uint32_t row) {
        const auto [begin, end] = model.catalogue().ratingsOfUser({row});
        return end - begin >= options.minimumRatings;
    };
    return nearest<ScoredUser>(model.users(), user.value, options, enoughRatings);
}

float similarity(const Model& model, MovieRow a, MovieRow b, Metric metric)
{
    const auto first = model.movies().row(a.value);
    const auto second = model.movies().row(b.value);
    if (metric == Metric::Dot)
        return dotProduct(first, second);
    Matrix units(2, model.dimension());
    parallelFor(1, [&](std::size_t) {
        unitRow(first, units.row(0));
        unitRow(second, units.row(1));
    });
    return cosineOf(dotProduct(units.row(0), units.row(1)));
}

}  // namespace projectionist
