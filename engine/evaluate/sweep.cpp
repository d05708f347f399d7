// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/sweep.h"

#include "engine/core/parallel.h"
#include "engine/core/scratch.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

namespace projectionist {

namespace {

constexpr std::size_t tileFloats = std::size_t{1} << 18;  // a MiB of scores
// Multiples of 12, as many rows as products take at a time. Below 48 the product waits for the films to come from
// memory.
constexpr std::size_t usersAtOnce = 12, usersAtLeast = 48, usersAtMost = 60;

using Clock = std::chrono::steady_clock;

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
    , movies(scorer.movies())
    , usersPerTile(std::clamp(tileFloats / std::max<std::size_t>(1, movies) / usersAtOnce * usersAtOnce, usersAtLeast,
                              usersAtMost))
    , tiles((users + usersPerTile - 1) / usersPerTile)
{
}

bool sweep(const Scorer& scorer, const SweepTiles& tiles, const std::function<bool(std::size_t user)>& wanted,
           const std::function<void(std::size_t tile, std::size_t user, std::span<float> scores)>& visit,
           const std::stop_token& stop, std::string_view stage, const ProgressFunction& progress)
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
            progress({stage, count, tiles.users});
        }
    });
    return !stop.stop_requested();
}

}  // namespace projectionist
