// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/plane_tree.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace projectionist {

namespace {

constexpr std::uint32_t pointsInALeaf = 12;

struct PlacedAt {
    float x = 0, y = 0;
};

PlacedAt placeAt(MatrixView positions, std::size_t point)
{
    const auto row = positions.row(point);
    return std::isfinite(row[0]) && std::isfinite(row[1]) ? PlacedAt{row[0], row[1]} : PlacedAt{};
}

double squareBetween(float x, float y, float otherX, float otherY)
{
    const auto dx = double{otherX} - double{x}, dy = double{otherY} - double{y};
    return dx * dx + dy * dy;
}

}  // namespace

struct PlaneTree::Query {
    Place from;
    std::size_t count = 0;
    std::vector<PlaneNeighbour>& nearest;

    [[nodiscard]] bool wants(const PlaneNeighbour& candidate) const
    {
        return nearest.size() < count || candidate < nearest.back();
    }

    void add(const PlaneNeighbour& candidate)
    {
        if (nearest.size() == count)
            nearest.pop_back();
        nearest.insert(std::ranges::upper_bound(nearest, candidate, std::less{}), candidate);
    }
};

PlaneTree::PlaneTree(MatrixView positions) : m_places(positions.rows), m_placeOf(positions.rows)
{
    for (std::size_t point = 0; point < positions.rows; ++point) {
        const auto [x, y] = placeAt(positions, point);
        m_places[point] = {x, y, static_cast<std::uint32_t>(point)};
    }
    if (m_places.empty())
        return;
    m_nodes.push_back({.end = static_cast<std::uint32_t>(m_places.size())});
    for (std::size_t node = 0; node < m_nodes.size(); ++node)
        build(node);
    for (std::size_t place = 0; place < m_places.size(); ++place)
        m_placeOf[m_places[place].point] = static_cast<std::uint32_t>(place);
}

/// Measures a node, and cuts it in two when it is large.
void PlaneTree::build(std::size_t index)
{
    auto node = m_nodes[index];
    const auto begin = m_places.begin() + node.begin, end = m_places.begin() + node.end;
    node.left = node.right = begin->x;
    node.bottom = node.top = begin->y;
    node.lowest = begin->point;
    for (auto place = begin; place != end; ++place) {
        node.left = std::min(node.left, place->x);
        node.right = std::max(node.right, place->x);
        node.bottom = std::min(node.bottom, place->y);
        node.top = std::max(node.top, place->y);
        node.lowest = std::min(node.lowest, place->point);
    }
    if (node.end - node.begin > pointsInALeaf) {
        const auto middle = begin + (end - begin) / 2;
        const auto wide = double{node.right} - double{node.left} >= double{node.top} - double{node.bottom};
        std::nth_element(begin, middle, end, [wide](const Place& a, const Place& b) {
            return wide ? std::pair(a.x, a.point) < std::pair(b.x, b.point)
                        : std::pair(a.y, a.point) < std::pair(b.y, b.point);
        });
        node.child = static_cast<std::uint32_t>(m_nodes.size());
        const auto cut = static_cast<std::uint32_t>(middle - m_places.begin());
        m_nodes.push_back({.begin = node.begin, .end = cut});
        m_nodes.push_back({.begin = cut, .end = node.end});
    }
    m_nodes[index] = node;
}

/// No point of the node comes before this as a neighbour of the place.
PlaneNeighbour PlaneTree::bound(const Node& node, const Place& place)
{
    const auto beyond = [](float value, float low, float high) {
        return value < low ? double{low} - double{value} : value > high ? double{value} - double{high} : 0.0;
    };
    const auto dx = beyond(place.x, node.left, node.right), dy = beyond(place.y, node.bottom, node.top);
    return {dx * dx + dy * dy, node.lowest};
}

void PlaneTree::nearest(std::uint32_t point, std::size_t count, std::vector<PlaneNeighbour>& nearest) const
{
    nearest.clear();
    if (count == 0 || m_nodes.empty())
        return;
    Query query{m_places[m_placeOf[point]], count, nearest};
    visit(m_nodes.front(), bound(m_nodes.front(), query.from), query);
}

void PlaneTree::visit(const Node& node, const PlaneNeighbour& bound, Query& query) const
{
    if (!query.wants(bound))
        return;
    if (node.child == 0) {
        for (auto place = node.begin; place < node.end; ++place) {
            const auto& other = m_places[place];
            const PlaneNeighbour candidate{squareBetween(query.from.x, query.from.y, other.x, other.y), other.point};
            if (other.point != query.from.point && query.wants(candidate))
                query.add(candidate);
        }
        return;
    }
    const auto &first = m_nodes[node.child], &second = m_nodes[node.child + 1];
    const auto firstBound = PlaneTree::bound(first, query.from), secondBound = PlaneTree::bound(second, query.from);
    if (secondBound < firstBound) {
        visit(second, secondBound, query);
        visit(first, firstBound, query);
    } else {
        visit(first, firstBound, query);
        visit(second, secondBound, query);
    }
}

std::vector<PlaneNeighbour> nearestOnMap(MatrixView positions, std::uint32_t point, std::size_t count)
{
    std::vector<PlaneNeighbour> others;
    others.reserve(positions.rows);
    const auto from = placeAt(positions, point);
    for (std::uint32_t other = 0; other < positions.rows; ++other) {
        const auto place = placeAt(positions, other);
        if (other != point)
            others.push_back({squareBetween(from.x, from.y, place.x, place.y), other});
    }
    const auto end = others.begin() + static_cast<std::ptrdiff_t>(std::min(count, others.size()));
    std::partial_sort(others.begin(), end, others.end());
    others.erase(end, others.end());
    return others;
}

}  // namespace projectionist
