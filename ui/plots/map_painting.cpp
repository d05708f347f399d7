// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/format.h"
#include "ui/plots/map_private.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace projectionist {

namespace {

constexpr std::size_t mostVectorMarks = 20'000;

}  // namespace

QColor MapPlot::Private::edgeOnScale(double position)
{
    const Theme& t = theme();
    return !t.dark && position < 0.25 ? t.strong : QColor();  // the palest would be lost on white
}

double MapPlot::Private::scalePosition(std::size_t point) const
{
    const float value = point < scale->values.size() ? scale->values[point] : std::numeric_limits<float>::quiet_NaN();
    if (!std::isfinite(value))
        return std::numeric_limits<double>::quiet_NaN();
    double low = scale->low, high = scale->high, at = value;
    if (scale->logarithmic) {
        low = std::log(std::max(low, 1e-9));
        high = std::log(std::max(high, 1e-9));
        at = std::log(std::max(at, 1e-9));
    }
    return high > low ? std::clamp((at - low) / (high - low), 0.0, 1.0) : 0.5;
}

QImage MapPlot::Private::paintPicture(double ratio)
{
    const Theme& t = theme();
    const QSize size = (QSizeF(canvas.size()) * ratio).toSize();
    const auto finished = [&] {
        QImage picture = raster.picture();
        picture.setDevicePixelRatio(ratio);
        return picture;
    };
    if (!pictureIsStale && pictureSize == size && pictureRatio == ratio)
        return finished();
    pictureIsStale = false;
    pictureSize = size;
    pictureRatio = ratio;
    ++painted;
    const double k = scaleNow() * ratio, grown = growth() * ratio;
    raster.begin(size, ratio, t.panel, drawn.empty() ? 1 : drawn.front().radius * grown);

    // Looks by group, then the shapes in context grey, or the steps of the scale.
    std::vector<int> looks, grey;
    for (const auto& style : styles) {
        looks.push_back(raster.look(style.shape, style.fill, style.edge));
        grey.push_back(raster.look(style.shape, t.context));
    }
    if (looks.empty()) {
        looks.push_back(raster.look(MarkShape::Disc, t.grey));
        grey.push_back(raster.look(MarkShape::Disc, t.context));
    }
    std::vector<int> ramp;
    int unknown = 0;
    if (scale) {
        for (int i = 0; i < stepsOfScale; ++i) {
            const double at = static_cast<double>(i) / (stepsOfScale - 1);
            ramp.push_back(raster.look(MarkShape::Disc, t.sequentialAt(at), edgeOnScale(at)));
        }
        unknown = raster.look(MarkShape::Ring, t.context);
    }
    const double left = size.width() / 2.0 - centreX * k, top = size.height() / 2.0 + centreY * k;
    const auto pass = [&](bool colouredOnly, bool contextOnly) {
        for (const auto& mark : drawn) {
            if (colouredOnly && !keepsColour(mark.point))
                continue;
            const std::size_t group = groupOf(mark.point);
            if (group < hiddenGroups.size() && hiddenGroups[group])
                continue;
            int look = 0;
            if (contextOnly) {
                look = grey[std::min(group, grey.size() - 1)];
            } else if (scale) {
                const auto step = scaleSteps[mark.point];
                look = step == notOnScale ? unknown : ramp[step];
            } else {
                look = looks[std::min(group, looks.size() - 1)];
            }
            raster.stamp(left + mark.x * k, top - mark.y * k, mark.radius * grown, look);
        }
    };
    if (anyGrey()) {
        pass(false, true);
        pass(true, false);
    } else {
        pass(false, false);
    }
    return finished();
}

void MapPlot::Private::paintVector(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF frame(canvas.rect());
    const auto pass = [&](bool colouredOnly, bool contextOnly) {
        for (const auto point : order) {
            if (!isVisible(point) || (colouredOnly && !keepsColour(point)))
                continue;
            const QPointF at = toPixel(point);
            if (!frame.contains(at))
                continue;
            const std::size_t group = groupOf(point);
            const MarkStyle look = group < styles.size() ? styles[group] : MarkStyle{t.grey, {}, MarkShape::Disc};
            if (contextOnly) {
                paintMark(painter, at, radiusOf(point), look.shape, t.context, {});
            } else if (scale) {
                const double place = scalePosition(point);
                if (std::isfinite(place))
                    paintMark(painter, at, radiusOf(point), MarkShape::Disc, t.sequentialAt(place),
                              place < 0.25 && !t.dark ? t.strong : QColor());
                else
                    paintMark(painter, at, radiusOf(point), MarkShape::Ring, t.context, {});
            } else {
                paintMark(painter, at, radiusOf(point), look.shape, look.fill, look.edge);
            }
        }
    };
    if (anyGrey()) {
        pass(false, true);
        pass(true, false);
    } else {
        pass(false, false);
    }
}

void MapPlot::Private::paintMarks(QCPPainter& painter)
{
    if (points.x.empty()) {
        paintText(painter, QRectF(canvas.rect()).center(), MapPlot::tr("Nothing to draw yet."), face(Type::Small),
                  theme().muted, {}, Side::Centre);
        return;
    }
    if (canvas.exporting && points.x.size() <= mostVectorMarks)
        return paintVector(painter);
    if (canvas.exporting) {  // too many for a vector picture: three pixels to a unit, and the screen's picture is made
                             // anew
        painter.drawImage(QRectF(canvas.rect()), paintPicture(3));
        pictureIsStale = true;
        return;
    }
    painter.drawImage(QPointF(0, 0), paintPicture(painter.device()->devicePixelRatioF()));
}

void MapPlot::Private::paintCaptions(QCPPainter& painter)
{
    const Theme& t = theme();
    const QFont small = face(Type::Caption);
    paintText(painter, {canvas.width() - 12.0, canvas.height() - 14.0}, xCaption, small, t.muted, t.panel, Side::Right);
    paintText(painter, {12, 14}, yCaption, small, t.muted, t.panel);
}

QString MapPlot::Private::scaleWords(double value) const
{
    if (!scale->grouped)
        return QString::number(value, 'f', scale->decimals);
    return scale->decimals == 0 && value >= 1e5 ? formatShortCount(value) : formatDecimal(value, scale->decimals);
}

void MapPlot::Private::paintColourBar(QCPPainter& painter)
{
    if (!scale || points.x.empty())
        return;
    const Theme& t = theme();
    const QFont small = face(Type::Caption);
    const QRectF bar(12, canvas.height() - 32.0, 180, 8);
    painter.QPainter::setPen(Qt::NoPen);
    painter.setBrush(t.panel);
    painter.drawRect(QRectF(0, canvas.height() - 54.0, 212, 54));
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    for (std::size_t i = 0; i < t.sequential.size(); ++i)
        gradient.setColorAt(static_cast<double>(i) / static_cast<double>(t.sequential.size() - 1), t.sequential[i]);
    painter.setBrush(gradient);
    painter.drawRect(bar);
    paintText(painter, {bar.left(), bar.top() - 9}, scale->caption, small, t.faint);
    const double middle = scale->logarithmic ? std::sqrt(std::max(scale->low, 1e-9) * std::max(scale->high, 1e-9))
                                             : (scale->low + scale->high) / 2;
    const double unit = scale->decimals == 0 ? 1 : std::pow(10.0, -scale->decimals);
    paintText(painter, {bar.left(), bar.bottom() + 10}, scaleWords(scale->low), small, t.muted);
    paintText(painter, {bar.center().x(), bar.bottom() + 10}, scaleWords(std::round(middle / unit) * unit), small,
              t.muted, {}, Side::Centre);
    paintText(painter, {bar.right(), bar.bottom() + 10}, scaleWords(scale->high), small, t.muted, {}, Side::Right);
}

void MapPlot::Private::paintLines(QCPPainter& painter, std::size_t from, const std::vector<std::size_t>& to)
{
    if (!linesShown)
        return;
    const QRectF frame(canvas.rect());
    painter.QPainter::setPen(thinPen(painter, theme().muted));
    for (const auto point : to) {
        if (point >= points.x.size() || !isVisible(point))
            continue;
        const std::array line{toPixel(from), toPixel(point)};
        paintPolyline(painter, line, frame);
    }
}

void MapPlot::Private::paintSelection(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF frame = QRectF(canvas.rect()).adjusted(-12, -12, 12, 12);
    if (selected && isVisible(*selected))
        paintLines(painter, *selected, neighbours);
    painter.setBrush(Qt::NoBrush);
    const auto ring = [&](std::size_t point, double beyond, const QColor& colour) {
        const QPointF at = toPixel(point);
        if (!isVisible(point) || !frame.contains(at))
            return;
        const double radius = std::max(radiusOf(point) + beyond, 6.0);
        painter.QPainter::setPen(QPen(t.panel, 4));
        painter.drawEllipse(at, radius, radius);
        painter.QPainter::setPen(QPen(colour, 2));
        painter.drawEllipse(at, radius, radius);
    };
    for (const auto hit : hits) {
        if (!isSelected(hit))
            ring(hit, 3, t.accent);
    }
    for (const auto& point : {otherSelected, selected}) {
        if (point)
            ring(*point, 4, t.text);
    }
}

void MapPlot::Private::paintHover(QCPPainter& painter)
{
    if (!hovered || *hovered >= points.x.size() || panning)
        return;
    const Theme& t = theme();
    paintLines(painter, *hovered, hoveredNeighbours);
    const QPointF at = toPixel(*hovered);
    const double radius = std::max(radiusOf(*hovered) + 4, 7.0);
    painter.setBrush(Qt::NoBrush);
    painter.QPainter::setPen(QPen(t.panel, 4));
    painter.drawEllipse(at, radius, radius);
    painter.QPainter::setPen(QPen(t.text, 2));
    painter.drawEllipse(at, radius, radius);
    paintCard(painter, at, QRectF(canvas.rect()).adjusted(8, 8, -8, -8), card);
}

}  // namespace projectionist
