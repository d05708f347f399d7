// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/umap_weights.h"

#include "engine/core/parallel.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace projectionist {

namespace {

constexpr std::size_t pointsPerBlock = 512;
constexpr int stepsAtMost = 200;
constexpr double tolerance = 1e-6;
constexpr double leastWidth = 1e-3;  // of the mean distance

double meanOf(std::span<const float> values)
{
    return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Calls each(point) in parallel. False when stopped.
template <class Each>
bool forEachPoint(std::size_t points, const std::stop_token& stop, const Each& each)
{
    parallelFor((points + pointsPerBlock - 1) / pointsPerBlock, [&](std::size_t block) {
        if (stop.stop_requested())
            return;
        const auto end = std::min((block + 1) * pointsPerBlock, points);
        for (auto point = block * pointsPerBlock; point < end; ++point)
            each(point);
    });
    return !stop.stop_requested();
}

class Union {
public:
    Union(const NeighbourGraph& graph, std::size_t count) : m_graph(graph), m_count(count) {}

    std::optional<FuzzyGraph> run(const std::stop_token& stop)
    {
        if (!see(stop) || !turn(stop))
            return {};
        m_result.begins.assign(m_graph.points + 1, 0);
        const auto measured = forEachPoint(m_graph.points, stop, [&](std::size_t point) {
            std::size_t length = 0;
            merge(point, [&](std::uint32_t, float) { ++length; });
            m_result.begins[point + 1] = length;
        });
        if (!measured)
            return {};
        std::partial_sum(m_result.begins.begin(), m_result.begins.end(), m_result.begins.begin());
        m_result.neighbours.resize(m_result.begins.back());
        m_result.weights.resize(m_result.begins.back());
        const auto merged = forEachPoint(m_graph.points, stop, [&](std::size_t point) {
            auto to = m_result.begins[point];
            merge(point, [&](std::uint32_t neighbour, float weight) {
                m_result.neighbours[to] = neighbour;
                m_result.weights[to++] = weight;
            });
        });
        return merged ? std::optional(std::move(m_result)) : std::nullopt;
    }

private:
    struct Seen {
        std::uint32_t point = 0;
        float weight = 0;
    };

    [[nodiscard]] std::span<Seen> seenBy(std::size_t point)
    {
        return std::span(m_sees).subspan(point * m_count, m_count);
    }

    [[nodiscard]] std::vector<float> distancesOf(std::size_t point) const
    {
        const auto known = m_graph.distancesOf(point).first(m_count);
        std::vector<float> distances(known.begin(), known.end());
        if (m_graph.distance == Distance::Cosine) {
            for (auto& distance : distances)
                distance = std::sqrt(2 * distance);
        }
        return distances;
    }

    /// What each point sees, in the order of the points.
    bool see(const std::stop_token& stop)
    {
        std::vector<double> means(m_graph.points);
        if (!forEachPoint(m_graph.points, stop,
                          [&](std::size_t point) { means[point] = meanOf(m_graph.distancesOf(point).first(m_count)); }))
            return false;
        const auto overall = std::accumulate(means.begin(), means.end(), 0.0) /
                             static_cast<double>(std::max<std::size_t>(m_graph.points, 1));
        m_sees.resize(m_graph.points * m_count);
        return forEachPoint(m_graph.points, stop, [&](std::size_t point) {
            const auto distances = distancesOf(point);
            if (distances.empty())
                return;
            const auto smooth = smoothDistance(distances, overall);
            const auto seen = seenBy(point);
            for (std::size_t i = 0; i < m_count; ++i) {
                const auto beyond = double{distances[i]} - smooth.nearest;
                seen[i] = {m_graph.neighboursOf(point)[i],
                           beyond > 0 ? static_cast<float>(std::exp(-beyond / smooth.width)) : 1.0F};
            }
            std::ranges::sort(seen, {}, &Seen::point);
        });
    }

    /// By whom each point is seen, in the order of the points.
    bool turn(const std::stop_token& stop)
    {
        m_seenFrom.assign(m_graph.points + 1, 0);
        for (const auto& seen : m_sees)
            ++m_seenFrom[seen.point + 1];
        std::partial_sum(m_seenFrom.begin(), m_seenFrom.end(), m_seenFrom.begin());
        m_seen.resize(m_sees.size());
        auto next = m_seenFrom;
        for (std::size_t point = 0; point < m_graph.points; ++point) {
            if (point % pointsPerBlock == 0 && stop.stop_requested())
                return false;
            for (const auto& seen : seenBy(point))
                m_seen[next[seen.point]++] = {static_cast<std::uint32_t>(point), seen.weight};
        }
        return true;
    }

    /// Calls emit(neighbour, weight) for all that a point sees or is seen by, ascending.
    template <class Emit>
    void merge(std::size_t point, const Emit& emit)
    {
        const auto sees = seenBy(point);
        const auto seen = std::span(m_seen).subspan(m_seenFrom[point], m_seenFrom[point + 1] - m_seenFrom[point]);
        auto a = sees.begin();
        auto b = seen.begin();
        while (a != sees.end() || b != seen.end()) {
            if (b == seen.end() || (a != sees.end() && a->point < b->point)) {
                emit(a->point, a->weight);
                ++a;
            } else if (a == sees.end() || b->point < a->point) {
                emit(b->point, b->weight);
                ++b;
            } else {
                emit(a->point, a->weight + b->weight - a->weight * b->weight);
                ++a;
                ++b;
            }
        }
    }

    const NeighbourGraph& m_graph;
    std::size_t m_count;
    std::vector<Seen> m_sees;             // count of each point
    std::vector<std::size_t> m_seenFrom;  // of each point in m_seen, and the end
    std::vector<Seen> m_seen;
    FuzzyGraph m_result;
};

}  // namespace

SmoothDistance smoothDistance(std::span<const float> distances, double overallMean)
{
    SmoothDistance result;
    const auto nearest = std::ranges::find_if(distances, [](float distance) { return distance > 0; });
    result.nearest = nearest == distances.end() ? 0 : double{*nearest};
    const auto least = leastWidth * (result.nearest > 0 ? meanOf(distances) : overallMean);

    // The sum of exp(−excess · inverse) falls and is convex: from 0, Newton's steps never go too far.
    const auto wanted = std::log2(static_cast<double>(distances.size()) + 1);
    const auto asNear = std::ranges::count_if(distances, [&](float distance) { return distance <= result.nearest; });
    double inverse = 0;
    for (int step = 0; step < stepsAtMost && static_cast<double>(asNear) < wanted; ++step) {
        double sum = 0, slope = 0;
        for (const auto distance : distances) {
            const auto excess = std::max(0.0, double{distance} - result.nearest);
            const auto weight = std::exp(-excess * inverse);
            sum += weight;
            slope += excess * weight;
        }
        if (sum - wanted < tolerance || !(slope > 0))
            break;
        inverse += (sum - wanted) / slope;
    }
    result.width = std::max(inverse > 0 ? 1 / inverse : 0.0, least);
    return result;
}

std::optional<FuzzyGraph> fuzzyGraph(const NeighbourGraph& graph, std::size_t count, std::stop_token stop)
{
    return Union(graph, std::min(count, graph.count)).run(stop);
}

}  // namespace projectionist
