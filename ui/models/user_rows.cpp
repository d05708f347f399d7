// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/user_rows.h"

#include "engine/core/text.h"
#include "ui/models/film_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace projectionist {

namespace {

QString words(const char* source)
{
    return QCoreApplication::translate("UserRows", source);
}

/// Ids that are integers compare as numbers.
QVariant sortableId(const QString& id)
{
    bool isNumber = false;
    const auto number = id.toLongLong(&isNumber);
    return isNumber ? QVariant(number) : QVariant(id);
}

/// Fewer letters than these stand in many occupations by chance.
constexpr qsizetype lettersOfOccupation = 3;

bool namesOccupation(const QString& searched, const UserListRow& row)
{
    const auto words = QStringView(searched).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    return std::ranges::any_of(words, [&row](QStringView word) {
        return word.size() >= lettersOfOccupation && row.foldedOccupation.contains(word);
    });
}

template <class Row>
Column<Row> userColumn()
{
    return {words("User"),
            Qt::AlignLeft | Qt::AlignVCenter,
            [](const Row& row, int role) -> QVariant {
                switch (role) {
                case Qt::DisplayRole:
                    return row.name;
                case Qt::ToolTipRole:
                    return row.details.isEmpty() ? row.name : row.name + QStringLiteral(": ") + row.details;
                case SortRole:
                    return sortableId(row.id);
                case ExportRole:
                    return row.id;
                default:
                    return {};
                }
            },
            {},
            QStringLiteral("user_id")};
}

}  // namespace

std::vector<UserListRow> userListRows(const Dataset& dataset)
{
    std::vector<UserListRow> rows;
    rows.reserve(dataset.users().size());
    for (std::uint32_t index = 0; index < dataset.users().size(); ++index) {
        const auto& user = dataset.user(UserIndex{index});
        const auto ratings = static_cast<std::uint32_t>(dataset.ratingsOfUser(UserIndex{index}).size());
        auto withoutOccupation = user;
        withoutOccupation.occupation.clear();
        rows.push_back({text(user.id), userName(user), userDetails(withoutOccupation, dataset.agesAreGroups()),
                        userDetails(user, dataset.agesAreGroups()),
                        userSearchText(user) + QStringLiteral("\n%1 ratings").arg(ratings), user.age,
                        text(user.occupation), text(foldForSearch(user.occupation)), ratings});
    }
    return rows;
}

std::unique_ptr<RowsModel<UserListRow>> userListModel(std::shared_ptr<const QString> searched)
{
    using Row = UserListRow;
    Column<Row> age{words("Age"),
                    rightAligned,
                    [](const Row& row, int role) -> QVariant {
                        if (!row.age)
                            return role == Qt::DisplayRole ? QVariant(notComputed()) : QVariant();
                        if (role == Qt::DisplayRole)
                            return QString::number(*row.age);
                        return role == SortRole || role == ExportRole ? QVariant(qlonglong(*row.age)) : QVariant();
                    },
                    {},
                    QStringLiteral("age")};
    auto model = std::make_unique<RowsModel<Row>>(std::vector<Column<Row>>{
        userColumn<Row>(),
        textColumn<Row>(words("About"), {},
                        [searched = std::move(searched)](const Row& row) {
                            return namesOccupation(*searched, row) ? row.occupation : row.about;
                        }),
        std::move(age),
        textColumn<Row>(words("Occupation"), QStringLiteral("occupation"),
                        [](const Row& row) { return row.occupation; }),
        countColumn<Row>(words("Ratings"), QStringLiteral("ratings"), [](const Row& row) { return row.ratings; })});
    model->setRowRoles([](const Row& row, int role) -> QVariant {
        switch (role) {
        case UserIdRole:
            return row.id;
        case SearchRole:
            return row.search;
        default:
            return {};
        }
    });
    return model;
}

std::vector<FanRow> fanRows(const Model& model, MovieRow film, std::span<const ScoredUser> list)
{
    const auto& catalogue = model.catalogue();
    const auto raters = catalogue.ratersOf(film);
    std::vector<FanRow> rows;
    rows.reserve(list.size());
    for (const auto& [user, score] : list) {
        const auto& entry = catalogue.user(user);
        FanRow row{text(entry.id), userName(entry), userDetails(entry, catalogue.parts().agesAreGroups), score, {}};
        const auto rater = std::ranges::lower_bound(raters, user, {}, &Catalogue::Rater::user);
        if (rater != raters.end() && rater->user == user)
            row.rating = catalogue.parts().ratingValues[rater->rating];
        rows.push_back(std::move(row));
    }
    return rows;
}

std::unique_ptr<RowsModel<FanRow>> fanModel()
{
    using Row = FanRow;
    Column<Row> rating{words("Rated"),
                       Qt::AlignLeft | Qt::AlignVCenter,
                       [](const Row& row, int role) -> QVariant {
                           switch (role) {
                           case Qt::DisplayRole:
                               return row.rating ? formatRating(double(*row.rating)) + QStringLiteral(" ★")
                                                 : words("not rated");
                           case SortRole:
                           case ExportRole:
                               return row.rating ? QVariant::fromValue(*row.rating) : QVariant();
                           default:
                               return {};
                           }
                       },
                       {},
                       QStringLiteral("rating")};
    auto model = std::make_unique<RowsModel<Row>>(std::vector<Column<Row>>{
        userColumn<Row>(), textColumn<Row>(words("About"), {}, [](const Row& row) { return row.details; }),
        decimalColumn<Row>(
            words("Score"), QStringLiteral("score"), 2, [](const Row& row) { return row.score; },
            words("Dot product of the user's vector with the film's")),
        std::move(rating)});
    model->setRowRoles(
        [](const Row& row, int role) -> QVariant { return role == UserIdRole ? QVariant(row.id) : QVariant(); });
    return model;
}

}  // namespace projectionist
