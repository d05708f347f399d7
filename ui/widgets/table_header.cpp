// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_header.h"

#include "ui/theme/theme.h"
#include "ui/widgets/icon.h"

#include <QPainter>

namespace projectionist {

namespace {

constexpr int inside = 12;
constexpr int arrowSide = 12;

}  // namespace

TableHeader::TableHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
    setSortIndicatorShown(false);
    setMinimumSectionSize(32);
    setMouseTracking(true);
    connect(this, &QHeaderView::sectionResized, this, [this](int column, int, int width) {
        if (!m_layingOut && width > 0)
            m_chosen[column] = width;
    });
}

void TableHeader::setColumns(const std::vector<TableColumn>& columns)
{
    m_columns = columns;
    m_chosen.clear();
    viewport()->update();
}

std::optional<int> TableHeader::chosenWidth(int column) const
{
    const auto found = m_chosen.find(column);
    return found == m_chosen.end() ? std::nullopt : std::optional(found->second);
}

QSize TableHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), std::max(Theme::rowHeight, QFontMetrics(font()).height() + 8)};
}

void TableHeader::paintEvent(QPaintEvent* event)
{
    {
        QPainter painter(viewport());
        painter.fillRect(viewport()->rect(), theme().alt);
        painter.fillRect(0, viewport()->height() - 1, viewport()->width(), 1, theme().border);
        painter.fillRect(0, 0, viewport()->width(), 1, theme().border);
    }
    QHeaderView::paintEvent(event);
}

void TableHeader::paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const
{
    const Theme& t = theme();
    painter->save();
    painter->fillRect(rect, t.alt);
    painter->fillRect(rect.x(), rect.bottom(), rect.width(), 1, t.border);
    painter->fillRect(rect.x(), rect.y(), rect.width(), 1, t.border);
    const bool known = logicalIndex < static_cast<int>(m_columns.size());
    const bool right = known && m_columns[static_cast<std::size_t>(logicalIndex)].kind == TableColumn::Kind::Number;
    const bool sorted = sortIndicatorSection() == logicalIndex;
    QRect words = rect.adjusted(inside, 0, right && sorted ? -4 : -inside, -1);
    const QString text = model()->headerData(logicalIndex, Qt::Horizontal, Qt::DisplayRole).toString();
    QFont own = sorted ? projectionist::font(Type::Strong) : projectionist::font(Type::Body);
    painter->setFont(own);
    painter->setPen(sorted ? t.text : t.muted);
    const QFontMetrics metrics(own);
    const int arrow = sorted && !text.isEmpty() ? arrowSide + 2 : 0;
    const QString shown = metrics.elidedText(text, Qt::ElideRight, words.width() - arrow);
    const int width = metrics.horizontalAdvance(shown);
    // The arrow of a right-aligned column hangs in its margin, so that the word stands over its numbers.
    const int x = right ? words.right() + 1 - width - arrow : words.x();
    painter->drawText(QRect(x, words.y(), width + 1, words.height()), Qt::AlignVCenter | Qt::AlignLeft, shown);
    if (arrow > 0)
        paintIcon(*painter, QRectF(x + width + 2, words.center().y() - arrowSide / 2.0 + 1, arrowSide, arrowSide),
                  sortIndicatorOrder() == Qt::DescendingOrder ? QStringLiteral("down") : QStringLiteral("up"), t.text);
    painter->restore();
}

}  // namespace projectionist
