// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/film_text.h"

#include "engine/core/text.h"
#include "ui/models/format.h"

#include <QCoreApplication>

#include <string>

namespace projectionist {

namespace {

FilmText filmText(const std::string& id, const std::string& title, std::optional<int> year,
                  const std::vector<std::string>& genres, bool hasTitle)
{
    FilmText film;
    film.id = text(id);
    film.title = text(title);
    const auto parts = splitTitle(title);
    film.name = hasTitle ? text(parts.name) : QCoreApplication::translate("FilmText", "Film %1").arg(film.id);
    film.year = parts.year ? parts.year : year;
    for (const auto& genre : genres)
        film.genres << text(genre);
    film.group = genreGroup(genres);
    auto searched =
        title + '\n' + parts.name + ' ' + (film.year ? std::to_string(*film.year) : std::string()) + '\n' + id;
    for (const auto& genre : genres)
        searched += '\n' + genre;
    film.search = text(foldForSearch(searched));
    return film;
}

}  // namespace

std::shared_ptr<const FilmTexts> FilmTexts::of(const Dataset& dataset)
{
    auto texts = std::make_shared<FilmTexts>();
    texts->m_films.reserve(dataset.movies().size());
    for (const auto& movie : dataset.movies())
        texts->m_films.push_back(filmText(movie.id, movie.title, movie.year, movie.genres, movie.hasTitle));
    return texts;
}

std::shared_ptr<const FilmTexts> FilmTexts::of(const Catalogue& catalogue)
{
    auto texts = std::make_shared<FilmTexts>();
    texts->m_films.reserve(catalogue.movieRows());
    for (std::uint32_t row = 0; row < catalogue.movieRows(); ++row) {
        const auto& movie = catalogue.movie(MovieRow{row});
        texts->m_films.push_back(filmText(movie.ids.empty() ? std::string() : movie.ids.front(), movie.title,
                                          movie.year, movie.genres, movie.hasTitle));
    }
    return texts;
}

QString userName(const User& user)
{
    return QCoreApplication::translate("UserText", "User %1").arg(text(user.id));
}

QString userDetails(const User& user, bool agesAreGroups)
{
    QStringList details;
    if (user.age) {
        const auto pattern =
            agesAreGroups ? QCoreApplication::translate("UserText", "%1 or older") : QStringLiteral("%1");
        details << (agesAreGroups && *user.age <= 1 ? QCoreApplication::translate("UserText", "under 18")
                                                    : pattern.arg(*user.age));
    }
    if (!user.gender.empty())
        details << text(user.gender);
    if (!user.occupation.empty())
        details << text(user.occupation);
    return details.join(QStringLiteral(", "));
}

KnownAboutUsers knownAbout(std::span<const User> users)
{
    KnownAboutUsers known;
    for (const auto& user : users) {
        known.ages = known.ages || user.age.has_value();
        known.genders = known.genders || !user.gender.empty();
        known.occupations = known.occupations || !user.occupation.empty();
        if (known.ages && known.genders && known.occupations)
            break;
    }
    return known;
}

QString userSearchText(const User& user)
{
    auto searched = "user " + user.id;
    if (user.age)
        searched += '\n' + std::to_string(*user.age);
    searched += '\n' + user.gender + '\n' + user.occupation;
    return text(foldForSearch(searched));
}

}  // namespace projectionist
