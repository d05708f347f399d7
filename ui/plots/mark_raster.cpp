// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/mark_raster.h"

#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

constexpr std::size_t mostLooks = 300, mostPixels = 4'000'000;

/// A premultiplied colour over an opaque ground: red and blue side by side in one product, green alone in another.
inline QRgb over(QRgb ground, QRgb colour)
{
    const std::uint32_t alpha = colour >> 24, rest = 256 - alpha - (alpha >> 7);
    const std::uint32_t redBlue = (((ground & 0xFF00FF) * rest) >> 8) & 0xFF00FF;
    const std::uint32_t green = (((ground & 0x00FF00) * rest) >> 8) & 0x00FF00;
    return 0xFF000000 | ((redBlue | green) + (colour & 0xFFFFFF));
}

}  // namespace

void paintMark(QPainter& painter, QPointF centre, double radius, MarkShape shape, const QColor& fill,
               const QColor& edge)
{
    const bool hasEdge = edge.isValid() && edge.alpha() > 0;
    const double r = hasEdge ? radius - 0.35 : radius;
    const auto at = [&](double x, double y) { return centre + QPointF(x, y) * r; };
    painter.setPen(hasEdge ? QPen(edge, 1, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin) : QPen(Qt::NoPen));
    painter.setBrush(fill);
    const double stroke = std::clamp(radius * 0.5, 1.2, 2.4);
    switch (shape) {
    case MarkShape::Disc:
        painter.drawEllipse(centre, r, r);
        break;
    case MarkShape::Ring:
        painter.setPen(QPen(fill, stroke));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(centre, std::max(radius - stroke / 2, 0.6), std::max(radius - stroke / 2, 0.6));
        break;
    case MarkShape::Square:
        painter.drawRect(QRectF(at(-0.9, -0.9), at(0.9, 0.9)));
        break;
    case MarkShape::Diamond:
        painter.drawPolygon(QPolygonF({at(0, -1.25), at(1.25, 0), at(0, 1.25), at(-1.25, 0)}));
        break;
    case MarkShape::Triangle:
        painter.drawPolygon(QPolygonF({at(0, -1.1), at(1.15, 0.9), at(-1.15, 0.9)}));
        break;
    case MarkShape::TriangleDown:
        painter.drawPolygon(QPolygonF({at(0, 1.1), at(1.15, -0.9), at(-1.15, -0.9)}));
        break;
    case MarkShape::Cross:
        painter.setPen(QPen(fill, stroke, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(centre + QPointF(-0.9, -0.9) * radius, centre + QPointF(0.9, 0.9) * radius);
        painter.drawLine(centre + QPointF(-0.9, 0.9) * radius, centre + QPointF(0.9, -0.9) * radius);
        break;
    }
}

void MarkRaster::begin(QImage& image, double ratio)
{
    m_bits = reinterpret_cast<QRgb*>(image.bits());
    m_pitch = image.bytesPerLine() / static_cast<std::ptrdiff_t>(sizeof(QRgb));
    m_width = image.width();
    m_height = image.height();
    if (ratio != m_ratio || m_looks.size() > mostLooks || m_pixels.size() > mostPixels) {
        m_looks.clear();
        m_stamps.clear();
        m_runs.clear();
        m_pixels.clear();
        m_ratio = ratio;
    }
}

int MarkRaster::look(MarkShape shape, const QColor& fill, const QColor& edge)
{
    const bool hasEdge = edge.isValid() && edge.alpha() > 0 && shape != MarkShape::Ring && shape != MarkShape::Cross;
    const QRgb fillColour = fill.rgb(), edgeColour = hasEdge ? edge.rgb() : 0;
    const auto found = std::ranges::find_if(m_looks, [&](const Look& other) {
        return other.shape == shape && other.fill == fillColour && other.edge == edgeColour;
    });
    if (found != m_looks.end())
        return static_cast<int>(found - m_looks.begin());
    m_looks.push_back({shape, fillColour, edgeColour, std::vector<std::int32_t>(std::size_t{radii} * places, -1)});
    return static_cast<int>(m_looks.size()) - 1;
}

std::int32_t MarkRaster::make(const Look& look, int radius, int place)
{
    const double pixels = static_cast<double>(radius) / parts;
    const int half = static_cast<int>(std::ceil(pixels * 1.3 + m_ratio)) + 1;
    const int side = 2 * half + 1;
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(m_ratio, m_ratio);
    const QPointF centre((half + (place % parts + 0.5) / parts) / m_ratio,
                         (half + (place / parts + 0.5) / parts) / m_ratio);
    paintMark(painter, centre, pixels / m_ratio, look.shape, QColor::fromRgb(look.fill),
              look.edge != 0 ? QColor::fromRgb(look.edge) : QColor());
    painter.end();
    Stamp stamp{static_cast<std::int32_t>(m_runs.size()), 0, half};
    for (int y = 0; y < side; ++y) {
        const auto* row = reinterpret_cast<const QRgb*>(image.constScanLine(y));
        const auto* first = std::find_if(row, row + side, [](QRgb pixel) { return pixel != 0; });
        const auto* last = row + side;
        while (last != first && *(last - 1) == 0)
            --last;
        if (first == last)
            continue;
        m_runs.push_back({static_cast<std::int16_t>(y - half), static_cast<std::int16_t>(first - row - half),
                          static_cast<std::int32_t>(last - first), static_cast<std::int32_t>(m_pixels.size())});
        m_pixels.insert(m_pixels.end(), first, last);
        ++stamp.runs;
    }
    m_stamps.push_back(stamp);
    return static_cast<std::int32_t>(m_stamps.size()) - 1;
}

void MarkRaster::stamp(double x, double y, double radius, int look)
{
    const double floorX = std::floor(x), floorY = std::floor(y);
    const int column = static_cast<int>(floorX), line = static_cast<int>(floorY);
    const int step = std::clamp(static_cast<int>(radius * parts + 0.5), 2, radii - 1);
    const int place = static_cast<int>((y - floorY) * parts) * parts + static_cast<int>((x - floorX) * parts);
    Look& chosen = m_looks[static_cast<std::size_t>(look)];
    std::int32_t& index = chosen.stamps[static_cast<std::size_t>(step * places + place)];
    if (index < 0)
        index = make(chosen, step, place);
    const Stamp stamp = m_stamps[static_cast<std::size_t>(index)];
    const bool whole =
        column >= stamp.reach && line >= stamp.reach && column + stamp.reach < m_width && line + stamp.reach < m_height;
    const Run* run = m_runs.data() + stamp.firstRun;
    const QRgb* const pixels = m_pixels.data();
    for (const Run* const end = run + stamp.runs; run != end; ++run) {
        const QRgb* source = pixels + run->firstPixel;
        int from = column + run->column, length = run->length;
        if (!whole) {
            if (line + run->line < 0 || line + run->line >= m_height)
                continue;
            const int cut = std::max(0, -from);
            source += cut;
            from += cut;
            length = std::min(length - cut, m_width - from);
        }
        QRgb* target = m_bits + (line + run->line) * m_pitch + from;
        for (int i = 0; i < length; ++i)
            target[i] = over(target[i], source[i]);
    }
}

}  // namespace projectionist
