// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/ids.h"
#include "engine/core/progress.h"
#include "engine/evaluate/scorer.h"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string_view>
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
    std::size_t users = 0, movies = 0, usersPerTile = 0, tiles = 0;
};

/// Scores all films for every user that is `wanted`, a tile of users at a time and tiles on several threads; calls
/// visit(tile, user, scores) for each of them: users of one tile in order and from one thread. The scores are the
/// visitor's to overwrite. `stage` names the work in the progress. False when stopped.
bool sweep(const Scorer& scorer, const SweepTiles& tiles, const std::function<bool(std::size_t user)>& wanted,
           const std::function<void(std::size_t tile, std::size_t user, std::span<float> scores)>& visit,
           const std::stop_token& stop, std::string_view stage = {}, const ProgressFunction& progress = {});

}  // namespace projectionist
