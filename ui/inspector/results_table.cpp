// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/results_table.h"

#include "ui/theme/theme.h"
#include "ui/widgets/delegates.h"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <numeric>
#include <utility>

namespace projectionist {

namespace {

constexpr int leastGap = 6, mostGap = 14;

QFont nameFont()
{
    return projectionist::font(Type::Small);
}

/// The run's figures are the strong ones.
QFont figureFont(std::size_t column)
{
    return projectionist::font(column == 0 ? Type::Strong : Type::Small);
}

int lineHeight()
{
    return QFontMetrics(projectionist::font(Type::Strong)).height();
}

int headerHeight()
{
    return std::max(22, lineHeight() + 5);
}

}  // namespace

ResultsTable::ResultsTable(QWidget* parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ResultsTable::setTable(std::vector<Column> columns, std::vector<Row> rows)
{
    if (columns == m_columns && rows == m_rows)
        return;
    m_columns = std::move(columns);
    m_rows = std::move(rows);
    QStringList words;
    for (const Row& row : m_rows) {
        QStringList figures;
        for (std::size_t column = 0; column < m_columns.size(); ++column)
            figures.append(m_columns[column].name + QLatin1Char(' ') + row.cells[column].text);
        words.append(row.name + QStringLiteral(": ") + figures.join(QStringLiteral(", ")));
    }
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

QStringList ResultsTable::lines() const
{
    QStringList cells{{}};
    for (const Column& column : m_columns)
        cells.append(column.name);
    QStringList lines{cells.join(QLatin1Char('\t'))};
    for (const Row& row : m_rows) {
        cells = {row.name};
        for (const Cell& cell : row.cells)
            cells.append(cell.text);
        lines.append(cells.join(QLatin1Char('\t')));
    }
    return lines;
}

std::vector<int> ResultsTable::columnWidths() const
{
    std::vector<int> widths;
    const QFontMetrics label(projectionist::font(Type::Caption));
    for (std::size_t column = 0; column < m_columns.size(); ++column) {
        const QFontMetrics figure(figureFont(column));
        int width = label.horizontalAdvance(m_columns[column].label);
        for (const Row& row : m_rows)
            width = std::max(width, figure.horizontalAdvance(row.cells[column].text));
        widths.push_back(width + 1);
    }
    return widths;
}

int ResultsTable::nameWidth() const
{
    int width = 0;
    for (const Row& row : m_rows)
        width = std::max(width, QFontMetrics(nameFont()).horizontalAdvance(row.name));
    return width;
}

/// Between the columns when all stand in one line; less than the least where they do not fit.
int ResultsTable::gapAt(int width) const
{
    const auto widths = columnWidths();
    const int taken = std::accumulate(widths.begin(), widths.end(), nameWidth());
    return taken > width ? 0 : std::min((width - taken) / std::max(1, static_cast<int>(widths.size())), mostGap);
}

bool ResultsTable::namesStandAbove(int width) const
{
    return gapAt(width) < leastGap;
}

int ResultsTable::rowHeight(int width) const
{
    return namesStandAbove(width) ? 2 * lineHeight() + 6 : std::max(24, lineHeight() + 7);
}

QSize ResultsTable::sizeHint() const
{
    return {200, heightForWidth(width())};
}

int ResultsTable::heightForWidth(int width) const
{
    return headerHeight() + static_cast<int>(m_rows.size()) * rowHeight(width);
}

QRect ResultsTable::rowRect(std::size_t row) const
{
    const int height = rowHeight(width());
    return {0, headerHeight() + static_cast<int>(row) * height, width(), height};
}

std::pair<int, int> ResultsTable::edges(std::size_t column) const
{
    if (namesStandAbove()) {
        const double share = double(width()) / double(m_columns.size());
        return {static_cast<int>(share * double(column)), static_cast<int>(share * double(column + 1))};
    }
    const auto widths = columnWidths();
    int right = width();
    for (std::size_t i = widths.size(); --i > column;)
        right -= widths[i] + gapAt(width());
    return {right - widths[column], right};
}

void ResultsTable::paintEvent(QPaintEvent*)
{
    const Theme& t = theme();
    QPainter painter(this);
    painter.setFont(projectionist::font(Type::Caption));
    for (std::size_t column = 0; column < m_columns.size(); ++column) {
        const auto [left, right] = edges(column);
        painter.setPen(column == 0 ? t.text : t.muted);
        painter.drawText(QRect(left, 0, right - left, headerHeight() - 1), Qt::AlignVCenter | Qt::AlignRight,
                         m_columns[column].label);
    }
    painter.fillRect(0, headerHeight() - 1, width(), 1, t.grid);
    const bool above = namesStandAbove();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const QRect r = rowRect(i);
        painter.fillRect(r.x(), r.bottom(), r.width(), 1, t.grid);
        const QRect name = above ? QRect(0, r.top() + 2, r.width(), lineHeight()) : r;
        painter.setFont(nameFont());
        painter.setPen(t.muted);
        painter.drawText(name, Qt::AlignVCenter | Qt::AlignLeft, m_rows[i].name);
        for (std::size_t column = 0; column < m_columns.size(); ++column) {
            const auto [left, right] = edges(column);
            const QRectF cell(left, above ? name.bottom() + 1 : r.top(), right - left,
                              above ? lineHeight() : r.height() - 1);
            painter.setPen(column == 0 ? t.text : t.muted);
            paintNumber(painter, cell, m_rows[i].cells[column].text, figureFont(column), Qt::AlignRight);
        }
    }
}

QString ResultsTable::toolTipAt(QPoint at, QRect& area) const
{
    Place place;
    for (std::size_t row = 0; row < m_rows.size(); ++row)
        if (rowRect(row).contains(at))
            place.row = row;
    area = place.row ? rowRect(*place.row) : QRect(0, 0, width(), headerHeight());
    for (std::size_t column = 0; column < m_columns.size(); ++column) {
        const auto [left, right] = edges(column);
        if (at.x() < left - leastGap / 2 || at.x() > right + leastGap / 2)
            continue;
        place.column = column;
        area.setLeft(left);
        area.setRight(right);
        break;
    }
    if (!place.row)
        return place.column ? m_columns[*place.column].toolTip : QString();
    const Row& row = m_rows[*place.row];
    const QString own = place.column ? row.cells[*place.column].toolTip : QString();
    return own.isEmpty() ? row.toolTip : row.toolTip.isEmpty() ? own : row.toolTip + QLatin1Char('\n') + own;
}

bool ResultsTable::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QRect area;
        const QString words = toolTipAt(help->pos(), area);
        if (words.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), words, this, area);
        return true;
    }
    if (event->type() == QEvent::ApplicationFontChange || event->type() == QEvent::Resize)
        updateGeometry();
    return QWidget::event(event);
}

}  // namespace projectionist
