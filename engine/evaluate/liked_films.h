// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/split.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

// For the .cpp files of this floor.

/// Training positives as a matrix of zeros and ones, users × films that have any, by row and by column. Films are
/// numbered from 0 in the order of their rows. Of no use when stopped.
struct LikedFilms {
    LikedFilms(const PositivesByUser& training, std::size_t movieRows, const std::stop_token& stop);

    [[nodiscard]] std::size_t films() const { return rows.size(); }
    [[nodiscard]] std::span<const std::uint32_t> filmsOf(std::size_t user) const
    {
        return std::span(m_films).subspan(m_userOffsets[user], m_userOffsets[user + 1] - m_userOffsets[user]);
    }
    [[nodiscard]] std::span<const std::uint32_t> usersOf(std::size_t film) const
    {
        return std::span(m_users).subspan(m_filmOffsets[film], m_filmOffsets[film + 1] - m_filmOffsets[film]);
    }

    std::size_t users = 0, movieRows = 0;
    std::vector<std::uint32_t> rows;  ///< Film row of each film.

private:
    std::vector<std::uint64_t> m_userOffsets, m_filmOffsets;
    std::vector<std::uint32_t> m_films, m_users;  ///< Ascending within a user, a film.
};

}  // namespace projectionist
