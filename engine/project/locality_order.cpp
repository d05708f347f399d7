// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/locality_order.h"

#include <algorithm>

namespace projectionist {

std::vector<std::uint32_t> localityOrder(const NeighbourGraph& graph)
{
    constexpr std::size_t followed = 10;  // the nearest ones; with all of them the front spreads over everything
    const auto count = std::min(graph.count, followed);
    std::vector<std::uint32_t> order;
    order.reserve(graph.points);
    std::vector<bool> isListed(graph.points, false);
    const auto list = [&](std::uint32_t point) {
        if (!isListed[point]) {
            isListed[point] = true;
            order.push_back(point);
        }
    };
    std::size_t next = 0;
    for (std::uint32_t first = 0; first < graph.points; ++first) {
        for (list(first); next < order.size(); ++next) {
            for (const auto neighbour : graph.neighboursOf(order[next]).first(count))
                list(neighbour);
        }
    }
    return order;
}

}  // namespace projectionist
