// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/look.h"

#include "engine/core/text.h"
#include "ui/inspector/facts.h"
#include "ui/models/format.h"

#include <QCoreApplication>

#include <cmath>

namespace projectionist {

QString VectorLength::inWords(const QString& placeWords) const
{
    const QString words = QCoreApplication::translate("VectorLength", "Vector length %1").arg(formatDecimal(length, 2));
    if (place == 0)
        return words;
    return words + QStringLiteral(", ") + placeWords.arg(formatCount(place), formatCount(among));
}

double lengthOf(std::span<const float> vector)
{
    double sum = 0;
    for (const float value : vector)
        sum += static_cast<double>(value) * static_cast<double>(value);
    return std::sqrt(sum);
}

VectorLength lengthAmong(MatrixView vectors, std::size_t row, const std::function<bool(std::size_t)>& counts)
{
    VectorLength found;
    found.length = lengthOf(vectors.row(row));
    std::size_t longer = 0;
    for (std::size_t other = 1; other < vectors.rows; ++other) {
        if (!counts(other))
            continue;
        ++found.among;
        longer += lengthOf(vectors.row(other)) > found.length ? 1U : 0U;
    }
    found.place = longer + 1;
    return found;
}

RowList::Row filmRow(const Catalogue& catalogue, MovieRow movie, const QString& value, std::optional<double> share)
{
    const CatalogueMovie& film = catalogue.movie(movie);
    const TitleParts parts = splitTitle(film.title);
    RowList::Row row;
    row.group = genreGroup(film.genres);
    row.name = QString::fromStdString(parts.name);
    row.share = share;
    row.value = value;
    row.filmId = QString::fromStdString(film.ids.front());
    const auto year = film.year ? film.year : parts.year;
    row.toolTip = year ? row.name + QLatin1Char(' ') + QString::number(*year) : row.name;
    return row;
}

RowList::Row userRow(const Catalogue& catalogue, UserRow user, const QString& value, std::optional<double> share)
{
    const User& who = catalogue.user(user);
    RowList::Row row;
    row.name = QCoreApplication::translate("RowList", "User %1").arg(QString::fromStdString(who.id));
    User quiet = who;
    quiet.gender.clear();
    row.detail = aboutUser(quiet, catalogue.parts().agesAreGroups);
    row.share = share;
    row.value = value;
    row.userId = QString::fromStdString(who.id);
    const QString about = aboutUser(who, catalogue.parts().agesAreGroups);
    row.toolTip = about.isEmpty() ? row.name : row.name + QStringLiteral(", ") + about;
    return row;
}

}  // namespace projectionist
