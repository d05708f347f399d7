// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/ids.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace projectionist {

// For the .cpp files of this floor.

/// The rows of a batch by their different users and films. A user or a film has a slot: its place among the different
/// ones, in the order of first rows (films: in the order of the candidates, where these are given). Keeps its memory
/// from batch to batch.
class CollapsedBatch {
public:
    /// All rows of one user that name the same film.
    struct Pair {
        std::uint32_t movie = 0;  ///< Film slot.
        float weight = 0;         ///< Sum of the rows' weights.
    };

    void collapse(std::size_t userRows, std::size_t movieRows, std::span<const UserRow> userOfRow,
                  std::span<const MovieRow> movieOfRow, std::span<const float> rowWeights,
                  std::span<const MovieRow> candidates);

    [[nodiscard]] std::span<const UserRow> users() const { return m_users; }
    [[nodiscard]] std::span<const MovieRow> movies() const { return m_movies; }
    [[nodiscard]] std::span<const std::uint32_t> userCounts() const { return m_userCounts; }    ///< Rows of each user.
    [[nodiscard]] std::span<const std::uint32_t> movieCounts() const { return m_movieCounts; }  ///< Rows of each film.
    [[nodiscard]] std::span<const double> movieWeights() const { return m_movieWeights; }       ///< Their weights' sum.
    /// A user's pairs, ascending by film slot.
    [[nodiscard]] std::span<const Pair> pairsOf(std::size_t user) const
    {
        return std::span(m_pairs).subspan(m_pairBegins[user], m_pairEnds[user] - m_pairBegins[user]);
    }

private:
    void forget();
    void sortPairs();

    std::vector<std::uint32_t> m_slotOfUser, m_slotOfMovie;  // by table row
    std::vector<UserRow> m_users;
    std::vector<MovieRow> m_movies;
    std::vector<std::uint32_t> m_userCounts, m_movieCounts;
    std::vector<double> m_movieWeights;
    std::vector<std::uint32_t> m_userSlots, m_movieSlots;  // by row of the batch
    std::vector<std::uint32_t> m_pairBegins, m_pairEnds;   // by user slot
    std::vector<Pair> m_pairs;
};

}  // namespace projectionist
