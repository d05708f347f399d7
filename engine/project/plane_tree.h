// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/matrix.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace projectionist {

/// A neighbour on a map.
struct PlaneNeighbour {
    double square = 0;  ///< Of the distance.
    std::uint32_t point = 0;

    /// Nearest first, ties by lower position.
    friend bool operator<(const PlaneNeighbour& a, const PlaneNeighbour& b)
    {
        return a.square < b.square || (a.square == b.square && a.point < b.point);
    }
};

/// Points of a map, for the exact nearest of each: a k-d tree, of which a search visits some tens of points, also where
/// the points lie in heaps or all at one place. Immutable; any number of threads may search. Places that are not finite
/// count as the origin.
class PlaneTree {
public:
    /// `positions`: points × 2. In some n log n steps.
    explicit PlaneTree(MatrixView positions);

    /// The `count` nearest of the others (all when there are fewer), nearest first, into `nearest`. Distances are those
    /// of the float32 positions in float64.
    void nearest(std::uint32_t point, std::size_t count, std::vector<PlaneNeighbour>& nearest) const;

private:
    struct Place {
        float x = 0, y = 0;
        std::uint32_t point = 0;
    };
    struct Node {
        float left = 0, right = 0, bottom = 0, top = 0;
        std::uint32_t lowest = 0;  // of its points
        std::uint32_t begin = 0, end = 0;
        std::uint32_t child = 0;  // the first of two; 0: none
    };
    struct Query;
    [[nodiscard]] static PlaneNeighbour bound(const Node& node, const Place& place);
    void build(std::size_t node);
    void visit(const Node& node, const PlaneNeighbour& bound, Query& query) const;

    std::vector<Place> m_places;           // those of a node side by side
    std::vector<std::uint32_t> m_placeOf;  // of each point
    std::vector<Node> m_nodes;
};

/// The same for one point alone, without a tree: in some n steps.
[[nodiscard]] std::vector<PlaneNeighbour> nearestOnMap(MatrixView positions, std::uint32_t point, std::size_t count);

}  // namespace projectionist
