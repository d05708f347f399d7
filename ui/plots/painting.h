// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QColor>
#include <QFont>
#include <QList>
#include <QPainter>
#include <QPen>
#include <QPointF>
#include <QString>
#include <QStringList>

#include <span>
#include <vector>

namespace projectionist {

/// How charts put things on a painter whose pixels are not whole units: crisp thin lines, words with a halo, cards.

/// font(), under a name that no widget has.
[[nodiscard]] inline QFont face(Type type)
{
    return font(type);
}
[[nodiscard]] double ratioOf(const QPainter& painter);
/// A pen of one unit, rounded down to whole device pixels, at least one.
[[nodiscard]] QPen thinPen(const QPainter& painter, const QColor& colour, Qt::PenStyle style = Qt::SolidLine);
/// Where a line of thinPen() must run to fill whole device pixels.
[[nodiscard]] double snapped(const QPainter& painter, double position);
/// Dashes in units, whatever the pen's width: 5-4 for "most popular" and "guessing", 1-4 for chance, 2-3 for item-kNN,
/// 9-3-2-3 for EASE.
[[nodiscard]] QPen dashed(QPen pen, const QList<qreal>& lengths);

enum class Side { Left, Right, Centre };
/// One line of text. `at`: its vertical middle, at the left end, the right end or the centre (`side` says which end
/// `at` is). With a valid `halo` an outline of 3 px is painted first.
void paintText(QPainter& painter, QPointF at, const QString& text, const QFont& font, const QColor& colour,
               const QColor& halo = {}, Side side = Side::Left);
[[nodiscard]] double textWidth(const QFont& font, const QString& text);
[[nodiscard]] double lineHeight(const QFont& font);

/// A polyline within a rectangle: what lies outside is cut off (vector pictures know no clipping).
void paintPolyline(QPainter& painter, std::span<const QPointF> points, const QRectF& within);
/// The pieces of a polyline inside a rectangle.
[[nodiscard]] std::vector<std::vector<QPointF>> clipped(std::span<const QPointF> points, const QRectF& within);

/// A tooltip within `frame`, 10 px right of `at`, at the left where there is no room. Lines have a name (muted), a
/// value (semibold) and a colour sample if valid.
struct TipLine {
    QString name, value;
    QColor colour;
};
void paintTip(QPainter& painter, QPointF at, const QRectF& frame, const QString& heading,
              std::span<const TipLine> lines);
/// A card: the first line semibold, the others plain, broken at 210 px; beside `at`, within `frame`.
void paintCard(QPainter& painter, QPointF at, const QRectF& frame, const QStringList& lines);

/// Diagonal 1 px lines, 7 px apart, for "not evaluated yet".
void paintHatching(QPainter& painter, const QRectF& rect);
/// 2 px of accent just inside `rect`.
void paintFocus(QPainter& painter, const QRectF& rect);

}  // namespace projectionist
