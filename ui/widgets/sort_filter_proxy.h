// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractProxyModel>
#include <QString>

#include <cstdint>
#include <functional>
#include <vector>

namespace projectionist {

/// Sorts and filters the rows of a flat table by roles.h, made for a hundred thousand rows: keys are read once a sort,
/// a filter is one reset and not thousands of row removals. Missing values stand last in both directions; equal keys
/// keep the source's order.
class SortFilterProxy : public QAbstractProxyModel {
    Q_OBJECT

public:
    explicit SortFilterProxy(QObject* parent = nullptr);

    void setSourceModel(QAbstractItemModel* model) override;
    /// Rows whose SearchRole (of any column that has one) contains every word of `text`, folded, stay. In the source's
    /// order the user whose id is `text` stands first: "42" is user 42 before those aged 42.
    void setSearch(const QString& text);
    [[nodiscard]] const QString& search() const { return m_search; }
    /// A further condition on source rows; empty: all. Call again when its outcome changes.
    void setRowFilter(std::function<bool(int sourceRow)> filter);
    /// The source model sorts itself (millions of rows): sort() is handed on to it, and its order is kept here.
    void setSourceSorts(bool sourceSorts) { m_sourceSorts = sourceSorts; }
    void sort(int column, Qt::SortOrder order) override;  ///< Column −1: the source's order.
    [[nodiscard]] int sortColumn() const { return m_sortColumn; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sortOrder; }

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    using QObject::parent;
    [[nodiscard]] QModelIndex sibling(int row, int column, const QModelIndex& index) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] QModelIndex mapToSource(const QModelIndex& proxyIndex) const override;
    [[nodiscard]] QModelIndex mapFromSource(const QModelIndex& sourceIndex) const override;
    [[nodiscard]] int sourceRow(int proxyRow) const
    {
        return m_isWhole ? proxyRow : m_rows[static_cast<std::size_t>(proxyRow)];
    }

Q_SIGNALS:
    void sortChanged();

private:
    void connectSource();
    void rebuild();
    void sortRows();
    void reset();
    void sourceDataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight, const QList<int>& roles);

    /// Of a source row; −1 when it is filtered out.
    [[nodiscard]] int proxyRow(int sourceRow) const
    {
        return m_isWhole ? sourceRow : m_proxyRows[static_cast<std::size_t>(sourceRow)];
    }

    bool m_isWhole = true;  // all rows in the source's order: then the lists are empty
    int m_sourceRows = 0;
    std::vector<int> m_rows;       // proxy row -> source row
    std::vector<int> m_proxyRows;  // source row -> proxy row, -1 when filtered out
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    bool m_sourceSorts = false;
    QString m_search;
    QStringList m_words;
    std::function<bool(int)> m_filter;
    QList<QMetaObject::Connection> m_connections;
};

}  // namespace projectionist
