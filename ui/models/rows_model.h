// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/roles.h"

#include <QAbstractTableModel>
#include <QString>

#include <functional>
#include <utility>
#include <vector>

namespace projectionist {

/// One column of a table: its header and what a row shows in it, by role.
template <class Row>
struct Column {
    QString header;
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
    std::function<QVariant(const Row&, int role)> value;
    QString toolTip;            ///< What the column means.
    QString exportName;         ///< The header in CSV, snake_case; empty: the column is not exported (bars).
    QString exportIdName = {};  ///< The header of the ids that stand before it in CSV; empty: none.
};

/// A table of rows that are replaced as a whole (results are immutable). Rows also tell roles of their own, whatever
/// the column: which film or user they are.
template <class Row>
class RowsModel : public QAbstractTableModel {
public:
    explicit RowsModel(std::vector<Column<Row>> columns, QObject* parent = nullptr)
        : QAbstractTableModel(parent), m_columns(std::move(columns))
    {
    }

    void setRows(std::vector<Row> rows)
    {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }

    /// What any cell of a row answers for roles that its column leaves open (FilmIdRole, UserIdRole, MutedRole,
    /// SearchRole).
    void setRowRoles(std::function<QVariant(const Row&, int role)> roles) { m_rowRoles = std::move(roles); }

    /// Replaces what a column's header says ("Cosine" or "Dot product", "Over 3").
    void setHeader(int column, const QString& header)
    {
        m_columns[static_cast<std::size_t>(column)].header = header;
        Q_EMIT headerDataChanged(Qt::Horizontal, column, column);
    }

    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }
    [[nodiscard]] const Row& row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }

    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
            return {};
        const auto& column = m_columns[static_cast<std::size_t>(index.column())];
        if (role == Qt::TextAlignmentRole)
            return QVariant::fromValue(column.alignment);
        const auto& entry = row(index.row());
        auto value = column.value(entry, role);
        // What a row is searched by stands in its first cell alone: a filter reads it once.
        if (!value.isValid() && m_rowRoles && (role != SearchRole || index.column() == 0))
            value = m_rowRoles(entry, role);
        return value;
    }

    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
            return {};
        const auto& column = m_columns[static_cast<std::size_t>(section)];
        switch (role) {
        case Qt::DisplayRole:
            return column.header;
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(column.alignment);
        case Qt::ToolTipRole:
            return column.toolTip.isEmpty() ? QVariant() : column.toolTip;
        case ExportRole:
            return column.exportName;
        case ExportIdRole:
            return column.exportIdName;
        default:
            return {};
        }
    }

private:
    std::vector<Column<Row>> m_columns;
    std::vector<Row> m_rows;
    std::function<QVariant(const Row&, int role)> m_rowRoles;
};

}  // namespace projectionist
