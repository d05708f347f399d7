// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>

#include <array>
#include <span>

namespace projectionist {

/// Whether a closed polygon encloses a place. Its edges belong to it, and what a line that crosses itself goes round
/// more than once lies inside (as Qt::WindingFill paints it). A polygon of one or two corners is a point or a line;
/// nothing lies in one without corners.
[[nodiscard]] bool encloses(std::span<const QPointF> polygon, QPointF place);

/// The rectangle between two opposite corners, whichever they are.
[[nodiscard]] std::array<QPointF, 4> boxBetween(QPointF corner, QPointF opposite);

}  // namespace projectionist
