// SPDX-License-Identifier: GPL-3.0-or-later
// Choosing points: by box, lasso and click.
#include "ui/models/format.h"
#include "ui/plots/map_plot.h"
#include "ui/plots/map_private.h"
#include "ui/plots/painting.h"
#include "ui/plots/polygon.h"
#include "ui/theme/theme.h"

#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <utility>

namespace projectionist {

namespace {

constexpr double fillShare = 0.07, lassoStep = 2;  // pixels between two corners of a lasso

/// What is chosen after points in `area` were added, taken away or took the place of all.
std::vector<bool> combined(const std::vector<bool>& before, const std::vector<std::size_t>& area,
                           Qt::KeyboardModifiers modifiers)
{
    const bool adds = modifiers & Qt::ShiftModifier, takes = modifiers & Qt::AltModifier;
    auto after = adds || takes ? before : std::vector<bool>(before.size(), false);
    for (const auto point : area)
        after[point] = !takes;
    return after;
}

}  // namespace

void MapPlot::setTool(Tool tool)
{
    auto& d = *m_private;
    if (tool == d.tool)
        return;
    d.giveUpDrawing();
    d.tool = tool;
    d.showToolCursor();
    Q_EMIT toolChanged(tool);
}

MapPlot::Tool MapPlot::tool() const
{
    return m_private->tool;
}

void MapPlot::setChosen(std::vector<std::size_t> points)
{
    auto& d = *m_private;
    std::vector<bool> chosen(size(), false);
    for (const auto point : points) {
        if (point < chosen.size())
            chosen[point] = true;
    }
    d.areas.clear();
    d.choose(std::move(chosen));
}

const std::vector<std::size_t>& MapPlot::chosen() const
{
    return m_private->chosen;
}

void MapPlot::invertChosen()
{
    auto& d = *m_private;
    std::vector<bool> others(size(), false);
    for (std::size_t point = 0; point < others.size(); ++point)
        others[point] = !d.isChosen[point] && d.isVisible(point);
    d.areas.clear();
    d.choose(std::move(others));
}

bool MapPlot::stepBack()
{
    auto& d = *m_private;
    if (!d.drawing.empty())
        d.giveUpDrawing();
    else if (d.selected)
        Q_EMIT selectionRequested({});
    else if (!d.chosen.empty())
        setChosen({});
    else if (d.tool != Tool::Pan)
        setTool(Tool::Pan);
    else
        return false;
    return true;
}

void MapPlot::Private::choose(std::vector<bool> which)
{
    isChosen = std::move(which);
    chooseVisible();
}

void MapPlot::Private::chooseVisible()
{
    std::vector<std::size_t> now;
    for (std::size_t point = 0; point < isChosen.size(); ++point) {
        if (isChosen[point] && isVisible(point))
            now.push_back(point);
    }
    canvas.replotLive();  // an outline may have gone
    if (now == chosen)
        return;
    chosen = std::move(now);
    pictureChanged();
    q.summaryChanged();
    Q_EMIT q.chosenChanged();
}

QPointF MapPlot::Private::toPlace(QPointF pixel) const
{
    const double k = scaleNow();
    return {centreX + (pixel.x() - canvas.width() / 2.0) / k, centreY - (pixel.y() - canvas.height() / 2.0) / k};
}

std::vector<QPointF> MapPlot::Private::drawnArea() const
{
    std::vector<QPointF> area;
    if (tool == Tool::Box && drawing.size() == 2) {
        for (const QPointF corner : boxBetween(drawing[0], drawing[1]))
            area.push_back(toPlace(corner));
    } else {
        for (const QPointF corner : drawing)
            area.push_back(toPlace(corner));
    }
    return area;
}

void MapPlot::Private::drawTo(QPointF at, Qt::KeyboardModifiers modifiers)
{
    if (drawing.empty())
        drawing.push_back(*pressed);
    if (tool == Tool::Box) {
        drawing.resize(1);
        drawing.push_back(at);
    } else if (const QPointF way = at - drawing.back(); std::hypot(way.x(), way.y()) >= lassoStep) {
        drawing.push_back(at);
    }
    drawnWith = modifiers;
    drawnCount = 0;
    const bool adds = modifiers & Qt::ShiftModifier, takes = modifiers & Qt::AltModifier;
    grid.inside(drawnArea(), [&](std::size_t point) {
        const bool changes = takes ? isChosen[point] : !adds || !isChosen[point];
        drawnCount += changes && isVisible(point) ? 1 : 0;
    });
    canvas.replotOverlay();
}

void MapPlot::Private::finishDrawing()
{
    const auto area = drawnArea();
    std::vector<std::size_t> found;
    grid.inside(area, [&](std::size_t point) {
        if (isVisible(point))
            found.push_back(point);
    });
    const auto modifiers = drawnWith;
    giveUpDrawing();
    // The outline stays while it says what is chosen.
    if (!(modifiers & Qt::ShiftModifier))
        areas.clear();
    if (!(modifiers & Qt::AltModifier) && !found.empty())
        areas.push_back(area);
    choose(combined(isChosen, found, modifiers));
}

void MapPlot::Private::giveUpDrawing()
{
    pressed.reset();
    panning = false;
    drawing.clear();
    canvas.replotOverlay();
}

void MapPlot::Private::clickChosen(std::optional<std::size_t> point, Qt::KeyboardModifiers modifiers)
{
    if (!point)
        return;
    areas.clear();
    choose(combined(isChosen, {*point}, modifiers));
}

void MapPlot::Private::showToolCursor()
{
    if (tool == Tool::Pan)
        q.unsetCursor();
    else
        q.setCursor(Qt::CrossCursor);
}

// Painting ----------------------------------------------------------------------------------

void MapPlot::Private::paintArea(QCPPainter& painter, std::span<const QPointF> pixels) const
{
    const Theme& t = theme();
    QPainterPath path;
    path.setFillRule(Qt::WindingFill);
    path.addPolygon(QPolygonF(QList<QPointF>(pixels.begin(), pixels.end())));
    path.closeSubpath();
    QColor fill = t.accent;
    fill.setAlphaF(static_cast<float>(fillShare));
    painter.QPainter::setPen(dashed(QPen(t.accent, 1.5), {5, 4}));
    painter.setBrush(fill);
    painter.drawPath(path);
    painter.setBrush(Qt::NoBrush);
}

void MapPlot::Private::paintAreas(QCPPainter& painter) const
{
    const double k = scaleNow();
    for (const auto& area : areas) {
        std::vector<QPointF> pixels;
        for (const QPointF& place : area)
            pixels.emplace_back(canvas.width() / 2.0 + (place.x() - centreX) * k,
                                canvas.height() / 2.0 - (place.y() - centreY) * k);
        paintArea(painter, pixels);
    }
}

void MapPlot::Private::paintDrawing(QCPPainter& painter) const
{
    if (drawing.empty())
        return;
    const Theme& t = theme();
    if (tool == Tool::Box && drawing.size() == 2)
        paintArea(painter, boxBetween(drawing[0], drawing[1]));
    else
        paintArea(painter, drawing);
    const QPointF at = drawing.back();
    const QString sign = drawnWith & Qt::AltModifier     ? QStringLiteral("−")
                         : drawnWith & Qt::ShiftModifier ? QStringLiteral("+")
                                                         : QString();
    const QString words = sign + formatCount(drawnCount);
    const QFont type = face(Type::Strong);
    const bool isAtTheEdge = at.x() + 14 + textWidth(type, words) > canvas.width() - 4;
    const double y = std::clamp(at.y() - 10, 12.0, canvas.height() - 12.0);
    paintText(painter, {at.x() + (isAtTheEdge ? -14 : 14), y}, words, type, t.text, t.panel,
              isAtTheEdge ? Side::Right : Side::Left);
}

}  // namespace projectionist
