// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/format.h"
#include "ui/plots/canvas.h"
#include "ui/plots/painting.h"
#include "ui/plots/threshold_instrument.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace projectionist {

void ThresholdInstrument::buildBars(double ratio)
{
    const QRectF rect = canvas().plotRect();
    const QCPRange x = canvas().xAxis->range(), y = canvas().yAxis->range();
    const BarsFor wanted{rect, ratio, {x.lower, x.upper}, {y.lower, y.upper}};
    if (m_barsFor == wanted)
        return;
    m_barsFor = wanted;
    ++m_barsBuilt;
    m_bars.clear();
    const auto crisp = [ratio](double v) { return std::round(v * ratio) / ratio; };
    for (std::size_t i = 0; i < m_bins.size(); i += m_group) {
        const std::size_t end = std::min(i + m_group, m_bins.size());
        const auto count = std::accumulate(m_bins.begin() + static_cast<std::ptrdiff_t>(i),
                                           m_bins.begin() + static_cast<std::ptrdiff_t>(end), std::uint64_t{0});
        if (count == 0 || binEdge(end) <= x.lower || binEdge(i) >= x.upper)
            continue;
        const double left = std::max(crisp(canvas().toX(binEdge(i))), rect.left());
        double right = std::min(crisp(canvas().toX(binEdge(end))), rect.right());
        if (right - left >= 3)
            right -= std::max(1.0, std::floor(ratio)) / ratio;
        const double top =
            std::max(std::min(crisp(canvas().toY(static_cast<double>(count))), rect.bottom() - 1), rect.top());
        if (right > left)
            m_bars.emplace_back(QPointF(left, top), QPointF(right, rect.bottom()));
    }
}

void ThresholdInstrument::paintBars(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    if (m_total == 0) {
        paintText(painter, rect.center(), tr("No pairs to count yet."), face(Type::Small), t.muted, {}, Side::Centre);
        return;
    }
    buildBars(ratioOf(painter));
    painter.QPainter::setPen(Qt::NoPen);
    painter.setBrush(t.off);
    painter.drawRects(m_bars.data(), static_cast<int>(m_bars.size()));
    const double width = (m_high - m_low) / static_cast<double>(m_bins.size()) * static_cast<double>(m_group);
    const QString each = formatDecimal(width, decimalsFor(width));
    canvas().paintUnit(painter,
                       (m_logarithmic ? tr("%1 in each %2, log scale") : tr("%1 in each %2")).arg(m_unit, each));
}

void ThresholdInstrument::paintCut(QCPPainter& painter)
{
    if (m_total == 0)
        return;
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const double cut = pixelOf(m_threshold);
    const double ratio = ratioOf(painter), edge = std::round(cut * ratio) / ratio;
    buildBars(ratio);
    std::vector<QRectF> above;
    const auto first = std::ranges::partition_point(m_bars, [edge](const QRectF& bar) { return bar.right() <= edge; });
    above.assign(first, m_bars.end());
    if (!above.empty())
        above.front().setLeft(std::max(above.front().left(), edge));
    painter.QPainter::setPen(Qt::NoPen);
    painter.setBrush(t.accent);
    painter.drawRects(above.data(), static_cast<int>(above.size()));
    if (cut >= rect.left() - 0.5 && cut <= rect.right() + 0.5) {
        const double x = snapped(painter, edge);
        painter.QPainter::setPen(thinPen(painter, t.text));
        painter.QPainter::drawLine(QPointF(x, rect.top() - 24), QPointF(x, rect.bottom()));
    }
    paintCounts(painter);
}

void ThresholdInstrument::paintCounts(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const QFont small = face(Type::Caption);
    QFont strong = small;
    strong.setWeight(QFont::DemiBold);
    const auto above = countAtLeast();
    const QString right = tr("%1 %2").arg(formatCount(above), m_unit);
    const QString left = tr("%1 below").arg(formatCount(m_total - std::min(above, m_total)));
    const double cut = handleX(), first = rect.top() - 17, second = first + 14;
    const bool rightFits = cut + 8 + textWidth(strong, right) <= canvas().width() - 4;
    const bool leftFits = cut - 8 - textWidth(small, left) >= rect.left();
    // Where one side has no room, its words go to the other side, into a second line.
    paintText(painter, {cut + (rightFits ? 8 : -8), first}, right, strong, t.text, t.panel,
              rightFits ? Side::Left : Side::Right);
    paintText(painter, {cut + (leftFits ? -8 : 8), leftFits && rightFits ? first : second}, left, small, t.muted,
              t.panel, leftFits ? Side::Right : Side::Left);
}

void ThresholdInstrument::paintSlider(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const double y = std::round(trackY()), x = handleX();
    painter.QPainter::setPen(QPen(t.track, 4, Qt::SolidLine, Qt::RoundCap));
    painter.QPainter::drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
    painter.QPainter::setPen(QPen(t.accent, 4, Qt::SolidLine, Qt::RoundCap));
    painter.QPainter::drawLine(QPointF(x, y), QPointF(rect.right(), y));
    const bool active = m_dragging || m_hovering;
    painter.QPainter::setPen(QPen(t.accent, 2));
    painter.setBrush(m_dragging ? t.selection : t.panel);
    painter.drawEllipse(QPointF(x, y), active ? 8.5 : 8, active ? 8.5 : 8);
    painter.QPainter::setPen(QPen(t.accent, 1.4, Qt::SolidLine, Qt::RoundCap));
    for (const double side : {-1.8, 1.8})
        painter.QPainter::drawLine(QPointF(x + side, y - 2.6), QPointF(x + side, y + 2.6));
}

}  // namespace projectionist
