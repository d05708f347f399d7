// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/style.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPainter>
#include <QSlider>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

namespace projectionist {

namespace {

bool isInactiveControl(const QStyleOption* option)
{
    return !option->state.testFlag(QStyle::State_Enabled);
}

bool hasKeyboardFocus(const QStyleOption* option)
{
    return option->state.testFlag(QStyle::State_HasFocus) && option->state.testFlag(QStyle::State_KeyboardFocusChange);
}

}  // namespace

void paintFrame(QPainter& painter, const QRectF& rect, double radius, const QColor& line, const QColor& fill,
                double width)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double half = width / 2;
    painter.setPen(line.alpha() == 0 ? QPen(Qt::NoPen) : QPen(line, width));
    painter.setBrush(fill);
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), std::max(0.0, radius - half),
                            std::max(0.0, radius - half));
    painter.restore();
}

Style::Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void Style::polish(QPalette& palette)
{
    const bool dark = palette.color(QPalette::Window).lightnessF() < palette.color(QPalette::WindowText).lightnessF();
    palette = (dark ? Theme::darkTheme() : Theme::light()).palette();
}

void Style::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
        qobject_cast<QAbstractSpinBox*>(widget) || qobject_cast<QLineEdit*>(widget) || qobject_cast<QTabBar*>(widget) ||
        qobject_cast<QSlider*>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 28;
    case PM_DefaultFrameWidth:
        return 1;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
    case PM_ToolBarIconSize:
    case PM_ListViewIconSize:
        return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_MenuBarPanelWidth:
    case PM_DockWidgetFrameWidth:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarBaseHeight:
    case PM_TabBarBaseOverlap:
        return 0;
    case PM_MenuBarItemSpacing:
        return 2;
    case PM_MenuBarHMargin:
        return 4;
    case PM_MenuBarVMargin:
        return 6;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return 4;
    case PM_SplitterWidth:
        return Theme::panelGap;
    case PM_DockWidgetSeparatorExtent:
        return 1;
    case PM_SliderThickness:
    case PM_SliderControlThickness:
    case PM_SliderLength:
        return 16;
    case PM_ToolTipLabelFrameWidth:
        return 6;
    case PM_TabBarTabHSpace:
        return 24;
    case PM_TabBarTabVSpace:
        return 20;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return Theme::panelInside;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return Theme::controlGap;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                     QStyleHintReturn* returnData) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ComboBox_Popup:
    case SH_ItemView_ShowDecorationSelected:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_UnderlineShortcut:
        return 0;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton;
    case SH_Menu_MouseTracking:
    case SH_MenuBar_MouseTracking:
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 1;
    case SH_ScrollBar_Transient:
        return 0;
    case SH_ToolTip_WakeUpDelay:
        return 450;
    case SH_MessageBox_CenterButtons:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QSize Style::buttonSize(const QStyleOption* option, const QSize& size, const QWidget* widget) const
{
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    QSize wanted = size;
    if (button != nullptr) {
        const QFontMetrics metrics = option->fontMetrics;
        const bool hasIcon = !button->icon.isNull(), hasText = !button->text.isEmpty();
        const int text = metrics.size(Qt::TextShowMnemonic, button->text).width();
        int width = hasText ? text + 2 * 12 : 0;
        if (hasIcon)
            width += hasText ? button->iconSize.width() + 6 : Theme::controlHeight;
        if (button->features.testFlag(QStyleOptionButton::HasMenu))
            width += 16;
        wanted = {width, metrics.height() + 10};
    }
    const bool small = widget != nullptr && widget->maximumHeight() <= Theme::smallControlHeight;
    const int least = small ? Theme::smallControlHeight : Theme::controlHeight;
    return {std::max(wanted.width(), least), std::max(wanted.height() > least + 4 ? wanted.height() : least, least)};
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                              const QWidget* widget) const
{
    switch (type) {
    case CT_PushButton:
        return buttonSize(option, size, widget);
    case CT_ToolButton: {
        if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option)) {
            if (widget != nullptr && widget->property("projectionist-link").toBool())
                return {option->fontMetrics.horizontalAdvance(button->text) + 4, option->fontMetrics.height() + 4};
            if (button->toolButtonStyle == Qt::ToolButtonIconOnly || button->text.isEmpty())
                return {Theme::controlHeight, Theme::controlHeight};
            return {option->fontMetrics.horizontalAdvance(button->text) + 22, Theme::controlHeight};
        }
        break;
    }
    case CT_ComboBox:
        return {size.width() + 10 + 28, std::max(Theme::controlHeight, option->fontMetrics.height() + 8)};
    case CT_SpinBox:
        return {size.width() + 8 + 20, std::max(Theme::controlHeight, option->fontMetrics.height() + 8)};
    case CT_LineEdit:
        return {size.width() + 8, std::max(Theme::controlHeight, option->fontMetrics.height() + 8)};
    case CT_MenuBarItem:
        return {size.width() + 20, std::max(28, size.height() + 8)};
    case CT_MenuItem: {
        const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
        if (item == nullptr)
            break;
        if (item->menuItemType == QStyleOptionMenuItem::Separator)
            return {10, 9};
        int width = option->fontMetrics.horizontalAdvance(item->text.section(QLatin1Char('\t'), 0, 0)) + 34 + 28;
        if (const int tab = item->reservedShortcutWidth; tab > 0)
            width += tab + 24;
        return {width, std::max(28, option->fontMetrics.height() + 8)};
    }
    case CT_TabBarTab: {
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) {
            QFont strong = font(Type::Strong);
            return {QFontMetrics(strong).horizontalAdvance(tab->text) + 24, Theme::panelHeaderHeight};
        }
        break;
    }
    case CT_ItemViewItem:
        return {QProxyStyle::sizeFromContents(type, option, size, widget).width(), Theme::rowHeight};
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    switch (element) {
    case SE_LineEditContents:
        if (widget != nullptr && qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()))
            return option->rect;
        return option->rect.adjusted(4, 1, -4, -1);
    case SE_PushButtonFocusRect:
        return option->rect;
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl subControl,
                            const QWidget* widget) const
{
    const QRect r = option->rect;
    if (control == CC_SpinBox) {
        const auto* box = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        const bool buttons = box == nullptr || box->buttonSymbols != QAbstractSpinBox::NoButtons;
        const int width = buttons ? 20 : 0;
        const QRect column(r.right() - width, r.y() + 1, width, r.height() - 2);
        switch (subControl) {
        case SC_SpinBoxUp:
            return visualRect(option->direction, r, column.adjusted(0, 0, 0, -column.height() / 2));
        case SC_SpinBoxDown:
            return visualRect(option->direction, r, column.adjusted(0, column.height() / 2, 0, 0));
        case SC_SpinBoxEditField:
            return visualRect(option->direction, r, r.adjusted(8, 2, -width - (buttons ? 2 : 6), -2));
        case SC_SpinBoxFrame:
            return r;
        default:
            break;
        }
    }
    if (control == CC_ComboBox) {
        switch (subControl) {
        case SC_ComboBoxEditField:
            return visualRect(option->direction, r, r.adjusted(10, 2, -26, -2));
        case SC_ComboBoxArrow:
            return visualRect(option->direction, r, QRect(r.right() - 24, r.y(), 24, r.height()));
        case SC_ComboBoxFrame:
            return r;
        default:
            break;
        }
    }
    if (control == CC_ScrollBar) {
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (bar == nullptr)
            return {};
        const bool flat = bar->orientation == Qt::Horizontal;
        const int length = flat ? r.width() : r.height();
        const int range = bar->maximum - bar->minimum;
        int slider = length;
        if (range > 0) {
            slider = static_cast<int>(static_cast<qint64>(bar->pageStep) * length /
                                      (static_cast<qint64>(range) + bar->pageStep));
            slider = std::clamp(slider, std::min(28, length), length);
        }
        const int start =
            sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - slider, bar->upsideDown);
        const auto piece = [&](int from, int extent) {
            return flat ? QRect(r.x() + from, r.y(), extent, r.height())
                        : QRect(r.x(), r.y() + from, r.width(), extent);
        };
        switch (subControl) {
        case SC_ScrollBarSlider:
            return piece(start, slider);
        case SC_ScrollBarGroove:
            return r;
        case SC_ScrollBarSubPage:
            return piece(0, start);
        case SC_ScrollBarAddPage:
            return piece(start + slider, length - start - slider);
        default:
            return {};
        }
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const
{
    const Theme& t = theme();
    const bool off = isInactiveControl(option);
    const bool over = option->state.testFlag(State_MouseOver) && !off;
    const bool down = option->state.testFlag(State_Sunken);
    switch (element) {
    case PE_FrameFocusRect:
        if (qobject_cast<const QAbstractItemView*>(widget) == nullptr)
            paintFrame(*painter, option->rect, Theme::controlRadius, t.accent, Qt::transparent, 2);
        return;
    case PE_PanelButtonCommand: {
        const bool primary = isPrimary(widget);
        QRectF r = option->rect;
        if (hasKeyboardFocus(option)) {
            paintFrame(*painter, r, Theme::controlRadius + 1, t.accent, Qt::transparent, 2);
            if (primary)
                r.adjust(3, 3, -3, -3);
        }
        if (primary) {
            QColor fill = off ? Theme::mix(t.accent, t.window, 0.55) : t.accent;
            if (down)
                fill = Theme::mix(fill, t.text, 0.18);
            else if (over)
                fill = Theme::mix(fill, t.text, 0.10);
            paintFrame(*painter, r, Theme::controlRadius, Qt::transparent, fill, 0);
        } else {
            const bool on = option->state.testFlag(State_On);
            const QColor fill = on ? t.selection : down ? t.selection : over ? t.hover : t.panel;
            const QColor line = on ? t.accent : off ? t.border : over ? t.control : t.strong;
            if (!hasKeyboardFocus(option))
                paintFrame(*painter, r, Theme::controlRadius, line, fill);
            else
                paintFrame(*painter, r.adjusted(2, 2, -2, -2), Theme::controlRadius - 1, Qt::transparent, fill, 0);
        }
        return;
    }
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
    case PE_IndicatorRadioButton: {
        const bool round = element == PE_IndicatorRadioButton;
        const QRectF r = QRectF(option->rect.center().x() - 7, option->rect.center().y() - 7, 16, 16);
        const double radius = round ? 8 : Theme::controlRadius - 1;
        const bool on = option->state.testFlag(State_On), partly = option->state.testFlag(State_NoChange);
        if (on || partly) {
            const QColor fill = off ? t.off : over ? Theme::mix(t.accent, t.text, 0.1) : t.accent;
            paintFrame(*painter, r, radius, Qt::transparent, fill, 0);
            painter->save();
            painter->setRenderHint(QPainter::Antialiasing);
            if (round) {
                painter->setPen(Qt::NoPen);
                painter->setBrush(t.onAccent);
                painter->drawEllipse(r.center(), 3, 3);
            } else {
                painter->setPen(QPen(t.onAccent, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
                if (partly)
                    painter->drawLine(r.center() - QPointF(3.5, 0), r.center() + QPointF(3.5, 0));
                else
                    painter->drawPolyline(QPolygonF(
                        {r.topLeft() + QPointF(4, 8.3), r.topLeft() + QPointF(7, 11), r.topLeft() + QPointF(12, 5)}));
            }
            painter->restore();
        } else {
            paintFrame(*painter, r, radius, off ? t.border : over ? t.text : t.control, t.panel);
        }
        if (hasKeyboardFocus(option))
            paintFrame(*painter, r.adjusted(-2, -2, 2, 2), radius + 2, t.accent, Qt::transparent, 2);
        return;
    }
    case PE_PanelLineEdit:
    case PE_FrameLineEdit: {
        if (widget != nullptr && (qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()) ||
                                  qobject_cast<const QComboBox*>(widget->parentWidget())))
            return;
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (frame != nullptr && frame->lineWidth == 0) {
            painter->fillRect(option->rect, t.panel);
            return;
        }
        const bool focus = option->state.testFlag(State_HasFocus);
        paintFrame(*painter, option->rect, Theme::controlRadius,
                   focus ? t.accent
                   : off ? t.border
                         : t.control,
                   t.panel, focus ? 2 : 1);
        return;
    }
    case PE_PanelMenu:
        painter->fillRect(option->rect, t.panel);
        return;
    case PE_FrameMenu:
        paintFrame(*painter, option->rect, 0, t.strong, Qt::transparent);
        return;
    case PE_PanelScrollAreaCorner:
        painter->fillRect(option->rect, t.panel);
        return;
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, t.tip);
        return;
    case PE_IndicatorDockWidgetResizeHandle: {
        painter->fillRect(option->rect, t.window);
        QRect line = option->rect;
        if (line.height() > line.width())
            line.setLeft(line.right());
        else
            line.setTop(line.bottom());
        painter->fillRect(line, t.border);
        return;
    }
    case PE_PanelMenuBar:
    case PE_FrameStatusBarItem:
    case PE_FrameTabBarBase:
    case PE_FrameDockWidget:
    case PE_PanelToolBar:
        return;
    case PE_PanelItemViewItem:
    case PE_PanelItemViewRow: {
        const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
        if (item != nullptr && option->state.testFlag(State_Selected))
            painter->fillRect(option->rect, t.selection);
        else if (over)
            painter->fillRect(option->rect, t.hover);
        return;
    }
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight: {
        const QString name = element == PE_IndicatorArrowDown   ? QStringLiteral("down")
                             : element == PE_IndicatorArrowUp   ? QStringLiteral("up")
                             : element == PE_IndicatorArrowLeft ? QStringLiteral("left")
                                                                : QStringLiteral("right");
        paintIcon(*painter, QRectF(option->rect.center().x() - 5, option->rect.center().y() - 5, 12, 12), name,
                  off ? t.disabled() : t.muted);
        return;
    }
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const
{
    switch (control) {
    case CC_ComboBox:
        drawComboBox(option, painter, widget);
        return;
    case CC_SpinBox:
        drawSpinBox(option, painter, widget);
        return;
    case CC_ScrollBar:
        drawScrollBar(option, painter, widget);
        return;
    case CC_Slider:
        drawSlider(option, painter, widget);
        return;
    case CC_ToolButton:
        drawToolButton(option, painter, widget);
        return;
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

QPixmap Style::generatedIconPixmap(QIcon::Mode mode, const QPixmap& pixmap, const QStyleOption* option) const
{
    Q_UNUSED(mode)
    Q_UNUSED(option)
    return pixmap;  // our icons know their colours
}

}  // namespace projectionist
