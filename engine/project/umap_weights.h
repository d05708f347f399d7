// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/project/neighbour_graph.h"
#include "engine/project/sparse_rows.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

/// How a point sees its neighbours: one at distance d with weight exp(−max(0, d − nearest) / width).
struct SmoothDistance {
    double nearest = 0;  ///< Of the distances above 0, the least; 0 when there is none.
    double width =
        0;  ///< Such that the weights of the k neighbours add up to log2(k + 1), the point itself not counted.
};

/// By Newton's method from above (McInnes, Healy and Melville 2018, algorithm 3, where k counts the point itself). So
/// many neighbours may be as near as the nearest that the sum cannot be that small; no width is below .001 × the mean
/// distance (`overallMean` when all neighbours are at 0 up to then). `distances`: ascending, not empty.
[[nodiscard]] PROJECTIONIST_API SmoothDistance smoothDistance(std::span<const float> distances, double overallMean);

/// Symmetric: how much each pair belongs together, 0 to 1. Neighbours ascend in each row.
struct FuzzyGraph : SparseRows {};

/// The union of what the points see of each other by their first `count` neighbours: v + w − vw, where one sees the
/// other with weight v and is seen with w (the same paper, section 3.1). The same bits at any thread count. Nothing
/// when stopped. May throw std::bad_alloc.
[[nodiscard]] PROJECTIONIST_API std::optional<FuzzyGraph> fuzzyGraph(const NeighbourGraph& graph, std::size_t count,
                                                                     std::stop_token stop = {});

}  // namespace projectionist
