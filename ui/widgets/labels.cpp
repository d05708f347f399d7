// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/labels.h"

#include <QEvent>
#include <QFontMetrics>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace projectionist {

QColor colourOf(Tone tone)
{
    const Theme& t = theme();
    switch (tone) {
    case Tone::Text:
        return t.text;
    case Tone::Muted:
        return t.muted;
    case Tone::Faint:
        return t.faint;
    case Tone::Accent:
        return t.accent;
    case Tone::Good:
        return t.good;
    case Tone::Warn:
        return t.warn;
    case Tone::Bad:
        return t.bad;
    }
    return t.text;
}

Label::Label(const QString& text, Type type, Tone tone, QWidget* parent)
    : QLabel(text, parent), m_type(type), m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    restyle();
}

void Label::setTone(Tone tone)
{
    m_tone = tone;
    restyle();
}

void Label::setType(Type type)
{
    m_type = type;
    restyle();
}

void Label::setStrong(bool strong)
{
    m_strong = strong;
    restyle();
}

void Label::changeEvent(QEvent* event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        restyle();
}

void Label::restyle()
{
    if (m_restyling)
        return;
    m_restyling = true;
    QFont typed = projectionist::font(m_type);
    if (m_strong)
        typed.setWeight(QFont::DemiBold);
    setFont(typed);
    QPalette own = palette();
    own.setColor(QPalette::WindowText, colourOf(m_tone));
    own.setColor(QPalette::Link, theme().accent);
    own.setColor(QPalette::Disabled, QPalette::WindowText, theme().disabled());
    setPalette(own);
    m_restyling = false;
}

ElidedLabel::ElidedLabel(const QString& text, Type type, Tone tone, QWidget* parent)
    : QWidget(parent), m_type(type), m_tone(tone)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setText(text);
}

void ElidedLabel::setText(const QString& text)
{
    if (m_text == text && !accessibleName().isNull())
        return;
    m_text = text;
    setAccessibleName(m_text);
    updateGeometry();
    update();
}

void ElidedLabel::setType(Type type)
{
    m_type = type;
    updateGeometry();
    update();
}

void ElidedLabel::setMutedTail(const QString& tail)
{
    m_tail = tail;
    updateGeometry();
    update();
}

void ElidedLabel::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

QFont ElidedLabel::tailFont() const
{
    QFont tail = projectionist::font(m_type);
    tail.setWeight(QFont::Normal);
    return tail;
}

QSize ElidedLabel::sizeHint() const
{
    const QFontMetrics metrics(projectionist::font(m_type));
    int width = metrics.horizontalAdvance(m_text) + 2;
    if (!m_tail.isEmpty())
        width += metrics.horizontalAdvance(QLatin1Char(' ')) + QFontMetrics(tailFont()).horizontalAdvance(m_tail);
    return {width, metrics.height() + 2};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {0, sizeHint().height()};
}

bool ElidedLabel::fits() const
{
    return sizeHint().width() - 2 <= width();
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QFont main = projectionist::font(m_type);
    const QFontMetrics metrics(main);
    const QRect area = rect();
    painter.setFont(main);
    painter.setPen(isEnabled() ? colourOf(m_tone) : theme().disabled());
    const int baseline = (height() + metrics.ascent() - metrics.descent()) / 2;
    const bool whole = fits();
    const QString shown = whole ? m_text : metrics.elidedText(m_text, Qt::ElideRight, area.width());
    painter.drawText(0, baseline, shown);
    if (whole && !m_tail.isEmpty()) {
        const int x = metrics.horizontalAdvance(m_text) + metrics.horizontalAdvance(QLatin1Char(' '));
        painter.setFont(tailFont());
        painter.setPen(theme().muted);
        painter.drawText(x, baseline, m_tail);
    }
}

bool ElidedLabel::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (fits())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), m_tail.isEmpty() ? m_text : m_text + QLatin1Char(' ') + m_tail, this);
        return true;
    }
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange) {
        updateGeometry();
        update();
    }
    return QWidget::event(event);
}

}  // namespace projectionist
