// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/tsne_affinities.h"

#include "engine/core/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include <Eigen/Core>

namespace projectionist {

namespace {

constexpr std::size_t pointsPerBlock = 256;
constexpr double entropyTolerance = 1e-6;
constexpr int stepsAtMost = 100;

/// Solves for β by Newton's method in log β, within what is known to enclose it.
class PerplexitySolver {
public:
    PerplexitySolver(std::size_t count, double perplexity)
        : m_excess(static_cast<Eigen::Index>(count)), m_shares(m_excess.size()), m_entropy(std::log(perplexity))
    {
    }

    void solve(std::span<const float> distances, Distance distance, std::span<float> shares)
    {
        for (Eigen::Index i = 0; i < m_excess.size(); ++i) {
            const auto value = double{distances[static_cast<std::size_t>(i)]};
            m_excess[i] = distance == Distance::Cosine ? 2 * value : value * value;
        }
        m_excess -= m_excess.minCoeff();
        const auto mean = m_excess.mean();
        if (mean > 0)
            search(1 / mean);
        else
            m_shares.setOnes();
        m_shares /= m_shares.sum();
        for (std::size_t i = 0; i < shares.size(); ++i)
            shares[i] = static_cast<float>(m_shares[static_cast<Eigen::Index>(i)]);
    }

private:
    void search(double beta)
    {
        double low = 0, high = std::numeric_limits<double>::infinity();
        for (int step = 0; step < stepsAtMost; ++step) {
            m_shares = (-beta * m_excess).exp();
            const auto sum = m_shares.sum();
            const auto mean = (m_shares * m_excess).sum() / sum;
            const auto tooMuch = std::log(sum) + beta * mean - m_entropy;
            if (std::abs(tooMuch) < entropyTolerance)
                return;
            (tooMuch > 0 ? low : high) = beta;
            const auto variance = (m_shares * m_excess.square()).sum() / sum - mean * mean;
            const auto slope = beta * beta * variance;  // of the entropy, downwards, along log β
            auto next = beta * std::exp(std::clamp(tooMuch / std::max(slope, 1e-9), -2.0, 2.0));
            if (next <= low || next >= high)
                next = std::isinf(high) ? 2 * low : (low + high) / 2;
            beta = next;
        }
    }

    Eigen::ArrayXd m_excess;  // squared distances, beyond the least
    Eigen::ArrayXd m_shares;
    double m_entropy;
};

std::size_t blocksOf(std::size_t points)
{
    return (points + pointsPerBlock - 1) / pointsPerBlock;
}

/// Calls each(point) in parallel. False when stopped.
template <class Each>
bool forEachPoint(std::size_t points, const std::stop_token& stop, const Each& each)
{
    parallelFor(blocksOf(points), [&](std::size_t block) {
        const auto end = std::min((block + 1) * pointsPerBlock, points);
        for (auto point = block * pointsPerBlock; point < end && !stop.stop_requested(); ++point)
            each(point);
    });
    return !stop.stop_requested();
}

bool contains(std::span<const std::uint32_t> list, std::uint32_t wanted)
{
    int found = 0;  // without a branch, for the compiler to make vectors of
    for (const auto value : list)
        found |= value == wanted ? 1 : 0;
    return found != 0;
}

/// Adds up the two directions of each pair.
class Symmetriser {
public:
    Symmetriser(const NeighbourGraph& graph, std::vector<float> shares, std::span<const std::uint32_t> order)
        : m_graph(graph)
        , m_order(order)
        , m_number(order.size())
        , m_shares(std::move(shares))
        , m_count(graph.points == 0 ? 0 : m_shares.size() / graph.points)
        , m_isMutual(m_shares.size())
        , m_scale(static_cast<float>(0.5 / static_cast<double>(std::max<std::size_t>(graph.points, 1))))
    {
        for (std::size_t number = 0; number < order.size(); ++number)
            m_number[order[number]] = static_cast<std::uint32_t>(number);
    }

    std::optional<JointProbabilities> run(const std::stop_token& stop)
    {
        std::vector<std::size_t> cursors;
        if (!layOut(stop, cursors) || !forEachPoint(m_graph.points, stop, [&](auto number) { addOwn(number); }))
            return {};
        for (std::size_t number = 0; number < m_graph.points; ++number) {
            if (number % pointsPerBlock == 0 && stop.stop_requested())
                return {};
            addToOthers(number, cursors);
        }
        return std::move(m_result);
    }

private:
    [[nodiscard]] std::span<const std::uint32_t> listOf(std::size_t point) const
    {
        return m_graph.neighboursOf(point).first(m_count);
    }

    bool layOut(const std::stop_token& stop, std::vector<std::size_t>& cursors)
    {
        std::vector<std::atomic<std::uint32_t>> pickedBy(m_graph.points);
        const auto counted = forEachPoint(m_graph.points, stop, [&](std::size_t number) {
            const auto point = m_order[number];
            const auto list = listOf(point);
            for (std::size_t i = 0; i < m_count; ++i) {
                const auto mutual = contains(listOf(list[i]), point);
                m_isMutual[point * m_count + i] = mutual ? 1 : 0;
                if (!mutual)
                    pickedBy[list[i]].fetch_add(1, std::memory_order_relaxed);
            }
        });
        if (!counted)
            return false;
        m_result.begins.reserve(m_graph.points + 1);
        m_result.begins.push_back(0);
        for (const auto point : m_order) {
            const auto begin = m_result.begins.back(), length = m_count + pickedBy[point];
            constexpr auto multiple = JointProbabilities::multiple;
            cursors.push_back(begin + m_count);
            m_result.begins.push_back(begin + (length + multiple - 1) / multiple * multiple);
        }
        m_result.neighbours.resize(m_result.begins.back());
        m_result.weights.resize(m_result.begins.back());
        return true;
    }

    void addOwn(std::size_t number)
    {
        const auto point = m_order[number];
        const auto list = listOf(point);
        const auto begin = m_result.begins[number], end = m_result.begins[number + 1];
        for (std::size_t i = 0; i < m_count; ++i) {
            auto share = m_shares[point * m_count + i];
            if (m_isMutual[point * m_count + i] != 0) {
                const auto others = listOf(list[i]);
                const auto place = std::ranges::find(others, point) - others.begin();
                share += m_shares[list[i] * m_count + static_cast<std::size_t>(place)];
            }
            m_result.neighbours[begin + i] = m_number[list[i]];
            m_result.weights[begin + i] = share * m_scale;
        }
        for (auto i = begin + m_count; i < end; ++i)
            m_result.neighbours[i] = static_cast<std::uint32_t>(number);
    }

    void addToOthers(std::size_t number, std::vector<std::size_t>& cursors)
    {
        const auto point = m_order[number];
        for (std::size_t i = 0; i < m_count; ++i) {
            if (m_isMutual[point * m_count + i] != 0)
                continue;
            const auto to = cursors[m_number[listOf(point)[i]]]++;
            m_result.neighbours[to] = static_cast<std::uint32_t>(number);
            m_result.weights[to] = m_shares[point * m_count + i] * m_scale;
        }
    }

    const NeighbourGraph& m_graph;
    std::span<const std::uint32_t> m_order;
    std::vector<std::uint32_t> m_number;  // of each point, in the order
    std::vector<float> m_shares;
    std::size_t m_count;
    std::vector<std::uint8_t> m_isMutual;  // beside m_shares: whether the neighbour has the point as its own, too
    float m_scale;
    JointProbabilities m_result;
};

}  // namespace

std::size_t neighboursNeeded(double perplexity, std::size_t points)
{
    const auto others = points == 0 ? 0 : points - 1;
    const auto wanted = std::floor(3 * perplexity + 1e-6);  // a third of a whole number, three times, is that number
    return wanted >= static_cast<double>(others) ? others : std::max<std::size_t>(static_cast<std::size_t>(wanted), 1);
}

double perplexityWithin(const NeighbourGraph& graph, double perplexity)
{
    return std::max(1.0, std::min(perplexity, static_cast<double>(graph.count) / 3));
}

std::optional<std::vector<float>> conditionalProbabilities(const NeighbourGraph& graph, double perplexity,
                                                           std::stop_token stop)
{
    const auto count = std::min(graph.count, neighboursNeeded(perplexity, graph.points));
    std::vector<float> shares(graph.points * count);
    if (count == 0)
        return shares;
    parallelFor(blocksOf(graph.points), [&](std::size_t block) {
        PerplexitySolver solver(count, perplexity);
        const auto end = std::min((block + 1) * pointsPerBlock, graph.points);
        for (auto point = block * pointsPerBlock; point < end && !stop.stop_requested(); ++point)
            solver.solve(graph.distancesOf(point).first(count), graph.distance,
                         std::span(shares).subspan(point * count, count));
    });
    if (stop.stop_requested())
        return {};
    return shares;
}

std::optional<JointProbabilities> jointProbabilities(const NeighbourGraph& graph, double perplexity,
                                                     std::span<const std::uint32_t> order, std::stop_token stop)
{
    auto shares = conditionalProbabilities(graph, perplexity, stop);
    if (!shares)
        return {};
    return Symmetriser(graph, std::move(*shares), order).run(stop);
}

}  // namespace projectionist
