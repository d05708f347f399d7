// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace projectionist {

/// Metrics by name, a figure of the run and of each of its baselines beside it. Where there is no room for all in one
/// line, the names stand above their figures.
class ResultsTable : public QWidget {
    Q_OBJECT

public:
    struct Cell {
        QString text, toolTip;
        friend bool operator==(const Cell&, const Cell&) = default;
    };
    struct Column {
        QString label, name;  ///< As shown, and in full where it is copied and read out.
        QString toolTip;
        friend bool operator==(const Column&, const Column&) = default;
    };
    struct Row {
        QString name, toolTip;
        std::vector<Cell> cells;  ///< As many as there are columns.
        friend bool operator==(const Row&, const Row&) = default;
    };
    explicit ResultsTable(QWidget* parent = nullptr);
    void setTable(std::vector<Column> columns, std::vector<Row> rows);
    [[nodiscard]] const std::vector<Column>& columns() const { return m_columns; }
    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }
    /// Header and rows, tab-separated, a line each.
    [[nodiscard]] QStringList lines() const;
    [[nodiscard]] bool namesStandAbove() const { return namesStandAbove(width()); }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Place {
        std::optional<std::size_t> row, column;  ///< Of the header no row, of the names no column.
    };
    [[nodiscard]] std::vector<int> columnWidths() const;
    [[nodiscard]] int nameWidth() const;
    [[nodiscard]] int gapAt(int width) const;
    [[nodiscard]] bool namesStandAbove(int width) const;
    [[nodiscard]] int rowHeight(int width) const;
    [[nodiscard]] QRect rowRect(std::size_t row) const;
    /// The left and right edges of a column.
    [[nodiscard]] std::pair<int, int> edges(std::size_t column) const;
    [[nodiscard]] QString toolTipAt(QPoint at, QRect& area) const;

    std::vector<Column> m_columns;
    std::vector<Row> m_rows;
};

}  // namespace projectionist
