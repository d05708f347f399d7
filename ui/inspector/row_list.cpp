// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/row_list.h"

#include "ui/models/roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/style.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace projectionist {

namespace {

enum RowRole { DetailRole = Qt::UserRole + 100, ValueRole };

constexpr int markSide = 12, textLeft = 19, barWidth = 52, gap = 8, leastRows = 2;

class RowDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& t = theme();
        const QRect r = option.rect;
        painter->save();
        const bool focus = option.state.testFlag(QStyle::State_HasFocus);
        const QRectF ground =
            QRectF(r).adjusted(-6, 0, 6, 0).intersected(QRectF(0, r.y(), option.widget->width(), r.height()));
        if (focus)
            paintFrame(*painter, ground, Theme::controlRadius, Qt::transparent, t.selection, 0);
        else if (option.state.testFlag(QStyle::State_MouseOver))
            paintFrame(*painter, ground, Theme::controlRadius, Qt::transparent, t.hover, 0);
        if (const QVariant group = index.data(GenreGroupRole); group.isValid())
            paintGenreMark(*painter, QRectF(r.x(), r.center().y() - 5, markSide, markSide),
                           static_cast<GenreGroup>(group.toInt()));
        else
            paintIcon(*painter, QRectF(r.x() - 1, r.center().y() - 6, 14, 14), QStringLiteral("user"), t.muted);
        const QFont body = projectionist::font(Type::Body), small = projectionist::font(Type::Small);
        const QString value = index.data(ValueRole).toString();
        const int valueWidth = std::max(static_cast<int>(std::ceil(numberWidth(value, body))), 34);
        int right = r.right() + 1;
        painter->setPen(t.text);
        if (!value.isEmpty()) {
            paintNumber(*painter, QRectF(right - valueWidth, r.y(), valueWidth, r.height()), value, body,
                        Qt::AlignRight);
            right -= valueWidth + gap;
        }
        if (const QVariant share = index.data(ShareRole); share.isValid()) {
            paintBar(*painter, QRectF(right - barWidth, r.y(), barWidth, r.height()), share.toDouble(), false);
            right -= barWidth + gap + 2;
        }
        const QFontMetrics bodyMetrics(body), smallMetrics(small);
        const QString name = index.data(Qt::DisplayRole).toString(), detail = index.data(DetailRole).toString();
        const int left = r.x() + textLeft, room = right - left;
        painter->setFont(body);
        painter->drawText(QRect(left, r.y(), room, r.height()), Qt::AlignVCenter | Qt::AlignLeft,
                          bodyMetrics.elidedText(name, Qt::ElideRight, room));
        const int detailLeft = left + bodyMetrics.horizontalAdvance(name) + 5;
        if (!detail.isEmpty() && detailLeft + 20 < right) {
            painter->setFont(small);
            painter->setPen(t.muted);
            painter->drawText(QRect(detailLeft, r.y(), right - detailLeft, r.height()),
                              Qt::AlignVCenter | Qt::AlignLeft,
                              smallMetrics.elidedText(detail, Qt::ElideRight, right - detailLeft));
        }
        painter->restore();
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {100, RowList::rowHeight()};
    }
};

}  // namespace

RowList::RowList(const QString& what, QWidget* parent) : QListWidget(parent)
{
    setAccessibleName(what);
    setFrameShape(NoFrame);
    setItemDelegate(new RowDelegate(this));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(NoSelection);
    setMouseTracking(true);
    setUniformItemSizes(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    viewport()->setAutoFillBackground(false);
    connect(this, &QListWidget::itemClicked, this, [this](const QListWidgetItem* item) { tell(item, false); });
    connect(this, &QListWidget::itemDoubleClicked, this, [this](const QListWidgetItem* item) { tell(item, true); });
}

int RowList::rowHeight()
{
    return std::max(26, QFontMetrics(projectionist::font(Type::Body)).height() + 6);
}

void RowList::setRows(const std::vector<Row>& rows)
{
    clear();
    for (const Row& row : rows) {
        auto* item = new QListWidgetItem(row.name, this);
        if (row.group)
            item->setData(GenreGroupRole, static_cast<int>(*row.group));
        if (row.share)
            item->setData(ShareRole, *row.share);
        item->setData(DetailRole, row.detail);
        item->setData(ValueRole, row.value);
        item->setData(FilmIdRole, row.filmId);
        item->setData(UserIdRole, row.userId);
        item->setData(Qt::AccessibleTextRole, QStringList{row.name, row.detail, row.value}.join(QLatin1Char(' ')));
        item->setToolTip(row.toolTip);
    }
    setMaximumHeight(std::max(1, count()) * rowHeight());
    updateGeometry();
    fit();
}

QSize RowList::sizeHint() const
{
    return {200, count() * rowHeight()};
}

QSize RowList::minimumSizeHint() const
{
    return {120, std::min(count(), leastRows) * rowHeight()};
}

void RowList::resizeEvent(QResizeEvent* event)
{
    QListWidget::resizeEvent(event);
    fit();
}

void RowList::fit()
{
    const int room = height() / rowHeight();
    for (int row = 0; row < count(); ++row)
        setRowHidden(row, row >= room);
}

void RowList::keyPressEvent(QKeyEvent* event)
{
    const bool open = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if ((open || event->key() == Qt::Key_Space) && currentItem() != nullptr) {
        tell(currentItem(), open);
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        event->ignore();
        return;
    }
    QListWidget::keyPressEvent(event);
}

void RowList::focusOutEvent(QFocusEvent* event)
{
    QListWidget::focusOutEvent(event);
    viewport()->update();
}

void RowList::tell(const QListWidgetItem* item, bool open)
{
    const QString film = item->data(FilmIdRole).toString(), user = item->data(UserIdRole).toString();
    if (!film.isEmpty())
        open ? Q_EMIT filmOpened(film) : Q_EMIT filmChosen(film);
    else if (!user.isEmpty())
        open ? Q_EMIT userOpened(user) : Q_EMIT userChosen(user);
}

}  // namespace projectionist
