// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/map_plot.h"
#include "ui/plots/map_private.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

constexpr double zoomPerNotch = 1.25, panStart = 4, keyStep = 48;

}  // namespace

bool MapPlot::event(QEvent* event)
{
    // Esc is taken step by step here, before the window's own meaning of it.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return PlotWidget::event(event);
}

void MapPlot::themeChanged()
{
    auto& d = *m_private;
    d.labelImages.clear();
    d.labelWords.clear();
    d.pictureChanged();
    Q_EMIT themeSwitched();
}

void MapPlot::resizeEvent(QResizeEvent* event)
{
    PlotWidget::resizeEvent(event);
    m_private->viewMoved();
}

void MapPlot::mousePressEvent(QMouseEvent* event)
{
    auto& d = *m_private;
    if (event->button() != Qt::LeftButton)
        return PlotWidget::mousePressEvent(event);
    d.pressed = event->position();
    d.pressedX = d.centreX;
    d.pressedY = d.centreY;
    d.panning = false;
    if (d.tool != Tool::Pan)
        d.setHovered({});
    event->accept();
}

void MapPlot::mouseMoveEvent(QMouseEvent* event)
{
    auto& d = *m_private;
    const QPointF at = event->position();
    d.pointer = at;
    if (d.pressed && (event->buttons() & Qt::LeftButton)) {
        const QPointF way = at - *d.pressed;
        if (d.tool != Tool::Pan) {
            if (!d.drawing.empty() || std::hypot(way.x(), way.y()) >= panStart)
                d.drawTo(at, event->modifiers());
            return;
        }
        if (!d.panning && std::hypot(way.x(), way.y()) >= panStart) {
            d.panning = true;
            setCursor(Qt::ClosedHandCursor);
        }
        if (d.panning)
            d.setView(d.pressedX - way.x() / d.scaleNow(), d.pressedY + way.y() / d.scaleNow(), d.zoom);
        return;
    }
    if (d.hovered && pointAt(at, Private::hoverReach) != d.hovered)
        d.setHovered({});
    d.hoverTimer.start();
}

void MapPlot::mouseReleaseEvent(QMouseEvent* event)
{
    auto& d = *m_private;
    if (event->button() != Qt::LeftButton || !d.pressed)
        return PlotWidget::mouseReleaseEvent(event);
    if (!d.drawing.empty()) {
        d.drawTo(event->position(), event->modifiers());
        d.finishDrawing();
        return;
    }
    d.pressed.reset();
    if (d.panning) {
        d.panning = false;
        d.showToolCursor();
        return;
    }
    const auto point = pointAt(event->position(), Private::hoverReach);
    if (event->modifiers() & (Qt::ShiftModifier | Qt::AltModifier))
        return d.clickChosen(point, event->modifiers());
    Q_EMIT selectionRequested(point);
    if (!point)
        setChosen({});
}

void MapPlot::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (const auto point = pointAt(event->position(), Private::hoverReach))
        Q_EMIT opened(*point);
}

void MapPlot::wheelEvent(QWheelEvent* event)
{
    auto& d = *m_private;
    const QPoint delta = event->angleDelta();
    const double turns = (delta.y() != 0 ? delta.y() : delta.x()) / 120.0;
    const double zoom = std::clamp(d.zoom * std::pow(zoomPerNotch, turns), 1.0, Private::largestZoom);
    event->accept();
    if (zoom == d.zoom || !d.drawing.empty())
        return;
    // What is under the pointer stays there.
    const QPointF way = event->position() - QPointF(width() / 2.0, height() / 2.0);
    const double before = d.scaleNow(), after = d.fitScale() * zoom;
    d.setView(d.centreX + way.x() * (1 / before - 1 / after), d.centreY - way.y() * (1 / before - 1 / after), zoom);
}

void MapPlot::keyPressEvent(QKeyEvent* event)
{
    auto& d = *m_private;
    const double step = keyStep / d.scaleNow();
    switch (event->key()) {
    case Qt::Key_Left:
        return d.setView(d.centreX - step, d.centreY, d.zoom);
    case Qt::Key_Right:
        return d.setView(d.centreX + step, d.centreY, d.zoom);
    case Qt::Key_Up:
        return d.setView(d.centreX, d.centreY + step, d.zoom);
    case Qt::Key_Down:
        return d.setView(d.centreX, d.centreY - step, d.zoom);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomBy(zoomPerNotch);
    case Qt::Key_Minus:
        return zoomBy(1 / zoomPerNotch);
    case Qt::Key_0:
        return fit();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (d.selected) {
            Q_EMIT opened(*d.selected);
            return;
        }
        break;
    case Qt::Key_V:
    case Qt::Key_B:
    case Qt::Key_L:
        if (event->modifiers() == Qt::NoModifier)
            return setTool(event->key() == Qt::Key_B ? Tool::Box : event->key() == Qt::Key_L ? Tool::Lasso : Tool::Pan);
        break;
    case Qt::Key_Escape:
        // A search is cleared first, by whoever holds it.
        if ((!d.othersGrey || !d.drawing.empty()) && stepBack())
            return;
        break;
    default:
        break;
    }
    PlotWidget::keyPressEvent(event);
}

void MapPlot::leaveEvent(QEvent* event)
{
    PlotWidget::leaveEvent(event);
    m_private->hoverTimer.stop();
    m_private->pointer.reset();
    m_private->setHovered({});
}

}  // namespace projectionist
