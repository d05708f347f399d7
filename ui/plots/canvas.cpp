// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/canvas.h"

#include "ui/models/format.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace projectionist {

namespace {

constexpr qint64 frameMilliseconds = 15;

/// A layerable that leaves the painting to a function.
class PaintLayerable final : public QCPLayerable {
public:
    PaintLayerable(Canvas* canvas, const QString& layer, bool onScreenOnly, Canvas::Paint paint)
        : QCPLayerable(canvas, layer), m_canvas(canvas), m_onScreenOnly(onScreenOnly), m_paint(std::move(paint))
    {
    }

protected:
    // QCustomPlot sets clips one pixel higher than asked for.
    QRect clipRect() const override { return m_canvas->viewport().adjusted(-1, -1, 1, 2); }
    void applyDefaultAntialiasingHint(QCPPainter*) const override {}
    void draw(QCPPainter* painter) override
    {
        if (m_onScreenOnly && m_canvas->exporting)
            return;
        // Not setAntialiasing(): that moves everything by half a pixel.
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setRenderHint(QPainter::TextAntialiasing);
        m_paint(*painter);
    }

private:
    Canvas* m_canvas;
    bool m_onScreenOnly;
    Canvas::Paint m_paint;
};

QString layerName(Canvas::Level level)
{
    switch (level) {
    case Canvas::Level::Ground:
        return QStringLiteral("grid");
    case Canvas::Level::Main:
        return QStringLiteral("main");
    case Canvas::Level::Top:
        return QStringLiteral("legend");
    case Canvas::Level::Live:
        return QStringLiteral("live");
    case Canvas::Level::Overlay:
        break;
    }
    return QStringLiteral("overlay");
}

}  // namespace

double Ticker::getTickStep(const QCPRange& range)
{
    m_step = niceStep(range.size(), parts, integers);
    return m_step;
}

QVector<double> Ticker::createTickVector(double tickStep, const QCPRange& range)
{
    QVector<double> ticks;
    if (places) {
        for (const double place : places({range.lower, range.upper}))
            ticks.push_back(place);
        if (ticks.size() > 1)
            m_step = ticks[1] - ticks[0];
        return ticks;
    }
    // Multiplied, not summed up, so that zero is zero. A little beyond the ends: QCustomPlot trims, rounding may not.
    const double slack = range.size() * 1e-9;
    const auto first = static_cast<qint64>(std::ceil((range.lower - slack) / tickStep));
    const auto last = static_cast<qint64>(std::floor((range.upper + slack) / tickStep));
    for (auto i = first; i <= last && ticks.size() < 1000; ++i)
        ticks.push_back(std::clamp(static_cast<double>(i) * tickStep, range.lower, range.upper));
    return ticks;
}

QString Ticker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    return label ? label(tick, m_step) : formatDecimal(tick, decimalsFor(m_step));
}

Canvas::Canvas(QWidget* parent) : QCustomPlot(parent), m_xTicker(new Ticker), m_yTicker(new Ticker)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    setPlottingHints(QCP::phNone);  // labels are painted, not cached: pixmaps blur at 125 %
    addLayer(QStringLiteral("live"), layer(QStringLiteral("legend")), limAbove);
    layer(QStringLiteral("live"))->setMode(QCPLayer::lmBuffered);
    plotLayout()->setMargins({});
    axisRect()->setMinimumMargins({});
    xAxis->setTicker(m_xTicker);
    yAxis->setTicker(m_yTicker);
    xAxis->grid()->setVisible(false);
    yAxis->grid()->setVisible(false);
    xAxis->setBasePen(Qt::NoPen);
    yAxis->setBasePen(Qt::NoPen);
    yAxis->setTickPen(Qt::NoPen);
    yAxis->setPadding(8);
    for (auto* axis : {xAxis, yAxis}) {
        axis->setSubTicks(false);
        axis->setNumberFormat(QStringLiteral("f"));
    }
    xAxis->setTickLength(0, 4);
    xAxis->setTickLabelPadding(4);
    xAxis->setPadding(6);
    yAxis->setTickLength(0, 0);
    yAxis->setTickLabelPadding(8);
    m_sinceFrame.start();
    m_frame.setSingleShot(true);
    connect(&m_frame, &QTimer::timeout, this, &Canvas::replotStale);
    connect(this, &QCustomPlot::afterReplot, this, [this] {
        m_allIsStale = m_liveIsStale = m_overlayIsStale = false;
        m_sinceFrame.start();
    });
    applyTheme();
}

void Canvas::add(Level level, Paint paint)
{
    new PaintLayerable(this, layerName(level), level == Level::Overlay, std::move(paint));  // the plot owns it
}

void Canvas::replotSoon()
{
    m_allIsStale = true;
    scheduleReplot();
}

void Canvas::replotLive()
{
    m_liveIsStale = true;
    scheduleReplot();
}

void Canvas::replotOverlay()
{
    m_overlayIsStale = true;
    scheduleReplot();
}

void Canvas::scheduleReplot()
{
    if (isVisible() && !m_frame.isActive())
        m_frame.start(static_cast<int>(std::max<qint64>(0, frameMilliseconds - m_sinceFrame.elapsed())));
}

void Canvas::replotStale()
{
    m_frame.stop();
    if (m_allIsStale) {
        replot(rpQueuedRefresh);  // afterReplot notes that nothing is stale
        return;
    }
    if (std::exchange(m_liveIsStale, false))
        layer(QStringLiteral("live"))->replot();
    if (std::exchange(m_overlayIsStale, false))
        layer(QStringLiteral("overlay"))->replot();
    m_sinceFrame.start();
}

void Canvas::paintEvent(QPaintEvent* event)
{
    // Also when asked for out of turn: by grab(), or when it is shown.
    if (m_allIsStale || m_liveIsStale || m_overlayIsStale)
        replotStale();
    QCustomPlot::paintEvent(event);
}

void Canvas::applyTheme()
{
    const Theme& t = theme();
    setBackground(QBrush(t.panel));
    for (auto* axis : {xAxis, yAxis}) {
        axis->setTickLabelFont(face(Type::Caption));
        axis->setTickLabelColor(t.muted);
    }
    xAxis->setTickPen(QPen(t.axis, 1));
}

void Canvas::matchRatio()
{
    const double ratio = devicePixelRatioF();
    if (!qFuzzyCompare(ratio, bufferDevicePixelRatio())) {
        setBufferDevicePixelRatio(ratio);
        replotSoon();
    }
}

void Canvas::setMargins(int left, int top, int right, int bottom)
{
    QCP::MarginSides automatic = QCP::msNone;
    for (const auto& [margin, side] : {std::pair(left, QCP::msLeft), std::pair(top, QCP::msTop),
                                       std::pair(right, QCP::msRight), std::pair(bottom, QCP::msBottom)})
        automatic.setFlag(side, margin < 0);
    axisRect()->setAutoMargins(automatic);
    axisRect()->setMinimumMargins({std::max(0, -left), std::max(0, -top), std::max(0, -right), std::max(0, -bottom)});
    axisRect()->setMargins({std::max(0, left), std::max(0, top), std::max(0, right), std::max(0, bottom)});
}

QRectF Canvas::plotRect() const
{
    // As QCustomPlot maps coordinates: the lower end of y to the last row of pixels, the upper end of x to behind the
    // last column.
    const QRect rect = axisRect()->rect();
    return {QPointF(rect.left(), rect.top()), QSizeF(rect.width(), rect.height() - 1)};
}

void Canvas::paintGrid(QCPPainter& painter, bool vertical)
{
    const Theme& t = theme();
    const QRectF rect = plotRect();
    painter.QPainter::setPen(thinPen(painter, t.grid));
    for (const double tick : yAxis->tickVector()) {
        const double y = snapped(painter, toY(tick));
        if (y > rect.top() - 1 && y < rect.bottom() - 1)
            painter.QPainter::drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
    }
    if (vertical) {
        for (const double tick : xAxis->tickVector()) {
            const double x = snapped(painter, toX(tick));
            painter.QPainter::drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()));
        }
    }
    painter.QPainter::setPen(thinPen(painter, t.axis));
    const double base = snapped(painter, rect.bottom());
    painter.QPainter::drawLine(QPointF(rect.left(), base), QPointF(rect.right(), base));
}

void Canvas::paintUnit(QCPPainter& painter, const QString& unit)
{
    const QRectF rect = plotRect();
    paintText(painter, QPointF(rect.left(), rect.top() - 12), unit, face(Type::Caption), theme().faint);
}

void Canvas::resizeEvent(QResizeEvent* event)
{
    if (!qFuzzyCompare(devicePixelRatioF(), bufferDevicePixelRatio()))
        setBufferDevicePixelRatio(devicePixelRatioF());
    QCustomPlot::resizeEvent(event);
}

}  // namespace projectionist
