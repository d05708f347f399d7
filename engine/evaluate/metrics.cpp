// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/metrics.h"

#include "engine/evaluate/film_rarity.h"
#include "engine/evaluate/list_measurer.h"
#include "engine/evaluate/sweep.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace projectionist {

namespace {

double discount(std::size_t rank)
{
    return 1.0 / std::log2(static_cast<double>(rank) + 2.0);
}

}  // namespace

UserMetrics userMetrics(std::span<const MovieRow> list, std::span<const MovieRow> relevant, int k)
{
    UserMetrics result;
    if (relevant.empty() || k < 1)
        return result;
    const auto length = static_cast<std::size_t>(k);
    std::size_t hits = 0;
    double gain = 0;
    for (std::size_t rank = 0; rank < std::min(length, list.size()); ++rank) {
        if (!std::ranges::binary_search(relevant, list[rank]))
            continue;
        if (hits++ == 0)
            result.reciprocalRank = 1.0 / double(rank + 1);
        gain += discount(rank);
    }
    const auto reachable = std::min(length, relevant.size());
    double ideal = 0;
    for (std::size_t rank = 0; rank < reachable; ++rank)
        ideal += discount(rank);
    result.recall = double(hits) / double(relevant.size());
    result.truncatedRecall = double(hits) / double(reachable);
    result.precision = double(hits) / double(k);
    result.ndcg = gain / ideal;
    result.hit = hits > 0 ? 1.0 : 0.0;
    return result;
}

ListMetrics listMetrics(std::span<const std::uint32_t> timesListed, std::span<const std::uint32_t> trainCounts)
{
    ListMetrics result;
    if (timesListed.size() < 2)
        return result;
    const auto films = timesListed.size() - 1;
    const auto listed = timesListed.subspan(1);
    const auto places = std::accumulate(listed.begin(), listed.end(), std::uint64_t{0});
    const auto covered = std::ranges::count_if(listed, [](std::uint32_t times) { return times > 0; });
    result.coverage = double(covered) / double(films);
    if (places == 0)
        return result;

    std::vector<std::uint32_t> sorted(listed.begin(), listed.end());
    std::ranges::sort(sorted);
    double weighted = 0;
    for (std::size_t place = 0; place < films; ++place)
        weighted += (2.0 * double(place + 1) - double(films) - 1.0) * double(sorted[place]);
    result.gini = weighted / (double(films) * double(places));

    const FilmRarity rarity(trainCounts);
    double bits = 0, tail = 0;
    for (std::size_t film = 1; film <= films; ++film) {
        bits += double(timesListed[film]) * rarity.bits[film];
        tail += rarity.longTail[film] ? double(timesListed[film]) : 0.0;
    }
    result.noveltyBits = bits / double(places);
    result.longTailShare = tail / double(places);
    return result;
}

std::optional<std::vector<MetricsAtK>> rankingMetrics(const Scorer& scorer, const PositivesByUser& seen,
                                                      const PositivesByUser& relevant,
                                                      std::span<const std::uint32_t> trainCounts,
                                                      const std::vector<bool>& candidates, std::span<const int> ks,
                                                      std::stop_token stop, const ProgressFunction& progress)
{
    const SweepTiles tiles(scorer);
    ListMeasurer lists(seen, relevant, trainCounts, candidates, ks, tiles);
    const bool finished = sweep(
        scorer, tiles, [&](std::size_t user) { return lists.wants(user); },
        [&](std::size_t tile, std::size_t user, std::span<float> scores) { lists.visit(tile, user, scores); }, stop,
        "Measuring", progress);
    if (!finished)
        return {};
    return lists.result();
}

}  // namespace projectionist
