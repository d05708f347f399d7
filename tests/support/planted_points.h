// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/matrix.h"
#include "engine/project/neighbour_graph.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace projectionist::testing {

/// Vectors with a structure that is known: Gaussian clusters of unequal size and width, themselves clustered in groups.
struct PlantedPointsShape {
    std::size_t points = 10'000, dimension = 64;
    std::uint32_t clusters = 200, groups = 18;
    double groupSpread = 1.0;    ///< Standard deviation, along each axis, of the groups' middles.
    double clusterSpread = 0.7;  ///< … of the clusters' middles around that of their group.
    double pointSpread =
        0.4;  ///< … of the points around that of their cluster, times .6 to 1.4 from cluster to cluster.
    double roundness =
        1.0;  ///< Clusters are round at 1; at 0 the axes' widths fall as 1, 1/2, 1/3 …, each in its own order.
    double unevenness = 0.7;  ///< The sizes of the clusters are exp(unevenness · normal) to each other; 0: equal.
    std::uint64_t seed = 1;
};

struct PlantedPoints {
    Matrix table;                        ///< Points × dimension, clusters mixed.
    std::vector<std::uint32_t> cluster;  ///< Of each point.
    std::vector<std::uint32_t> group;    ///< Of each point.
};

[[nodiscard]] PlantedPoints plantedPoints(const PlantedPointsShape& shape = {});

/// 0 … points − 1.
[[nodiscard]] std::vector<std::uint32_t> everyRow(std::size_t points);

/// The share of the first `count` neighbours of `graph` that are among the `count` nearest on the map, over the points
/// of `sample` (empty: all). By the definition: distances to all others in double, ties by lower position.
[[nodiscard]] double keptNeighbours(const NeighbourGraph& graph, MatrixView positions, std::size_t count = 15,
                                    std::span<const std::uint32_t> sample = {});

}  // namespace projectionist::testing
