// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/format.h"
#include "ui/plots/accuracy_chart.h"
#include "ui/plots/canvas.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace projectionist {

void AccuracyChart::paintGround(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    if (rect.isEmpty())
        return;
    const QFont small = face(Type::Caption);
    const auto hatch = [&](double from, double to, const QString& words) {
        const double left = std::clamp(canvas().toX(from), rect.left(), rect.right());
        const double right = std::clamp(canvas().toX(to), rect.left(), rect.right());
        if (right - left < 1)
            return;
        paintHatching(painter, QRectF(QPointF(left, rect.top()), QPointF(right, rect.bottom())));
        const double width = textWidth(small, words);
        const bool hasBestAtRight = !bestWordsAtLeft() && bestPixel() > left - width;
        const double y = rect.top() + (hasBestAtRight ? 22 : 8);
        if (right - left >= width || left + 6 + width > canvas().width())
            paintText(painter, {std::min((left + right) / 2, canvas().width() - width / 2 - 4), y}, words, small,
                      t.muted, t.panel, Side::Centre);
        else
            paintText(painter, {left + 6, y}, words, small, t.muted, t.panel);
    };
    const double measured = lastMeasured();
    if (m_searchEnd) {
        hatch(*m_searchEnd, *m_searchEnd + m_refit.epochs, tr("refit: trained on all rows, not measured"));
    } else if (m_running && *m_running > measured) {
        const double end = std::max(std::ceil(*m_running - 1e-9), measured + 1);
        hatch(measured, end, tr("epoch %1 not evaluated yet").arg(formatDecimal(end, 0)));
    }
}

void AccuracyChart::paintSeries(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    for (const auto& level : levels()) {
        const double y = snapped(painter, canvas().toY(level.value));
        if (isLineHidden(level.name) || y < rect.top() || y > rect.bottom())
            continue;
        painter.QPainter::setPen(dashed(thinPen(painter, t.muted), level.dashes));
        painter.QPainter::drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y));
        obstacles().lines.push_back({{rect.left(), y}, {rect.right(), y}});
    }
    for (const auto& one : series()) {
        if (isLineHidden(one.name))
            continue;
        std::vector<QPointF> points;
        for (std::size_t i = 0; i < m_epochs.size(); ++i) {
            if (one.values[i])
                points.emplace_back(canvas().toX(m_epochs[i].epoch), canvas().toY(*one.values[i]));
        }
        QColor colour = t.accent;
        if (one.style == Series::Style::Faint)
            colour.setAlphaF(0.6F);
        QPen pen(colour, one.style == Series::Style::Main ? 2.6 : 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
        if (one.style == Series::Style::Dashed)
            pen = dashed(pen, {6, 3});
        painter.QPainter::setPen(pen);
        paintPolyline(painter, points, rect);
        obstacles().lines.push_back(points);
        if (one.style == Series::Style::Dashed && points.size() > 1)
            continue;
        const double room =
            points.size() > 1 ? (points.back().x() - points.front().x()) / double(points.size() - 1) : 99;
        painter.QPainter::setPen(Qt::NoPen);
        painter.setBrush(t.accent);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const bool isLast = i + 1 == points.size();
            if ((room >= 7 || isLast) && rect.adjusted(-1, -1, 1, 1).contains(points[i]))
                painter.drawEllipse(points[i], isLast ? 3.4 : 2.6, isLast ? 3.4 : 2.6);
        }
    }
}

QString AccuracyChart::bestWords() const
{
    return m_bestIsFinal ? tr("best, epoch %1").arg(m_bestEpoch) : tr("best so far, epoch %1").arg(m_bestEpoch);
}

double AccuracyChart::bestPixel() const
{
    return m_bestEpoch == 0 ? -1e6 : canvas().toX(m_bestEpoch);
}

bool AccuracyChart::bestWordsAtLeft() const
{
    const double width = textWidth(face(Type::Caption), bestWords());
    return bestPixel() - 6 - width >= canvas().plotRect().left();
}

void AccuracyChart::paintBest(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    if (m_bestEpoch == 0 || m_bestEpoch < visibleX().lower || m_bestEpoch > visibleX().upper || m_epochs.empty())
        return;
    const double x = snapped(painter, bestPixel());
    painter.QPainter::setPen(thinPen(painter, t.text));
    painter.QPainter::drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()));
    obstacles().lines.push_back({{x, rect.top()}, {x, rect.bottom()}});
    const bool atLeft = bestWordsAtLeft();
    paintText(painter, {x + (atLeft ? -6 : 6), rect.top() + 8}, bestWords(), face(Type::Caption), t.text, t.panel,
              atLeft ? Side::Right : Side::Left);
    const auto best = std::ranges::find(m_epochs, m_bestEpoch, &EpochRecord::epoch);
    for (const auto& one : series()) {
        if (one.style != Series::Style::Main || best == m_epochs.end() || isLineHidden(one.name))
            continue;
        const auto value = one.values[static_cast<std::size_t>(best - m_epochs.begin())];
        if (!value)
            continue;
        const QPointF at(canvas().toX(m_bestEpoch), canvas().toY(*value));
        if (!rect.adjusted(-1, -1, 1, 1).contains(at))
            continue;
        painter.QPainter::setPen(QPen(t.accent, 2));
        painter.setBrush(t.panel);
        painter.drawEllipse(at, 5, 5);
    }
}

void AccuracyChart::paintLabels(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF rect = canvas().plotRect();
    const QFont small = face(Type::Caption);
    QFont strong = small;
    strong.setWeight(QFont::DemiBold);
    if (const auto count = rows(); count > 0)
        canvas().paintUnit(painter, m_hasHoldout
                                        ? tr("of %1 held-out likes").arg(formatCount(count))
                                        : tr("of %1 likes trained on, nothing held out").arg(formatCount(count)));
    const auto curves = series();
    if (curves.empty()) {
        const QString words =
            m_running ? tr("Not evaluated yet: the first epoch is still going on.") : tr("Measured after every epoch.");
        std::vector<Place> places;
        for (const double dy : {0.0, -12.0, 12.0, -24.0, 24.0, -36.0, 36.0, -48.0, 48.0})
            places.push_back({rect.center() + QPointF(0, dy), Side::Centre});
        const Place place = clearestPlace(places, face(Type::Small), words);
        paintText(painter, place.at, words, face(Type::Small), t.muted, t.panel, place.side);
    }
    struct Label {
        QString line;
        QPointF at;
        QString figure;
        QStringList words;
        bool isMain;
    };
    // The label of a hidden line stays within reach.
    const auto withinReach = [&](const QString& name, double y) {
        return isLineHidden(name) ? std::clamp(y, rect.top(), std::max(rect.top(), rect.bottom())) : y;
    };
    const auto widthOf = [&](const Label& label) {
        double width = textWidth(strong, label.figure);
        for (const auto& words : label.words)
            width = std::max(width, textWidth(small, words));
        return width;
    };
    // How far up or down the words at a curve's end clear the other lines.
    const auto wayToClearing = [&](const QRectF& words) {
        constexpr std::array ways{0.0, -6.0, 6.0, -12.0, 12.0, -18.0, 18.0};
        std::vector<QRectF> rects;
        for (const double way : ways)
            rects.push_back(words.adjusted(0, way + 1, 0, way - 1));
        return ways[clearest(rects, obstacles())];
    };
    std::vector<Label> beside, atEnd;  // in the margin, and inside at the ends of lines
    for (const auto& level : levels()) {
        const double y = withinReach(level.name, canvas().toY(level.value));
        if (y >= rect.top() && y <= rect.bottom())
            beside.push_back({level.name, {rect.right() + 6, y}, {}, level.label, false});
    }
    for (const auto& one : curves) {
        const std::size_t last = *one.last();
        const QPointF end(canvas().toX(m_epochs[last].epoch), withinReach(one.name, canvas().toY(*one.values[last])));
        if (!rect.adjusted(-1, -1, 1, 1).contains(end))
            continue;
        const QString figure = formatPercent(*one.values[last], decimalsOf(*one.values[last]));
        const bool isMain = one.style == Series::Style::Main;
        const bool twoLines = isMain && m_hasHoldout;
        Label label{one.name, end + QPointF(10, 0), {}, {}, isMain};
        if (twoLines) {
            label.figure = figure;
            label.words = {one.name};
        } else if (isMain) {
            label.figure = one.name + QStringLiteral("  ") + figure;
        } else {
            label.words = {one.name + QLatin1Char(' ') + figure};
        }
        if (label.at.x() + widthOf(label) <= rect.right() + (beside.empty() ? plainMargin - 4 : 0)) {
            atEnd.push_back(label);
        } else {
            label.at.setX(rect.right() + 6);
            if (twoLines)
                label.words = {tr("seen hidden")};
            else if (!isMain && m_hasHoldout)
                label.words = {tr("seen left in"), figure};
            beside.push_back(label);
        }
    }
    for (auto* group : {&beside, &atEnd}) {
        std::vector<Spread> wanted;
        for (const auto& label : *group) {
            const auto lines = static_cast<double>(label.words.size() + (label.figure.isEmpty() ? 0 : 1));
            wanted.push_back({label.at.y() + (lines > 1 ? 5 : 0), 14 * lines});
        }
        const auto places = spreadApart(wanted, rect.top() - 8, rect.bottom() + 8);
        for (std::size_t i = 0; i < group->size(); ++i) {
            const auto& label = (*group)[i];
            double y = places[i] - wanted[i].height / 2 + 7;
            if (group == &atEnd)
                y += wayToClearing({label.at.x(), places[i] - wanted[i].height / 2, widthOf(label), wanted[i].height});
            if (!label.figure.isEmpty()) {
                paintLabel(painter, label.line, {label.at.x(), y}, label.figure, strong, t.text);
                y += 14;
            }
            for (const auto& words : label.words) {
                paintLabel(painter, label.line, {label.at.x(), y}, words, small, t.muted);
                y += 14;
            }
        }
    }
}

}  // namespace projectionist
