// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/canvas.h"
#include "ui/plots/loss_chart.h"
#include "ui/plots/numbers.h"
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
    const auto flush = [&] {
        if (m_smoothing > 0 && !isLineHidden(stepName())) {
            painter.QPainter::setPen(
                QPen(faded(t.accent, t.dark ? 0.5 : 0.4), 1, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
            paintPolyline(painter, decimated(raw, ratioOf(painter)), rect);
        }
        if (isLineHidden(mainName())) {
            raw.clear();
            smooth.clear();
            return;
        }
        painter.QPainter::setPen(QPen(t.accent, 2.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        paintPolyline(painter, decimated(smooth, ratioOf(painter)), rect);
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
    const QString rows = plotCount(m_batchRows), value = plotNumber(level, decimals());
    return m_summed ? tr("%1 × ln %1 = %2").arg(rows, value) : tr("ln %1 = %2").arg(rows, value);
}

void LossChart::paintBaselines(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const QFont small = face(Type::Caption);
    struct Line {
        QString name, words;
    };
    std::vector<Line> lines;
    std::vector<Spread> labels;
    const auto add = [&](double level, QPen pen, const QString& name, const QString& words) {
        double y = canvas().toY(level);
        if (isLineHidden(name))
            y = std::clamp(y, rect.top(), std::max(rect.top(), rect.bottom()));  // its label stays within reach
        if (y < rect.top() || y > rect.bottom())
            return;
        if (!isLineHidden(name)) {
            painter.QPainter::setPen(pen);
            painter.QPainter::drawLine(QPointF(rect.left(), snapped(painter, y)),
                                       QPointF(rect.right(), snapped(painter, y)));
        }
        lines.push_back({name, words});
        const bool hasRoomAbove = y - 18 > rect.top();
        labels.push_back({hasRoomAbove ? y - 9 : y + 10});
    };
    const auto guessing = guessingLevel(), batch = batchLevel();
    if (guessing) {
        const QString value = plotNumber(*guessing, decimals());
        add(*guessing, dashed(thinPen(painter, t.muted), {5, 4}), guessingName(),
            batch ? tr("guessing, every film alike: %1").arg(value) : tr("guessing: %1").arg(batchWords(*guessing)));
    }
    if (batch)
        add(*batch, dashed(thinPen(painter, t.muted), {1, 4}), batchName(m_batchRows), batchWords(*batch));
    const auto places = spreadApart(labels, rect.top() - 4, rect.bottom());
    for (std::size_t i = 0; i < lines.size(); ++i)
        paintLabel(painter, lines[i].name, {rect.right() - 4, places[i]}, lines[i].words, small, t.muted, Side::Right);
}

void LossChart::paintShortBatches(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const Range x = visibleX(), y = visibleY();
    const QFont small = face(Type::Caption);
    std::optional<QPointF> firstInside, lastBelow, lastAbove;
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
            }
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
        const QString words = tr("short last batch, ln %1").arg(plotCount(rows));
        const bool hasRoomLeft = firstInside->x() - 8 - textWidth(small, words) > rect.left();
        paintLabel(painter, shortName(), *firstInside + QPointF(hasRoomLeft ? -8 : 9, 0), words, small, t.muted,
                   hasRoomLeft ? Side::Right : Side::Left);
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

void LossChart::paintValues(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const auto last = lastSmoothed();
    if (!last)
        return;
    QFont strong = face(Type::Caption);
    strong.setWeight(QFont::DemiBold);
    const auto valueAt = [&](std::size_t index) { return shown(m_smoothed[index], m_points[index]); };
    const auto place = [&](std::size_t index) {
        return QPointF(canvas().toX(m_points[index].epoch), canvas().toY(valueAt(index)));
    };
    const bool isHidden = isLineHidden(mainName());
    const QPointF end = place(*last);
    if (rect.adjusted(-1, -1, 1, 1).contains(end)) {
        if (!isHidden) {
            painter.QPainter::setPen(QPen(t.panel, 1.5));
            painter.setBrush(t.accent);
            painter.drawEllipse(end, 4, 4);
        }
        const QString words = plotNumber(valueAt(*last), decimals());
        const bool hasRoomRight = end.x() + 9 + textWidth(strong, words) <= canvas().width();
        paintLabel(painter, mainName(), hasRoomRight ? end + QPointF(9, 0) : QPointF(rect.right() - 2, end.y() - 14),
                   words, strong, t.text, hasRoomRight ? Side::Left : Side::Right);
    }
    // A loss that rises above guessing has a name, too; one that merely starts there has not.
    const auto guessing = guessingLevel();
    const auto less = [](double a, double b) { return !std::isfinite(a) || (std::isfinite(b) && a < b); };
    const auto peak = static_cast<std::size_t>(std::ranges::max_element(m_smoothed, less) - m_smoothed.begin());
    const double highest = valueAt(peak), margin = 0.1 * visibleY().size();
    if (!isHidden && guessing && peak != *last && m_points[peak].phase == Phase::Search &&
        highest > *guessing + margin && highest > valueAt(0) + margin) {
        const QPointF at = place(peak);
        const QString words = tr("%1, worse than guessing").arg(plotNumber(highest, decimals()));
        if (rect.contains(at) && at.x() + 8 + textWidth(face(Type::Caption), words) < rect.right())
            paintText(painter, at + QPointF(8, -2), words, face(Type::Caption), t.text, t.panel);
    }
}

}  // namespace projectionist
