// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/panel.h"

#include "ui/theme/theme.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/style.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace projectionist {

namespace {

/// Rounds a corner over whatever a child painted there: tables and charts fill their rectangles.
class Corner : public QWidget {
public:
    Corner(Qt::Corner corner, QWidget* parent) : QWidget(parent), m_corner(corner)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFixedSize(Theme::panelRadius, Theme::panelRadius);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& t = theme();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool right = m_corner == Qt::TopRightCorner || m_corner == Qt::BottomRightCorner;
        const bool bottom = m_corner == Qt::BottomLeftCorner || m_corner == Qt::BottomRightCorner;
        const double r = Theme::panelRadius;
        const QPointF centre(right ? 0 : r, bottom ? 0 : r);
        QPainterPath outside;
        outside.addRect(rect());
        QPainterPath inside;
        inside.addEllipse(centre, r - 0.5, r - 0.5);
        painter.fillPath(outside.subtracted(inside), t.window);
        painter.setPen(QPen(t.border, 1));
        painter.drawEllipse(centre, r - 0.5, r - 0.5);
    }

private:
    Qt::Corner m_corner;
};

}  // namespace

Panel::Panel(const QString& title, QWidget* parent)
    : QFrame(parent)
    , m_header(new QWidget(this))
    , m_headerLayout(new QHBoxLayout(m_header))
    , m_title(new Label(title, Type::Section))
    , m_subtitle(new ElidedLabel({}, Type::Small, Tone::Muted))
    , m_outer(new QVBoxLayout(this))
    , m_body(new QVBoxLayout)
{
    m_outer->setContentsMargins(1, 1, 1, 1);
    m_outer->setSpacing(0);
    m_headerLayout->setContentsMargins(Theme::panelInside - 1, 0, Theme::panelInside - 4, 0);
    m_headerLayout->setSpacing(Theme::controlGap);
    m_headerLayout->addWidget(m_title);
    m_headerLayout->addWidget(m_subtitle, 1);
    m_header->setFixedHeight(Theme::panelHeaderHeight);
    m_outer->addWidget(m_header);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(0);
    m_outer->addLayout(m_body, 1);
    m_title->setVisible(!title.isEmpty());
    m_header->setVisible(!title.isEmpty());
    setAccessibleName(title);
    std::ranges::transform(
        std::array{Qt::TopLeftCorner, Qt::TopRightCorner, Qt::BottomLeftCorner, Qt::BottomRightCorner},
        m_corners.begin(), [this](Qt::Corner corner) { return new Corner(corner, this); });
}

void Panel::setTitle(const QString& title)
{
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    setAccessibleName(title);
    showHeader();
}

void Panel::setSubtitle(const QString& subtitle)
{
    m_subtitle->setText(subtitle);
}

QString Panel::title() const
{
    return m_title->text();
}

QString Panel::subtitle() const
{
    return m_subtitle->text();
}

void Panel::addHeaderWidget(QWidget* widget)
{
    m_headerLayout->addWidget(widget);
    showHeader();
}

void Panel::addHeaderWidgetLeft(QWidget* widget)
{
    m_headerLayout->insertWidget(m_headerLayout->indexOf(m_subtitle), widget);
    showHeader();
}

void Panel::showHeader()
{
    m_header->show();
    for (auto* corner : m_corners)
        corner->raise();
}

void Panel::setHeaderRule(bool on)
{
    m_headerRule = on;
    m_body->setContentsMargins(0, on ? 1 : 0, 0, 0);
    update();
}

void Panel::setFooter(QWidget* footer)
{
    delete m_footer;
    m_footer = footer;
    if (footer == nullptr)
        return;
    auto* frame = new QWidget(this);
    auto* layout = new QVBoxLayout(frame);
    layout->setContentsMargins(0, 1, 0, 0);
    layout->addWidget(footer);
    m_outer->addWidget(frame);
    m_footer = frame;
    frame->show();
    for (auto* corner : m_corners)
        corner->raise();
}

void Panel::paintEvent(QPaintEvent*)
{
    const Theme& t = theme();
    QPainter painter(this);
    paintFrame(painter, rect(), Theme::panelRadius, t.border, t.panel);
    if (m_headerRule && m_header->isVisible())
        painter.fillRect(1, m_header->geometry().bottom() + 1, width() - 2, 1, t.border);
    if (m_footer != nullptr && m_footer->isVisible()) {
        const QRect footer = m_footer->geometry();
        painter.fillRect(footer, t.alt);
        painter.fillRect(footer.x(), footer.y(), footer.width(), 1, t.border);
    }
}

void Panel::resizeEvent(QResizeEvent* event)
{
    QFrame::resizeEvent(event);
    constexpr int r = Theme::panelRadius;
    m_corners[0]->move(0, 0);
    m_corners[1]->move(width() - r, 0);
    m_corners[2]->move(0, height() - r);
    m_corners[3]->move(width() - r, height() - r);
    for (auto* corner : m_corners)
        corner->raise();
}

FooterNote::FooterNote(const QString& iconName, QWidget* parent)
    : QWidget(parent), m_text(new Label({}, Type::Small, Tone::Muted))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::panelInside, 8, Theme::panelInside, 8);
    layout->setSpacing(Theme::controlGap);
    if (!iconName.isEmpty()) {
        auto* sign = new QLabel(this);
        sign->setPixmap(icon(iconName).pixmap(16, 16));
        layout->addWidget(sign, 0, Qt::AlignTop);
    }
    m_text->setTextFormat(Qt::RichText);
    m_text->setWordWrap(true);
    layout->addWidget(m_text, 1);
}

void FooterNote::setText(const QString& richText)
{
    m_text->setText(richText);
}

Rule::Rule(Qt::Orientation orientation, QWidget* parent) : QWidget(parent), m_orientation(orientation)
{
    if (orientation == Qt::Horizontal)
        setFixedHeight(1);
    else
        setFixedWidth(1);
}

void Rule::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), theme().border);
}

}  // namespace projectionist
