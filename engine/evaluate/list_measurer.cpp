// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/list_measurer.h"

#include <algorithm>
#include <atomic>
#include <limits>

namespace projectionist {

void ListMeasurer::Sums::add(const UserMetrics& metrics)
{
    for (std::size_t place = 0; place < means.size(); ++place)
        means[place].add(metrics.*userFigures[place]);
}

void ListMeasurer::Sums::add(const Sums& other)
{
    for (std::size_t place = 0; place < means.size(); ++place)
        means[place].add(other.means[place]);
    novelty.add(other.novelty);
    longTail.add(other.longTail);
}

void ListMeasurer::Sums::write(MetricsAtK& metrics) const
{
    metrics.users = means.front().users();
    for (std::size_t place = 0; place < means.size(); ++place) {
        metrics.mean.*userFigures[place] = means[place].value();
        metrics.interval95.*userFigures[place] = means[place].halfInterval95();
    }
    metrics.listIntervals95 = {novelty.halfInterval95(), longTail.halfInterval95()};
}

ListMeasurer::ListMeasurer(const PositivesByUser& seen, const PositivesByUser& relevant,
                           std::span<const std::uint32_t> trainCounts, const std::vector<bool>& candidates,
                           std::span<const int> ks, const SweepTiles& tiles)
    : m_seen(seen)
    , m_relevant(relevant)
    , m_trainCounts(trainCounts)
    , m_ks(ks)
    , m_longest(static_cast<std::size_t>(ks.empty() ? 0 : std::max(0, ks.back())))
    , m_rarity(trainCounts)
    , m_sums(tiles.tiles, std::vector<Sums>(ks.size()))
    , m_listed(ks.size(), std::vector<std::uint32_t>(tiles.movies, 0))
{
    for (std::uint32_t movie = 0; movie < candidates.size(); ++movie) {
        if (!candidates[movie])
            m_neverListed.push_back(movie);
    }
}

void ListMeasurer::visit(std::size_t tile, std::size_t user, std::span<float> scores)
{
    const auto scratch = m_pool.lease();
    auto& [best, list] = *scratch;
    constexpr float never = -std::numeric_limits<float>::infinity();
    for (const auto movie : m_neverListed)
        scores[movie] = never;
    for (const auto movie : m_seen.of(UserRow{static_cast<std::uint32_t>(user)}))
        scores[movie.value] = never;
    list.clear();
    for (const auto& [score, movie] : best.select(scores, m_longest))
        list.push_back(movie);
    double bits = 0, tail = 0;
    std::size_t rank = 0;
    for (std::size_t place = 0; place < m_ks.size(); ++place) {
        auto& sum = m_sums[tile][place];
        sum.add(userMetrics(list, relevantOf(user), m_ks[place]));
        const auto shown = std::min(list.size(), static_cast<std::size_t>(std::max(0, m_ks[place])));
        for (; rank < shown; ++rank) {
            bits += m_rarity.bits[list[rank].value];
            tail += m_rarity.longTail[list[rank].value] ? 1.0 : 0.0;
        }
        sum.novelty.add(bits, double(shown));
        sum.longTail.add(tail, double(shown));
        for (std::size_t first = 0; first < shown; ++first)
            std::atomic_ref(m_listed[place][list[first].value]).fetch_add(1, std::memory_order_relaxed);
    }
}

std::vector<MetricsAtK> ListMeasurer::result() const
{
    std::vector<MetricsAtK> result;
    for (std::size_t place = 0; place < m_ks.size(); ++place) {
        Sums all;
        for (const auto& part : m_sums)
            all.add(part[place]);
        MetricsAtK metrics;
        metrics.k = m_ks[place];
        all.write(metrics);
        metrics.lists = listMetrics(m_listed[place], m_trainCounts);
        result.push_back(metrics);
    }
    return result;
}

}  // namespace projectionist
