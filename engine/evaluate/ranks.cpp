// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/ranks.h"

#include "engine/core/scratch.h"
#include "engine/evaluate/sweep.h"
#include "engine/evaluate/user_ratio.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace projectionist {

namespace {

void addRank(TopKHits& hits, std::size_t rank)
{
    ++hits.rows;
    for (std::size_t place = 0; place < topKs.size(); ++place)
        hits.hits[place] += rank < static_cast<std::size_t>(topKs[place]) ? 1 : 0;
}

void add(TopKHits& sum, const TopKHits& part)
{
    sum.rows += part.rows;
    for (std::size_t place = 0; place < sum.hits.size(); ++place)
        sum.hits[place] += part.hits[place];
}

/// Hits of one user's rows at each k.
void addHits(std::vector<std::size_t>& hits, std::span<const int> ks, std::size_t rank)
{
    for (std::size_t place = 0; place < ks.size(); ++place)
        hits[place] += rank < static_cast<std::size_t>(ks[place]) ? 1 : 0;
}

struct RankScratch {
    std::vector<float> bounds;
    std::vector<std::size_t> counts, all, hidden;
};

/// What one tile of users adds up to.
struct TileRanks {
    TopKHits all, hidden;
    std::vector<UserRatio> allAt, hiddenAt;  ///< By k.

    explicit TileRanks(std::size_t ks) : allAt(ks), hiddenAt(ks) {}
    void add(const TileRanks& other)
    {
        projectionist::add(all, other.all);
        projectionist::add(hidden, other.hidden);
        for (std::size_t place = 0; place < allAt.size(); ++place) {
            allAt[place].add(other.allAt[place]);
            hiddenAt[place].add(other.hiddenAt[place]);
        }
    }
};

Figure figure(const UserRatio& ratio)
{
    return {ratio.value(), ratio.halfInterval95()};
}

std::vector<AccuracyAtK> accuracies(std::span<const int> ks, const std::vector<UserRatio>& all,
                                    const std::vector<UserRatio>& hidden, bool withHidden)
{
    std::vector<AccuracyAtK> result;
    for (std::size_t place = 0; place < ks.size(); ++place) {
        result.push_back({ks[place], figure(all[place]), {}});
        if (withHidden)
            result.back().seenHidden = figure(hidden[place]);
    }
    return result;
}

/// Chance of a film among so many candidates to be among the first k.
double chance(int k, std::size_t candidates)
{
    return std::min(1.0, double(k) / double(std::max<std::size_t>(1, candidates)));
}

}  // namespace

std::optional<RankCounts> countRanks(const Scorer& scorer, std::span<const UserRow> users,
                                     std::span<const MovieRow> movies, const PositivesByUser* seen,
                                     std::stop_token stop, std::span<const int> ks)
{
    const RowsByUser rows(users, movies, scorer.users());
    const SweepTiles tiles(scorer);
    std::vector<TileRanks> parts(tiles.tiles, TileRanks(ks.size()));
    ScratchPool<RankScratch> pool;
    const bool finished = sweep(
        scorer, tiles, [&](std::size_t user) { return !rows.of(user).empty(); },
        [&](std::size_t tile, std::size_t user, std::span<const float> scores) {
            const auto scratch = pool.lease();
            auto& [bounds, counts, all, hidden] = *scratch;
            auto& part = parts[tile];
            bounds.clear();
            for (const auto movie : rows.of(user))
                bounds.push_back(scores[movie.value]);
            countAbove(scores, bounds, counts);
            all.assign(ks.size(), 0);
            hidden.assign(ks.size(), 0);
            for (std::size_t place = 0; place < bounds.size(); ++place) {
                const auto score = bounds[place];
                const auto above = counts[place];
                addRank(part.all, above);
                addHits(all, ks, above);
                if (seen == nullptr)
                    continue;
                std::size_t seenAbove = 0;
                for (const auto other : seen->of(UserRow{static_cast<std::uint32_t>(user)}))
                    seenAbove += scores[other.value] > score ? 1 : 0;
                addRank(part.hidden, above - seenAbove);
                addHits(hidden, ks, above - seenAbove);
            }
            const auto count = double(bounds.size());
            for (std::size_t place = 0; place < ks.size(); ++place) {
                part.allAt[place].add(double(all[place]), count);
                part.hiddenAt[place].add(double(hidden[place]), count);
            }
        },
        stop);
    if (!finished)
        return {};
    TileRanks sum(ks.size());
    for (const auto& part : parts)
        sum.add(part);
    RankCounts result{sum.all, {}, accuracies(ks, sum.allAt, sum.hiddenAt, seen != nullptr)};
    if (seen != nullptr)
        result.seenHidden = sum.hidden;
    return result;
}

RankCounts expectedRandomRanks(std::size_t movieRows, std::span<const UserRow> users, std::span<const MovieRow> movies,
                               const PositivesByUser* seen, std::span<const int> ks)
{
    const std::size_t userRows = users.empty() ? 0 : std::ranges::max(users).value + std::size_t{1};
    const RowsByUser rows(users, movies, userRows);
    const auto candidates = movieRows > 0 ? movieRows - 1 : 0;
    std::array<double, topKs.size()> all{}, hidden{};
    std::vector<UserRatio> allAt(ks.size()), hiddenAt(ks.size());
    for (std::size_t user = 0; user < userRows; ++user) {
        const auto itsRows = rows.of(user);
        if (itsRows.empty())
            continue;
        std::vector<double> hiddenHits(ks.size(), 0.0);
        for (const auto movie : itsRows) {
            auto left = candidates;
            if (seen != nullptr) {
                const auto films = seen->of(UserRow{static_cast<std::uint32_t>(user)});
                left -= films.size() - (std::ranges::binary_search(films, movie) ? 1 : 0);
            }
            for (std::size_t place = 0; place < topKs.size(); ++place) {
                all[place] += chance(topKs[place], candidates);
                hidden[place] += chance(topKs[place], left);
            }
            for (std::size_t place = 0; place < ks.size(); ++place)
                hiddenHits[place] += chance(ks[place], left);
        }
        const auto count = double(itsRows.size());
        for (std::size_t place = 0; place < ks.size(); ++place) {
            allAt[place].add(count * chance(ks[place], candidates), count);
            hiddenAt[place].add(hiddenHits[place], count);
        }
    }
    const auto rounded = [&](const std::array<double, topKs.size()>& sums) {
        TopKHits hits{.rows = users.size()};
        for (std::size_t place = 0; place < topKs.size(); ++place)
            hits.hits[place] = static_cast<std::uint64_t>(std::llround(sums[place]));
        return hits;
    };
    RankCounts result{rounded(all), {}, accuracies(ks, allAt, hiddenAt, seen != nullptr)};
    if (seen != nullptr)
        result.seenHidden = rounded(hidden);
    return result;
}

}  // namespace projectionist
