// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/format.h"
#include "ui/plots/canvas.h"
#include "ui/plots/loss_chart.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

constexpr double pixelsForDots = 9;  ///< Points stand out as dots while they are at least so far apart.

QColor faded(QColor colour, double share)
{
    colour.setAlphaF(static_cast<float>(share));
    return colour;
}

}  // namespace

void LossChart::paintSeries(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    if (m_points.empty()) {
        paintText(painter, rect.center(), tr("The loss is drawn with the first step."), face(Type::Small), t.muted, {},
                  Side::Centre);
        return;
    }
    // Visible points and one more at each side, so that lines run on to the edges.
    const Range x = visibleX();
    const auto begin = std::ranges::lower_bound(m_points, x.lower, {}, &LossPoint::epoch) - m_points.begin();
    const auto end = std::ranges::upper_bound(m_points, x.upper, {}, &LossPoint::epoch) - m_points.begin();
    const auto from = static_cast<std::size_t>(std::max<std::ptrdiff_t>(begin - 1, 0));
    const auto to = static_cast<std::size_t>(std::min<std::ptrdiff_t>(end + 1, std::ssize(m_points)));

    std::vector<QPointF> raw, smooth;
    const auto drawn = [&](const std::vector<QPointF>& points) {
        obstacles().lines.push_back(decimated(points, ratioOf(painter)));
        paintPolyline(painter, obstacles().lines.back(), rect);
    };
    const auto flush = [&] {
        if (m_smoothing > 0 && !isLineHidden(stepName())) {
            painter.QPainter::setPen(
                QPen(faded(t.accent, t.dark ? 0.5 : 0.4), 1, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
            drawn(raw);
        }
        if (isLineHidden(mainName())) {
            raw.clear();
            smooth.clear();
            return;
        }
        painter.QPainter::setPen(QPen(t.accent, 2.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        drawn(smooth);
        const bool dots =
            m_smoothing == 0 && smooth.size() > 1 &&
            (smooth.back().x() - smooth.front().x()) / static_cast<double>(smooth.size() - 1) >= pixelsForDots;
        if (dots || smooth.size() == 1) {
            painter.QPainter::setPen(Qt::NoPen);
            painter.setBrush(t.accent);
            for (const auto& point : smooth) {
                if (rect.adjusted(-1, -1, 1, 1).contains(point))
                    painter.drawEllipse(point, 2.5, 2.5);
            }
        }
        raw.clear();
        smooth.clear();
    };
    // As coordToPixel(), without its questions for each of a hundred thousand points.
    const QCPRange y = canvas().yAxis->range();
    const double perEpoch = rect.width() / x.size(), perNat = rect.height() / y.size();
    const auto yOf = [&](double value) {
        return m_logarithmic ? canvas().toY(value) : rect.bottom() - (value - y.lower) * perNat;
    };
    for (std::size_t i = from; i < to; ++i) {
        if (i > from && m_points[i].phase != m_points[i - 1].phase)
            flush();
        if (!std::isfinite(m_smoothed[i]))
            continue;
        const double at = rect.left() + (m_points[i].epoch - x.lower) * perEpoch;
        raw.emplace_back(at, yOf(shown(m_points[i].loss, m_points[i])));
        smooth.emplace_back(at, yOf(shown(m_smoothed[i], m_points[i])));
    }
    flush();
}

QString LossChart::mainName() const
{
    return m_smoothing > 0 ? smoothedName() : stepName();
}

QString LossChart::batchWords(double level) const
{
    const QString rows = formatCount(m_batchRows), value = formatDecimal(level, decimals());
    return m_summed ? tr("%1 × ln %1 = %2").arg(rows, value) : tr("ln %1 = %2").arg(rows, value);
}

std::vector<LossChart::Baseline> LossChart::paintBaselines(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    std::vector<Baseline> baselines;
    const auto add = [&](double level, QPen pen, const QString& name, const QString& words) {
        double y = canvas().toY(level);
        if (isLineHidden(name))
            y = std::clamp(y, rect.top(), std::max(rect.top(), rect.bottom()));  // its label stays within reach
        if (y < rect.top() || y > rect.bottom())
            return;
        if (!isLineHidden(name)) {
            const QPointF left(rect.left(), snapped(painter, y)), right(rect.right(), snapped(painter, y));
            painter.QPainter::setPen(pen);
            painter.QPainter::drawLine(left, right);
            obstacles().lines.push_back({left, right});
        }
        baselines.push_back({y, name, words});
    };
    const auto guessing = guessingLevel(), batch = batchLevel();
    if (guessing) {
        const QString value = formatDecimal(*guessing, decimals());
        add(*guessing, dashed(thinPen(painter, t.muted), {5, 4}), guessingName(),
            batch ? tr("guessing, every film alike: %1").arg(value) : tr("guessing: %1").arg(batchWords(*guessing)));
    }
    if (batch)
        add(*batch, dashed(thinPen(painter, t.muted), {1, 4}), batchName(m_batchRows), batchWords(*batch));
    return baselines;
}

void LossChart::paintBaselineWords(QCPPainter& painter, std::span<const Baseline> baselines)
{
    const QRectF rect = canvas().plotRect();
    const QFont small = face(Type::Caption);
    for (const auto& [y, name, words] : baselines) {
        std::vector<Place> places;
        for (const double dy : {-9.0, 10.0}) {  // above, or below
            if (y + dy - 9 < rect.top() - 4 || y + dy + 7 > rect.bottom())
                continue;
            places.push_back({{rect.right() - 4, y + dy}, Side::Right});
            places.push_back({{rect.center().x(), y + dy}, Side::Centre});
            places.push_back({{rect.left() + 6, y + dy}, Side::Left});
        }
        // The right end, above or below, before any other.
        std::ranges::stable_partition(places, [](const Place& place) { return place.side == Side::Right; });
        if (places.empty())
            continue;
        const Place place = clearestPlace(places, small, words);
        paintLabel(painter, name, place.at, words, small, theme().muted, place.side);
    }
}

void LossChart::paintShortBatches(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const Range x = visibleX(), y = visibleY();
    const QFont small = face(Type::Caption);
    std::optional<QPointF> firstInside, lastInside, lastBelow, lastAbove;
    std::uint32_t rows = 0;
    QStringList inHeader;
    const bool isHidden = isLineHidden(shortName());
    painter.setBrush(t.panel);
    for (const auto& point : m_points) {
        if (!point.isShort || point.epoch < x.lower || point.epoch > x.upper || !std::isfinite(point.loss))
            continue;
        const double at = canvas().toX(point.epoch), loss = shown(point.loss, point);
        if (loss >= y.lower && loss <= y.upper) {
            const QPointF centre(at, canvas().toY(loss));
            if (!isHidden) {
                painter.QPainter::setPen(QPen(t.accent, 2));
                painter.drawEllipse(centre, 3.6, 3.6);
                obstacles().words.push_back({centre - QPointF(4, 4), QSizeF(8, 8)});
            }
            lastInside = centre;
            if (!firstInside) {
                firstInside = centre;
                rows = point.rows;
            }
            continue;
        }
        // A small hollow arrow at the edge that it lies beyond.
        const bool below = loss < y.lower;
        const double edge = below ? rect.bottom() - 3 : rect.top() + 3, back = below ? edge - 4.5 : edge + 4.5;
        if (!isHidden) {
            painter.QPainter::setPen(QPen(t.accent, 1, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
            painter.drawPolygon(QPolygonF({QPointF(at - 3, back), QPointF(at + 3, back), QPointF(at, edge)}));
        }
        (below ? lastBelow : lastAbove) = QPointF(at, (edge + back) / 2);
    }
    if (firstInside && !lastBelow && !lastAbove) {
        const QString words = tr("short last batch, ln %1").arg(formatCount(rows));
        const double width = textWidth(small, words);
        std::vector<Place> places;
        for (const double dy : {0.0, 14.0, -14.0, 28.0}) {
            if (firstInside->x() - 8 - width > rect.left())
                places.push_back({*firstInside + QPointF(-8, dy), Side::Right});
            if (firstInside->x() + 9 + width < rect.right())
                places.push_back({*firstInside + QPointF(9, dy), Side::Left});
            if (lastInside->x() + 9 + width < rect.right())
                places.push_back({*lastInside + QPointF(9, dy), Side::Left});
        }
        const Place place = places.empty() ? Place{*firstInside + QPointF(9, 0)} : clearestPlace(places, small, words);
        paintLabel(painter, shortName(), place.at, words, small, t.muted, place.side);
    }
    for (const auto& [mark, words] :
         {std::pair(lastBelow, firstInside ? shortName() : tr("short last batches, below")),
          std::pair(lastAbove, firstInside ? shortName() : tr("short last batches, above"))}) {
        if (!mark)
            continue;
        const double left = mark->x() + 16;
        if (left + textWidth(small, words) <= rect.right() && !firstInside)
            paintLabel(painter, shortName(), {left, mark->y() - 2}, words, small, t.muted);
        else
            inHeader.push_back(words);
    }
    if (!inHeader.isEmpty()) {  // the marks fill the edge: their name goes above the plot
        inHeader.removeDuplicates();
        const QString words = inHeader.join(QStringLiteral(", "));
        const double left = rect.right() - 4 - textWidth(small, words), row = rect.top() - 12;
        paintLabel(painter, shortName(), {left, row}, words, small, t.muted);
        if (isHidden)
            return;
        painter.QPainter::setPen(QPen(t.accent, 1, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        painter.setBrush(t.panel);
        painter.drawPolygon(
            QPolygonF({QPointF(left - 12, row - 2), QPointF(left - 6, row - 2), QPointF(left - 9, row + 2.5)}));
    }
}

void LossChart::paintLastValue(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const auto last = lastSmoothed();
    if (!last)
        return;
    const double value = shown(m_smoothed[*last], m_points[*last]);
    const QPointF end(canvas().toX(m_points[*last].epoch), canvas().toY(value));
    if (!rect.adjusted(-1, -1, 1, 1).contains(end))
        return;
    if (!isLineHidden(mainName())) {
        painter.QPainter::setPen(QPen(t.panel, 1.5));
        painter.setBrush(t.accent);
        painter.drawEllipse(end, 4, 4);
    }
    QFont strong = face(Type::Caption);
    strong.setWeight(QFont::DemiBold);
    const QString words = formatDecimal(value, decimals());
    std::vector<Place> places;
    const bool hasRoomRight = end.x() + 9 + textWidth(strong, words) <= canvas().width() - 4;
    for (const double dy : {0.0, -14.0, 14.0, -22.0, 22.0, -30.0, 30.0}) {
        if (dy != 0 && (end.y() + dy < rect.top() + 6 || end.y() + dy > rect.bottom() - 6))
            continue;
        if (hasRoomRight)
            places.push_back({end + QPointF(9, dy), Side::Left});
        else if (dy != 0)
            places.push_back({{rect.right() - 2, end.y() + dy}, Side::Right});
    }
    for (const double dy : {0.0, 14.0}) {  // below a line that falls steeply
        if (end.y() + dy <= rect.bottom() - 6)
            places.push_back({end + QPointF(-9, dy), Side::Right});
    }
    if (places.empty())
        places.push_back({{rect.right() - 2, end.y() - 14}, Side::Right});
    const Place place = clearestPlace(places, strong, words);
    paintLabel(painter, mainName(), place.at, words, strong, t.text, place.side);
}

/// A loss that rises above guessing has a name, too; one that merely starts there has not.
void LossChart::paintPeak(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const auto last = lastSmoothed();
    const auto guessing = guessingLevel();
    if (!last || !guessing || isLineHidden(mainName()))
        return;
    const auto valueAt = [&](std::size_t index) { return shown(m_smoothed[index], m_points[index]); };
    const auto less = [](double a, double b) { return !std::isfinite(a) || (std::isfinite(b) && a < b); };
    const auto peak = static_cast<std::size_t>(std::ranges::max_element(m_smoothed, less) - m_smoothed.begin());
    const double highest = valueAt(peak), margin = 0.1 * visibleY().size();
    if (peak == *last || m_points[peak].phase != Phase::Search || highest <= *guessing + margin ||
        highest <= valueAt(0) + margin)
        return;
    const QPointF at(canvas().toX(m_points[peak].epoch), canvas().toY(highest));
    if (!rect.contains(at))
        return;
    const QFont small = face(Type::Caption);
    const QString words = tr("%1, worse than guessing").arg(formatDecimal(highest, decimals()));
    std::vector<Place> places;
    for (const auto& [away, side] : {std::pair(QPointF(8, -2), Side::Left), std::pair(QPointF(8, -12), Side::Left),
                                     std::pair(QPointF(16, -2), Side::Left), std::pair(QPointF(0, -13), Side::Centre),
                                     std::pair(QPointF(-8, -2), Side::Right), std::pair(QPointF(-8, -12), Side::Right),
                                     std::pair(QPointF(28, 10), Side::Left)}) {
        const QRectF room = rectOf({at + away, side}, small, words);
        if (room.left() >= rect.left() && room.right() <= rect.right() && room.top() >= rect.top() - 8)
            places.push_back({at + away, side});
    }
    if (places.empty())
        return;
    const Place place = clearestPlace(places, small, words);
    paintText(painter, place.at, words, small, t.text, t.panel, place.side);
    obstacles().words.push_back(rectOf(place, small, words));
}

}  // namespace projectionist
