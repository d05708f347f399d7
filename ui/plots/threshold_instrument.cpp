// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/threshold_instrument.h"

#include "ui/models/format.h"
#include "ui/plots/canvas.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QTimer>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace projectionist {

namespace {

constexpr int usualMargins = 76, bottomMargin = 64, settleMilliseconds = 100, notch = 120;
constexpr double reach = 8;  // pixels beside the line that take hold of it

}  // namespace

ThresholdInstrument::ThresholdInstrument(QWidget* parent) : PlotWidget(parent), m_settle(new QTimer(this))
{
    setTitle(tr("All pair similarities"));
    m_unit = tr("pairs");
    m_settle->setSingleShot(true);
    m_settle->setInterval(settleMilliseconds);
    connect(m_settle, &QTimer::timeout, this, [this] { Q_EMIT thresholdSettled(m_threshold); });
    canvas().setMargins(-44, 34, 20, bottomMargin);
    canvas().yTicker().places = [this](Range range) {
        std::vector<double> places;
        if (m_logarithmic) {
            const double last = std::floor(std::log10(range.upper) + 1e-9);
            const double every = last > 6 ? 2 : 1;
            for (double power = 0; power <= last; power += every)
                places.push_back(std::pow(10.0, power));
        } else {
            const double step = niceStep(range.size(), 4, true);
            for (double place = 0; place <= range.upper; place += step)
                places.push_back(place);
        }
        return places;
    };
    canvas().yTicker().label = [this](double value, double) {
        return m_total == 0 ? QString() : value >= 1e6 ? formatShortCount(value) : formatDecimal(value, 0);
    };
    canvas().xTicker().parts = 9;
    canvas().xTicker().label = [](double value, double step) {
        return formatDecimal(value, std::max(1, decimalsFor(step)));
    };
    canvas().add(Canvas::Level::Ground, [this](QCPPainter& painter) { canvas().paintGrid(painter, false); });
    canvas().add(Canvas::Level::Main, [this](QCPPainter& painter) { paintBars(painter); });
    canvas().add(Canvas::Level::Live, [this](QCPPainter& painter) {
        paintCut(painter);
        paintSlider(painter);
    });
    updateAxes();
    summaryChanged();
}

ThresholdInstrument::~ThresholdInstrument() = default;

void ThresholdInstrument::setHistogram(std::span<const std::uint64_t> bins, double low, double high,
                                       CountFunction countAtLeast)
{
    m_count = std::move(countAtLeast);
    if (low == m_low && high == m_high && std::ranges::equal(bins, m_bins)) {
        canvas().replotLive();
        return;
    }
    m_bins.assign(bins.begin(), bins.end());
    m_low = low;
    m_high = high > low ? high : low + 1;
    m_total = std::accumulate(m_bins.begin(), m_bins.end(), std::uint64_t{0});
    updateAxes();
    replotSoon();
    summaryChanged();
}

void ThresholdInstrument::clear()
{
    setHistogram({}, m_low, m_high);
}

void ThresholdInstrument::setThresholdRange(double lowest, double highest, double step)
{
    m_lowest = lowest;
    m_highest = std::max(lowest, highest);
    m_step = step > 0 ? step : 0.001;
    m_threshold = onGrid(m_threshold);
    updateAxes();
    replotSoon();
    summaryChanged();
}

double ThresholdInstrument::thresholdStep(double low, double high)
{
    const double part = (high - low) / 2000;
    return part > 0 && std::isfinite(part) ? std::pow(10.0, std::round(std::log10(part))) : 0.001;
}

double ThresholdInstrument::onGrid(double threshold) const
{
    // Divided where the step is a whole part of one, so that 0.8 is the number that "0.8" means.
    const double perUnit = std::round(1 / m_step);
    const bool isPart = m_step < 1 && std::abs(1 / m_step - perUnit) < 1e-6 * perUnit;
    const double clamped = std::clamp(threshold, m_lowest, m_highest);
    double value = isPart ? std::round(clamped * perUnit) / perUnit : std::round(clamped / m_step) * m_step;
    if (value < m_lowest - m_step * 1e-6)
        value = isPart ? std::ceil(m_lowest * perUnit - 1e-6) / perUnit : std::ceil(m_lowest / m_step - 1e-6) * m_step;
    if (value > m_highest + m_step * 1e-6)
        value =
            isPart ? std::floor(m_highest * perUnit + 1e-6) / perUnit : std::floor(m_highest / m_step + 1e-6) * m_step;
    return value + 0.0;  // never −0
}

void ThresholdInstrument::setThreshold(double threshold)
{
    const double value = onGrid(threshold);
    if (value == m_threshold)
        return;
    m_threshold = value;
    canvas().replotLive();
    summaryChanged();
}

void ThresholdInstrument::moveTo(double threshold)
{
    const double before = m_threshold;
    setThreshold(threshold);
    if (m_threshold == before)
        return;
    m_settle->start();
    Q_EMIT thresholdChanged(m_threshold);
}

void ThresholdInstrument::settle()
{
    if (m_settle->isActive()) {
        m_settle->stop();
        Q_EMIT thresholdSettled(m_threshold);
    }
}

std::uint64_t ThresholdInstrument::countAtLeast() const
{
    if (m_count)
        return m_count(m_threshold);
    if (m_bins.empty())
        return 0;
    const double bins = static_cast<double>(m_bins.size());
    const double place = std::clamp(std::round((m_threshold - m_low) / (m_high - m_low) * bins * 1e6) / 1e6, 0.0, bins);
    return std::accumulate(m_bins.begin() + static_cast<std::ptrdiff_t>(std::floor(place)), m_bins.end(),
                           std::uint64_t{0});
}

void ThresholdInstrument::setLogarithmicCounts(bool on)
{
    if (on == m_logarithmic)
        return;
    m_logarithmic = on;
    updateAxes();
    replotSoon();
}

void ThresholdInstrument::setZoom(Zoom zoom)
{
    if (zoom == m_zoom)
        return;
    m_zoom = zoom;
    updateAxes();
    replotSoon();
}

void ThresholdInstrument::setUnit(const QString& unit)
{
    m_unit = unit;
    replotSoon();
    summaryChanged();
}

double ThresholdInstrument::binEdge(std::size_t index) const
{
    return m_low +
           (m_high - m_low) * static_cast<double>(index) / static_cast<double>(std::max<std::size_t>(m_bins.size(), 1));
}

Range ThresholdInstrument::shownRange() const
{
    if (m_zoom == Zoom::UpperHalf)
        return {m_high - 0.25 * (m_high - m_low), m_high};
    const auto first = std::ranges::find_if(m_bins, [](std::uint64_t count) { return count > 0; });
    if (first == m_bins.end())
        return {std::min(m_low, m_lowest), std::max(m_high, m_highest)};
    // From a little below the lowest pair, on a round place, so that a model's next epoch seldom moves the axis.
    const double unit = (m_high - m_low) / 40;
    const double lowest = binEdge(static_cast<std::size_t>(first - m_bins.begin()));
    const double lower = std::floor((lowest - unit * 0.4) / unit) * unit;
    return {std::min(std::max(lower, m_low), m_lowest), std::max(m_high, m_highest)};
}

void ThresholdInstrument::updateAxes()
{
    const Range x = shownRange();
    canvas().xAxis->setRange(x.lower, x.upper);
    // As many bins to a bar as make it wide enough to be seen apart.
    const double width = std::max(this->width() - usualMargins, 100);
    const double binPixels =
        (m_high - m_low) / static_cast<double>(std::max<std::size_t>(m_bins.size(), 1)) / x.size() * width;
    m_group = 1;
    for (const std::size_t group : {1U, 2U, 5U, 10U, 20U, 50U, 100U, 200U}) {
        m_group = group;
        if (binPixels * static_cast<double>(group) >= 4.4)
            break;
    }
    std::uint64_t most = 1;
    for (std::size_t i = 0; i < m_bins.size(); i += m_group) {
        const auto end = std::min(i + m_group, m_bins.size());
        if (binEdge(end) > x.lower && binEdge(i) < x.upper)
            most = std::max(most, std::accumulate(m_bins.begin() + static_cast<std::ptrdiff_t>(i),
                                                  m_bins.begin() + static_cast<std::ptrdiff_t>(end), std::uint64_t{0}));
    }
    const double highest = static_cast<double>(most);
    canvas().yAxis->setScaleType(m_logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (m_logarithmic)
        canvas().yAxis->setRange(0.75, std::max(highest * 2.2, 10.0));
    else
        canvas().yAxis->setRange(0, std::max(highest * 1.12, 4.0));
    m_barsFor.reset();
}

double ThresholdInstrument::pixelOf(double threshold) const
{
    return canvas().toX(threshold);
}

double ThresholdInstrument::valueAt(double pixel) const
{
    return canvas().xAxis->pixelToCoord(pixel);
}

double ThresholdInstrument::handleX() const
{
    const QRectF rect = canvas().plotRect();
    return std::clamp(pixelOf(m_threshold), rect.left(), std::max(rect.left(), rect.right()));
}

double ThresholdInstrument::trackY() const
{
    return canvas().plotRect().bottom() + bottomMargin - 22;
}

QPointF ThresholdInstrument::handlePosition() const
{
    return {handleX(), trackY()};
}

PlotTable ThresholdInstrument::table() const
{
    PlotTable table{{"from", "to", "pairs"}, {}};
    table.rows.reserve(m_bins.size());
    for (std::size_t i = 0; i < m_bins.size(); ++i)
        table.rows.push_back({binEdge(i), binEdge(i + 1), static_cast<std::int64_t>(m_bins[i])});
    return table;
}

QString ThresholdInstrument::summary() const
{
    if (m_total == 0)
        return tr("Nothing to show yet.");
    return tr("%1 of %2 %3 at %4 or more.")
        .arg(formatCount(countAtLeast()), formatCount(m_total), m_unit,
             formatDecimal(m_threshold, decimalsFor(m_step)));
}

void ThresholdInstrument::fillMenu(QMenu& menu)
{
    addSwitch(menu, tr("Logarithmic counts"), m_logarithmic, [this](bool on) { setLogarithmicCounts(on); });
    menu.addSeparator();
    PlotWidget::fillMenu(menu);
}

void ThresholdInstrument::themeChanged()
{
    m_barsFor.reset();
}

void ThresholdInstrument::resizeEvent(QResizeEvent* event)
{
    PlotWidget::resizeEvent(event);
    updateAxes();  // the width of bars
}

void ThresholdInstrument::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return PlotWidget::mousePressEvent(event);
    const double distance = event->position().x() - handleX();
    const bool onHandle = std::abs(distance) <= reach;
    m_dragging = true;
    m_grabbed = onHandle ? distance : 0;
    if (!onHandle)
        moveTo(valueAt(event->position().x()));
    canvas().replotLive();
    event->accept();
}

void ThresholdInstrument::mouseMoveEvent(QMouseEvent* event)
{
    const double x = event->position().x();
    if (m_dragging && (event->buttons() & Qt::LeftButton))
        return moveTo(valueAt(x - m_grabbed));
    const bool near = std::abs(x - handleX()) <= reach;
    if (near != m_hovering) {
        m_hovering = near;
        if (near)
            setCursor(Qt::SplitHCursor);
        else
            unsetCursor();
        canvas().replotLive();
    }
}

void ThresholdInstrument::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && m_dragging) {
        m_dragging = false;
        canvas().replotLive();
        settle();
    }
    PlotWidget::mouseReleaseEvent(event);
}

void ThresholdInstrument::wheelEvent(QWheelEvent* event)
{
    const QPoint delta = event->angleDelta();
    m_wheelRest += delta.y() != 0 ? delta.y() : delta.x();
    const bool fine = event->modifiers() & Qt::ControlModifier;
    // Fine wheels turn by parts of a notch: as many whole steps as they make.
    const int perStep = fine ? notch : notch / 10;
    const int steps = m_wheelRest / perStep;
    m_wheelRest -= steps * perStep;
    if (steps != 0)
        moveTo(m_threshold + steps * m_step);
    event->accept();
}

void ThresholdInstrument::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
        return moveTo(m_threshold - m_step);
    case Qt::Key_Right:
    case Qt::Key_Up:
        return moveTo(m_threshold + m_step);
    case Qt::Key_PageDown:
        return moveTo(m_threshold - 10 * m_step);
    case Qt::Key_PageUp:
        return moveTo(m_threshold + 10 * m_step);
    case Qt::Key_Home:
        return moveTo(m_lowest);
    case Qt::Key_End:
        return moveTo(m_highest);
    default:
        PlotWidget::keyPressEvent(event);
    }
}

void ThresholdInstrument::leaveEvent(QEvent* event)
{
    PlotWidget::leaveEvent(event);
    if (m_hovering) {
        m_hovering = false;
        unsetCursor();
        canvas().replotLive();
    }
}

}  // namespace projectionist
