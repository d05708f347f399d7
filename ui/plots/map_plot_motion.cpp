// SPDX-License-Identifier: GPL-3.0-or-later
// Points that come to other places.
#include "ui/plots/map_plot.h"
#include "ui/plots/map_private.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace projectionist {

namespace {

constexpr double tightening = 0.2;  // of the room around the points, at each step
constexpr qint64 labelMilliseconds = 400;

/// An edge of the bounds: outwards at once, so that nothing is cut off; inwards softly, so that one point that turns
/// back does not shake the whole map.
double followed(double edge, double to, bool isOutwards)
{
    return isOutwards ? to : edge + (to - edge) * tightening;
}

QRectF followed(const QRectF& edges, const QRectF& to)
{
    return {QPointF(followed(edges.left(), to.left(), to.left() < edges.left()),
                    followed(edges.top(), to.top(), to.top() < edges.top())),
            QPointF(followed(edges.right(), to.right(), to.right() > edges.right()),
                    followed(edges.bottom(), to.bottom(), to.bottom() > edges.bottom()))};
}

/// The place that lies in `to` as `value` does in `from`.
double carried(double value, double from, double fromSize, double to, double toSize)
{
    return fromSize > 0 ? to + (value - from) / fromSize * toSize : to + toSize / 2;
}

}  // namespace

void MapPlot::Private::setPlaces(std::vector<float> x, std::vector<float> y)
{
    x.resize(q.size(), std::numeric_limits<float>::quiet_NaN());
    y.resize(q.size(), std::numeric_limits<float>::quiet_NaN());
    points.x = std::move(x);
    points.y = std::move(y);
    measurePlaces();
}

void MapPlot::Private::followBounds(const QRectF& after)
{
    for (auto* across : {&centreX, &pressedX})
        *across = carried(*across, bounds.left(), bounds.width(), after.left(), after.width());
    for (auto* up : {&centreY, &pressedY})
        *up = carried(*up, bounds.top(), bounds.height(), after.top(), after.height());
    bounds = after;
    pictureIsStale = true;
}

void MapPlot::Private::settle()
{
    if (const auto exact = grid.bounds(); exact && *exact != bounds) {
        followBounds(*exact);
        q.replotSoon();
    }
    labelsPlaced.invalidate();
    labelsChanged();
    Q_EMIT q.viewChanged();
}

void MapPlot::setPositions(std::vector<float> x, std::vector<float> y)
{
    auto& d = *m_private;
    d.setPlaces(std::move(x), std::move(y));
    d.lastPlaces.clear();
    d.setHovered({});
    fit();
}

void MapPlot::movePositions(std::vector<float> x, std::vector<float> y)
{
    auto& d = *m_private;
    const QRectF before = d.bounds;
    d.setPlaces(std::move(x), std::move(y));
    const QRectF now = std::exchange(d.bounds, before);
    d.followBounds(followed(before, now));
    if (!d.labelsPlaced.isValid() || d.labelsPlaced.elapsed() >= labelMilliseconds) {
        d.labelsAreStale = true;
        d.labelsPlaced.start();
    }
    if (d.pointer && !d.pressed) {
        if (d.hovered && pointAt(*d.pointer, Private::hoverReach) != d.hovered)
            d.setHovered({});
        if (!d.hovered && !d.hoverTimer.isActive())
            d.hoverTimer.start();
    }
    d.settleTimer.start();
    replotSoon();
}

}  // namespace projectionist
