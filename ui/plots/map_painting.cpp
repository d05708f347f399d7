// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/map_private.h"
#include "ui/plots/numbers.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace projectionist {

namespace {

constexpr std::size_t mostVectorMarks = 20'000;
constexpr int scaleSteps = 64;
constexpr int labelWidth = 170, roomyHeight = 560, roomyWidth = 700;

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

void MapPlot::Private::paintPicture(double ratio)
{
    const Theme& t = theme();
    const QSize size = (QSizeF(canvas.size()) * ratio).toSize();
    if (!pictureIsStale && picture.size() == size && picture.devicePixelRatio() == ratio)
        return;
    pictureIsStale = false;
    ++painted;
    if (picture.size() != size)
        picture = QImage(size, QImage::Format_RGB32);
    picture.setDevicePixelRatio(1);  // in device pixels while it is filled
    picture.fill(t.panel);
    raster.begin(picture, ratio);

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
        for (int i = 0; i < scaleSteps; ++i) {
            const double at = static_cast<double>(i) / (scaleSteps - 1);
            ramp.push_back(raster.look(MarkShape::Disc, t.sequentialAt(at), edgeOnScale(at)));
        }
        unknown = raster.look(MarkShape::Ring, t.context);
    }
    const double k = scaleNow() * ratio, grown = growth() * ratio;
    const double left = size.width() / 2.0 - centreX * k, top = size.height() / 2.0 + centreY * k;
    const auto pass = [&](bool hitsOnly, bool contextOnly) {
        for (const auto& mark : drawn) {
            const double x = left + mark.x * k, y = top - mark.y * k, radius = mark.radius * grown;
            // Also false for what is not a number.
            const bool inView =
                x > -2 * radius && y > -2 * radius && x < size.width() + 2 * radius && y < size.height() + 2 * radius;
            if (!inView || (hitsOnly && !isHit[mark.point]))
                continue;
            const std::size_t group = groupOf(mark.point);
            if (group < hiddenGroups.size() && hiddenGroups[group])
                continue;
            int look = 0;
            if (contextOnly) {
                look = grey[std::min(group, grey.size() - 1)];
            } else if (scale) {
                const double at = scalePosition(mark.point);
                look = std::isfinite(at) ? ramp[static_cast<std::size_t>(std::lround(at * (scaleSteps - 1)))] : unknown;
            } else {
                look = looks[std::min(group, looks.size() - 1)];
            }
            raster.stamp(x, y, radius, look);
        }
    };
    if (othersGrey) {
        pass(false, true);
        pass(true, false);
    } else {
        pass(false, false);
    }
    picture.setDevicePixelRatio(ratio);
}

void MapPlot::Private::paintVector(QCPPainter& painter)
{
    const Theme& t = theme();
    const QRectF frame(canvas.rect());
    const auto pass = [&](bool hitsOnly, bool contextOnly) {
        for (const auto point : order) {
            if (!isVisible(point) || (hitsOnly && !isHit[point]))
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
    if (othersGrey) {
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
        paintPicture(3);
        painter.drawImage(QRectF(canvas.rect()), picture);
        pictureIsStale = true;
        return;
    }
    paintPicture(painter.device()->devicePixelRatioF());
    painter.drawImage(QPointF(0, 0), picture);
}

QString MapPlot::Private::labelText(std::size_t point) const
{
    const auto index = static_cast<qsizetype>(point);
    return index < points.names.size() ? points.names[index] : QString();
}

QSizeF MapPlot::Private::labelSize(const QString& text, bool strong) const
{
    QFont type = face(Type::Caption);
    if (strong)
        type.setWeight(QFont::DemiBold);
    return {std::ceil(textWidth(type, text)), std::ceil(lineHeight(type))};
}

void MapPlot::Private::updateLabels()
{
    std::vector<DrawnLabel> wanted;
    std::vector<LabelWish> wishes;
    const QRectF frame = QRectF(canvas.rect()).adjusted(4, 4, -4, -4);
    std::vector<bool> known(points.x.size(), false);
    const QFontMetricsF metrics(face(Type::Caption));
    const auto want = [&](std::size_t point, bool strong) {
        if (point >= known.size() || known[point] || !isVisible(point))
            return;
        known[point] = true;
        const QPointF at = toPixel(point);
        const QString name = labelText(point);
        if (name.isEmpty() || !frame.contains(at))
            return;
        const QString text = metrics.elidedText(name, Qt::ElideRight, labelWidth);
        const QSizeF size = labelSize(text, strong);
        const auto last = lastPlaces.find(point);
        const bool ringed = point == selected || isHit[point];
        wanted.push_back({point, 0, size, text, strong, {}});
        wishes.push_back({at, std::max(radiusOf(point), ringed ? 8.0 : 0.0), size,
                          last == lastPlaces.end() ? std::nullopt : std::optional(last->second)});
    };
    if (labelsShown || selected || !hits.empty()) {
        if (selected)
            want(*selected, true);
        for (const auto hit : hits) {
            if (wanted.size() < 200)
                want(hit, false);
        }
        if (labelsShown) {
            for (const auto neighbour : neighbours)
                want(neighbour, false);
            // By ratings; others only fill what is left, so a few hundred are enough to try.
            for (const auto point : order) {
                if (wanted.size() >= 400 || othersGrey)
                    break;
                want(point, false);
            }
        }
    }
    const bool roomy = canvas.width() >= roomyWidth && canvas.height() >= roomyHeight;
    std::vector<QRectF> kept;
    if (!yCaption.isEmpty())
        kept.emplace_back(QPointF(0, 0), QSizeF(textWidth(face(Type::Caption), yCaption) + 24, 26));
    if (!xCaption.isEmpty()) {
        const double width = textWidth(face(Type::Caption), xCaption) + 24;
        kept.emplace_back(canvas.width() - width, canvas.height() - 26, width, 26);
    }
    if (scale)
        kept.emplace_back(0, canvas.height() - 52, 220, 52);
    const auto places = placeLabels(wishes, frame, roomy ? 48 : 18, kept);
    labels.clear();
    lastPlaces.clear();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!places[i])
            continue;
        wanted[i].place = *places[i];
        lastPlaces[wanted[i].point] = *places[i];
        labels.push_back(std::move(wanted[i]));
    }
}

std::vector<MapPlot::Label> MapPlot::labels() const
{
    const auto& d = *m_private;
    std::vector<Label> result;
    for (const auto& label : d.labels) {
        const bool ringed = label.point == d.selected || d.isHit[label.point];
        const LabelWish wish{
            d.toPixel(label.point), std::max(d.radiusOf(label.point), ringed ? 8.0 : 0.0), label.size, {}};
        result.push_back({label.point, labelRect(wish, label.place)});
    }
    return result;
}

void MapPlot::Private::paintLabels(QCPPainter& painter)
{
    const Theme& t = theme();
    const double ratio = ratioOf(painter);
    if (!canvas.exporting && ratio != labelRatio) {
        labelImages.clear();
        labelRatio = ratio;
    }
    if (labelImages.size() > 2000)
        labelImages.clear();
    const auto places = q.labels();
    for (std::size_t i = labels.size(); i-- > 0;) {  // the first lies on top
        const auto& label = labels[i];
        const QRectF& rect = places[i].rect;
        QFont type = face(Type::Caption);
        if (label.strong)
            type.setWeight(QFont::DemiBold);
        const QPointF start(rect.left(), rect.center().y());
        if (canvas.exporting) {
            paintText(painter, start, label.text, type, t.text, t.panel);
            continue;
        }
        // Words with their halo are drawn once and copied while the map moves.
        QImage& image = labelImages[label.strong ? label.text + QChar(1) : label.text];
        if (image.isNull()) {
            image = QImage(((rect.size() + QSizeF(8, 8)) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
            image.setDevicePixelRatio(ratio);
            image.fill(Qt::transparent);
            QPainter words(&image);
            words.setRenderHint(QPainter::Antialiasing);
            paintText(words, {4, 4 + rect.height() / 2}, label.text, type, t.text, t.panel);
        }
        const QPointF corner = rect.topLeft() - QPointF(4, 4);
        painter.drawImage(QPointF(std::round(corner.x() * ratio) / ratio, std::round(corner.y() * ratio) / ratio),
                          image);
    }
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
    return scale->decimals == 0 && value >= 1e5 ? plotShortCount(value) : plotNumber(value, scale->decimals);
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
        if (hit != selected)
            ring(hit, 3, t.accent);
    }
    if (selected)
        ring(*selected, 4, t.text);
}

void MapPlot::Private::paintHover(QCPPainter& painter)
{
    if (!hovered || *hovered >= points.x.size() || panning)
        return;
    const Theme& t = theme();
    paintLines(painter, *hovered, card.linesTo);
    const QPointF at = toPixel(*hovered);
    const double radius = std::max(radiusOf(*hovered) + 4, 7.0);
    painter.setBrush(Qt::NoBrush);
    painter.QPainter::setPen(QPen(t.panel, 4));
    painter.drawEllipse(at, radius, radius);
    painter.QPainter::setPen(QPen(t.text, 2));
    painter.drawEllipse(at, radius, radius);
    paintCard(painter, at, QRectF(canvas.rect()).adjusted(8, 8, -8, -8), card.lines);
}

}  // namespace projectionist
