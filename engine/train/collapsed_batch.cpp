// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/collapsed_batch.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace projectionist {

namespace {

constexpr auto noSlot = std::numeric_limits<std::uint32_t>::max();

template <class Row>
std::uint32_t slotOf(Row row, std::vector<std::uint32_t>& slots, std::vector<Row>& rows,
                     std::vector<std::uint32_t>& counts)
{
    auto& slot = slots[row.value];
    if (slot == noSlot) {
        slot = static_cast<std::uint32_t>(rows.size());
        rows.push_back(row);
        counts.push_back(0);
    }
    return slot;
}

}  // namespace

void CollapsedBatch::forget()
{
    for (const auto user : m_users)
        m_slotOfUser[user.value] = noSlot;
    for (const auto movie : m_movies)
        m_slotOfMovie[movie.value] = noSlot;
    m_users.clear();
    m_movies.clear();
    m_userCounts.clear();
    m_movieCounts.clear();
}

void CollapsedBatch::collapse(std::size_t userRows, std::size_t movieRows, std::span<const UserRow> userOfRow,
                              std::span<const MovieRow> movieOfRow, std::span<const float> rowWeights,
                              std::span<const MovieRow> candidates)
{
    assert(userOfRow.size() == movieOfRow.size());
    assert(rowWeights.empty() || rowWeights.size() == userOfRow.size());
    forget();
    m_slotOfUser.resize(userRows, noSlot);
    m_slotOfMovie.resize(movieRows, noSlot);
    const auto rows = userOfRow.size();
    m_userSlots.resize(rows);
    m_movieSlots.resize(rows);
    for (const auto movie : candidates)
        slotOf(movie, m_slotOfMovie, m_movies, m_movieCounts);
    for (std::size_t row = 0; row < rows; ++row) {
        m_userSlots[row] = slotOf(userOfRow[row], m_slotOfUser, m_users, m_userCounts);
        m_movieSlots[row] = slotOf(movieOfRow[row], m_slotOfMovie, m_movies, m_movieCounts);
        ++m_userCounts[m_userSlots[row]];
        ++m_movieCounts[m_movieSlots[row]];
    }
    assert(candidates.empty() || m_movies.size() == candidates.size());

    m_pairBegins.resize(m_users.size());
    m_pairEnds.resize(m_users.size());
    std::uint32_t place = 0;
    for (std::size_t user = 0; user < m_users.size(); ++user) {
        m_pairBegins[user] = m_pairEnds[user] = place;
        place += m_userCounts[user];
    }
    m_pairs.resize(rows);
    m_movieWeights.assign(m_movies.size(), 0.0);
    for (std::size_t row = 0; row < rows; ++row) {
        const float weight = rowWeights.empty() ? 1.0F : rowWeights[row];
        m_pairs[m_pairEnds[m_userSlots[row]]++] = {m_movieSlots[row], weight};
        m_movieWeights[m_movieSlots[row]] += weight;
    }
    sortPairs();
}

void CollapsedBatch::sortPairs()
{
    for (std::size_t user = 0; user < m_users.size(); ++user) {
        const auto begin = m_pairs.begin() + m_pairBegins[user];
        const auto end = m_pairs.begin() + m_pairEnds[user];
        if (end - begin < 2)
            continue;
        std::sort(begin, end, [](const Pair& a, const Pair& b) { return a.movie < b.movie; });
        auto last = begin;
        for (auto pair = begin + 1; pair != end; ++pair) {
            if (pair->movie == last->movie)
                last->weight += pair->weight;
            else
                *++last = *pair;
        }
        m_pairEnds[user] = static_cast<std::uint32_t>(last + 1 - m_pairs.begin());
    }
}

}  // namespace projectionist
