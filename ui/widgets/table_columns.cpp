// SPDX-License-Identifier: GPL-3.0-or-later
// Columns of a table: their widths, their menu, and which are shown in which order from one start to the next.
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_header.h"
#include "ui/widgets/table_view.h"

#include <QFontInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QSettings>

#include <algorithm>
#include <optional>
#include <set>

namespace projectionist {

namespace {

constexpr int leastBar = 40;

int scaled(int pixels)
{
    return qRound(pixels * QFontInfo(QGuiApplication::font()).pixelSize() / 13.0);
}

}  // namespace

void TableView::layOutColumns()
{
    auto* header = static_cast<TableHeader*>(horizontalHeader());
    if (header->count() < static_cast<int>(m_columns.size()) || m_columns.empty())
        return;
    int fixed = 0, stretch = 0;
    std::vector<int> stretches(m_columns.size());
    std::optional<std::size_t> firstText;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        if (isColumnHidden(static_cast<int>(i)))
            continue;
        fixed += header->chosenWidth(static_cast<int>(i)).value_or(scaled(m_columns[i].width));
        if (header->chosenWidth(static_cast<int>(i)))
            continue;
        stretches[i] = m_columns[i].stretch;
        stretch += stretches[i];
        if (!firstText && m_columns[i].kind == TableColumn::Kind::Text)
            firstText = i;
    }
    if (stretch == 0 && firstText) {  // the column that would have taken the rest has nothing to say
        stretches[*firstText] = 1;
        stretch = 1;
    }
    const int lack = std::max(0, fixed - viewport()->width());  // bars give way first
    const int left = std::max(0, viewport()->width() - fixed);
    int given = 0, counted = 0;
    header->setLayingOut(true);
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const int column = static_cast<int>(i);
        if (isColumnHidden(column))
            continue;
        if (const auto chosen = header->chosenWidth(column)) {
            setColumnWidth(column, *chosen);
            continue;
        }
        int width = scaled(m_columns[i].width);
        if (m_columns[i].kind == TableColumn::Kind::Bar)
            width = std::max(std::min(width, scaled(leastBar)), width - lack);
        if (stretch > 0 && stretches[i] > 0) {
            counted += stretches[i];
            const int until = left * counted / stretch;
            width += until - given;
            given = until;
        }
        setColumnWidth(column, width);
    }
    header->setLayingOut(false);
}

void TableView::setColumnEmpty(int column, bool empty)
{
    if (empty == m_empty.contains(column))
        return;
    if (empty) {
        m_empty[column] = !isColumnHidden(column);
        setColumnHidden(column, true);
    } else {
        setColumnHidden(column, !m_empty.extract(column).mapped());
    }
    layOutColumns();
    Q_EMIT shownChanged();
}

/// As chosen by menu or settings: a column that is empty waits for better data.
void TableView::showColumn(int column, bool shown)
{
    if (const auto empty = m_empty.find(column); empty != m_empty.end())
        empty->second = shown;
    else
        setColumnHidden(column, !shown);
}

std::vector<int> TableView::shownColumns() const
{
    std::vector<int> columns;
    for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        const bool isBar = column < static_cast<int>(m_columns.size()) &&
                           m_columns[static_cast<std::size_t>(column)].kind == TableColumn::Kind::Bar;
        if (!isColumnHidden(column) && !isBar)
            columns.push_back(column);
    }
    return columns;
}

QMenu* TableView::columnMenu()
{
    if (m_columnMenu == nullptr) {
        m_columnMenu = new QMenu(tr("Columns"), this);
        connect(m_columnMenu, &QMenu::aboutToShow, this, &TableView::fillColumnMenu);
        fillColumnMenu();
    }
    return m_columnMenu;
}

void TableView::fillColumnMenu()
{
    m_columnMenu->clear();
    for (int column = 0; column < static_cast<int>(m_columns.size()); ++column) {
        QString name = m_proxy->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        if (name.isEmpty())
            name = m_proxy->headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
        if (name.isEmpty() || m_empty.contains(column))
            continue;
        auto* action = m_columnMenu->addAction(name);
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        action->setEnabled(isColumnHidden(column) || shownColumns().size() > 1);
        connect(action, &QAction::toggled, this, [this, column](bool on) {
            setColumnHidden(column, !on);
            layOutColumns();
            rememberColumns();
            Q_EMIT shownChanged();
        });
    }
    m_columnMenu->addSeparator();
    connect(m_columnMenu->addAction(tr("Reset columns")), &QAction::triggered, this, [this] {
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            const int column = static_cast<int>(i);
            showColumn(column, !m_columns[i].hidden);
            horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), column);
        }
        static_cast<TableHeader*>(horizontalHeader())->forgetWidths();
        layOutColumns();
        rememberColumns();
        Q_EMIT shownChanged();
    });
}

void TableView::rememberColumns() const
{
    QStringList order;
    for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        const auto empty = m_empty.find(column);
        const bool hidden = empty == m_empty.end() ? isColumnHidden(column) : !empty->second;
        order.append(hidden ? QStringLiteral("-%1").arg(column) : QString::number(column));
    }
    QSettings().setValue(QStringLiteral("tables/") + m_what, order);
}

void TableView::restoreColumns()
{
    const QStringList order = QSettings().value(QStringLiteral("tables/") + m_what).toStringList();
    if (order.size() != static_cast<qsizetype>(m_columns.size()))
        return;  // another version's table
    std::vector<std::pair<int, bool>> places;
    std::set<int> seen;
    for (const QString& entry : order) {
        bool isNumber = false;
        const bool hidden = entry.startsWith(QLatin1Char('-'));
        const int column = entry.mid(hidden ? 1 : 0).toInt(&isNumber);
        if (!isNumber || column < 0 || column >= order.size() || !seen.insert(column).second)
            return;
        places.emplace_back(column, hidden);
    }
    const QSignalBlocker quiet(horizontalHeader());
    for (int visual = 0; visual < static_cast<int>(places.size()); ++visual) {
        const auto [column, hidden] = places[static_cast<std::size_t>(visual)];
        showColumn(column, !hidden);
        horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), visual);
    }
}

}  // namespace projectionist
