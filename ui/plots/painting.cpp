// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/painting.h"

#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainterPath>
#include <QTextLayout>

#include <algorithm>
#include <cmath>
#include <optional>

namespace projectionist {

namespace {

bool isRaster(const QPainter& painter)
{
    const auto* engine = painter.paintEngine();
    return engine != nullptr && engine->type() == QPaintEngine::Raster;
}

/// An outline of 3 units about words.
void paintHalo(QPainter& painter, QPointF at, const QString& text, const QFont& font, const QColor& colour)
{
    if (!isRaster(painter)) {
        QPainterPath path;
        path.addText(at, font, text);
        painter.setPen(QPen(colour, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(colour);
        painter.drawPath(path);
        return;
    }
    // The words themselves, moved about: a stroke along the outlines of letters takes many times as long.
    const double ratio = ratioOf(painter), reach = 1.5 * ratio;
    const int most = static_cast<int>(reach);
    painter.setFont(font);
    painter.setPen(colour);
    for (int dy = -most; dy <= most; ++dy) {
        for (int dx = -most; dx <= most; ++dx) {
            const double distance = std::hypot(dx, dy);
            if (distance <= reach && distance > reach - 1.5)
                painter.drawText(at + QPointF(dx, dy) / ratio, text);
        }
    }
}

/// The part of a segment inside a rectangle (Liang and Barsky 1984).
std::optional<std::pair<QPointF, QPointF>> clippedSegment(QPointF a, QPointF b, const QRectF& within)
{
    const QPointF d = b - a;
    double from = 0, to = 1;
    const auto cut = [&](double direction, double distance) {  // direction · t ≤ distance
        if (direction == 0)
            return distance >= 0;
        const double t = distance / direction;
        if (direction < 0)
            from = std::max(from, t);
        else
            to = std::min(to, t);
        return from <= to;
    };
    if (!cut(-d.x(), a.x() - within.left()) || !cut(d.x(), within.right() - a.x()) ||
        !cut(-d.y(), a.y() - within.top()) || !cut(d.y(), within.bottom() - a.y()))
        return {};
    return std::pair(a + from * d, a + to * d);
}

void paintTipGround(QPainter& painter, const QRectF& box)
{
    const Theme& t = theme();
    painter.setPen(t.dark ? thinPen(painter, t.strong) : QPen(Qt::NoPen));
    painter.setBrush(t.tip);
    painter.drawRoundedRect(t.dark ? box.adjusted(0.5, 0.5, -0.5, -0.5) : box, Theme::controlRadius,
                            Theme::controlRadius);
}

}  // namespace

double ratioOf(const QPainter& painter)
{
    // A picture is scaled by the painter, a screen's buffer by its ratio.
    const double scale = painter.transform().m11();
    return painter.device()->devicePixelRatioF() * (scale > 0 ? scale : 1);
}

QPen thinPen(const QPainter& painter, const QColor& colour, Qt::PenStyle style)
{
    if (!isRaster(painter))
        return {colour, 1, style, Qt::FlatCap};
    const double ratio = ratioOf(painter);
    return {colour, std::max(1.0, std::floor(ratio)) / ratio, style, Qt::FlatCap};
}

double snapped(const QPainter& painter, double position)
{
    if (!isRaster(painter))
        return position;
    const double ratio = ratioOf(painter);
    const bool odd = static_cast<int>(std::max(1.0, std::floor(ratio))) % 2 == 1;
    return odd ? (std::floor(position * ratio) + 0.5) / ratio : std::round(position * ratio) / ratio;
}

QPen dashed(QPen pen, const QList<qreal>& lengths)
{
    QList<qreal> pattern;
    for (const double length : lengths)
        pattern.push_back(length / std::max(pen.widthF(), 0.01));
    pen.setDashPattern(pattern);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

double textWidth(const QFont& font, const QString& text)
{
    return QFontMetricsF(font).horizontalAdvance(text);
}

double lineHeight(const QFont& font)
{
    return QFontMetricsF(font).height();
}

void paintText(QPainter& painter, QPointF at, const QString& text, const QFont& font, const QColor& colour,
               const QColor& halo, Side side)
{
    if (text.isEmpty())
        return;
    const QFontMetricsF metrics(font);
    if (side != Side::Left)
        at.rx() -= metrics.horizontalAdvance(text) * (side == Side::Right ? 1.0 : 0.5);
    at.ry() += (metrics.ascent() - metrics.descent()) / 2;
    if (isRaster(painter)) {  // whole device pixels, so that words stand sharp and do not tremble while values move
        const double ratio = ratioOf(painter);
        at = {std::round(at.x() * ratio) / ratio, std::round(at.y() * ratio) / ratio};
    }
    if (halo.isValid())
        paintHalo(painter, at, text, font, halo);
    painter.setFont(font);
    painter.setPen(colour);
    painter.setBrush(Qt::NoBrush);
    painter.drawText(at, text);
}

std::vector<std::vector<QPointF>> clipped(std::span<const QPointF> points, const QRectF& within)
{
    std::vector<std::vector<QPointF>> pieces;
    bool joined = false;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const auto part = clippedSegment(points[i - 1], points[i], within);
        if (!part) {
            joined = false;
            continue;
        }
        if (!joined || pieces.back().back() != part->first)
            pieces.push_back({part->first});
        pieces.back().push_back(part->second);
        joined = part->second == points[i];
    }
    return pieces;
}

void paintPolyline(QPainter& painter, std::span<const QPointF> points, const QRectF& within)
{
    painter.setBrush(Qt::NoBrush);
    for (const auto& piece : clipped(points, within))
        painter.drawPolyline(piece.data(), static_cast<int>(piece.size()));
}

void paintTip(QPainter& painter, QPointF at, const QRectF& frame, const QString& heading,
              std::span<const TipLine> lines)
{
    const Theme& t = theme();
    const QFont plain = face(Type::Small);
    QFont strong = plain;
    strong.setWeight(QFont::DemiBold);
    const double pitch = std::ceil(lineHeight(plain)) + 1;
    double nameWidth = 0, valueWidth = 0;
    bool samples = false;
    for (const auto& line : lines) {
        nameWidth = std::max(nameWidth, textWidth(plain, line.name));
        valueWidth = std::max(valueWidth, textWidth(strong, line.value));
        samples = samples || line.colour.isValid();
    }
    const double sample = samples ? 18 : 0;
    const double inner = std::max(textWidth(plain, heading), sample + nameWidth + 16 + valueWidth);
    const QSizeF size(std::ceil(inner) + 20, pitch * static_cast<double>(lines.size() + 1) + 12);
    double left = at.x() + 10;
    if (left + size.width() > frame.right())
        left = std::max(frame.left(), at.x() - 10 - size.width());
    const double top =
        std::clamp(at.y() - size.height() / 2, frame.top(), std::max(frame.top(), frame.bottom() - size.height()));
    const QRectF box(QPointF(std::round(left), std::round(top)), size);
    paintTipGround(painter, box);
    QColor quiet = t.tipText;
    quiet.setAlphaF(0.75F);
    double y = box.top() + 6 + pitch / 2;
    paintText(painter, {box.left() + 10, y}, heading, plain, quiet);
    for (const auto& line : lines) {
        y += pitch;
        if (line.colour.isValid()) {
            painter.setPen(QPen(line.colour, 2));
            painter.drawLine(QPointF(box.left() + 10, y), QPointF(box.left() + 22, y));
        }
        paintText(painter, {box.left() + 10 + sample, y}, line.name, plain, quiet);
        paintText(painter, {box.right() - 10, y}, line.value, strong, t.tipText, {}, Side::Right);
    }
}

void paintCard(QPainter& painter, QPointF at, const QRectF& frame, const QStringList& lines)
{
    if (lines.isEmpty())
        return;
    const Theme& t = theme();
    const double width = 212;
    struct Row {
        QString text;
        bool isHead;
    };
    std::vector<Row> rows;
    double widest = 0;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QFont rowFace = face(i == 0 ? Type::Strong : Type::Small);
        QTextLayout layout(lines[i], rowFace);
        layout.beginLayout();
        for (auto line = layout.createLine(); line.isValid(); line = layout.createLine()) {
            line.setLineWidth(width);
            rows.push_back({lines[i].mid(line.textStart(), line.textLength()).trimmed(), i == 0});
            widest = std::max(widest, line.naturalTextWidth());
        }
        layout.endLayout();
    }
    const double pitch = std::ceil(lineHeight(face(Type::Body))) + 2;
    const QSizeF size(std::ceil(widest) + 20, pitch * static_cast<double>(rows.size()) + 12);
    QPointF corner(at.x() + 14, at.y() + 14);
    if (corner.x() + size.width() > frame.right())
        corner.setX(at.x() - 14 - size.width());
    if (corner.y() + size.height() > frame.bottom())
        corner.setY(at.y() - 14 - size.height());
    corner = {std::round(std::max(corner.x(), frame.left())), std::round(std::max(corner.y(), frame.top()))};
    const QRectF box(corner, size);
    paintTipGround(painter, box);
    QColor quiet = t.tipText;
    quiet.setAlphaF(0.8F);
    double y = box.top() + 6 + pitch / 2;
    for (const auto& row : rows) {
        paintText(painter, {box.left() + 10, y}, row.text, face(row.isHead ? Type::Strong : Type::Small),
                  row.isHead ? t.tipText : quiet);
        y += pitch;
    }
}

void paintHatching(QPainter& painter, const QRectF& rect)
{
    if (rect.isEmpty())
        return;
    painter.setPen(thinPen(painter, theme().grid));
    const double h = rect.height();
    for (double offset = 7 * std::floor((rect.left() - h) / 7); offset < rect.right(); offset += 7) {
        const QPointF a(offset, rect.bottom()), b(offset + h, rect.top());
        if (const auto part = clippedSegment(a, b, rect))
            painter.drawLine(part->first, part->second);
    }
}

void paintFocus(QPainter& painter, const QRectF& rect)
{
    painter.setPen(QPen(theme().accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), Theme::controlRadius, Theme::controlRadius);
}

}  // namespace projectionist
