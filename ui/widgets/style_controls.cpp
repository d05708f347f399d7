// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of Style that draw whole controls.
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/style.h"

#include <QComboBox>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QStyleOption>
#include <QToolButton>

#include <algorithm>

namespace projectionist {

namespace {

bool isOff(const QStyleOption* option)
{
    return !option->state.testFlag(QStyle::State_Enabled);
}

QIcon::Mode modeOf(const QStyleOption* option)
{
    return isOff(option)                                     ? QIcon::Disabled
           : option->state.testFlag(QStyle::State_MouseOver) ? QIcon::Active
                                                             : QIcon::Normal;
}

/// The letters of menus are underlined once the keyboard has gone there (Alt), and not before.
int mnemonics(const QWidget* widget)
{
    const auto* menu = qobject_cast<const QMenu*>(widget);
    const auto* bar = qobject_cast<const QMenuBar*>(widget);
    const QWidget* window = widget == nullptr ? nullptr : widget->window();
    const bool byKeyboard = (bar != nullptr && bar->hasFocus()) ||
                            (menu != nullptr && window != nullptr && window->testAttribute(Qt::WA_KeyboardFocusChange));
    return byKeyboard ? Qt::TextShowMnemonic : Qt::TextHideMnemonic;
}

void paintIconAt(QPainter* painter, const QIcon& icon, const QRect& place, QIcon::Mode mode, QIcon::State state)
{
    icon.paint(painter, place, Qt::AlignCenter, mode, state);
}

}  // namespace

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const
{
    const Theme& t = theme();
    switch (element) {
    case CE_PushButtonBevel:
        proxy()->drawPrimitive(PE_PanelButtonCommand, option, painter, widget);
        return;
    case CE_PushButtonLabel:
        drawPushButtonLabel(option, painter, widget);
        return;
    case CE_MenuItem:
        drawMenuItem(option, painter, widget);
        return;
    case CE_MenuEmptyArea:
        painter->fillRect(option->rect, t.panel);
        return;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, t.window);
        return;
    case CE_MenuBarItem: {
        const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
        if (item == nullptr)
            return;
        painter->fillRect(option->rect, t.window);
        const bool open = option->state.testFlag(State_Sunken), over = option->state.testFlag(State_Selected);
        if (open || over)
            paintFrame(*painter, option->rect, Theme::controlRadius, Qt::transparent, open ? t.selection : t.hover, 0);
        painter->setPen(isOff(option) ? t.disabled() : t.text);
        painter->drawText(option->rect, int(Qt::AlignCenter | mnemonics(widget) | Qt::TextSingleLine), item->text);
        return;
    }
    case CE_ItemViewItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option)) {
            QStyleOptionViewItem kept = *item;  // the ground of what is chosen is pale: its words keep their colour
            kept.palette.setColor(QPalette::HighlightedText, t.text);
            QProxyStyle::drawControl(element, &kept, painter, widget);
            return;
        }
        break;
    case CE_TabBarTabShape:
        drawTab(option, painter, false);
        return;
    case CE_TabBarTabLabel:
        drawTab(option, painter, true);
        return;
    case CE_ComboBoxLabel: {
        const auto* box = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        if (box == nullptr || box->editable)
            return;
        QRect r = proxy()->subControlRect(CC_ComboBox, box, SC_ComboBoxEditField, widget);
        if (!box->currentIcon.isNull()) {
            paintIconAt(painter, box->currentIcon, QRect(r.x(), r.center().y() - 7, 16, 16), modeOf(option),
                        QIcon::Off);
            r.setLeft(r.left() + 22);
        }
        painter->setPen(isOff(option) ? t.disabled() : t.text);
        painter->drawText(r, Qt::AlignVCenter | Qt::AlignLeft,
                          option->fontMetrics.elidedText(box->currentText, Qt::ElideRight, r.width()));
        return;
    }
    case CE_ProgressBarGroove:
        paintFrame(*painter, option->rect, 1, Qt::transparent, t.track, 0);
        return;
    case CE_ShapedFrame:
        if (const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
            frame != nullptr && frame->frameShape == QFrame::StyledPanel) {
            paintFrame(*painter, option->rect, Theme::controlRadius, t.border, Qt::transparent);
            return;
        }
        break;
    case CE_SizeGrip:
        return;
    case CE_Splitter:
        return;
    case CE_RubberBand: {
        QColor fill = t.accent;
        fill.setAlphaF(0.07F);
        painter->fillRect(option->rect, fill);
        painter->setPen(QPen(t.accent, 1, Qt::DashLine));
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    }
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawPushButtonLabel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    if (button == nullptr)
        return;
    const Theme& t = theme();
    const bool primary = isPrimary(widget);
    const QColor words = primary ? (isOff(option) ? Theme::mix(t.onAccent, t.accent, t.dark ? 0.3 : 0.1) : t.onAccent)
                         : isOff(option) ? t.disabled()
                                         : t.text;
    const int side = button->icon.isNull() ? 0 : button->iconSize.width();
    const int textWidth =
        button->text.isEmpty() ? 0 : option->fontMetrics.size(Qt::TextShowMnemonic, button->text).width();
    const int gap = side > 0 && textWidth > 0 ? 6 : 0;
    const int arrow = button->features.testFlag(QStyleOptionButton::HasMenu) ? 16 : 0;
    const int total = side + gap + textWidth + arrow;
    QRect r = option->rect;
    int x = r.x() + std::max(6, (r.width() - total) / 2);
    if (side > 0) {
        const QRect place(x, r.y() + (r.height() - side) / 2, side, side);
        if (primary) {  // the icon in the colour of the words
            const QPixmap mask = button->icon.pixmap(QSize(side, side), painter->device()->devicePixelRatioF(),
                                                     QIcon::Normal, QIcon::Off);
            QPixmap tinted = mask;
            QPainter tint(&tinted);
            tint.setCompositionMode(QPainter::CompositionMode_SourceIn);
            tint.fillRect(QRect(0, 0, side, side), words);
            tint.end();
            painter->drawPixmap(place, tinted);
        } else {
            paintIconAt(painter, button->icon, place, modeOf(option),
                        option->state.testFlag(State_On) ? QIcon::On : QIcon::Off);
        }
        x += side + gap;
    }
    painter->setPen(words);
    painter->drawText(QRect(x, r.y(), r.right() - arrow - x + 1, r.height()),
                      Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic, button->text);
    if (arrow > 0)
        paintIcon(*painter, QRectF(r.right() - 20, r.center().y() - 5, 12, 12), QStringLiteral("down"), words);
}

void Style::drawToolButton(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
    if (button == nullptr)
        return;
    const Theme& t = theme();
    const bool off = isOff(option), over = option->state.testFlag(State_MouseOver) && !off;
    const bool on = option->state.testFlag(State_On), down = option->state.testFlag(State_Sunken);
    const bool focus = option->state.testFlag(State_HasFocus) && option->state.testFlag(State_KeyboardFocusChange);
    const QRectF r = option->rect;
    const int segment = widget == nullptr ? 0 : widget->property("projectionist-segment").toInt();
    const bool link = widget != nullptr && widget->property("projectionist-link").toBool();
    const bool plain = widget != nullptr && widget->property("projectionist-plain").toBool();
    QColor words = off ? t.disabled() : t.text;
    if (segment != 0) {
        const bool first = (segment & 1) != 0, last = (segment & 2) != 0;
        painter->save();
        painter->setClipRect(r);
        // A frame that reaches over the edges that neighbours share.
        const QRectF wide = r.adjusted(first ? 0 : -8, 0, last ? 0 : 8, 0);
        paintFrame(*painter, wide, Theme::controlRadius, off ? t.border : t.strong,
                   on     ? t.selection
                   : over ? t.hover
                          : t.panel);
        if (!last)
            painter->fillRect(QRectF(r.right() - 1, r.top() + 1, 1, r.height() - 2), t.strong);
        if (on)
            painter->fillRect(QRectF(r.left() + (first ? 1 : 0), r.bottom() - 2, r.width() - 1, 2),
                              off ? t.off : t.accent);
        if (focus)
            paintFrame(*painter, r, Theme::controlRadius, t.accent, Qt::transparent, 2);
        painter->restore();
    } else if (link) {
        words = off ? t.disabled() : t.accent;
        if (focus)
            paintFrame(*painter, r, Theme::controlRadius, t.accent, Qt::transparent, 2);
    } else if (plain) {
        if (on || down || over)
            paintFrame(*painter, r, Theme::controlRadius, on ? t.accent : Qt::transparent,
                       on || down ? t.selection : t.hover);
        if (focus)
            paintFrame(*painter, r, Theme::controlRadius, t.accent, Qt::transparent, 2);
    } else {
        const QColor line = focus || on ? t.accent : off ? t.border : over ? t.control : t.strong;
        paintFrame(*painter, r, Theme::controlRadius, line,
                   on || down ? t.selection
                   : over     ? t.hover
                              : t.panel,
                   focus ? 2 : 1);
    }
    painter->setFont(button->font);
    painter->setPen(words);
    const bool hasIcon = !button->icon.isNull() && button->toolButtonStyle != Qt::ToolButtonTextOnly;
    const bool hasText = !button->text.isEmpty() && button->toolButtonStyle != Qt::ToolButtonIconOnly;
    const int side = hasIcon ? button->iconSize.width() : 0;
    if (hasIcon && !hasText) {
        const QRect place(option->rect.x() + (option->rect.width() - side) / 2,
                          option->rect.y() + (option->rect.height() - side) / 2, side, side);
        paintIconAt(painter, button->icon, place, modeOf(option), on ? QIcon::On : QIcon::Off);
        return;
    }
    QRect textRect = option->rect;
    if (hasIcon) {
        const QRect place(option->rect.x() + 8, option->rect.y() + (option->rect.height() - side) / 2, side, side);
        paintIconAt(painter, button->icon, place, modeOf(option), on ? QIcon::On : QIcon::Off);
        textRect.setLeft(place.right() + 6);
    }
    if (link && over) {
        QFont underlined = button->font;
        underlined.setUnderline(true);
        painter->setFont(underlined);
    }
    painter->drawText(textRect,
                      int(Qt::AlignVCenter | Qt::TextShowMnemonic | (hasIcon ? Qt::AlignLeft : Qt::AlignHCenter)),
                      button->text);
}

void Style::drawComboBox(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    Q_UNUSED(widget)
    const Theme& t = theme();
    const bool off = isOff(option), focus = option->state.testFlag(State_HasFocus);
    const bool over = option->state.testFlag(State_MouseOver) && !off;
    paintFrame(*painter, option->rect, Theme::controlRadius,
               focus  ? t.accent
               : off  ? t.border
               : over ? t.text
                      : t.control,
               t.panel, focus ? 2 : 1);
    paintIcon(*painter, QRectF(option->rect.right() - 21, option->rect.center().y() - 5, 12, 12),
              QStringLiteral("down"), off ? t.disabled() : t.muted);
}

void Style::drawSpinBox(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* box = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
    if (box == nullptr)
        return;
    const Theme& t = theme();
    const bool off = isOff(option), focus = option->state.testFlag(State_HasFocus);
    const bool over = option->state.testFlag(State_MouseOver) && !off;
    if (box->frame)
        paintFrame(*painter, option->rect, Theme::controlRadius,
                   focus  ? t.accent
                   : off  ? t.border
                   : over ? t.text
                          : t.control,
                   t.panel, focus ? 2 : 1);
    if (box->buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    for (const bool up : {true, false}) {
        const auto sub = up ? SC_SpinBoxUp : SC_SpinBoxDown;
        const QRect r = proxy()->subControlRect(CC_SpinBox, option, sub, widget);
        const bool can =
            !off && box->stepEnabled.testFlag(up ? QAbstractSpinBox::StepUpEnabled : QAbstractSpinBox::StepDownEnabled);
        const bool hot = can && over && option->activeSubControls.testFlag(sub);
        const double y = up ? r.bottom() - 8.5 : r.top() + 0.5;
        paintIcon(*painter, QRectF(r.center().x() - 5, y, 9, 9), up ? QStringLiteral("up") : QStringLiteral("down"),
                  !can  ? t.disabled()
                  : hot ? t.text
                        : t.muted);
    }
}

void Style::drawScrollBar(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (bar == nullptr)
        return;
    const Theme& t = theme();
    painter->fillRect(option->rect, t.panel);
    if (bar->maximum <= bar->minimum)
        return;
    QRectF slider = proxy()->subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    const bool hot = (option->activeSubControls & SC_ScrollBarSlider) != 0 &&
                     (option->state & (State_MouseOver | State_Sunken)) != 0;
    slider = bar->orientation == Qt::Vertical ? slider.adjusted(3, 2, -3, -2) : slider.adjusted(2, 3, -2, -3);
    paintFrame(*painter, slider, 3, Qt::transparent, hot ? t.control : t.strong, 0);
}

void Style::drawSlider(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (slider == nullptr)
        return;
    const Theme& t = theme();
    const bool off = isOff(option);
    const QRectF handle = proxy()->subControlRect(CC_Slider, option, SC_SliderHandle, widget);
    const bool flat = slider->orientation == Qt::Horizontal;
    const QPointF centre = handle.center() + QPointF(0.5, 0.5);
    const QRectF r = option->rect;
    const QRectF groove = flat ? QRectF(r.x() + 2, centre.y() - 2, r.width() - 4, 4)
                               : QRectF(centre.x() - 2, r.y() + 2, 4, r.height() - 4);
    paintFrame(*painter, groove, 2, Qt::transparent, t.track, 0);
    QRectF done = groove;
    if (flat)
        done.setRight(centre.x());
    else
        done.setTop(centre.y());
    paintFrame(*painter, done, 2, Qt::transparent, off ? t.off : t.accent, 0);
    const bool hot = !off && (option->state & (State_MouseOver | State_HasFocus)) != 0;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(off ? t.border : hot ? t.accent : t.control, hot ? 2 : 1.5));
    painter->setBrush(t.panel);
    painter->drawEllipse(centre, 6.5, 6.5);
    painter->restore();
}

void Style::drawTab(const QStyleOption* option, QPainter* painter, bool label) const
{
    const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option);
    if (tab == nullptr)
        return;
    const Theme& t = theme();
    const bool chosen = option->state.testFlag(State_Selected);
    if (!label) {
        if (chosen)
            painter->fillRect(option->rect.x(), option->rect.bottom() - 1, option->rect.width(), 2, t.accent);
        if (option->state.testFlag(State_HasFocus) && option->state.testFlag(State_KeyboardFocusChange))
            paintFrame(*painter, QRectF(option->rect).adjusted(2, 4, -2, -4), Theme::controlRadius, t.accent,
                       Qt::transparent, 2);
        return;
    }
    painter->setFont(font(chosen ? Type::Strong : Type::Body));
    painter->setPen(isOff(option)                                       ? t.disabled()
                    : chosen || option->state.testFlag(State_MouseOver) ? t.text
                                                                        : t.muted);
    painter->drawText(option->rect, Qt::AlignCenter | Qt::TextShowMnemonic, tab->text);
}

void Style::drawMenuItem(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    if (item == nullptr)
        return;
    const Theme& t = theme();
    const QRect r = option->rect;
    painter->fillRect(r, t.panel);
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(r.x() + 4, r.center().y(), r.width() - 8, 1, t.border);
        return;
    }
    const bool off = isOff(option), over = option->state.testFlag(State_Selected) && !off;
    if (over)
        paintFrame(*painter, QRectF(r).adjusted(2, 0, -2, 0), Theme::controlRadius, Qt::transparent, t.selection, 0);
    const QRect sign(r.x() + 10, r.center().y() - 7, 16, 16);
    if (item->checkType != QStyleOptionMenuItem::NotCheckable) {
        if (item->checked) {
            if (item->checkType == QStyleOptionMenuItem::Exclusive) {
                painter->save();
                painter->setRenderHint(QPainter::Antialiasing);
                painter->setPen(Qt::NoPen);
                painter->setBrush(off ? t.off : t.accent);
                painter->drawEllipse(QRectF(sign).center(), 3.5, 3.5);
                painter->restore();
            } else {
                paintIcon(*painter, sign, QStringLiteral("tick"), off ? t.disabled() : t.accent);
            }
        }
    } else if (!item->icon.isNull()) {
        paintIconAt(painter, item->icon, sign,
                    off    ? QIcon::Disabled
                    : over ? QIcon::Active
                           : QIcon::Normal,
                    QIcon::Off);
    }
    const QString words = item->text.section(QLatin1Char('\t'), 0, 0), keys = item->text.section(QLatin1Char('\t'), 1);
    painter->setFont(item->font);
    painter->setPen(off ? t.disabled() : t.text);
    const QRect text = r.adjusted(34, 0, -28, 0);
    painter->drawText(text, int(Qt::AlignVCenter | Qt::AlignLeft | mnemonics(widget) | Qt::TextSingleLine), words);
    painter->setPen(off ? t.disabled() : t.muted);
    painter->drawText(r.adjusted(0, 0, -14, 0), Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, keys);
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu)
        paintIcon(*painter, QRectF(r.right() - 20, r.center().y() - 5, 12, 12), QStringLiteral("right"),
                  off ? t.disabled() : t.muted);
}

}  // namespace projectionist
