// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/drop_hint.h"

#include "ui/theme/theme.h"

#include <QPainter>

namespace projectionist {

DropHint::DropHint(QWidget* over) : QWidget(over)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropHint::setHint(const QString& hint)
{
    m_hint = hint;
    setVisible(!hint.isEmpty());
    if (!hint.isEmpty()) {
        setGeometry(parentWidget()->rect());
        raise();
    }
    update();
}

void DropHint::paintEvent(QPaintEvent*)
{
    const Theme& t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor ground = t.window;
    ground.setAlphaF(0.88F);
    painter.fillRect(rect(), ground);
    QPen pen(t.accent, 2);
    pen.setDashPattern({3, 2.5});
    painter.setPen(pen);
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(Theme::pageEdge, Theme::pageEdge, -Theme::pageEdge, -Theme::pageEdge),
        Theme::panelRadius, Theme::panelRadius);
    painter.setPen(t.text);
    painter.setFont(projectionist::font(Type::PageTitle));
    painter.drawText(rect().adjusted(40, 0, -40, -30), Qt::AlignCenter, tr("Drop to open"));
    painter.setPen(t.muted);
    painter.setFont(projectionist::font(Type::Body));
    painter.drawText(rect().adjusted(40, 30, -40, 0), Qt::AlignCenter, m_hint);
}

}  // namespace projectionist
