// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/liked_films.h"

namespace projectionist {

LikedFilms::LikedFilms(const PositivesByUser& training, std::size_t itsMovieRows, const std::stop_token& stop)
    : users(training.users()), movieRows(itsMovieRows), m_userOffsets(training.offsets)
{
    if (m_userOffsets.empty())
        m_userOffsets.push_back(0);
    std::vector<std::uint32_t> counts(movieRows, 0), filmOfRow(movieRows, 0);
    for (const auto movie : training.movies)
        ++counts[movie.value];
    m_filmOffsets.push_back(0);
    for (std::size_t row = 0; row < movieRows; ++row) {
        if (counts[row] == 0)
            continue;
        filmOfRow[row] = static_cast<std::uint32_t>(rows.size());
        rows.push_back(static_cast<std::uint32_t>(row));
        m_filmOffsets.push_back(m_filmOffsets.back() + counts[row]);
    }
    m_films.resize(training.movies.size());
    m_users.resize(training.movies.size());
    auto places = m_filmOffsets;
    for (std::size_t user = 0; user < users && !stop.stop_requested(); ++user) {
        for (auto place = m_userOffsets[user]; place < m_userOffsets[user + 1]; ++place) {
            const auto film = filmOfRow[training.movies[place].value];
            m_films[place] = film;
            m_users[places[film]++] = static_cast<std::uint32_t>(user);
        }
    }
}

}  // namespace projectionist
