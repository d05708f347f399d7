// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/sweep.h"

#include "engine/core/parallel.h"
#include "engine/core/scratch.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <limits>
#include <thread>

namespace projectionist {

namespace {

constexpr std::size_t tileFloats = std::size_t{1} << 18;  // a MiB of scores
constexpr std::size_t usersAtLeast = 32;                  // below, the product waits for the films to come from memory
constexpr std::size_t usersAtMost = 64;
constexpr std::size_t laneCount = 16;
constexpr std::size_t boundsTogether = 4;
using Lanes __attribute__((vector_size(laneCount * sizeof(float)))) = float;
using Counts __attribute__((vector_size(laneCount * sizeof(float)))) = std::int32_t;

using Clock = std::chrono::steady_clock;

/// Adds to each count how many of scores[1 …] are above its bound.
template <std::size_t bounds>
void countTogether(std::span<const float> scores, const float* bound, std::size_t* counts)
{
    std::size_t place = 1;
    const auto size = scores.size();
    while (place + laneCount <= size) {
        Counts sums[bounds] = {};
        // Far fewer additions than would overflow a lane.
        const auto end = std::min(size, place + (std::size_t{1} << 20));
        for (; place + laneCount <= end; place += laneCount) {
            Lanes values;
            std::memcpy(&values, scores.data() + place, sizeof values);
            for (std::size_t i = 0; i < bounds; ++i)
                sums[i] -= values > bound[i];  // true is −1
        }
        for (std::size_t i = 0; i < bounds; ++i) {
            for (std::size_t lane = 0; lane < laneCount; ++lane)
                counts[i] += static_cast<std::size_t>(sums[i][lane]);
        }
    }
    for (; place < size; ++place) {
        for (std::size_t i = 0; i < bounds; ++i)
            counts[i] += scores[place] > bound[i] ? 1 : 0;
    }
}

}  // namespace

RowsByUser::RowsByUser(std::span<const UserRow> users, std::span<const MovieRow> movies, std::size_t userRows)
    : m_offsets(userRows + 1, 0), m_movies(movies.size())
{
    for (const auto user : users)
        ++m_offsets[user.value + 1];
    for (std::size_t user = 0; user < userRows; ++user)
        m_offsets[user + 1] += m_offsets[user];
    auto places = m_offsets;
    for (std::size_t row = 0; row < users.size(); ++row)
        m_movies[places[users[row].value]++] = movies[row];
}

SweepTiles::SweepTiles(const Scorer& scorer)
    : users(scorer.users())
    , usersPerTile(std::clamp<std::size_t>(tileFloats / std::max<std::size_t>(1, scorer.movies()) / 8 * 8, usersAtLeast,
                                           usersAtMost))
    , tiles((users + usersPerTile - 1) / usersPerTile)
{
}

bool sweep(const Scorer& scorer, const SweepTiles& tiles, const std::function<bool(std::size_t user)>& wanted,
           const std::function<void(std::size_t tile, std::size_t user, std::span<const float> scores)>& visit,
           const std::stop_token& stop, const ProgressFunction& progress)
{
    const auto movies = scorer.movies();
    ScratchPool<FloatBuffer> pool;
    std::atomic<std::size_t> done = 0;
    const auto caller = std::this_thread::get_id();
    auto nextReport = Clock::now();  // the caller's alone
    parallelFor(tiles.tiles, [&](std::size_t tile) {
        if (stop.stop_requested())
            return;
        const auto begin = tile * tiles.usersPerTile;
        const auto end = std::min(tiles.users, begin + tiles.usersPerTile);
        auto first = begin;
        while (first < end && !wanted(first))
            ++first;
        auto last = end;
        while (last > first && !wanted(last - 1))
            --last;
        if (first < last) {
            auto buffer = pool.lease();
            const std::span scores(buffer->require((last - first) * movies), (last - first) * movies);
            scorer.score(first, last - first, scores);
            for (auto user = first; user < last && !stop.stop_requested(); ++user) {
                if (wanted(user))
                    visit(tile, user, scores.subspan((user - first) * movies, movies));
            }
        }
        const auto count = done += end - begin;
        if (!progress || std::this_thread::get_id() != caller)
            return;
        if (const auto now = Clock::now(); now >= nextReport) {
            nextReport = now + std::chrono::milliseconds(20);
            progress({"Measuring", count, tiles.users});
        }
    });
    return !stop.stop_requested();
}

void countAbove(std::span<const float> scores, std::span<const float> bounds, std::vector<std::size_t>& counts)
{
    counts.assign(bounds.size(), 0);
    std::size_t place = 0;
    for (; place + boundsTogether <= bounds.size(); place += boundsTogether)
        countTogether<boundsTogether>(scores, bounds.data() + place, counts.data() + place);
    for (; place < bounds.size(); ++place)
        countTogether<1>(scores, bounds.data() + place, counts.data() + place);
}

void selectBest(std::span<const float> scores, std::size_t k, std::vector<std::pair<float, MovieRow>>& best)
{
    best.clear();
    if (k == 0)
        return;
    float bound = -std::numeric_limits<float>::infinity();
    for (std::size_t row = 1; row < scores.size(); ++row) {
        const float score = scores[row];
        if (!(score > bound))
            continue;
        auto place = best.end();
        while (place != best.begin() && (place - 1)->first < score)
            --place;
        best.insert(place, {score, MovieRow{static_cast<std::uint32_t>(row)}});
        if (best.size() > k)
            best.pop_back();
        if (best.size() == k)
            bound = best.back().first;
    }
}

}  // namespace projectionist
