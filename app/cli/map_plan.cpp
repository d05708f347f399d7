// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/map_plan.h"

#include "app/cli/text.h"
#include "engine/core/text.h"

#include <utility>

namespace projectionist::cli {

namespace {

constexpr std::size_t componentCount = 10;

MapMethod parseMethod(const std::string& text)
{
    if (text == "pca")
        return MapMethod::Pca;
    if (text == "tsne")
        return MapMethod::Tsne;
    if (text == "umap")
        return MapMethod::Umap;
    throw UsageError("--method must be pca, tsne or umap and is \"" + text + "\"");
}

MapOf parseOf(const std::string& text)
{
    if (text == "films")
        return MapOf::Films;
    if (text == "users")
        return MapOf::Users;
    if (text == "both")
        return MapOf::Both;
    throw UsageError("--of must be films, users or both and is \"" + text + "\"");
}

void parseComponents(const std::string& text, MapPlan& plan)
{
    const auto comma = text.find(',');
    const auto x = parseWhole(text.substr(0, comma), 1, componentCount);
    const auto y = comma == std::string::npos ? std::nullopt : parseWhole(text.substr(comma + 1), 1, componentCount);
    if (!x || !y || *x == *y)
        throw UsageError(
            "--components must be two different numbers from 1 to 10 with a comma between, \"1,2\", and is \"" + text +
            "\"");
    plan.componentOfX = static_cast<std::size_t>(*x - 1);
    plan.componentOfY = static_cast<std::size_t>(*y - 1);
}

double numberOf(const char* name, const std::string& text, const char* rule, double least, double most)
{
    const auto value = parseNumber(text);
    if (!value || !(*value >= least && *value <= most))
        throw UsageError(std::string(name) + " must be " + rule + " and is \"" + text + "\"");
    return *value;
}

std::uint32_t wholeOf(const char* name, const std::string& text, const char* rule, std::uint64_t least,
                      std::uint64_t most)
{
    const auto value = parseWhole(text, least, most);
    if (!value)
        throw UsageError(std::string(name) + " must be " + rule + " and is \"" + text + "\"");
    return static_cast<std::uint32_t>(*value);
}

/// Each method has options of its own, and a wrong one would say nothing.
void refuseOthersOptions(const MapArguments& arguments, MapMethod method)
{
    const bool pca = method == MapMethod::Pca, tsne = method == MapMethod::Tsne, umap = method == MapMethod::Umap;
    struct Belonging {
        const char* name;
        bool isGiven, belongs;
        const char* to;
    };
    const Belonging given[] = {
        {"--components", arguments.components.has_value(), pca, "pca"},
        {"--perplexity", arguments.perplexity.has_value(), tsne, "tsne (umap has --neighbours)"},
        {"--exaggeration", arguments.exaggeration.has_value(), tsne, "tsne"},
        {"--neighbours", arguments.neighbours.has_value(), umap, "umap (tsne has --perplexity)"},
        {"--min-distance", arguments.minimumDistance.has_value(), umap, "umap"},
        {"--iterations", arguments.iterations.has_value(), !pca, "tsne and umap"},
        {"--seed", arguments.seed.has_value(), !pca, "tsne and umap: pca has nothing to do with chance"},
        {"--start", arguments.start.has_value(), !pca, "tsne and umap"},
    };
    for (const auto& option : given) {
        if (option.isGiven && !option.belongs)
            throw UsageError(std::string(option.name) + " is for --method " + option.to);
    }
    if (arguments.distance && pca && !arguments.quality)
        throw UsageError(
            "--distance is for --method tsne and umap, and for --quality: pca takes the vectors as they are");
}

MapStart parseStart(const std::string& text)
{
    if (text != "pca" && text != "random")
        throw UsageError("--start must be pca or random and is \"" + text + "\"");
    return text == "pca" ? MapStart::Components : MapStart::Random;
}

void parseDistance(const std::string& text, MapPlan& plan)
{
    if (text != "cosine" && text != "euclidean")
        throw UsageError("--distance must be cosine or euclidean and is \"" + text + "\"");
    plan.distance = text == "cosine" ? Distance::Cosine : Distance::Euclidean;
    if (plan.of == MapOf::Both && plan.distance != Distance::Cosine)
        throw UsageError("--of both is by the cosine alone, since the lengths of films and of users do not compare");
}

}  // namespace

MapPlan planOf(const MapArguments& arguments)
{
    MapPlan plan;
    plan.method = parseMethod(arguments.method);
    plan.of = parseOf(arguments.of);
    refuseOthersOptions(arguments, plan.method);
    plan.untrained = parseUntrained(arguments.untrained);
    plan.quality = arguments.quality;
    if (arguments.components)
        parseComponents(*arguments.components, plan);
    if (arguments.distance)
        parseDistance(*arguments.distance, plan);
    if (arguments.perplexity)
        plan.tsne.perplexity = numberOf("--perplexity", *arguments.perplexity, "a number of at least 1", 1, 1e9);
    if (arguments.exaggeration)
        plan.tsne.exaggeration = numberOf("--exaggeration", *arguments.exaggeration, "a number from 1 to 100", 1, 100);
    if (arguments.neighbours)
        plan.umap.neighbours =
            wholeOf("--neighbours", *arguments.neighbours, "a whole number from 1 up", 1, UINT32_MAX);
    if (arguments.minimumDistance)
        plan.umap.minimumDistance =
            numberOf("--min-distance", *arguments.minimumDistance, "a number from 0 to 1", 0, 1);
    if (arguments.iterations) {
        plan.tsne.iterations =
            wholeOf("--iterations", *arguments.iterations, "a whole number from 1 to 100,000", 1, 100'000);
        plan.umap.epochs = plan.tsne.iterations;
    }
    if (arguments.seed) {
        const auto seed = parseWhole(*arguments.seed);
        if (!seed)
            throw UsageError("--seed must be a whole number from 0 up and is \"" + *arguments.seed + "\"");
        plan.seed = plan.tsne.seed = plan.umap.seed = *seed;
    }
    if (arguments.start)
        plan.start = parseStart(*arguments.start);
    if (arguments.png && *arguments.png == "-")
        throw UsageError("--png needs a file: a picture does not go to standard output");
    if (arguments.threads)
        plan.threads = parseThreads(*arguments.threads);
    const auto problem = plan.method == MapMethod::Tsne   ? plan.tsne.validate()
                         : plan.method == MapMethod::Umap ? plan.umap.validate()
                                                          : std::nullopt;
    if (problem)
        throw UsageError(*problem);
    return plan;
}

std::string nameOf(MapMethod method)
{
    switch (method) {
    case MapMethod::Tsne:
        return "t-SNE";
    case MapMethod::Umap:
        return "UMAP";
    case MapMethod::Pca:
        break;
    }
    return "PCA";
}

std::string pointsInWords(const ProjectedMap& map)
{
    const auto films = counted(map.films, "film", "films");
    const auto users = counted(map.rows.size() - map.films, "user", "users");
    return map.of == MapOf::Both ? films + " and " + users : map.of == MapOf::Films ? films : users;
}

}  // namespace projectionist::cli
