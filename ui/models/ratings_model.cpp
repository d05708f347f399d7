// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/ratings_model.h"

#include "engine/core/ids.h"
#include "engine/core/text.h"
#include "ui/models/format.h"
#include "ui/models/roles.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace projectionist {

RatingsModel::RatingsModel(QObject* parent) : QAbstractTableModel(parent) {}

void RatingsModel::setDataset(std::shared_ptr<const Dataset> dataset, std::shared_ptr<const FilmTexts> films)
{
    beginResetModel();
    m_dataset = std::move(dataset);
    m_films = std::move(films);
    arrange();
    endResetModel();
}

void RatingsModel::setLikedAbove(float bound)
{
    if (m_likedAbove == bound)
        return;
    m_likedAbove = bound;
    Q_EMIT headerDataChanged(Qt::Horizontal, LikedColumn, LikedColumn);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, LikedColumn), index(rowCount() - 1, LikedColumn));
}

void RatingsModel::setFilter(const QString& text)
{
    if (m_filter == text)
        return;
    beginResetModel();
    m_filter = text;
    arrange();
    endResetModel();
}

void RatingsModel::sort(int column, Qt::SortOrder order)
{
    if (m_sortColumn == column && m_sortOrder == order)
        return;
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const auto kept = persistentIndexList();
    std::vector<std::uint32_t> positions;
    for (const auto& index : kept)
        positions.push_back(m_order[static_cast<std::size_t>(index.row())]);
    m_sortColumn = column;
    m_sortOrder = order;
    arrange();
    if (!kept.isEmpty()) {
        std::vector<std::pair<std::uint32_t, int>> places;
        places.reserve(m_order.size());
        for (std::size_t row = 0; row < m_order.size(); ++row)
            places.emplace_back(m_order[row], static_cast<int>(row));
        std::ranges::sort(places);
        QModelIndexList moved;
        for (qsizetype i = 0; i < kept.size(); ++i) {
            const auto place = std::ranges::lower_bound(places, std::pair(positions[static_cast<std::size_t>(i)], 0));
            moved << index(place->second, kept[i].column());
        }
        changePersistentIndexList(kept, moved);
    }
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

/// For text columns: the place of each user or film in the sorted order, so that sorting compares integers only.
std::vector<std::uint32_t> RatingsModel::ranks() const
{
    const bool users = m_sortColumn == UserColumn;
    std::vector<std::uint32_t> order(users ? m_dataset->users().size() : m_dataset->movies().size());
    std::iota(order.begin(), order.end(), 0U);
    if (users) {
        std::ranges::sort(
            order, [&](auto a, auto b) { return compareIds(m_dataset->user({a}).id, m_dataset->user({b}).id) < 0; });
    } else {
        std::ranges::stable_sort(order, [&](auto a, auto b) {
            return (*m_films)[MovieIndex{a}].name.localeAwareCompare((*m_films)[MovieIndex{b}].name) < 0;
        });
    }
    std::vector<std::uint32_t> ranks(order.size());
    for (std::uint32_t place = 0; place < order.size(); ++place)
        ranks[order[place]] = place;
    return ranks;
}

void RatingsModel::arrange()
{
    m_order.clear();
    if (!m_dataset)
        return;
    const auto count = static_cast<std::uint32_t>(m_dataset->ratingCount());
    const auto movies = m_dataset->ratingMovies();
    const auto users = m_dataset->ratingUsers();
    if (m_filter.isEmpty()) {
        m_order.resize(count);
        std::iota(m_order.begin(), m_order.end(), 0U);
    } else {
        const auto folded = text(foldForSearch(m_filter.toStdString()));
        std::vector<bool> matches(m_films->size());
        for (std::size_t film = 0; film < matches.size(); ++film)
            matches[film] = m_films->films()[film].search.contains(folded);
        const auto user = m_dataset->findUser(m_filter.toStdString());
        for (std::uint32_t position = 0; position < count; ++position) {
            if (matches[movies[position].value] || (user && users[position] == *user))
                m_order.push_back(position);
        }
    }

    const auto arrangeBy = [&](auto key) {
        if (m_sortOrder == Qt::AscendingOrder)
            std::ranges::stable_sort(m_order, std::less{}, key);
        else
            std::ranges::stable_sort(m_order, std::greater{}, key);
    };
    switch (m_sortColumn) {
    case UserColumn:
        arrangeBy([&, by = ranks()](auto position) { return by[users[position].value]; });
        break;
    case FilmColumn:
        arrangeBy([&, by = ranks()](auto position) { return by[movies[position].value]; });
        break;
    case RatingColumn:
    case LikedColumn:
        arrangeBy([values = m_dataset->ratingValues()](auto position) { return values[position]; });
        break;
    case TimeColumn:
        if (m_dataset->hasTimes())
            arrangeBy([times = m_dataset->ratingTimes()](auto position) { return times[position]; });
        break;
    default:
        if (m_sortOrder == Qt::DescendingOrder)
            std::ranges::reverse(m_order);
    }
}

int RatingsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size());
}

int RatingsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RatingsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto position = m_order[static_cast<std::size_t>(index.row())];
    const auto& film = (*m_films)[m_dataset->ratingMovies()[position]];
    const auto& user = m_dataset->user(m_dataset->ratingUsers()[position]);
    const auto rating = m_dataset->ratingValues()[position];
    if (role == FilmIdRole)
        return film.id;
    if (role == UserIdRole)
        return text(user.id);

    switch (index.column()) {
    case UserColumn:
        return role == Qt::DisplayRole || role == ExportRole ? QVariant(text(user.id)) : QVariant();
    case FilmColumn:
        switch (role) {
        case Qt::DisplayRole:
            return film.name;
        case Qt::ToolTipRole:
        case ExportRole:
            return film.title;
        case YearRole:
            return film.year ? QVariant(*film.year) : QVariant();
        case GenreGroupRole:
            return static_cast<int>(film.group);
        default:
            return {};
        }
    case RatingColumn:
        if (role == Qt::TextAlignmentRole)
            return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
        if (role == Qt::DisplayRole)
            return formatRating(double(rating));
        return role == ExportRole || role == SortRole ? QVariant::fromValue(rating) : QVariant();
    case LikedColumn:
        if (role == Qt::DisplayRole)
            return rating > m_likedAbove ? tr("liked") : QString();
        return role == ExportRole ? QVariant(rating > m_likedAbove ? 1LL : 0LL) : QVariant();
    case TimeColumn:
        if (role == Qt::TextAlignmentRole)
            return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
        if (!m_dataset->hasTimes())
            return role == Qt::DisplayRole ? QVariant(notComputed()) : QVariant();
        if (role == Qt::DisplayRole)
            return formatDay(m_dataset->ratingTimes()[position]);
        return role == ExportRole || role == SortRole ? QVariant(qlonglong(m_dataset->ratingTimes()[position]))
                                                      : QVariant();
    default:
        return {};
    }
}

QVariant RatingsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool right = section == RatingColumn || section == TimeColumn;
        return QVariant::fromValue((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == ExportIdRole)
        return section == FilmColumn ? QStringLiteral("film_id") : QString();
    const bool exported = role == ExportRole;
    if (!exported && role != Qt::DisplayRole)
        return {};
    switch (section) {
    case UserColumn:
        return exported ? QStringLiteral("user_id") : tr("User");
    case FilmColumn:
        return exported ? QStringLiteral("title") : tr("Film");
    case RatingColumn:
        return exported ? QStringLiteral("rating") : tr("Rating");
    case LikedColumn:
        return exported ? QStringLiteral("liked") : tr("Over %1").arg(formatRating(double(m_likedAbove)));
    case TimeColumn:
        return exported ? QStringLiteral("timestamp") : tr("Rated on");
    default:
        return {};
    }
}

}  // namespace projectionist
