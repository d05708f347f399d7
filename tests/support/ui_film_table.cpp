// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_film_table.h"

#include "ui/models/format.h"
#include "ui/models/roles.h"

#include <cmath>
#include <limits>

namespace projectionist::testing {

std::unique_ptr<QStandardItemModel> filmTable()
{
    struct Film {
        int id;
        const char* title;
        const char* folded;
        int ratings;
        double mean;
    };
    const double none = std::numeric_limits<double>::quiet_NaN();
    const std::vector<Film> films{{50, "Star Wars", "star wars 1977", 583, 4.36},
                                  {258, "Contact", "contact 1997", 509, 3.8},
                                  {7, "Amélie", "amelie 2001", 5, 4.1},
                                  {8, "=cmd", "=cmd", 5, 1.5},
                                  {9, "Never Rated", "never rated", 0, none}};
    auto model = std::make_unique<QStandardItemModel>(static_cast<int>(films.size()), 5);
    model->setHorizontalHeaderLabels(
        {QStringLiteral("Id"), QStringLiteral("Title"), QStringLiteral("Ratings"), QString(), QStringLiteral("Mean")});
    model->setHeaderData(barColumn, Qt::Horizontal, QStringLiteral("Bar of ratings"), Qt::ToolTipRole);
    for (int row = 0; row < static_cast<int>(films.size()); ++row) {
        const Film& film = films[static_cast<std::size_t>(row)];
        const auto set = [&](int column, const QString& text, const QVariant& sort, const QVariant& exact) {
            auto* item = new QStandardItem(text);
            item->setData(sort, SortRole);
            item->setData(exact, ExportRole);
            item->setData(QString::number(film.id), FilmIdRole);
            model->setItem(row, column, item);
            return item;
        };
        set(idColumn, formatCount(film.id), film.id, qlonglong(film.id));
        set(titleColumn, QString::fromUtf8(film.title), QString::fromUtf8(film.title), QString::fromUtf8(film.title))
            ->setData(QString::fromUtf8(film.folded), SearchRole);
        set(ratingsColumn, formatCount(film.ratings), film.ratings, qlonglong(film.ratings));
        set(barColumn, {}, {}, {})->setData(film.ratings / 583.0, ShareRole);
        const bool has = !std::isnan(film.mean);
        auto* mean = set(meanColumn, formatDecimal(film.mean, 2), has ? QVariant(film.mean) : QVariant(),
                         has ? QVariant(film.mean) : QVariant());
        if (!has)
            mean->setData(QStringLiteral("nobody rated it"), ReasonRole);
    }
    return model;
}

std::vector<TableColumn> filmColumns()
{
    using Kind = TableColumn::Kind;
    return {{.kind = Kind::Number, .width = 60},
            {.kind = Kind::Film, .width = 120, .stretch = 1},
            {.kind = Kind::Number, .width = 80},
            {.kind = Kind::Bar, .width = 80},
            {.kind = Kind::Number, .width = 60}};
}

QStringList titlesIn(const QAbstractItemModel& model)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row)
        names.append(model.index(row, titleColumn).data().toString());
    return names;
}

}  // namespace projectionist::testing
