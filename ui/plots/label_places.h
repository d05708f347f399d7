// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace projectionist {

/// A label that wants to stand beside a mark.
struct LabelWish {
    QPointF mark;
    double radius = 0;  ///< Of the mark.
    QSizeF size;
    std::optional<int> lastPlace;  ///< Where it stood before: tried first.
};

/// Places labels in their order: at the right, left, above or below of their marks (0 … 3), the first that touches no
/// placed label and none of `kept`, and lies within `frame`; else nothing. Ends after `most` labels.
[[nodiscard]] std::vector<std::optional<int>> placeLabels(std::span<const LabelWish> wishes, const QRectF& frame,
                                                          std::size_t most, std::span<const QRectF> kept = {});
/// What words in a chart should not lie on: lines, ascending in x or straight, and other words.
struct Obstacles {
    std::vector<std::vector<QPointF>> lines;
    std::vector<QRectF> words;
};
/// Which of the candidates hides the least, of equals the first. There is at least one.
[[nodiscard]] std::size_t clearest(std::span<const QRectF> candidates, const Obstacles& obstacles);

/// Where a label stands in a place.
[[nodiscard]] QRectF labelRect(const LabelWish& wish, int place);

}  // namespace projectionist
