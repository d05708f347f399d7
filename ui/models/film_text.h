// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/catalogue.h"
#include "engine/data/dataset.h"
#include "engine/model/model.h"
#include "ui/theme/genres.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace projectionist {

/// A film as the window writes it: the year set apart, a trailing article in front ("The Rock" 1996).
struct FilmText {
    QString id;
    QString title;  ///< The data's own, for CSV.
    QString name;
    std::optional<int> year;
    QStringList genres;
    GenreGroup group = GenreGroup::None;
    QString search;  ///< Folded: both forms of the title, the year, the genres and the id.
};

/// All films of a data set (by MovieIndex) or of a model (by MovieRow) in words, made once when it is opened and shared
/// by every table.
class FilmTexts {
public:
    [[nodiscard]] static std::shared_ptr<const FilmTexts> of(const Dataset& dataset);
    [[nodiscard]] static std::shared_ptr<const FilmTexts> of(const Catalogue& catalogue);

    [[nodiscard]] const FilmText& operator[](MovieIndex movie) const { return m_films[movie.value]; }
    [[nodiscard]] const FilmText& operator[](MovieRow movie) const { return m_films[movie.value]; }
    [[nodiscard]] std::size_t size() const { return m_films.size(); }
    [[nodiscard]] const std::vector<FilmText>& films() const { return m_films; }

private:
    std::vector<FilmText> m_films;
};

/// "User 42": users in words; `details` are "30, M, administrator", as far as known.
[[nodiscard]] QString userName(const User& user);
[[nodiscard]] QString userDetails(const User& user, bool agesAreGroups);
[[nodiscard]] QString userSearchText(const User& user);
/// What the data tell of at least one of the users.
struct KnownAboutUsers {
    bool ages = false, genders = false, occupations = false;
    [[nodiscard]] bool any() const { return ages || genders || occupations; }
};
[[nodiscard]] KnownAboutUsers knownAbout(std::span<const User> users);

}  // namespace projectionist
