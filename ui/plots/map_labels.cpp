// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/map_private.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

constexpr int labelWidth = 170, roomyHeight = 560, roomyWidth = 700;

}  // namespace

const MapPlot::Private::LabelWords& MapPlot::Private::wordsOf(std::size_t point, bool strong)
{
    auto& words = labelWords[2 * point + (strong ? 1 : 0)];
    const auto index = static_cast<qsizetype>(point);
    if (words.size.isEmpty() && index < points.names.size()) {
        QFont type = face(Type::Caption);
        if (strong)
            type.setWeight(QFont::DemiBold);
        words.text = QFontMetricsF(type).elidedText(points.names[index], Qt::ElideRight, labelWidth);
        words.size = {std::ceil(textWidth(type, words.text)), std::ceil(lineHeight(type))};
    }
    return words;
}

void MapPlot::Private::updateLabels()
{
    labelsAreStale = false;
    std::vector<DrawnLabel> wanted;
    std::vector<LabelWish> wishes;
    const QRectF frame = QRectF(canvas.rect()).adjusted(4, 4, -4, -4);
    std::vector<bool> known(points.x.size(), false);
    const auto want = [&](std::size_t point, bool strong) {
        if (point >= known.size() || known[point] || !isVisible(point))
            return;
        known[point] = true;
        const QPointF at = toPixel(point);
        if (!frame.contains(at))
            return;
        const auto& [text, size] = wordsOf(point, strong);
        if (text.isEmpty())
            return;
        const auto last = lastPlaces.find(point);
        const bool ringed = isSelected(point) || isHit[point];
        wanted.push_back({point, 0, size, text, strong});
        wishes.push_back({at, std::max(radiusOf(point), ringed ? 8.0 : 0.0), size,
                          last == lastPlaces.end() ? std::nullopt : std::optional(last->second)});
    };
    if (labelsShown || selected || otherSelected || !hits.empty()) {
        for (const auto& point : {selected, otherSelected}) {
            if (point)
                want(*point, true);
        }
        for (const auto hit : hits) {
            if (wanted.size() < 200)
                want(hit, false);
        }
        if (labelsShown) {
            for (const auto neighbour : neighbours)
                want(neighbour, false);
            // By ratings; others only fill what is left, so a few hundred are enough to try.
            for (const auto point : order) {
                if (wanted.size() >= 400 || chosen.empty())
                    break;
                if (isChosen[point])
                    want(point, false);
            }
            for (const auto point : order) {
                if (wanted.size() >= 400 || (othersGrey && chosen.empty()))
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
    auto& d = *m_private;
    if (d.labelsAreStale)
        d.updateLabels();
    std::vector<Label> result;
    for (const auto& label : d.labels) {
        const bool ringed = d.isSelected(label.point) || d.isHit[label.point];
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
        const bool isContext =
            !chosen.empty() && !isChosen[label.point] && !isSelected(label.point) && !isHit[label.point];
        const QColor colour = isContext ? t.muted : t.text;
        if (canvas.exporting) {
            paintText(painter, start, label.text, type, colour, t.panel);
            continue;
        }
        // Words with their halo are drawn once and copied while the map moves.
        QImage& image = labelImages[label.text + QChar((label.strong ? 1 : 0) + (isContext ? 2 : 0))];
        if (image.isNull()) {
            image = QImage(((rect.size() + QSizeF(8, 8)) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
            image.setDevicePixelRatio(ratio);
            image.fill(Qt::transparent);
            QPainter words(&image);
            words.setRenderHint(QPainter::Antialiasing);
            paintText(words, {4, 4 + rect.height() / 2}, label.text, type, colour, t.panel);
        }
        const QPointF corner = rect.topLeft() - QPointF(4, 4);
        painter.drawImage(QPointF(std::round(corner.x() * ratio) / ratio, std::round(corner.y() * ratio) / ratio),
                          image);
    }
}

}  // namespace projectionist
