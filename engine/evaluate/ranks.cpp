// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/ranks.h"

#include "engine/evaluate/rank_counter.h"
#include "engine/evaluate/score_scan.h"

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

void RankCounter::Part::add(const Part& other)
{
    projectionist::add(all, other.all);
    projectionist::add(hidden, other.hidden);
    for (std::size_t place = 0; place < allAt.size(); ++place) {
        allAt[place].add(other.allAt[place]);
        hiddenAt[place].add(other.hiddenAt[place]);
    }
}

RankCounter::RankCounter(std::span<const UserRow> users, std::span<const MovieRow> movies, const PositivesByUser* seen,
                         std::span<const int> ks, const SweepTiles& tiles)
    : m_rows(users, movies, tiles.users), m_seen(seen), m_ks(ks), m_parts(tiles.tiles, Part(ks.size()))
{
}

void RankCounter::visit(std::size_t tile, std::size_t user, std::span<const float> scores)
{
    const auto scratch = m_pool.lease();
    auto& [bounds, seenScores, above, seenAbove, all, hidden] = *scratch;
    auto& part = m_parts[tile];
    bounds.clear();
    for (const auto movie : m_rows.of(user))
        bounds.push_back(scores[movie.value]);
    countAbove(scores, bounds, above);
    if (m_seen != nullptr) {
        seenScores.assign(1, 0.0F);  // in place of row 0, which does not count
        for (const auto movie : m_seen->of(UserRow{static_cast<std::uint32_t>(user)}))
            seenScores.push_back(scores[movie.value]);
        countAbove(seenScores, bounds, seenAbove);
    }
    all.assign(m_ks.size(), 0);
    hidden.assign(m_ks.size(), 0);
    for (std::size_t place = 0; place < bounds.size(); ++place) {
        addRank(part.all, above[place]);
        addHits(all, m_ks, above[place]);
        if (m_seen == nullptr)
            continue;
        const auto left = above[place] - seenAbove[place];
        addRank(part.hidden, left);
        addHits(hidden, m_ks, left);
    }
    const auto count = double(bounds.size());
    for (std::size_t place = 0; place < m_ks.size(); ++place) {
        part.allAt[place].add(double(all[place]), count);
        part.hiddenAt[place].add(double(hidden[place]), count);
    }
}

RankCounts RankCounter::result() const
{
    Part sum(m_ks.size());
    for (const auto& part : m_parts)
        sum.add(part);
    RankCounts result{sum.all, {}, accuracies(m_ks, sum.allAt, sum.hiddenAt, m_seen != nullptr)};
    if (m_seen != nullptr)
        result.seenHidden = sum.hidden;
    return result;
}

std::optional<RankCounts> countRanks(const Scorer& scorer, std::span<const UserRow> users,
                                     std::span<const MovieRow> movies, const PositivesByUser* seen,
                                     std::stop_token stop, std::span<const int> ks)
{
    const SweepTiles tiles(scorer);
    RankCounter ranks(users, movies, seen, ks, tiles);
    const bool finished = sweep(
        scorer, tiles, [&](std::size_t user) { return ranks.wants(user); },
        [&](std::size_t tile, std::size_t user, std::span<float> scores) { ranks.visit(tile, user, scores); }, stop);
    if (!finished)
        return {};
    return ranks.result();
}

std::optional<RankCounts> expectedRandomRanks(std::size_t movieRows, std::span<const UserRow> users,
                                              std::span<const MovieRow> movies, const PositivesByUser* seen,
                                              std::span<const int> ks, std::stop_token stop)
{
    const std::size_t userRows = users.empty() ? 0 : std::ranges::max(users).value + std::size_t{1};
    const RowsByUser rows(users, movies, userRows);
    const auto candidates = movieRows > 0 ? movieRows - 1 : 0;
    std::array<double, topKs.size()> all{}, hidden{};
    std::vector<UserRatio> allAt(ks.size()), hiddenAt(ks.size());
    for (std::size_t user = 0; user < userRows; ++user) {
        if (user % 256 == 0 && stop.stop_requested())
            return {};
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
