// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/bulk_vector.h"
#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/core/progress.h"
#include "engine/data/load_report.h"
#include "engine/data/rating_times.h"
#include "engine/data/row_positions.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist {

struct User {
    std::string id;
    std::optional<int> age;  ///< Years; in MovieLens 1M the first year of an age group (see Dataset::agesAreGroups()).
    std::string gender;      ///< "M", "F" or what the data says; empty when unknown.
    std::string occupation;  ///< In words ("administrator"); empty when unknown.
};

struct Movie {
    std::string id;
    std::string title;  ///< As the data has it, in UTF-8, stray spaces kept: "Rock, The (1996)". The id where there is
                        ///< no title.
    std::optional<int> year;          ///< From the title; u.item's release date where the title has none.
    std::vector<std::string> genres;  ///< In the data's words and order; empty for none.
    bool hasTitle = true;             ///< False when no film file names it.
};

/// Sum of everything that a reader hands over. Columns of ratings have the same length and are in file order.
struct DatasetParts {
    std::string name;  ///< "MovieLens 100K", "ml-latest-small": what the window's title says.
    std::string form;  ///< "MovieLens 100K", "MovieLens CSV", "MovieLens 1M", "ratings only", "sample data".
    std::vector<std::string> files;  ///< Paths that were read.
    bool simulated = false;          ///< Sample data: every view and export says so.
    bool agesAreGroups = false;
    std::vector<User> users;
    std::vector<Movie> movies;
    BulkVector<UserIndex> ratingUsers;
    BulkVector<MovieIndex> ratingMovies;
    BulkVector<float> ratingValues;
    RatingTimes ratingTimes;  ///< Seconds since 1970 UTC; empty when the data has none.
    LoadReport report;
    std::string fingerprint;  ///< Empty: computed. Set only by who knows it for the same content (a model file).
};

struct RowGroups;

/// Ratings, users and films of one data set. Immutable, so any number of threads may read it. Every (user, film) stands
/// once among the ratings (the latest wins while reading; on equal times the later line).
class PROJECTIONIST_API Dataset {
public:
    /// Builds the index by user and film. The parts must fit together (readers see to it): Malformed otherwise. Stop
    /// gives a null pointer.
    [[nodiscard]] static Result<std::shared_ptr<const Dataset>> make(DatasetParts parts, std::stop_token stop = {});
    /// For a reader that has grouped the rows by user already.
    [[nodiscard]] static Result<std::shared_ptr<const Dataset>> make(DatasetParts parts, RowGroups byUser,
                                                                     std::stop_token stop);

    [[nodiscard]] const std::string& name() const { return m_parts.name; }
    [[nodiscard]] const std::string& form() const { return m_parts.form; }
    [[nodiscard]] const std::vector<std::string>& files() const { return m_parts.files; }
    [[nodiscard]] bool isSimulated() const { return m_parts.simulated; }
    [[nodiscard]] bool agesAreGroups() const { return m_parts.agesAreGroups; }
    [[nodiscard]] bool hasTimes() const { return !m_parts.ratingTimes.empty(); }
    [[nodiscard]] bool hasTitles() const { return m_hasTitles; }
    [[nodiscard]] const LoadReport& report() const { return m_parts.report; }

    [[nodiscard]] std::span<const User> users() const { return m_parts.users; }
    [[nodiscard]] std::span<const Movie> movies() const { return m_parts.movies; }
    [[nodiscard]] const User& user(UserIndex index) const { return m_parts.users[index.value]; }
    [[nodiscard]] const Movie& movie(MovieIndex index) const { return m_parts.movies[index.value]; }
    [[nodiscard]] std::optional<UserIndex> findUser(std::string_view id) const;
    [[nodiscard]] std::optional<MovieIndex> findMovie(std::string_view id) const;

    /// The columns of the ratings, in file order.
    [[nodiscard]] std::size_t ratingCount() const { return m_parts.ratingUsers.size(); }
    [[nodiscard]] std::span<const UserIndex> ratingUsers() const { return m_parts.ratingUsers; }
    [[nodiscard]] std::span<const MovieIndex> ratingMovies() const { return m_parts.ratingMovies; }
    [[nodiscard]] std::span<const float> ratingValues() const { return m_parts.ratingValues; }
    [[nodiscard]] RatingTimesView ratingTimes() const { return m_parts.ratingTimes.view(); }  ///< Maybe empty.

    /// Positions (into the columns) of one user's or one film's ratings, ascending.
    [[nodiscard]] RowPositions ratingsOfUser(UserIndex user) const
    {
        return {m_byUser.empty() ? nullptr : m_byUser.data(), m_userOffsets[user.value], m_userOffsets[user.value + 1]};
    }
    [[nodiscard]] RowPositions ratingsOfMovie(MovieIndex movie) const
    {
        return {m_byMovie.empty() ? nullptr : m_byMovie.data(), m_movieOffsets[movie.value],
                m_movieOffsets[movie.value + 1]};
    }

    /// 16 hexadecimal digits over ids, titles, genres and ratings: equal data gives equal text, wherever the files lie.
    [[nodiscard]] const std::string& fingerprint() const { return m_fingerprint; }

private:
    Dataset() = default;
    DatasetParts m_parts;
    bool m_hasTitles = false;
    std::string m_fingerprint;
    std::vector<std::uint64_t> m_userOffsets, m_movieOffsets;
    BulkVector<std::uint32_t> m_byUser, m_byMovie;         // empty where the ratings of each follow one another
    std::vector<std::uint32_t> m_usersById, m_moviesById;  // positions, sorted by id, for find
};

/// The figures of the Data page and of `info`. All of them exact, over all ratings.
struct DatasetFigures {
    std::size_t users = 0, movies = 0, ratings = 0;
    double density = 0;  ///< Share of all user–film pairs that are rated, 0 to 1.
    double meanRating = 0;
    std::vector<std::pair<float, std::size_t>>
        histogram;  ///< Each value of the scale that occurs, ascending, with its count.
    std::size_t fewestPerUser = 0, mostPerUser = 0;  ///< Ratings of a user who rated anything.
    double medianPerUser = 0;
    std::optional<std::int64_t> firstTime, lastTime;
    std::vector<std::uint32_t> ratingsPerMovie;  ///< Descending: the long tail.
    std::size_t moviesHoldingHalf = 0;           ///< The fewest films that hold half of all ratings.
    std::size_t moviesNeverRated = 0, moviesRatedOnce = 0, moviesWithoutYear = 0, moviesWithoutTitle = 0;
    struct SharedTitle {
        std::string title;
        std::vector<MovieIndex> movies;
    };
    std::vector<SharedTitle> sharedTitles;  ///< Titles that stand under two ids or more, by title.
};
/// Half done, and of no use, when stopped.
[[nodiscard]] PROJECTIONIST_API DatasetFigures figures(const Dataset& dataset, const std::stop_token& stop = {});

}  // namespace projectionist
