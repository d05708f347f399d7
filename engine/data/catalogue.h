// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/data/dataset.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist {

/// How films are told apart: by title, as the tutorial does (a title under two ids becomes one film), or by id.
enum class Key { Title, Id };

/// One film as the model knows it.
struct CatalogueMovie {
    std::vector<std::string>
        ids;  ///< At least one; more when films are keyed by title and share it. The first in file order leads.
    std::string title;  ///< The data's own.
    std::optional<int> year;
    std::vector<std::string> genres;
    bool hasTitle = true;
};

/// Users, films and every rating in the order of a model's tables ("rows"): what a model file holds beside vectors. Row
/// 0 of both is the unknown one ("-1", "[UNK]") and has no ratings. Immutable; any number of threads may read it.
///
/// Vocabulary order (shared/reference): count descending, ties by token descending (integers as numbers, text
/// bytewise). Users count their positives; films count rows of the film file. Users without a positive have no row in
/// the model: they follow after the last row of the user table and are here only so that no rating is lost.
class PROJECTIONIST_API Catalogue {
public:
    struct Parts {
        std::string dataName, fingerprint;
        bool simulated = false, agesAreGroups = false;
        Key key = Key::Id;
        float ratingAbove = 3.0F;            ///< Liked means rated above this.
        std::size_t usersWithVectors = 1;    ///< Rows of the user table, the unknown one included.
        std::vector<User> users;             ///< By row; [0] is "-1".
        std::vector<CatalogueMovie> movies;  ///< By row; [0] is "[UNK]".
        /// Every rating, by user row; within one user in file order.
        std::vector<std::uint64_t> ratingOffsets;  ///< users.size() + 1.
        std::vector<MovieRow> ratingMovies;
        std::vector<float> ratingValues;
        std::vector<std::int64_t> ratingTimes;  ///< Empty when there are none.
        std::vector<std::uint32_t>
            ratingPositions;  ///< Place of each rating in the rating file (0-based among those kept).
        /// Which of its film's `ids` each rating was given under; empty where every film has one id.
        std::vector<std::uint32_t> ratingIds;
    };

    /// Stop (within 50 ms) gives a null pointer, here and below.
    [[nodiscard]] static Result<std::shared_ptr<const Catalogue>> make(Parts parts, std::stop_token stop = {});
    /// From a data set, with the filter and key of a run.
    [[nodiscard]] static Result<std::shared_ptr<const Catalogue>> make(const Dataset& dataset, Key key,
                                                                       float ratingAbove, std::stop_token stop = {});

    [[nodiscard]] const Parts& parts() const { return m_parts; }
    [[nodiscard]] bool isSimulated() const { return m_parts.simulated; }
    [[nodiscard]] Key key() const { return m_parts.key; }

    [[nodiscard]] std::size_t userRows() const
    {
        return m_parts.usersWithVectors;
    }  ///< Rows of the user table, row 0 included.
    [[nodiscard]] std::size_t movieRows() const
    {
        return m_parts.movies.size();
    }  ///< Rows of the film table, row 0 included.
    [[nodiscard]] std::size_t allUsers() const { return m_parts.users.size(); }  ///< … and the users without a vector.
    [[nodiscard]] const User& user(UserRow row) const { return m_parts.users[row.value]; }
    [[nodiscard]] const CatalogueMovie& movie(MovieRow row) const { return m_parts.movies[row.value]; }

    [[nodiscard]] std::optional<UserRow> findUser(std::string_view id) const;        ///< Also users without a vector.
    [[nodiscard]] std::optional<MovieRow> findMovieById(std::string_view id) const;  ///< Any of a film's ids.
    /// By the data's title or by the title as the window shows it, with or without the year; exact but for case.
    /// NotFound names the closest titles; Ambiguous lists the ids.
    [[nodiscard]] Result<MovieRow> findMovieByTitle(std::string_view title) const;
    [[nodiscard]] Result<UserRow> requireUser(std::string_view id) const;        ///< NotFound in words.
    [[nodiscard]] Result<MovieRow> requireMovieById(std::string_view id) const;  ///< NotFound in words.

    /// One user's ratings as a range into the rating columns of parts().
    struct Range {
        std::size_t begin = 0, end = 0;
    };
    [[nodiscard]] Range ratingsOfUser(UserRow row) const
    {
        return {m_parts.ratingOffsets[row.value], m_parts.ratingOffsets[row.value + 1]};
    }
    /// The film id in the rating file that one rating was given under (films keyed by title may have several).
    [[nodiscard]] const std::string& filmIdOf(std::size_t rating) const
    {
        const auto& ids = m_parts.movies[m_parts.ratingMovies[rating].value].ids;
        return ids[m_parts.ratingIds.empty() ? 0 : m_parts.ratingIds[rating]];
    }
    [[nodiscard]] bool isLiked(std::size_t rating) const { return m_parts.ratingValues[rating] > m_parts.ratingAbove; }

    /// Per film: all ratings, their mean (NaN when none), how many were liked.
    [[nodiscard]] std::uint32_t ratingCount(MovieRow row) const { return m_ratingCounts[row.value]; }
    [[nodiscard]] double meanRating(MovieRow row) const { return m_meanRatings[row.value]; }
    [[nodiscard]] std::uint32_t likedCount(MovieRow row) const { return m_likedCounts[row.value]; }
    /// 1 for the most rated film; ties share the better place. 0 for row 0.
    [[nodiscard]] std::uint32_t popularityRank(MovieRow row) const { return m_popularityRanks[row.value]; }
    /// Who rated a film: (user row, index of the rating), ascending by user.
    struct Rater {
        UserRow user;
        std::uint32_t rating;
    };
    [[nodiscard]] std::span<const Rater> ratersOf(MovieRow row) const;

    /// The data set again, as far as the catalogue knows it, so that a model file opened alone can show and train.
    /// Films keyed by title stand under each of their ids again (with the year and genres of the first), ratings in
    /// file order; the fingerprint is that of the data the model was trained on.
    [[nodiscard]] Result<std::shared_ptr<const Dataset>> toDataset(std::stop_token stop = {}) const;

private:
    Catalogue() = default;
    void index(const std::stop_token& stop);
    Parts m_parts;
    std::vector<std::uint32_t> m_ratingCounts, m_likedCounts, m_popularityRanks;
    std::vector<double> m_meanRatings;
    std::vector<std::uint64_t> m_raterOffsets;
    std::vector<Rater> m_raters;
    std::vector<std::uint32_t> m_usersById;                           // sorted by id
    std::vector<std::pair<std::string, std::uint32_t>> m_moviesById;  // sorted by id
};

}  // namespace projectionist
