// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/mark_raster.h"

#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace projectionist {

namespace {

constexpr std::size_t mostLooks = 300, mostBlocks = 400'000;
constexpr int pixelsToBlock = 4;
constexpr QRgb opaque = 0xFF000000;
constexpr double halfEdge = 0.5, insideEdge = 0.35;  // of an edge's width, and how far its middle lies inside

double strokeOf(double radius)
{
    return std::clamp(radius * 0.5, 1.2, 2.4);
}

/// How far a point lies outside the outline of a mark about the origin (negative: inside); along corners as mitres do.
/// `unit`: device pixels to a unit. The shapes are those of paintMark().
double beyond(MarkShape shape, double x, double y, double radius, double unit)
{
    x = std::abs(x);
    const auto triangle = [x, radius](double down) {
        return std::max(down - 0.9 * radius, (2.0 * x - 1.15 * (down + 1.1 * radius)) / std::hypot(2.0, 1.15));
    };
    const double stroke = strokeOf(radius / unit) * unit;
    switch (shape) {
    case MarkShape::Disc:
        return std::hypot(x, y) - radius;
    case MarkShape::Ring:
        return std::abs(std::hypot(x, y) - std::max(radius - stroke / 2, 0.6 * unit)) - stroke / 2;
    case MarkShape::Square:
        return std::max(x, std::abs(y)) - 0.9 * radius;
    case MarkShape::Diamond:
        return (x + std::abs(y) - 1.25 * radius) / std::numbers::sqrt2;
    case MarkShape::Triangle:
        return triangle(y);
    case MarkShape::TriangleDown:
        return triangle(-y);
    case MarkShape::Cross:
        break;
    }
    const double along = std::abs(x + y) / std::numbers::sqrt2, across = std::abs(x - y) / std::numbers::sqrt2;
    return std::max(std::max(along, across) - 0.9 * radius * std::numbers::sqrt2, std::min(along, across) - stroke / 2);
}

}  // namespace

void paintMark(QPainter& painter, QPointF centre, double radius, MarkShape shape, const QColor& fill,
               const QColor& edge)
{
    const bool hasEdge = edge.isValid() && edge.alpha() > 0;
    const double r = hasEdge ? radius - insideEdge : radius;
    const auto at = [&](double x, double y) { return centre + QPointF(x, y) * r; };
    painter.setPen(hasEdge ? QPen(edge, 1, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin) : QPen(Qt::NoPen));
    painter.setBrush(fill);
    const double stroke = strokeOf(radius);
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

int MarkRaster::reachOf(double radius) const
{
    return static_cast<int>(std::ceil(radius * 1.3 + m_ratio)) + 1;
}

void MarkRaster::begin(QSize size, double ratio, const QColor& ground, double largest)
{
    if (ratio != m_ratio || m_looks.size() > mostLooks || m_blocks.size() > mostBlocks) {
        m_looks.clear();
        m_stamps.clear();
        m_blocks.clear();
        m_ratio = ratio;
    }
    m_largestStep = std::clamp(static_cast<int>(std::ceil(largest * parts)), 2, radii - 1);
    m_reach = reachOf(static_cast<double>(m_largestStep) / parts);
    m_margin = 2 * m_reach + pixelsToBlock;
    m_size = size.expandedTo({0, 0});
    m_pitch = m_size.width() + 2 * m_margin;
    m_pixels.assign(static_cast<std::size_t>(m_pitch * (m_size.height() + 2 * m_margin)), ground.rgb() | opaque);
}

QImage MarkRaster::picture() const
{
    const auto* first = reinterpret_cast<const uchar*>(m_pixels.data() + m_margin * m_pitch + m_margin);
    return m_size.isEmpty() ? QImage()
                            : QImage(first, m_size.width(), m_size.height(), m_pitch * qsizetype{sizeof(QRgb)},
                                     QImage::Format_RGB32);
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
    const bool hasEdge = look.edge != 0;
    const double inner = static_cast<double>(radius) / parts - (hasEdge ? insideEdge * m_ratio : 0);
    const double centreX = (place % parts + 0.5) / parts, centreY = (place / parts + 0.5) / parts;
    const auto covered = [](double distance) { return std::clamp(0.5 - distance, 0.0, 1.0); };
    const auto pixelAt = [&](int x, int y) {
        const double distance = beyond(look.shape, x + 0.5 - centreX, y + 0.5 - centreY, inner, m_ratio);
        const double edge = hasEdge ? covered(std::abs(distance) - halfEdge * m_ratio) : 0;
        const double fill = covered(distance) * (1 - edge);
        const auto channel = [&](int shift) {
            const double value = fill * ((look.fill >> shift) & 0xFF) + edge * ((look.edge >> shift) & 0xFF);
            return static_cast<QRgb>(value + 0.5) << shift;
        };
        const auto alpha = static_cast<QRgb>((fill + edge) * 255 + 0.5);
        return (alpha << 24) | channel(16) | channel(8) | channel(0);
    };
    const int reach = reachOf(static_cast<double>(radius) / parts), side = 2 * reach + 1;
    std::vector<QRgb> pixels;
    QRect used;
    for (int y = -reach; y <= reach; ++y) {
        for (int x = -reach; x <= reach; ++x) {
            pixels.push_back(pixelAt(x, y));
            if (pixels.back() != 0)
                used |= QRect(x, y, 1, 1);
        }
    }
    const Stamp stamp{.firstBlock = static_cast<std::int32_t>(m_blocks.size()),
                      .left = static_cast<std::int16_t>(used.left()),
                      .top = static_cast<std::int16_t>(used.top()),
                      .across = static_cast<std::int16_t>((used.width() + pixelsToBlock - 1) / pixelsToBlock),
                      .rows = static_cast<std::int16_t>(used.height())};
    for (int y = used.top(); y <= used.bottom(); ++y) {
        for (int x = used.left(); x < used.left() + pixelsToBlock * stamp.across; ++x) {
            const bool isInside = x <= reach;
            const QRgb pixel = isInside ? pixels[static_cast<std::size_t>((y + reach) * side + x + reach)] : 0;
            const QRgb colour = pixel & ~opaque, alpha = pixel >> 24;
            const auto rest = static_cast<std::uint16_t>(256 - alpha - (alpha >> 7));
            const std::uint16_t both[]{rest, rest};
            const int lane = (x - used.left()) % pixelsToBlock;
            if (lane == 0)
                m_blocks.emplace_back();
            std::memcpy(reinterpret_cast<char*>(&m_blocks.back().colour) + lane * 4, &colour, 4);
            std::memcpy(reinterpret_cast<char*>(&m_blocks.back().rest) + lane * 4, both, 4);
        }
    }
    m_stamps.push_back(stamp);
    return static_cast<std::int32_t>(m_stamps.size()) - 1;
}

void MarkRaster::stamp(double x, double y, double radius, int look)
{
    // Also false for what is not a number.
    const bool isNear = x > -m_reach && y > -m_reach && x < m_size.width() + m_reach && y < m_size.height() + m_reach;
    if (!isNear)
        return;
    const double floorX = std::floor(x), floorY = std::floor(y);
    const int step = std::clamp(static_cast<int>(radius * parts + 0.5), 2, m_largestStep);
    const int place = static_cast<int>((y - floorY) * parts) * parts + static_cast<int>((x - floorX) * parts);
    Look& chosen = m_looks[static_cast<std::size_t>(look)];
    std::int32_t& index = chosen.stamps[static_cast<std::size_t>(step * places + place)];
    if (index < 0)
        index = make(chosen, step, place);
    const Stamp stamp = m_stamps[static_cast<std::size_t>(index)];
    const Block* block = m_blocks.data() + stamp.firstBlock;
    QRgb* row = m_pixels.data() + (static_cast<std::ptrdiff_t>(floorY) + stamp.top + m_margin) * m_pitch +
                static_cast<std::ptrdiff_t>(floorX) + stamp.left + m_margin;
    constexpr QRgb alphas[]{opaque, opaque, opaque, opaque};
    Lanes full;
    std::memcpy(&full, alphas, sizeof full);
    for (int rows = stamp.rows; rows > 0; --rows, row += m_pitch) {
        QRgb* at = row;
        for (int across = stamp.across; across > 0; --across, ++block, at += pixelsToBlock) {
            // A channel in each half of a lane; their sums stay below 256, since what is kept of the ground is cut off.
            Lanes ground;
            std::memcpy(&ground, at, sizeof ground);
            const Lanes low = ((ground & 0xFF) * block->rest) >> 8, high = ((ground >> 8) * block->rest) & 0xFF00;
            ground = ((low | high) + block->colour) | full;
            std::memcpy(at, &ground, sizeof ground);
        }
    }
}

}  // namespace projectionist
