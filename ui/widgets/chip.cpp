// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chip.h"

#include "ui/theme/theme.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/style.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMetaMethod>
#include <QMouseEvent>
#include <QPainter>

namespace projectionist {

namespace {

constexpr int chipHeight = 22;
constexpr int inside = 10;
constexpr int iconSide = 14;
constexpr int gap = 5;

}  // namespace

Chip::Chip(const QString& text, Kind kind, QWidget* parent) : QAbstractButton(parent), m_kind(kind)
{
    setText(text);
    setFont(projectionist::font(Type::Small));
    setFocusPolicy(kind == Kind::Removable ? Qt::TabFocus : Qt::NoFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

void Chip::setValue(const QString& value)
{
    m_value = value;
    setAccessibleName(text() + QLatin1Char(' ') + value);
    updateGeometry();
    update();
}

void Chip::setIconName(const QString& name)
{
    m_iconName = name;
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    const QFont words = projectionist::font(Type::Small);
    int width = QFontMetrics(words).horizontalAdvance(text()) + 2 * inside;
    if (!m_iconName.isEmpty())
        width += iconSide + gap;
    if (m_kind == Kind::Removable)
        width += iconSide + gap - 2;
    if (!m_value.isEmpty()) {
        QFont strong = words;
        strong.setWeight(QFont::DemiBold);
        width += QFontMetrics(strong).horizontalAdvance(m_value) + gap;
    }
    return {width, std::max(chipHeight, QFontMetrics(words).height() + 4)};
}

QRect Chip::crossRect() const
{
    return {width() - inside + 2 - iconSide, (height() - iconSide) / 2, iconSide, iconSide};
}

void Chip::connectNotify(const QMetaMethod& signal)
{
    if (signal == QMetaMethod::fromSignal(&QAbstractButton::clicked)) {
        setFocusPolicy(Qt::TabFocus);
        setCursor(Qt::PointingHandCursor);
    }
    QAbstractButton::connectNotify(signal);
}

void Chip::paintEvent(QPaintEvent*)
{
    const Theme& t = theme();
    QPainter painter(this);
    const bool acts = focusPolicy() != Qt::NoFocus;
    const bool over = acts && underMouse();
    const double radius = height() / 2.0;
    if (m_kind == Kind::Warn)
        paintFrame(painter, rect(), radius, over || hasFocus() ? t.warn : t.warnGround, t.warnGround);
    else
        paintFrame(painter, rect(), radius, hasFocus() ? t.accent : over ? t.control : t.strong, t.panel);
    const QFont words = projectionist::font(Type::Small);
    painter.setFont(words);
    int x = inside;
    const QColor colour = m_kind == Kind::Warn ? t.warn : m_kind == Kind::Value ? t.muted : t.text;
    if (!m_iconName.isEmpty()) {
        paintIcon(painter, QRectF(x, (height() - iconSide) / 2.0, iconSide, iconSide), m_iconName, colour);
        x += iconSide + gap;
    }
    painter.setPen(colour);
    painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter | Qt::AlignLeft, text());
    if (!m_value.isEmpty()) {
        x += painter.fontMetrics().horizontalAdvance(text()) + gap;
        QFont strong = words;
        strong.setWeight(QFont::DemiBold);
        painter.setFont(strong);
        painter.setPen(t.text);
        painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter | Qt::AlignLeft, m_value);
    }
    if (m_kind == Kind::Removable)
        paintIcon(painter, QRectF(crossRect()).adjusted(2, 2, -2, -2), QStringLiteral("close"),
                  over ? t.text : t.muted);
}

void Chip::keyPressEvent(QKeyEvent* event)
{
    if (m_kind == Kind::Removable && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)) {
        Q_EMIT removed();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void Chip::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_kind == Kind::Removable && crossRect().adjusted(-4, -4, 4, 4).contains(event->position().toPoint())) {
        setDown(false);
        Q_EMIT removed();
        return;
    }
    QAbstractButton::mouseReleaseEvent(event);
}

void Chip::enterEvent(QEnterEvent* event)
{
    update();
    QAbstractButton::enterEvent(event);
}

void Chip::leaveEvent(QEvent* event)
{
    update();
    QAbstractButton::leaveEvent(event);
}

}  // namespace projectionist
