// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/delegates.h"

#include "ui/models/roles.h"
#include "ui/theme/genres.h"
#include "ui/theme/theme.h"
#include "ui/widgets/table_view.h"

#include <QAbstractItemView>
#include <QFontMetrics>
#include <QHeaderView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

constexpr int inside = 12;
constexpr int markSide = 12;
constexpr int markGap = 8;

bool isFirstColumn(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto* table = qobject_cast<const QTableView*>(option.widget);
    if (table == nullptr)
        return index.column() == 0;
    const auto* header = table->horizontalHeader();
    for (int visual = 0; visual < header->count(); ++visual) {
        const int logical = header->logicalIndex(visual);
        if (!header->isSectionHidden(logical))
            return logical == index.column();
    }
    return false;
}

bool isHovered(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (const auto* table = qobject_cast<const TableView*>(option.widget))
        return table->hoveredRow() == index.row();
    return option.state.testFlag(QStyle::State_MouseOver);
}

QRect contentRect(const QRect& rect)
{
    return rect.adjusted(inside, 0, -inside, -1);
}

int markWidth(const QModelIndex& index)
{
    return index.data(GenreGroupRole).isValid() ? markSide + markGap : 0;
}

/// Paints the mark of the genre, where there is one, and gives the room beside it.
QRect besideMark(QPainter& painter, const QRect& rect, const QModelIndex& index)
{
    const int width = markWidth(index);
    if (width > 0)
        paintGenreMark(painter, QRectF(rect.x(), rect.y() + (rect.height() - markSide) / 2.0, markSide, markSide),
                       static_cast<GenreGroup>(index.data(GenreGroupRole).toInt()));
    return rect.adjusted(width, 0, 0, 0);
}

struct FilmText {
    QString name, year;
    int nameWidth = 0, yearWidth = 0;  // the year's with the space in front
};

FilmText filmText(const QModelIndex& index, const QFont& font)
{
    FilmText text;
    text.name = index.data(Qt::DisplayRole).toString();
    const QFontMetrics metrics(font);
    text.nameWidth = metrics.horizontalAdvance(text.name);
    if (const QVariant year = index.data(YearRole); year.isValid() && year.toInt() != 0) {
        text.year = QString::number(year.toInt());
        text.yearWidth = metrics.horizontalAdvance(QLatin1Char(' ') + text.year);
    }
    return text;
}

}  // namespace

QString elidedApart(const QString& name, const QString& other, const QFontMetrics& metrics, int width)
{
    const QString cut = metrics.elidedText(name, Qt::ElideRight, width);
    const qsizetype shared = std::ranges::mismatch(name, other).in1 - name.begin();
    // The whole word that differs, and nothing when the other name only goes on.
    const qsizetype apart = name.lastIndexOf(QLatin1Char(' '), std::max<qsizetype>(shared, 1) - 1) + 1;
    if (cut == name || name == other || shared == name.size() || apart == 0 || cut.size() - 1 > shared)
        return cut;
    const QChar dots(0x2026);
    const QString tail = name.mid(apart);
    const int room = width - metrics.horizontalAdvance(dots) - metrics.horizontalAdvance(tail);
    // At least a third of the width says what series it is.
    QString head = name.left(apart).trimmed();
    const int headWidth = std::max(room, width / 3 - metrics.horizontalAdvance(dots));
    while (!head.isEmpty() && metrics.horizontalAdvance(head) > headWidth)
        head.chop(1);
    head = head.trimmed() + dots;
    return head + metrics.elidedText(tail, Qt::ElideRight, width - metrics.horizontalAdvance(head));
}

double numberWidth(const QString& text, const QFont& font)
{
    const QFontMetricsF metrics(font);
    if (digitsHaveOneWidth(font))
        return metrics.horizontalAdvance(text);
    double widest = 0;
    for (char digit = '0'; digit <= '9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QLatin1Char(digit)));
    double width = 0;
    for (const QChar c : text)
        width += c.isDigit() ? widest : metrics.horizontalAdvance(c);
    return width;
}

void paintNumber(QPainter& painter, const QRectF& rect, const QString& text, const QFont& font, Qt::Alignment alignment)
{
    painter.setFont(font);
    const QFontMetricsF metrics(font);
    const double baseline = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    const double width = numberWidth(text, font);
    double x = alignment.testFlag(Qt::AlignRight)     ? rect.right() - width
               : alignment.testFlag(Qt::AlignHCenter) ? rect.center().x() - width / 2
                                                      : rect.x();
    if (digitsHaveOneWidth(font)) {
        painter.drawText(QPointF(x, baseline), text);
        return;
    }
    double widest = 0;
    for (char digit = '0'; digit <= '9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QLatin1Char(digit)));
    for (const QChar c : text) {
        const double advance = metrics.horizontalAdvance(c);
        const double cell = c.isDigit() ? widest : advance;
        painter.drawText(QPointF(x + (cell - advance) / 2, baseline), QString(c));
        x += cell;
    }
}

void paintBar(QPainter& painter, const QRectF& rect, double share, bool grey)
{
    const Theme& t = theme();
    constexpr double thickness = 6;
    QRectF bar(rect.x(), std::round(rect.center().y() - thickness / 2), rect.width(), thickness);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.track);
    painter.drawRoundedRect(bar, 1, 1);
    bar.setWidth(bar.width() * std::clamp(share, 0.0, 1.0));
    painter.setBrush(grey ? t.grey : t.accent);
    if (bar.width() > 0)
        painter.drawRoundedRect(bar, 1, 1);
    painter.restore();
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& t = theme();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    painter->setClipRect(option.rect);
    painter->fillRect(option.rect, selected ? t.selection : isHovered(option, index) ? t.hover : t.panel);
    if (m_rules) {
        const QRect& r = option.rect;
        painter->fillRect(r.x(), r.bottom(), r.width(), 1, t.grid);
    }
    if (selected && isFirstColumn(option, index))
        painter->fillRect(option.rect.x(), option.rect.y(), 3, option.rect.height(), t.accent);
    painter->setFont(option.font);
    painter->setPen(textColour(index));
    paintContent(*painter, contentRect(option.rect), option, index);
    painter->restore();
}

QColor CellDelegate::textColour(const QModelIndex& index) const
{
    return m_muted || index.data(MutedRole).toBool() ? theme().muted : theme().text;
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int width = QFontMetrics(option.font).horizontalAdvance(index.data(Qt::DisplayRole).toString());
    return {width + markWidth(index) + 2 * inside, RowDensity::instance().rowHeight()};
}

bool CellDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                             const QModelIndex& index)
{
    if (event == nullptr || view == nullptr || event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QStringList lines;
    if (const QString hidden = hiddenText(contentRect(option.rect), option, index); !hidden.isEmpty())
        lines.append(hidden);
    if (const QString reason = index.data(ReasonRole).toString(); !reason.isEmpty())
        lines.append(reason);
    else if (const QString tip = index.data(Qt::ToolTipRole).toString(); !tip.isEmpty() && !lines.contains(tip))
        lines.append(tip);
    if (lines.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(event->globalPos(), lines.join(QLatin1Char('\n')), view, option.rect);
    return true;
}

void CellDelegate::paintContent(QPainter& painter, const QRect& rect, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const
{
    const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
    const QString text = index.data(Qt::DisplayRole).toString();
    const QString shown = QFontMetrics(option.font).elidedText(text, Qt::ElideRight, rect.width());
    painter.drawText(rect, int((alignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter), shown);
}

QString CellDelegate::hiddenText(const QRect& rect, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QString text = index.data(Qt::DisplayRole).toString();
    return QFontMetrics(option.font).horizontalAdvance(text) > rect.width() ? text : QString();
}

void FilmDelegate::paintContent(QPainter& painter, const QRect& rect, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const
{
    QRect left = besideMark(painter, rect, index);
    const FilmText text = filmText(index, option.font);
    painter.setPen(textColour(index));
    const bool yearFits = text.nameWidth + text.yearWidth <= left.width();
    const int space = text.nameWidth <= left.width() ? text.nameWidth : left.width();
    const QString other =
        m_otherColumn < 0 ? QString() : index.siblingAtColumn(m_otherColumn).data(Qt::DisplayRole).toString();
    painter.drawText(left, Qt::AlignVCenter | Qt::AlignLeft,
                     elidedApart(text.name, other, QFontMetrics(option.font), left.width()));
    if (yearFits && !text.year.isEmpty()) {
        left.setLeft(left.x() + space);
        painter.setPen(theme().muted);
        painter.drawText(left, Qt::AlignVCenter | Qt::AlignLeft, QLatin1Char(' ') + text.year);
    }
}

QString FilmDelegate::hiddenText(const QRect& rect, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const FilmText text = filmText(index, option.font);
    if (text.nameWidth + text.yearWidth <= rect.width() - markWidth(index))
        return {};
    return text.year.isEmpty() ? text.name : text.name + QLatin1Char(' ') + text.year;
}

void NumberDelegate::paintContent(QPainter& painter, const QRect& rect, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const
{
    paintNumber(painter, rect, index.data(Qt::DisplayRole).toString(), option.font, Qt::AlignRight);
}

void BarDelegate::paintContent(QPainter& painter, const QRect& rect, const QStyleOptionViewItem&,
                               const QModelIndex& index) const
{
    const QVariant share = index.data(ShareRole);
    if (share.isValid() && std::isfinite(share.toDouble()))
        paintBar(painter, rect, share.toDouble(), index.data(MutedRole).toBool());
}

void GenresDelegate::paintContent(QPainter& painter, const QRect& rect, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const
{
    const QRect left = besideMark(painter, rect, index);
    painter.setPen(theme().muted);
    const QString words = index.data(Qt::DisplayRole).toString();
    painter.drawText(left, Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(option.font).elidedText(words, Qt::ElideRight, left.width()));
}

QString GenresDelegate::hiddenText(const QRect& rect, const QStyleOptionViewItem& option,
                                   const QModelIndex& index) const
{
    return CellDelegate::hiddenText(rect.adjusted(markWidth(index), 0, 0, 0), option, index);
}

}  // namespace projectionist
