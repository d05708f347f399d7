// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/session.h"
#include "ui/theme/genres.h"

#include <QString>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace projectionist {

/// The ratings of one film or by one user.
struct RatingFacts {
    std::size_t ratings = 0;
    std::optional<double> mean;       ///< None without a rating.
    std::optional<double> shareOver;  ///< Above the bound, 0 to 1.
    float bound = 3;
    std::vector<std::pair<float, std::size_t>> histogram;  ///< All values of the scale.
};

/// What is known about one film without any retrieval: from the model where it knows the film (films keyed by title
/// stay joined), else from the data.
struct FilmFacts : RatingFacts {
    QString name;
    std::optional<int> year;
    std::vector<std::string> genres;
    GenreGroup group = GenreGroup::None;
    std::size_t rank = 0, films = 0;  ///< By number of ratings; 1 is the most rated.
    std::optional<MovieRow> row;      ///< In the model in use.
    bool trained = false;
};

struct UserFacts : RatingFacts {
    QString id;
    QString about;  ///< "30, M, administrator"; empty when nothing is known.
    std::optional<UserRow> row;
    bool hasVector = false;
};

/// What two films share: users who rated both, liked both, gave the same rating.
struct SharedViewers {
    std::size_t first = 0, second = 0, both = 0, likedBoth = 0, same = 0;
};

[[nodiscard]] std::optional<FilmFacts> filmFacts(const Session& session, const QString& filmId);
[[nodiscard]] std::optional<UserFacts> userFacts(const Session& session, const QString& userId);
[[nodiscard]] SharedViewers sharedViewers(const Session& session, const QString& first, const QString& second);

[[nodiscard]] QString aboutUser(const User& user, bool agesAreGroups);
[[nodiscard]] QString genresInWords(const std::vector<std::string>& genres);
/// "Star Wars 1977".
[[nodiscard]] QString filmInWords(const FilmFacts& film);

}  // namespace projectionist
