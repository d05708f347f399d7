// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/pairs_model.h"

#include "ui/models/film_rows.h"
#include "ui/models/format.h"
#include "ui/models/roles.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace projectionist {

namespace {

QVariant filmCell(const FilmText& film, int role)
{
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
        return film.name;
    case Qt::ToolTipRole:
    case ExportRole:
        return film.title;
    case FilmIdRole:
        return film.id;
    case YearRole:
        return film.year ? QVariant(*film.year) : QVariant();
    case GenreGroupRole:
        return static_cast<int>(film.group);
    default:
        return {};
    }
}

QVariant countCell(std::uint32_t count, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return formatCount(count);
    case SortRole:
    case ExportRole:
        return qlonglong(count);
    default:
        return {};
    }
}

}  // namespace

PairsModel::PairsModel(QObject* parent) : QAbstractTableModel(parent) {}

void PairsModel::setPairs(std::shared_ptr<const SimilarPairs> pairs, std::shared_ptr<const FilmTexts> films)
{
    beginResetModel();
    m_result = std::move(pairs);
    m_films = std::move(films);
    m_pairs = m_result ? m_result->pairsAtLeast(-std::numeric_limits<float>::infinity(),
                                                std::numeric_limits<std::size_t>::max())
                       : std::span<const SimilarPair>();
    m_count = 0;
    endResetModel();
}

void PairsModel::setCount(std::size_t count)
{
    count = std::min(count, m_pairs.size());
    if (count > m_count) {
        beginInsertRows({}, static_cast<int>(m_count), static_cast<int>(count) - 1);
        m_count = count;
        endInsertRows();
    } else if (count < m_count) {
        beginRemoveRows({}, static_cast<int>(count), static_cast<int>(m_count) - 1);
        m_count = count;
        endRemoveRows();
    }
}

int PairsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_count);
}

int PairsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PairsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto& [a, b, similarity] = pair(index.row());
    const auto& first = (*m_films)[a];
    const auto& second = (*m_films)[b];
    const auto& catalogue = m_result->model()->catalogue();
    if (role == SearchRole && index.column() == FirstColumn)
        return QString(first.search + QLatin1Char('\n') + second.search);
    if (role == Qt::TextAlignmentRole)
        return headerData(index.column(), Qt::Horizontal, role);

    switch (index.column()) {
    case FirstColumn:
        return filmCell(first, role);
    case SecondColumn:
        return filmCell(second, role);
    case SimilarityColumn:
        if (role == Qt::DisplayRole)
            return formatDecimal(double(similarity), 3);
        return role == SortRole || role == ExportRole ? QVariant::fromValue(similarity) : QVariant();
    case BothColumn:
        return role == Qt::DisplayRole || role == SortRole || role == ExportRole
                   ? countCell(ratedBoth(catalogue, a, b), role)
                   : QVariant();
    case BarColumn: {
        if (role != ShareRole && role != SortRole)
            return {};
        const auto both = ratedBoth(catalogue, a, b);
        const auto either = catalogue.ratingCount(a) + catalogue.ratingCount(b) - both;
        return either == 0 ? 0.0 : double(both) / double(either);
    }
    case FirstRatings:
        return countCell(catalogue.ratingCount(a), role);
    case SecondRatings:
        return countCell(catalogue.ratingCount(b), role);
    case GenresColumn: {
        if (role != Qt::DisplayRole && role != SortRole && role != ExportRole && role != Qt::ToolTipRole)
            return {};
        QStringList common;
        for (const auto& genre : first.genres) {
            if (second.genres.contains(genre))
                common << genre;
        }
        if (common.isEmpty() && role == Qt::DisplayRole)
            return QStringLiteral("–");
        return common.join(role == ExportRole ? QStringLiteral("|") : QStringLiteral(" · "));
    }
    default:
        return {};
    }
}

QVariant PairsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool right =
            section == SimilarityColumn || section == BothColumn || section == FirstRatings || section == SecondRatings;
        return QVariant::fromValue((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    struct Names {
        QString header, exported, toolTip;
    };
    const auto cosine = !m_result || m_result->options().metric == Metric::Cosine;
    const auto names = [&]() -> Names {
        switch (section) {
        case FirstColumn:
            return {tr("Film"), QStringLiteral("title_a"), {}};
        case SecondColumn:
            return {tr("Film"), QStringLiteral("title_b"), {}};
        case SimilarityColumn:
            return {cosine ? tr("Cosine") : tr("Dot"), QStringLiteral("similarity"), {}};
        case BothColumn:
            return {tr("Rated both"), QStringLiteral("rated_both"), tr("Users who rated both films")};
        case BarColumn:
            return {tr("of either"), {}, tr("Users who rated both, as a share of those who rated either")};
        case FirstRatings:
            return {tr("First"), QStringLiteral("ratings_a"), tr("Ratings of the first film")};
        case SecondRatings:
            return {tr("Second"), QStringLiteral("ratings_b"), tr("Ratings of the second film")};
        case GenresColumn:
            return {tr("Genres in common"), QStringLiteral("genres_in_common"), {}};
        default:
            return {};
        }
    }();
    switch (role) {
    case Qt::DisplayRole:
        return names.header;
    case Qt::ToolTipRole:
        return names.toolTip.isEmpty() ? QVariant() : names.toolTip;
    case ExportRole:
        return names.exported;
    case ExportIdRole:
        return section == FirstColumn    ? QStringLiteral("film_id_a")
               : section == SecondColumn ? QStringLiteral("film_id_b")
                                         : QString();
    default:
        return {};
    }
}

}  // namespace projectionist
