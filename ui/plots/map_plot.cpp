// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/map_plot.h"

#include "ui/models/format.h"
#include "ui/plots/map_private.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace projectionist {

namespace {

constexpr float smallestRadius = 1.7F, largestRadius = 4.5F;
constexpr double edgeRoom = 36;  // pixels that a fitted cloud leaves free
constexpr int hoverMilliseconds = 60, settleMilliseconds = 140;

}  // namespace

MapPlot::MapPlot(QWidget* parent) : PlotWidget(parent), m_private(std::make_unique<Private>(*this, canvas()))
{
    auto& d = *m_private;
    setTitle(tr("Map"));
    canvas().setMargins(0, 0, 0, 0);
    canvas().xAxis->setVisible(false);
    canvas().yAxis->setVisible(false);
    canvas().add(Canvas::Level::Main, [&d](QCPPainter& painter) { d.paintMarks(painter); });
    canvas().add(Canvas::Level::Top, [&d](QCPPainter& painter) {
        d.paintCaptions(painter);
        d.paintColourBar(painter);
    });
    canvas().add(Canvas::Level::Live, [&d](QCPPainter& painter) {
        d.paintAreas(painter);
        d.paintSelection(painter);
        d.paintLabels(painter);
    });
    canvas().add(Canvas::Level::Overlay, [&d](QCPPainter& painter) {
        d.paintHover(painter);
        d.paintDrawing(painter);
    });
    d.hoverTimer.setSingleShot(true);
    d.hoverTimer.setInterval(hoverMilliseconds);
    connect(&d.hoverTimer, &QTimer::timeout, this, [this, &d] {
        if (d.pointer)
            d.setHovered(pointAt(*d.pointer, Private::hoverReach));
    });
    d.settleTimer.setSingleShot(true);
    d.settleTimer.setInterval(settleMilliseconds);
    connect(&d.settleTimer, &QTimer::timeout, this, [&d] { d.settle(); });
    summaryChanged();
}

MapPlot::~MapPlot() = default;

// What is there -----------------------------------------------------------------------------

void MapPlot::setPoints(Points points)
{
    auto& d = *m_private;
    const std::size_t count = std::min(points.x.size(), points.y.size());
    points.x.resize(count);
    points.y.resize(count);
    d.points = std::move(points);
    d.selected.reset();
    d.otherSelected.reset();
    d.hits.clear();
    d.isHit.assign(count, false);
    d.giveUpDrawing();
    d.othersGrey = false;
    d.neighbours.clear();
    d.lastPlaces.clear();
    d.labels.clear();
    d.labelWords.clear();
    d.setHovered({});
    d.measureWeights();
    d.measurePlaces();
    d.measureScale();
    d.choose(std::vector<bool>(count, false));
    fit();
}

std::size_t MapPlot::size() const
{
    return m_private->points.x.size();
}

void MapPlot::setStyles(std::vector<MarkStyle> styles)
{
    auto& d = *m_private;
    if (styles == d.styles)
        return;
    d.styles = std::move(styles);
    d.hiddenGroups.resize(std::max(d.hiddenGroups.size(), d.styles.size()), false);
    d.pictureChanged();
}

void MapPlot::setGroups(std::vector<std::uint8_t> group)
{
    m_private->points.group = std::move(group);
    m_private->chooseVisible();
    m_private->pictureChanged();
}

void MapPlot::setScale(std::optional<Scale> scale)
{
    m_private->scale = std::move(scale);
    m_private->measureScale();
    m_private->pictureChanged();
}

bool MapPlot::hasScale() const
{
    return m_private->scale.has_value();
}

void MapPlot::setGroupHidden(std::size_t group, bool hidden)
{
    auto& d = *m_private;
    if (group >= d.hiddenGroups.size())
        d.hiddenGroups.resize(group + 1, false);
    if (d.hiddenGroups[group] == hidden)
        return;
    d.hiddenGroups[group] = hidden;
    if (d.hovered && !d.isVisible(*d.hovered))
        d.setHovered({});
    d.chooseVisible();
    d.pictureChanged();
}

bool MapPlot::isGroupHidden(std::size_t group) const
{
    return group < m_private->hiddenGroups.size() && m_private->hiddenGroups[group];
}

void MapPlot::setAxisCaptions(const QString& x, const QString& y)
{
    m_private->xCaption = x;
    m_private->yCaption = y;
    replotSoon();
    summaryChanged();
}

// What is marked ----------------------------------------------------------------------------

void MapPlot::setSelected(std::optional<std::size_t> point, std::optional<std::size_t> other)
{
    auto& d = *m_private;
    for (auto* one : {&point, &other}) {
        if (*one && **one >= size())
            one->reset();
    }
    if (point == d.selected && other == d.otherSelected)
        return;
    d.selected = point;
    d.otherSelected = other;
    d.neighbours.clear();
    d.labelsChanged();
    summaryChanged();
}

std::optional<std::size_t> MapPlot::selected() const
{
    return m_private->selected;
}

std::optional<std::size_t> MapPlot::otherSelected() const
{
    return m_private->otherSelected;
}

void MapPlot::setHits(std::vector<std::size_t> points, bool othersGrey)
{
    auto& d = *m_private;
    std::erase_if(points, [this](std::size_t point) { return point >= size(); });
    if (points == d.hits && othersGrey == d.othersGrey)
        return;
    const bool recoloured = othersGrey || d.othersGrey;
    d.hits = std::move(points);
    d.othersGrey = othersGrey;
    d.isHit.assign(size(), false);
    for (const auto hit : d.hits)
        d.isHit[hit] = true;
    if (recoloured)
        d.pictureChanged();
    else
        d.labelsChanged();
    summaryChanged();
}

const std::vector<std::size_t>& MapPlot::hits() const
{
    return m_private->hits;
}

void MapPlot::setCardFunction(std::function<QStringList(std::size_t)> function)
{
    m_private->cardFunction = std::move(function);
}

void MapPlot::setHoveredNeighbours(std::vector<std::size_t> points, const QString& note)
{
    auto& d = *m_private;
    if (!d.hovered || (points == d.hoveredNeighbours && note.isEmpty()))
        return;
    d.hoveredNeighbours = std::move(points);
    if (!note.isEmpty())
        d.card << note;
    canvas().replotOverlay();
}

void MapPlot::setSelectedNeighbours(std::vector<std::size_t> points)
{
    auto& d = *m_private;
    std::erase_if(points, [this](std::size_t point) { return point >= size(); });
    if (points == d.neighbours)
        return;
    d.neighbours = std::move(points);
    d.labelsChanged();
}

void MapPlot::setLabelsShown(bool on)
{
    m_private->labelsShown = on;
    m_private->labelsChanged();
}

void MapPlot::setLinesShown(bool on)
{
    m_private->linesShown = on;
    canvas().replotLive();
    canvas().replotOverlay();
}

std::optional<std::size_t> MapPlot::hoveredPoint() const
{
    return m_private->hovered;
}

void MapPlot::Private::setHovered(std::optional<std::size_t> point)
{
    if (point == hovered)
        return;
    hovered = point;
    hoveredNeighbours.clear();
    card.clear();
    if (point && cardFunction)
        card = cardFunction(*point);
    else if (point && *point < static_cast<std::size_t>(points.names.size()))
        card << points.names[static_cast<qsizetype>(*point)];
    if (point)
        q.setCursor(Qt::PointingHandCursor);
    else
        showToolCursor();
    canvas.replotOverlay();
    Q_EMIT q.hovered(point);
}

// The view ----------------------------------------------------------------------------------

bool MapPlot::Private::isVisible(std::size_t point) const
{
    return std::isfinite(points.x[point]) && std::isfinite(points.y[point]) && !q.isGroupHidden(groupOf(point));
}

std::size_t MapPlot::Private::groupOf(std::size_t point) const
{
    return point < points.group.size() ? points.group[point] : 0;
}

void MapPlot::Private::measureWeights()
{
    const std::size_t count = points.x.size();
    float most = 0;
    for (const float weight : points.weight)
        most = std::max(most, weight);
    radii.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        const float weight = i < points.weight.size() && most > 0 ? std::max(points.weight[i], 0.0F) / most : 0.15F;
        radii[i] = smallestRadius + (largestRadius - smallestRadius) * std::sqrt(weight);
    }
    order.resize(count);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, std::greater<>{}, [this](std::uint32_t i) { return radii[i]; });
}

void MapPlot::Private::measurePlaces()
{
    grid = PointGrid(points.x, points.y);
    bounds = grid.bounds().value_or(QRectF(-1, -1, 2, 2));
    areas.clear();  // they lie about other points now
    // By size in sixteenths of a pixel, and where that is the same as the grid has them.
    constexpr std::size_t sizes = static_cast<std::size_t>(largestRadius * 16) + 2;
    const auto placeOf = [this](std::uint32_t point) {
        return sizes - 1 - std::min(static_cast<std::size_t>(radii[point] * 16), sizes - 1);
    };
    std::array<std::size_t, sizes + 1> next{};
    for (const auto point : grid.points())
        ++next[placeOf(point) + 1];
    std::partial_sum(next.begin(), next.end(), next.begin());
    drawn.resize(grid.points().size());
    for (const auto point : grid.points())
        drawn[next[placeOf(point)]++] = {points.x[point], points.y[point], radii[point], point};
}

void MapPlot::Private::measureScale()
{
    scaleSteps.clear();
    if (!scale)
        return;
    for (std::size_t point = 0; point < points.x.size(); ++point) {
        const double at = scalePosition(point);
        scaleSteps.push_back(std::isfinite(at) ? static_cast<std::uint8_t>(std::lround(at * (stepsOfScale - 1)))
                                               : notOnScale);
    }
}

double MapPlot::Private::fitScale() const
{
    const double width = std::max(canvas.width() - 2 * edgeRoom, 40.0);
    const double height = std::max(canvas.height() - 2 * edgeRoom, 40.0);
    const double across = bounds.width() > 0 ? width / bounds.width() : std::numeric_limits<double>::infinity();
    const double up = bounds.height() > 0 ? height / bounds.height() : std::numeric_limits<double>::infinity();
    const double fitting = std::min(across, up);
    return std::isfinite(fitting) ? fitting : 1;
}

QPointF MapPlot::Private::toPixel(std::size_t point) const
{
    const double k = scaleNow();
    return {canvas.width() / 2.0 + (points.x[point] - centreX) * k,
            canvas.height() / 2.0 - (points.y[point] - centreY) * k};
}

double MapPlot::Private::growth() const
{
    return std::min(2.0, std::sqrt(zoom));
}

double MapPlot::Private::radiusOf(std::size_t point) const
{
    return radii[point] * growth();
}

void MapPlot::Private::keepInside()
{
    centreX = std::clamp(centreX, bounds.left(), bounds.right());
    centreY = std::clamp(centreY, bounds.top(), bounds.bottom());
}

void MapPlot::Private::setView(double x, double y, double newZoom)
{
    newZoom = std::clamp(newZoom, 1.0, Private::largestZoom);
    const double oldX = centreX, oldY = centreY, oldZoom = zoom;
    centreX = x;
    centreY = y;
    zoom = newZoom;
    keepInside();
    if (centreX != oldX || centreY != oldY || zoom != oldZoom)
        viewMoved();
}

void MapPlot::Private::viewMoved()
{
    pictureIsStale = true;
    settleTimer.start();
    setHovered({});
    q.replotSoon();
}

void MapPlot::Private::pictureChanged()
{
    pictureIsStale = true;
    labelsAreStale = true;
    q.replotSoon();
}

void MapPlot::Private::labelsChanged()
{
    labelsAreStale = true;
    canvas.replotLive();
}

void MapPlot::fit()
{
    auto& d = *m_private;
    d.zoom = 1;
    d.centreX = d.bounds.center().x();
    d.centreY = d.bounds.center().y();
    d.labelsAreStale = true;
    d.viewMoved();
    summaryChanged();
}

void MapPlot::centreOn(std::size_t point, double zoom)
{
    auto& d = *m_private;
    if (point < size() && std::isfinite(d.points.x[point]) && std::isfinite(d.points.y[point]))
        d.setView(d.points.x[point], d.points.y[point], std::max(d.zoom, zoom));
}

void MapPlot::centreOnBoth(std::size_t point, std::size_t other, double zoom)
{
    auto& d = *m_private;
    if (point >= size() || other >= size())
        return;
    const auto &x = d.points.x, &y = d.points.y;
    const double across = std::abs(double(x[point]) - double(x[other])),
                 up = std::abs(double(y[point]) - double(y[other]));
    if (!std::isfinite(across + up))
        return;
    // Both within the middle three quarters, so that their labels are seen too.
    constexpr double middle = 0.75;
    double closest = std::max(d.zoom, zoom);
    for (const auto& [distance, room] : {std::pair(across, canvas().width()), std::pair(up, canvas().height())}) {
        if (distance > 0)
            closest = std::min(closest, middle * room / (distance * d.fitScale()));
    }
    d.setView((double(x[point]) + double(x[other])) / 2, (double(y[point]) + double(y[other])) / 2, closest);
}

double MapPlot::zoom() const
{
    return m_private->zoom;
}

void MapPlot::zoomBy(double factor)
{
    auto& d = *m_private;
    d.setView(d.centreX, d.centreY, d.zoom * factor);
}

QPointF MapPlot::positionOf(std::size_t point) const
{
    return m_private->toPixel(point);
}

QPointF MapPlot::placeOf(std::size_t point) const
{
    return {double{m_private->points.x[point]}, double{m_private->points.y[point]}};
}

std::optional<std::size_t> MapPlot::pointAt(QPointF position, double reach) const
{
    const auto& d = *m_private;
    const QPointF place = d.toPlace(position);
    return d.grid.nearest(place.x(), place.y(), reach / d.scaleNow(),
                          [&d](std::size_t point) { return d.isVisible(point); });
}

int MapPlot::marksPainted() const
{
    return m_private->painted;
}

// Words -------------------------------------------------------------------------------------

PlotTable MapPlot::table() const
{
    const auto& d = *m_private;
    PlotTable table{{"kind", "id", "title", "x", "y", "weight"}, {}};
    table.rows.reserve(size());
    for (std::size_t i = 0; i < size(); ++i) {
        const auto number = [](float value) {
            return std::isfinite(value) ? PlotTable::Cell(double{value}) : PlotTable::Cell();
        };
        table.rows.push_back({d.points.kind.empty() ? PlotTable::Cell() : PlotTable::Cell(d.points.kind),
                              i < d.points.ids.size() ? PlotTable::Cell(d.points.ids[i]) : PlotTable::Cell(),
                              i < static_cast<std::size_t>(d.points.names.size())
                                  ? PlotTable::Cell(d.points.names[static_cast<qsizetype>(i)].toStdString())
                                  : PlotTable::Cell(),
                              number(d.points.x[i]), number(d.points.y[i]),
                              i < d.points.weight.size() ? number(d.points.weight[i]) : PlotTable::Cell()});
    }
    return table;
}

QString MapPlot::summary() const
{
    const auto& d = *m_private;
    if (size() == 0)
        return tr("Nothing to draw yet.");
    QString text = tr("%1 points.").arg(formatCount(size()));
    if (!d.xCaption.isEmpty())
        text += QLatin1Char(' ') + tr("Across: %1. Up: %2.").arg(d.xCaption, d.yCaption);
    if (d.selected && *d.selected < static_cast<std::size_t>(d.points.names.size()))
        text += QLatin1Char(' ') + tr("%1 is selected.").arg(d.points.names[static_cast<qsizetype>(*d.selected)]);
    if (d.otherSelected && *d.otherSelected < static_cast<std::size_t>(d.points.names.size()))
        text += QLatin1Char(' ') + tr("%1 is selected.").arg(d.points.names[static_cast<qsizetype>(*d.otherSelected)]);
    if (!d.hits.empty())
        text += QLatin1Char(' ') + tr("%1 found.").arg(formatCount(d.hits.size()));
    if (!d.chosen.empty())
        text += QLatin1Char(' ') + tr("%1 chosen.").arg(formatCount(d.chosen.size()));
    return text;
}

}  // namespace projectionist
