// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/sort_filter_proxy.h"

#include "engine/core/text.h"
#include "ui/models/roles.h"

#include <QCollator>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace projectionist {

namespace {

struct Key {
    enum class Kind : char { Number, Text, Missing } kind = Kind::Missing;
    double number = 0;
    std::optional<QCollatorSortKey> text;
};

Key keyOf(const QVariant& value, const QCollator& collator)
{
    Key key;
    if (!value.isValid())
        return key;
    if (value.userType() == QMetaType::QString) {
        key.kind = Key::Kind::Text;
        key.text = collator.sortKey(value.toString().toCaseFolded());
        return key;
    }
    bool isNumber = false;
    key.number = value.toDouble(&isNumber);
    if (isNumber && !std::isnan(key.number))
        key.kind = Key::Kind::Number;
    return key;
}

int compare(const Key& a, const Key& b)
{
    if (a.kind != b.kind)
        return a.kind < b.kind ? -1 : 1;
    if (a.kind == Key::Kind::Number)
        return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
    return a.kind == Key::Kind::Text ? a.text->compare(*b.text) : 0;
}

}  // namespace

SortFilterProxy::SortFilterProxy(QObject* parent) : QAbstractProxyModel(parent) {}

void SortFilterProxy::setSourceModel(QAbstractItemModel* model)
{
    beginResetModel();
    for (const auto& connection : std::as_const(m_connections))
        disconnect(connection);
    m_connections.clear();
    QAbstractProxyModel::setSourceModel(model);
    if (model != nullptr)
        connectSource();
    rebuild();
    endResetModel();
}

void SortFilterProxy::connectSource()
{
    auto* source = sourceModel();
    const auto begin = [this] { beginResetModel(); };
    const auto end = [this] {
        rebuild();
        endResetModel();
    };
    m_connections = {
        connect(source, &QAbstractItemModel::modelAboutToBeReset, this, begin),
        connect(source, &QAbstractItemModel::modelReset, this, end),
        connect(source, &QAbstractItemModel::layoutAboutToBeChanged, this, begin),
        connect(source, &QAbstractItemModel::layoutChanged, this, end),
        connect(source, &QAbstractItemModel::rowsAboutToBeInserted, this, begin),
        connect(source, &QAbstractItemModel::rowsInserted, this, end),
        connect(source, &QAbstractItemModel::rowsAboutToBeRemoved, this, begin),
        connect(source, &QAbstractItemModel::rowsRemoved, this, end),
        connect(source, &QAbstractItemModel::rowsAboutToBeMoved, this, begin),
        connect(source, &QAbstractItemModel::rowsMoved, this, end),
        connect(source, &QAbstractItemModel::columnsAboutToBeInserted, this, begin),
        connect(source, &QAbstractItemModel::columnsInserted, this, end),
        connect(source, &QAbstractItemModel::columnsAboutToBeRemoved, this, begin),
        connect(source, &QAbstractItemModel::columnsRemoved, this, end),
        connect(source, &QAbstractItemModel::dataChanged, this, &SortFilterProxy::sourceDataChanged),
        connect(source, &QAbstractItemModel::headerDataChanged, this,
                [this](Qt::Orientation orientation, int first, int last) {
                    if (orientation == Qt::Horizontal)
                        Q_EMIT headerDataChanged(orientation, first, last);
                }),
        connect(source, &QObject::destroyed, this,
                [this] {
                    beginResetModel();
                    m_isWhole = true;
                    m_sourceRows = 0;
                    m_rows.clear();
                    m_proxyRows.clear();
                    endResetModel();
                }),
    };
}

void SortFilterProxy::setSearch(const QString& text)
{
    const QString folded = QString::fromStdString(foldForSearch(text.toStdString())).simplified();
    if (folded == m_search)
        return;
    m_search = folded;
    m_words = folded.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    reset();
}

void SortFilterProxy::setRowFilter(std::function<bool(int)> filter)
{
    m_filter = std::move(filter);
    reset();
}

void SortFilterProxy::reset()
{
    beginResetModel();
    rebuild();
    endResetModel();
}

void SortFilterProxy::rebuild()
{
    const QAbstractItemModel* source = sourceModel();
    const int rows = source == nullptr ? 0 : source->rowCount();
    const int columns = source == nullptr ? 0 : source->columnCount();
    m_sourceRows = rows;
    m_isWhole = m_words.isEmpty() && !m_filter && (m_sourceSorts || m_sortColumn < 0);
    if (m_isWhole) {
        m_rows = {};
        m_proxyRows = {};
        return;
    }
    // Looked for once: most models have their search text in one column, some in two.
    std::vector<int> searched;
    if (!m_words.isEmpty() && rows > 0)
        for (int column = 0; column < columns; ++column)
            if (source->index(0, column).data(SearchRole).isValid())
                searched.push_back(column);
    m_rows.clear();
    m_rows.reserve(static_cast<std::size_t>(rows));
    const auto matches = [&](int row) {
        return std::ranges::all_of(m_words, [&](const QString& word) {
            return std::ranges::any_of(searched, [&](int column) {
                return source->index(row, column).data(SearchRole).toString().contains(word);
            });
        });
    };
    for (int row = 0; row < rows; ++row)
        if ((m_words.isEmpty() || matches(row)) && (!m_filter || m_filter(row)))
            m_rows.push_back(row);
    if (!m_words.isEmpty() && m_sortColumn < 0 && columns > 0) {
        const QString id = m_search.trimmed();
        std::ranges::stable_partition(m_rows,
                                      [&](int row) { return source->index(row, 0).data(UserIdRole).toString() == id; });
    }
    m_proxyRows.assign(static_cast<std::size_t>(rows), -1);
    sortRows();
}

void SortFilterProxy::sortRows()
{
    const QAbstractItemModel* source = sourceModel();
    if (source != nullptr && !m_sourceSorts && m_sortColumn >= 0 && m_sortColumn < source->columnCount()) {
        QCollator collator;
        collator.setCaseSensitivity(Qt::CaseInsensitive);
        collator.setNumericMode(true);
        std::vector<Key> keys;
        keys.reserve(m_rows.size());
        for (const int row : m_rows)
            keys.push_back(keyOf(source->index(row, m_sortColumn).data(SortRole), collator));
        std::vector<std::size_t> order(m_rows.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const bool falling = m_sortOrder == Qt::DescendingOrder;
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
            const bool missingA = keys[a].kind == Key::Kind::Missing, missingB = keys[b].kind == Key::Kind::Missing;
            if (missingA || missingB)
                return !missingA && missingB;
            const int comparison = compare(keys[a], keys[b]);
            return falling ? comparison > 0 : comparison < 0;
        });
        std::vector<int> sorted(m_rows.size());
        std::ranges::transform(order, sorted.begin(), [this](std::size_t place) { return m_rows[place]; });
        m_rows = std::move(sorted);
    }
    for (std::size_t row = 0; row < m_rows.size(); ++row)
        m_proxyRows[static_cast<std::size_t>(m_rows[row])] = static_cast<int>(row);
}

void SortFilterProxy::sort(int column, Qt::SortOrder order)
{
    if (column == m_sortColumn && order == m_sortOrder)
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    if (m_sourceSorts && sourceModel() != nullptr) {
        sourceModel()->sort(column, order);  // its layoutChanged comes back here
    } else if (sourceModel() != nullptr) {
        Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
        const QModelIndexList before = persistentIndexList();
        std::vector<std::pair<int, int>> places;  // source row, column
        for (const auto& index : before)
            places.emplace_back(sourceRow(index.row()), index.column());
        rebuild();
        QModelIndexList after;
        for (const auto& [row, place] : places)
            after.append(index(proxyRow(row), place));
        changePersistentIndexList(before, after);
        Q_EMIT layoutChanged({}, VerticalSortHint);
    }
    Q_EMIT sortChanged();
}

QModelIndex SortFilterProxy::index(int row, int column, const QModelIndex& parent) const
{
    if (parent.isValid() || row < 0 || column < 0 || row >= rowCount() || column >= columnCount())
        return {};
    return createIndex(row, column);
}

QModelIndex SortFilterProxy::parent(const QModelIndex&) const
{
    return {};
}

QModelIndex SortFilterProxy::sibling(int row, int column, const QModelIndex& index) const
{
    return index.isValid() ? this->index(row, column) : QModelIndex();
}

int SortFilterProxy::rowCount(const QModelIndex& parent) const
{
    if (parent.isValid())
        return 0;
    return m_isWhole ? m_sourceRows : static_cast<int>(m_rows.size());
}

int SortFilterProxy::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || sourceModel() == nullptr ? 0 : sourceModel()->columnCount();
}

bool SortFilterProxy::hasChildren(const QModelIndex& parent) const
{
    return !parent.isValid() && rowCount() > 0 && columnCount() > 0;
}

QVariant SortFilterProxy::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (sourceModel() == nullptr || orientation == Qt::Vertical)
        return {};
    return sourceModel()->headerData(section, orientation, role);
}

QModelIndex SortFilterProxy::mapToSource(const QModelIndex& proxyIndex) const
{
    if (!proxyIndex.isValid() || sourceModel() == nullptr || proxyIndex.row() >= rowCount())
        return {};
    return sourceModel()->index(sourceRow(proxyIndex.row()), proxyIndex.column());
}

QModelIndex SortFilterProxy::mapFromSource(const QModelIndex& sourceIndex) const
{
    if (!sourceIndex.isValid() || sourceIndex.row() >= m_sourceRows)
        return {};
    const int row = proxyRow(sourceIndex.row());
    return row < 0 ? QModelIndex() : index(row, sourceIndex.column());
}

void SortFilterProxy::sourceDataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight,
                                        const QList<int>& roles)
{
    const bool resorts = (roles.isEmpty() || roles.contains(SortRole)) && m_sortColumn >= topLeft.column() &&
                         m_sortColumn <= bottomRight.column();
    const bool refilters = !m_words.isEmpty() && (roles.isEmpty() || roles.contains(SearchRole));
    if (resorts || refilters) {
        reset();
        return;
    }
    // One span of proxy rows around all that changed.
    if (m_isWhole) {
        Q_EMIT dataChanged(index(topLeft.row(), topLeft.column()), index(bottomRight.row(), bottomRight.column()),
                           roles);
        return;
    }
    int first = rowCount(), last = -1;
    for (int row = topLeft.row(); row <= bottomRight.row(); ++row) {
        const int shown = proxyRow(row);
        if (shown < 0)
            continue;
        first = std::min(first, shown);
        last = std::max(last, shown);
    }
    if (last >= 0)
        Q_EMIT dataChanged(index(first, topLeft.column()), index(last, bottomRight.column()), roles);
}

}  // namespace projectionist
