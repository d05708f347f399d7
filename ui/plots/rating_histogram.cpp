// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/rating_histogram.h"

#include "ui/models/format.h"
#include "ui/plots/canvas.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace projectionist {

namespace {

constexpr double barWidth = 0.8, reach = 6;  // of the pitch; pixels beside the line that take hold of it

/// 6,110 → "6.1k", 27,145 → "27k": two figures at least.
QString shortly(std::uint64_t count)
{
    return count < 1000 ? formatCount(count) : formatThousands(double(count), count < 10'000 ? 1 : 0);
}

}  // namespace

RatingHistogram::RatingHistogram(QWidget* parent) : PlotWidget(parent)
{
    setTitle(tr("Ratings"));
    canvas().setMargins(-28, 26, 8, -1);
    canvas().yTicker().parts = 4;
    canvas().yTicker().label = [this](double value, double step) {
        if (m_bars.empty())
            return QString();
        return canvas().yAxis->range().upper >= 1e4 && value > 0 ? formatThousands(value, decimalsFor(step / 1e3))
                                                                 : formatDecimal(value, decimalsFor(step));
    };
    canvas().xTicker().places = [this](Range) {
        std::vector<double> places(m_bars.size());
        for (std::size_t i = 0; i < places.size(); ++i)
            places[i] = static_cast<double>(i);
        return places;
    };
    canvas().xTicker().label = [this](double place, double) {
        const auto index = static_cast<std::size_t>(std::lround(place));
        return index < m_bars.size() ? formatRating(m_bars[index].rating) : QString();
    };
    canvas().xAxis->setTickLength(0, 0);
    canvas().add(Canvas::Level::Ground, [this](QCPPainter& painter) { canvas().paintGrid(painter, false); });
    canvas().add(Canvas::Level::Main, [this](QCPPainter& painter) { paintBars(painter); });
    canvas().add(Canvas::Level::Top, [this](QCPPainter& painter) { paintLine(painter); });
    updateAxes();
    summaryChanged();
}

RatingHistogram::~RatingHistogram() = default;

void RatingHistogram::setBars(std::vector<Bar> bars)
{
    if (bars == m_bars)
        return;
    m_bars = std::move(bars);
    updateAxes();
    replotSoon();
    summaryChanged();
}

void RatingHistogram::setLikedAbove(double rating)
{
    if (rating == m_likedAbove)
        return;
    m_likedAbove = rating;
    replotSoon();
    summaryChanged();
}

std::uint64_t RatingHistogram::liked() const
{
    std::uint64_t sum = 0;
    for (const auto& bar : m_bars)
        sum += bar.rating > m_likedAbove ? bar.count : 0;
    return sum;
}

PlotTable RatingHistogram::table() const
{
    PlotTable table{{"rating", "count", "liked"}, {}};
    for (const auto& bar : m_bars)
        table.rows.push_back(
            {bar.rating, static_cast<std::int64_t>(bar.count), std::int64_t{bar.rating > m_likedAbove}});
    return table;
}

QString RatingHistogram::summary() const
{
    if (m_bars.empty())
        return tr("No ratings.");
    QStringList parts;
    std::uint64_t total = 0;
    for (const auto& bar : m_bars) {
        parts += tr("%1: %2").arg(formatRating(bar.rating), formatCount(bar.count));
        total += bar.count;
    }
    return tr("How often each rating was given. %1. Liked means over %2: %3 of %4 ratings.")
        .arg(parts.join(QStringLiteral(", ")), formatRating(m_likedAbove), formatCount(liked()), formatCount(total));
}

void RatingHistogram::updateAxes()
{
    std::uint64_t most = 0;
    for (const auto& bar : m_bars)
        most = std::max(most, bar.count);
    canvas().xAxis->setRange(-0.6, std::max(static_cast<double>(m_bars.size()), 1.0) - 0.4);
    canvas().yAxis->setRange(0, std::max(static_cast<double>(most) * 1.1, 1.0));
}

std::ptrdiff_t RatingHistogram::below() const
{
    return std::ranges::upper_bound(m_bars, m_likedAbove, {}, &Bar::rating) - m_bars.begin();
}

std::ptrdiff_t RatingHistogram::belowAt(double pixel) const
{
    const double place = std::round(canvas().xAxis->pixelToCoord(pixel) + 0.5);
    return std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(place), 0, std::ssize(m_bars) - 1);
}

double RatingHistogram::linePixel() const
{
    return canvas().toX(static_cast<double>(below()) - 0.5);
}

void RatingHistogram::moveTo(std::ptrdiff_t count)
{
    if (m_bars.empty())
        return;
    count = std::clamp<std::ptrdiff_t>(count, 0, std::ssize(m_bars) - 1);
    if (count == below())
        return;
    // Between two ratings every bound means the same: the lower of them is how one says it.
    const double step = m_bars.size() > 1 ? m_bars[1].rating - m_bars[0].rating : 1;
    m_likedAbove = count == 0 ? m_bars.front().rating - step : m_bars[static_cast<std::size_t>(count - 1)].rating;
    replotSoon();
    summaryChanged();
    Q_EMIT likedAboveChanged(m_likedAbove);
}

void RatingHistogram::paintBars(QCPPainter& painter)
{
    const Theme& t = theme();
    const double pitch = canvas().toX(1) - canvas().toX(0), base = canvas().plotRect().bottom();
    const QFont small = face(Type::Caption);
    const double ratio = ratioOf(painter);
    const auto crisp = [ratio](double v) { return std::round(v * ratio) / ratio; };
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const double centre = canvas().toX(static_cast<double>(i));
        const double top = crisp(canvas().toY(static_cast<double>(m_bars[i].count)));
        painter.QPainter::setPen(Qt::NoPen);
        painter.setBrush(m_bars[i].rating > m_likedAbove ? t.accent : t.off);
        const QRectF rect(
            QPointF(crisp(centre - pitch * barWidth / 2), m_bars[i].count > 0 ? std::min(top, base - 1) : base),
            QPointF(crisp(centre + pitch * barWidth / 2), base));
        if (!rect.isEmpty())
            painter.drawRoundedRect(rect, 1, 1);
    }
    // In full, with k for thousands, or in thousands that the unit tells, whichever stands clear of its neighbours.
    using Form = QString (*)(std::uint64_t);
    const auto inFull = [](std::uint64_t count) { return formatCount(count); };
    const auto inThousands = [](std::uint64_t count) {
        return formatDecimal(double(count) / 1e3, count < 10'000 ? 1 : 0);
    };
    for (const Form form : std::array<Form, 3>{inFull, shortly, inThousands}) {
        double widest = 0;
        for (const auto& bar : m_bars)
            widest = std::max(widest, textWidth(small, form(bar.count)));
        if (widest > pitch - 2)
            continue;
        if (form == Form(inThousands))
            canvas().paintUnit(painter, tr("thousands"));
        for (std::size_t i = 0; i < m_bars.size(); ++i)
            paintText(painter, {canvas().toX(static_cast<double>(i)), canvas().toY(double(m_bars[i].count)) - 9},
                      form(m_bars[i].count), small, t.text, t.panel, Side::Centre);
        break;
    }
}

void RatingHistogram::paintLine(QCPPainter& painter)
{
    if (m_bars.empty())
        return;
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const bool active = m_dragging || m_hovering;
    const double x = snapped(painter, linePixel()), top = rect.top() - 20;
    const QColor colour = active ? t.accent : t.text;
    painter.QPainter::setPen(QPen(colour, active ? 2 : 1.5, Qt::SolidLine, Qt::FlatCap));
    painter.QPainter::drawLine(QPointF(x, top), QPointF(x, rect.bottom()));
    painter.QPainter::setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF({QPointF(x - 5, top), QPointF(x + 5, top), QPointF(x + 5, top + 7),
                                   QPointF(x, top + 11), QPointF(x - 5, top + 7)}));
}

void RatingHistogram::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_bars.empty())
        return PlotWidget::mousePressEvent(event);
    m_dragging = true;
    moveTo(belowAt(event->position().x()));
    replotSoon();
    event->accept();
}

void RatingHistogram::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragging && (event->buttons() & Qt::LeftButton))
        return moveTo(belowAt(event->position().x()));
    const bool near = !m_bars.empty() && std::abs(event->position().x() - linePixel()) <= reach;
    if (near != m_hovering) {
        m_hovering = near;
        if (near)
            setCursor(Qt::SplitHCursor);
        else
            unsetCursor();
        replotSoon();
    }
    const auto index = static_cast<std::ptrdiff_t>(std::lround(canvas().xAxis->pixelToCoord(event->position().x())));
    if (index >= 0 && index < std::ssize(m_bars) && !near) {
        std::uint64_t total = 0;
        for (const auto& bar : m_bars)
            total += bar.count;
        const auto& bar = m_bars[static_cast<std::size_t>(index)];
        const double share = total > 0 ? static_cast<double>(bar.count) / static_cast<double>(total) : 0;
        QToolTip::showText(
            event->globalPosition().toPoint(),
            tr("%1 ratings of %2 (%3)").arg(formatCount(bar.count), formatRating(bar.rating), formatPercent(share, 1)),
            this);
    } else {
        QToolTip::hideText();
    }
}

void RatingHistogram::mouseReleaseEvent(QMouseEvent* event)
{
    m_dragging = false;
    replotSoon();
    PlotWidget::mouseReleaseEvent(event);
}

void RatingHistogram::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return moveTo(below() - 1);
    case Qt::Key_Right:
        return moveTo(below() + 1);
    case Qt::Key_Home:
        return moveTo(0);
    case Qt::Key_End:
        return moveTo(std::ssize(m_bars) - 1);
    default:
        PlotWidget::keyPressEvent(event);
    }
}

void RatingHistogram::leaveEvent(QEvent* event)
{
    PlotWidget::leaveEvent(event);
    m_hovering = false;
    unsetCursor();
    replotSoon();
}

}  // namespace projectionist
