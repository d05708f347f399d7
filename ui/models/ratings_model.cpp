// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/ratings_model.h"

#include "ui/jobs/job.h"
#include "ui/models/format.h"
#include "ui/models/roles.h"

#include <unordered_map>
#include <utility>

namespace projectionist {

namespace {

RatingsKey keyOf(int column)
{
    switch (column) {
    case RatingsModel::UserColumn:
        return RatingsKey::User;
    case RatingsModel::FilmColumn:
        return RatingsKey::Film;
    case RatingsModel::RatingColumn:
    case RatingsModel::LikedColumn:
        return RatingsKey::Rating;
    case RatingsModel::TimeColumn:
        return RatingsKey::Time;
    default:
        return RatingsKey::File;
    }
}

}  // namespace

RatingsModel::RatingsModel(QObject* parent)
    : QAbstractTableModel(parent), m_job(new Job(tr("Sorting the ratings"), this))
{
}

void RatingsModel::setDataset(std::shared_ptr<const Dataset> dataset, std::shared_ptr<const FilmTexts> films)
{
    m_job->stop();
    beginResetModel();
    m_dataset = std::move(dataset);
    m_films = std::move(films);
    m_shown = {m_dataset, m_films, {}};
    m_positions = {};
    endResetModel();
    arrange();
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
    m_filter = text;
    arrange();
}

void RatingsModel::sort(int column, Qt::SortOrder order)
{
    if (m_sortColumn == column && m_sortOrder == order)
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    arrange();
}

RatingsOrder RatingsModel::wanted() const
{
    return {m_dataset, m_films, m_filter, keyOf(m_sortColumn), m_sortOrder};
}

void RatingsModel::arrange()
{
    m_job->stop();
    if (!m_dataset)
        return;
    auto order = wanted();
    if (order.isFile()) {
        show(std::move(order), {});
    } else if (m_dataset->ratingCount() <= quickRows) {
        if (auto positions = order.positions({}, {}))
            show(std::move(order), std::move(*positions));
    } else {
        m_job->start([order](const std::stop_token& stop,
                             const ProgressFunction& progress) { return order.positions(stop, progress); },
                     [this, order](std::optional<std::vector<std::uint32_t>> positions) {
                         if (positions)
                             show(order, std::move(*positions));
                     });
    }
}

void RatingsModel::show(RatingsOrder order, std::vector<std::uint32_t> positions)
{
    if (order.filter != m_shown.filter) {
        beginResetModel();
        m_shown = std::move(order);
        m_positions = std::move(positions);
        endResetModel();
        return;
    }
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const auto kept = persistentIndexList();
    std::unordered_map<std::uint32_t, int> places;
    for (const auto& index : kept)
        places.emplace(positionOf(index.row()), -1);
    std::vector<std::uint32_t> positionsOfKept;
    for (const auto& index : kept)
        positionsOfKept.push_back(positionOf(index.row()));
    m_shown = std::move(order);
    m_positions = std::move(positions);
    if (!kept.isEmpty()) {
        const int rows = rowCount();
        for (int row = 0; row < rows; ++row) {
            if (const auto found = places.find(positionOf(row)); found != places.end())
                found->second = row;
        }
        QModelIndexList moved;
        for (qsizetype i = 0; i < kept.size(); ++i)
            moved << index(places.at(positionsOfKept[static_cast<std::size_t>(i)]), kept[i].column());
        changePersistentIndexList(kept, moved);
    }
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

int RatingsModel::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid() || !m_dataset)
        return 0;
    return static_cast<int>(m_shown.isFile() ? m_dataset->ratingCount() : m_positions.size());
}

int RatingsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RatingsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto position = positionOf(index.row());
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
