// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/metrics.h"

#include "engine/core/scratch.h"
#include "engine/evaluate/film_rarity.h"
#include "engine/evaluate/sweep.h"
#include "engine/evaluate/user_ratio.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>

namespace projectionist {

namespace {

constexpr std::array userFigures{&UserMetrics::recall,    &UserMetrics::truncatedRecall,
                                 &UserMetrics::precision, &UserMetrics::ndcg,
                                 &UserMetrics::hit,       &UserMetrics::reciprocalRank};

/// Sums over the users of one tile, or of all, at one k.
struct Sums {
    std::array<UserRatio, userFigures.size()> means;
    UserRatio novelty, longTail;

    void add(const UserMetrics& metrics)
    {
        for (std::size_t place = 0; place < means.size(); ++place)
            means[place].add(metrics.*userFigures[place]);
    }
    void add(const Sums& other)
    {
        for (std::size_t place = 0; place < means.size(); ++place)
            means[place].add(other.means[place]);
        novelty.add(other.novelty);
        longTail.add(other.longTail);
    }
    void write(MetricsAtK& metrics) const
    {
        metrics.users = means.front().users();
        for (std::size_t place = 0; place < means.size(); ++place) {
            metrics.mean.*userFigures[place] = means[place].value();
            metrics.interval95.*userFigures[place] = means[place].halfInterval95();
        }
        metrics.listIntervals95 = {novelty.halfInterval95(), longTail.halfInterval95()};
    }
};

struct ListScratch {
    std::vector<float> allowed;
    std::vector<std::pair<float, MovieRow>> best;
    std::vector<MovieRow> list;
};

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
    const auto movies = scorer.movies();
    const auto longest = static_cast<std::size_t>(ks.empty() ? 0 : std::max(0, ks.back()));
    const SweepTiles tiles(scorer);
    const FilmRarity rarity(trainCounts);
    std::vector<std::vector<Sums>> sums(tiles.tiles, std::vector<Sums>(ks.size()));
    std::vector<std::vector<std::uint32_t>> listed(ks.size(), std::vector<std::uint32_t>(movies, 0));
    ScratchPool<ListScratch> pool;
    const auto relevantOf = [&](std::size_t user) {
        return user < relevant.users() ? relevant.of(UserRow{static_cast<std::uint32_t>(user)})
                                       : std::span<const MovieRow>{};
    };
    const bool finished = sweep(
        scorer, tiles, [&](std::size_t user) { return !relevantOf(user).empty(); },
        [&](std::size_t tile, std::size_t user, std::span<const float> scores) {
            const auto scratch = pool.lease();
            auto& [allowed, best, list] = *scratch;
            constexpr float never = -std::numeric_limits<float>::infinity();
            allowed.assign(scores.begin(), scores.end());
            for (std::size_t movie = 0; movie < candidates.size(); ++movie) {
                if (!candidates[movie])
                    allowed[movie] = never;
            }
            for (const auto movie : seen.of(UserRow{static_cast<std::uint32_t>(user)}))
                allowed[movie.value] = never;
            selectBest(allowed, longest, best);
            list.clear();
            for (const auto& [score, movie] : best)
                list.push_back(movie);
            double bits = 0, tail = 0;
            std::size_t rank = 0;
            for (std::size_t place = 0; place < ks.size(); ++place) {
                auto& sum = sums[tile][place];
                sum.add(userMetrics(list, relevantOf(user), ks[place]));
                const auto shown = std::min(list.size(), static_cast<std::size_t>(std::max(0, ks[place])));
                for (; rank < shown; ++rank) {
                    bits += rarity.bits[list[rank].value];
                    tail += rarity.longTail[list[rank].value] ? 1.0 : 0.0;
                }
                sum.novelty.add(bits, double(shown));
                sum.longTail.add(tail, double(shown));
                for (std::size_t first = 0; first < shown; ++first)
                    std::atomic_ref(listed[place][list[first].value]).fetch_add(1, std::memory_order_relaxed);
            }
        },
        stop, progress);
    if (!finished)
        return {};
    std::vector<MetricsAtK> result;
    for (std::size_t place = 0; place < ks.size(); ++place) {
        Sums all;
        for (const auto& part : sums)
            all.add(part[place]);
        MetricsAtK metrics;
        metrics.k = ks[place];
        all.write(metrics);
        metrics.lists = listMetrics(listed[place], trainCounts);
        result.push_back(metrics);
    }
    return result;
}

}  // namespace projectionist
