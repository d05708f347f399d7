// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/ids.h"
#include "engine/evaluate/metrics.h"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

// For the .cpp files of this floor.

/// Rows of positives put together by user, doubles kept.
struct RowsByUser {
    RowsByUser(std::span<const UserRow> users, std::span<const MovieRow> movies, std::size_t userRows);

    [[nodiscard]] std::span<const MovieRow> of(std::size_t user) const
    {
        return std::span(m_movies).subspan(m_offsets[user], m_offsets[user + 1] - m_offsets[user]);
    }

private:
    std::vector<std::uint64_t> m_offsets;
    std::vector<MovieRow> m_movies;
};

/// Users first … first + count − 1 of a scorer and how the sweep cuts them; by sizes alone.
struct SweepTiles {
    explicit SweepTiles(const Scorer& scorer);
    std::size_t users = 0, usersPerTile = 0, tiles = 0;
};

/// Scores all films for every user that is `wanted`, a tile of users at a time and tiles on several threads; calls
/// visit(tile, user, scores) for each of them: users of one tile in order and from one thread. False when stopped.
bool sweep(const Scorer& scorer, const SweepTiles& tiles, const std::function<bool(std::size_t user)>& wanted,
           const std::function<void(std::size_t tile, std::size_t user, std::span<const float> scores)>& visit,
           const std::stop_token& stop, const ProgressFunction& progress = {});

/// How many of scores[1 …] are above each bound. Several bounds share a pass over the scores. `counts` is resized.
void countAbove(std::span<const float> scores, std::span<const float> bounds, std::vector<std::size_t>& counts);

/// The k best rows of `scores`, best first, ties by lower row; row 0 and −∞ never. `best` is cleared first.
void selectBest(std::span<const float> scores, std::size_t k, std::vector<std::pair<float, MovieRow>>& best);

}  // namespace projectionist
