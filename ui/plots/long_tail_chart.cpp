// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/long_tail_chart.h"

#include "ui/models/format.h"
#include "ui/plots/canvas.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace projectionist {

LongTailChart::LongTailChart(QWidget* parent) : PlotWidget(parent)
{
    setTitle(tr("Long tail"));
    canvas().setMargins(-36, 18, 14, -1);
    canvas().yAxis->setScaleType(QCPAxis::stLogarithmic);
    canvas().yTicker().places = [](Range range) {
        std::vector<double> places;
        for (double power = 1; power <= range.upper * (1 + 1e-9); power *= 10) {
            if (power >= range.lower)
                places.push_back(power);
        }
        return places;
    };
    canvas().yTicker().label = [this](double value, double) {
        return m_rated == 0 ? QString() : formatShortCount(value);
    };
    canvas().xTicker().places = [this](Range range) {
        std::vector<double> places{1};
        const double step = niceStep(range.size(), 4, true);
        for (double place = step; place <= range.upper; place += step) {
            if (place > 1 + step * 0.4)
                places.push_back(place);
        }
        return places;
    };
    canvas().xTicker().label = [this](double value, double) {
        return m_rated == 0 ? QString() : value >= 1e5 ? formatShortCount(value) : formatDecimal(value, 0);
    };
    canvas().add(Canvas::Level::Ground, [this](QCPPainter& painter) { canvas().paintGrid(painter, false); });
    canvas().add(Canvas::Level::Main, [this](QCPPainter& painter) { paintArea(painter); });
    canvas().add(Canvas::Level::Top, [this](QCPPainter& painter) { paintMarks(painter); });
    canvas().add(Canvas::Level::Overlay, [this](QCPPainter& painter) { paintHover(painter); });
    updateAxes();
    summaryChanged();
}

LongTailChart::~LongTailChart() = default;

void LongTailChart::setCounts(std::vector<std::uint32_t> counts)
{
    std::ranges::sort(counts, std::greater<>{});
    if (counts == m_counts)
        return;
    m_counts = std::move(counts);
    m_hovered.reset();
    const auto unrated = std::ranges::partition_point(m_counts, [](std::uint32_t count) { return count > 0; });
    m_rated = static_cast<std::size_t>(unrated - m_counts.begin());
    const auto total = std::accumulate(m_counts.begin(), m_counts.end(), std::uint64_t{0});
    m_half = 0;
    for (std::uint64_t sum = 0; m_half < m_rated && 2 * sum < total; ++m_half)
        sum += m_counts[m_half];
    updateAxes();
    replotSoon();
    summaryChanged();
}

void LongTailChart::setMarker(std::optional<std::uint32_t> ratings)
{
    m_marker = ratings;
    replotSoon();
}

PlotTable LongTailChart::table() const
{
    PlotTable table{{"rank", "ratings"}, {}};
    table.rows.reserve(m_counts.size());
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        table.rows.push_back({static_cast<std::int64_t>(i + 1), std::int64_t{m_counts[i]}});
    return table;
}

QString LongTailChart::summary() const
{
    if (m_rated == 0)
        return tr("No ratings.");
    return tr("Ratings per film, most rated first: from %1 down to %2. %3 of %4 films hold half of all ratings.")
        .arg(formatCount(m_counts.front()), formatCount(m_counts.back()), formatCount(m_half),
             formatCount(m_counts.size()));
}

void LongTailChart::updateAxes()
{
    canvas().xAxis->setRange(0.5, std::max(static_cast<double>(m_rated), 1.0) + 0.5);
    const double most = m_rated > 0 ? m_counts.front() : 10;
    // Up to the next power of ten where it is near, so that the highest line has a label.
    const double power = std::pow(10.0, std::ceil(std::log10(std::max(most, 2.0))));
    canvas().yAxis->setRange(0.75, power / most < 3 ? power : most * 1.3);
}

void LongTailChart::paintArea(QCPPainter& painter)
{
    if (m_rated == 0) {
        paintText(painter, canvas().plotRect().center(), tr("No ratings."), face(Type::Small), theme().muted, {},
                  Side::Centre);
        return;
    }
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    QPolygonF head, tail;
    const auto steps = [&](std::size_t from, std::size_t to, QPolygonF& polygon) {
        // One step a film; where films are narrower than a pixel, one a column.
        std::vector<QPointF> points;
        for (std::size_t i = from; i < to; ++i) {
            const double y = canvas().toY(m_counts[i]);
            points.emplace_back(canvas().toX(static_cast<double>(i) + 0.5), y);
            points.emplace_back(canvas().toX(static_cast<double>(i) + 1.5), y);
        }
        if (points.empty())
            return;
        polygon << QPointF(points.front().x(), rect.bottom());
        for (const auto& point : decimated(points, ratioOf(painter) * 2))
            polygon << point;
        polygon << QPointF(points.back().x(), rect.bottom());
    };
    steps(0, m_half, head);
    steps(m_half, m_rated, tail);
    painter.QPainter::setPen(Qt::NoPen);
    painter.setBrush(t.track);
    painter.drawPolygon(tail);
    painter.setBrush(t.accent);
    painter.drawPolygon(head);
}

void LongTailChart::paintMarks(QCPPainter& painter)
{
    if (m_rated == 0)
        return;
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const QFont small = face(Type::Caption);
    const double cut = snapped(painter, canvas().toX(static_cast<double>(m_half) + 0.5));
    const double top = rect.top() + 8;
    painter.QPainter::setPen(thinPen(painter, t.text));
    painter.QPainter::drawLine(QPointF(cut, top), QPointF(cut, rect.bottom()));
    const QString words = m_half == 1 ? tr("1 film holds half of all ratings")
                                      : tr("%1 films hold half of all ratings").arg(formatCount(m_half));
    const double width = textWidth(small, words);
    const double left = std::min(cut + 8, rect.right() - width);
    paintText(painter, {left, top + 6}, words, small, t.text, t.panel);
    if (m_marker && *m_marker > 0 && m_counts.front() >= *m_marker) {
        const auto last =
            std::ranges::partition_point(m_counts, [this](std::uint32_t count) { return count >= *m_marker; });
        const QPointF at(canvas().toX(static_cast<double>(last - m_counts.begin())), canvas().toY(*m_marker));
        painter.QPainter::setPen(QPen(t.text, 1.6));
        painter.setBrush(t.panel);
        painter.drawEllipse(at, 3.2, 3.2);
        const QString label = *m_marker == 1 ? tr("1 rating") : tr("%1 ratings").arg(formatCount(*m_marker));
        const double half = textWidth(small, label) / 2;
        const double x = std::clamp(at.x() + 20, rect.left() + half, std::max(rect.left() + half, rect.right() - half));
        if (at.y() - 20 > top + 14)
            paintText(painter, {x, at.y() - 13}, label, small, t.muted, t.panel, Side::Centre);
    }
}

void LongTailChart::paintHover(QCPPainter& painter)
{
    if (!m_hovered || *m_hovered >= m_rated)
        return;
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const double x = snapped(painter, canvas().toX(static_cast<double>(*m_hovered) + 1));
    const QPointF at(x, canvas().toY(m_counts[*m_hovered]));
    painter.QPainter::setPen(dashed(thinPen(painter, t.muted), {3, 3}));
    painter.QPainter::drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()));
    painter.QPainter::setPen(QPen(t.panel, 1.5));
    painter.setBrush(t.accent);
    painter.drawEllipse(at, 4, 4);
    std::uint64_t sum = 0, total = 0;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        total += m_counts[i];
        sum += i <= *m_hovered ? m_counts[i] : 0;
    }
    const TipLine lines[] = {
        {tr("ratings"), formatCount(m_counts[*m_hovered]), {}},
        {tr("of all ratings up to here"), formatPercent(static_cast<double>(sum) / static_cast<double>(total), 1), {}}};
    paintTip(painter, at, QRectF(canvas().rect()), tr("film no. %1").arg(formatCount(*m_hovered + 1)), lines);
}

void LongTailChart::setHovered(std::optional<std::size_t> rank)
{
    if (rank == m_hovered)
        return;
    m_hovered = rank;
    canvas().replotOverlay();
}

void LongTailChart::mouseMoveEvent(QMouseEvent* event)
{
    const QRectF rect = canvas().plotRect();
    if (m_rated == 0 || !rect.adjusted(-2, 0, 2, 0).contains(event->position()))
        return setHovered({});
    const double place = std::round(canvas().xAxis->pixelToCoord(event->position().x())) - 1;
    setHovered(static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(m_rated - 1))));
}

void LongTailChart::leaveEvent(QEvent* event)
{
    PlotWidget::leaveEvent(event);
    setHovered({});
}

void LongTailChart::keyPressEvent(QKeyEvent* event)
{
    if (m_rated == 0 || (event->key() != Qt::Key_Left && event->key() != Qt::Key_Right)) {
        if (event->key() == Qt::Key_Escape && m_hovered)
            return setHovered({});
        return PlotWidget::keyPressEvent(event);
    }
    const std::ptrdiff_t step = std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(m_rated / 200));
    const auto now = static_cast<std::ptrdiff_t>(m_hovered.value_or(m_half > 0 ? m_half - 1 : 0));
    const auto next = !m_hovered ? now : now + (event->key() == Qt::Key_Left ? -step : step);
    setHovered(static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(next, 0, static_cast<std::ptrdiff_t>(m_rated) - 1)));
}

void LongTailChart::focusOutEvent(QFocusEvent* event)
{
    PlotWidget::focusOutEvent(event);
    setHovered({});
}

}  // namespace projectionist
