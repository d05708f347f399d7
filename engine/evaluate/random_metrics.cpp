// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/random.h"
#include "engine/evaluate/film_rarity.h"
#include "engine/evaluate/metrics.h"
#include "engine/evaluate/user_ratio.h"

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

/// Which films may stand in lists at all.
struct Shelf {
    Shelf(std::size_t movieRows, const std::vector<bool>& candidates)
    {
        for (std::uint32_t row = 1; row < movieRows; ++row) {
            if (candidates.empty() || candidates[row])
                films.push_back(row);
        }
    }
    [[nodiscard]] bool holds(MovieRow movie) const { return std::ranges::binary_search(films, movie.value); }

    std::vector<std::uint32_t> films;
};

/// Expected figures of a list of `length` of `left` films, `listable` of the `relevant` ones among them.
UserMetrics expected(std::size_t length, std::size_t left, std::size_t listable, std::size_t relevant, int k)
{
    UserMetrics result;
    if (left == 0)
        return result;
    const double share = double(listable) / double(left);
    double gain = 0, ideal = 0, noneYet = 1;
    for (std::size_t rank = 0; rank < length; ++rank) {
        const auto others = double(left - listable), remaining = double(left - rank);
        const auto missing = std::max(0.0, others - double(rank));
        gain += share / std::log2(double(rank) + 2);
        result.reciprocalRank += noneYet * (1 - missing / remaining) / double(rank + 1);
        noneYet *= missing / remaining;
    }
    const auto reachable = std::min(static_cast<std::size_t>(k), relevant);
    for (std::size_t rank = 0; rank < reachable; ++rank)
        ideal += 1 / std::log2(double(rank) + 2);
    const double hits = double(length) * share;
    result.recall = hits / double(relevant);
    result.truncatedRecall = hits / double(reachable);
    result.precision = hits / double(k);
    result.ndcg = gain / ideal;
    result.hit = 1 - noneYet;
    return result;
}

/// Adds a list drawn without replacement from the shelf but for what was seen.
void draw(Random& random, const Shelf& shelf, std::span<const MovieRow> seen, std::size_t length, std::size_t left,
          std::vector<std::uint32_t>& listed)
{
    if (2 * length >= left) {
        std::vector<std::uint32_t> films;
        for (const auto film : shelf.films) {
            if (!std::ranges::binary_search(seen, MovieRow{film}))
                films.push_back(film);
        }
        random.shuffle(films);
        for (std::size_t rank = 0; rank < length; ++rank)
            ++listed[films[rank]];
        return;
    }
    std::vector<std::uint32_t> drawn;
    while (drawn.size() < length) {
        const auto film = shelf.films[random.below(shelf.films.size())];
        if (std::ranges::find(drawn, film) == drawn.end() && !std::ranges::binary_search(seen, MovieRow{film}))
            drawn.push_back(film);
    }
    for (const auto film : drawn)
        ++listed[film];
}

}  // namespace

std::vector<MetricsAtK> expectedRandomMetrics(std::size_t movieRows, const PositivesByUser& seen,
                                              const PositivesByUser& relevant,
                                              std::span<const std::uint32_t> trainCounts,
                                              const std::vector<bool>& candidates, std::span<const int> ks,
                                              std::stop_token stop)
{
    const Shelf shelf(movieRows, candidates);
    const FilmRarity rarity(trainCounts);
    double allBits = 0, allTail = 0;
    for (const auto film : shelf.films) {
        allBits += rarity.bits[film];
        allTail += rarity.longTail[film] ? 1.0 : 0.0;
    }
    std::vector<MetricsAtK> result;
    for (const int k : ks) {
        MetricsAtK metrics;
        metrics.k = k;
        constexpr double UserMetrics::*figures[] = {&UserMetrics::recall,    &UserMetrics::truncatedRecall,
                                                    &UserMetrics::precision, &UserMetrics::ndcg,
                                                    &UserMetrics::hit,       &UserMetrics::reciprocalRank};
        std::vector<UserRatio> means(std::size(figures));
        UserRatio novelty, longTail;
        // Log of the chance that nobody's list holds a film: what all users add, less what those add who have seen it.
        double nobody = 0;
        std::vector<double> nobodyLess(movieRows, 0.0);
        std::vector<std::uint32_t> listed(movieRows, 0), certain(movieRows, 0);
        std::uint32_t certainForAll = 0;
        Random random(0, static_cast<std::uint64_t>(RandomStream::Baseline), static_cast<std::uint64_t>(k));
        for (std::size_t user = 0; user < relevant.users(); ++user) {
            if (stop.stop_requested())
                return {};
            const auto wanted = relevant.of(UserRow{static_cast<std::uint32_t>(user)});
            if (wanted.empty())
                continue;
            const auto hidden = seen.of(UserRow{static_cast<std::uint32_t>(user)});
            auto left = shelf.films.size();
            double bits = allBits, tail = allTail;
            for (const auto movie : hidden) {
                if (!shelf.holds(movie))
                    continue;
                --left;
                bits -= rarity.bits[movie.value];
                tail -= rarity.longTail[movie.value] ? 1.0 : 0.0;
            }
            const auto listable = static_cast<std::size_t>(std::ranges::count_if(wanted, [&](MovieRow movie) {
                return shelf.holds(movie) && !std::ranges::binary_search(hidden, movie);
            }));
            const auto length = std::min(static_cast<std::size_t>(k), left);
            const auto figure = expected(length, left, listable, wanted.size(), k);
            for (std::size_t place = 0; place < means.size(); ++place)
                means[place].add(figure.*figures[place]);
            if (length == 0)
                continue;
            novelty.add(double(length) * bits / double(left), double(length));
            longTail.add(double(length) * tail / double(left), double(length));
            const bool all = length == left;
            const double missed = all ? 0 : std::log1p(-double(length) / double(left));
            nobody += missed;
            certainForAll += all ? 1 : 0;
            for (const auto movie : hidden) {
                nobodyLess[movie.value] += missed;
                certain[movie.value] += all ? 1 : 0;
            }
            draw(random, shelf, hidden, length, left, listed);
        }
        metrics.users = means.front().users();
        for (std::size_t place = 0; place < means.size(); ++place) {
            metrics.mean.*figures[place] = means[place].value();
            metrics.interval95.*figures[place] = means[place].halfInterval95();
        }
        metrics.lists = listMetrics(listed, trainCounts);
        double covered = 0;
        for (const auto film : shelf.films)
            covered += certainForAll > certain[film] ? 1.0 : 1 - std::exp(nobody - nobodyLess[film]);
        metrics.lists.coverage = movieRows > 1 ? covered / double(movieRows - 1) : 0.0;
        metrics.lists.noveltyBits = novelty.value();
        metrics.lists.longTailShare = longTail.value();
        metrics.listIntervals95 = {novelty.halfInterval95(), longTail.halfInterval95()};
        result.push_back(metrics);
    }
    return result;
}

}  // namespace projectionist
