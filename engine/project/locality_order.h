// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/project/neighbour_graph.h"

#include <cstdint>
#include <vector>

namespace projectionist {

/// All points of the graph, neighbours close to each other: breadth first, from one point after another. Where the rows
/// of a table stand in this order, work on neighbours finds them in the cache: several times faster for large maps.
[[nodiscard]] PROJECTIONIST_API std::vector<std::uint32_t> localityOrder(const NeighbourGraph& graph);

}  // namespace projectionist
