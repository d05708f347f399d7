// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"
#include "engine/project/neighbour_graph.h"
#include "engine/project/principal_components.h"
#include "engine/project/tsne.h"
#include "engine/project/umap.h"

#include <cstddef>
#include <optional>
#include <string>

namespace projectionist::cli {

/// The options of `map` as they were given.
struct MapArguments {
    std::string model, method, of = "films", untrained;
    std::optional<std::string> components, distance, perplexity, neighbours, exaggeration, iterations, minimumDistance,
        seed, start, threads, png;
    TableOptions table;
    bool quality = false;
};

enum class MapMethod { Pca, Tsne, Umap };
enum class MapStart { Components, Random };

/// … and what they mean.
struct MapPlan {
    MapMethod method = MapMethod::Pca;
    MapOf of = MapOf::Films;
    std::optional<bool> untrained;
    Distance distance = Distance::Cosine;
    std::size_t componentOfX = 0, componentOfY = 1;  ///< From 0. PCA.
    TsneOptions tsne;
    UmapOptions umap;
    MapStart start = MapStart::Components;
    std::uint64_t seed = 1;
    int threads = 0;  ///< 0: as many as there are.
    bool quality = false;
};

/// Throws UsageError.
[[nodiscard]] MapPlan planOf(const MapArguments& arguments);

/// "t-SNE".
[[nodiscard]] std::string nameOf(MapMethod method);
/// "12 films", "1 user", "12 films and 1 user".
[[nodiscard]] std::string pointsInWords(const ProjectedMap& map);

}  // namespace projectionist::cli
