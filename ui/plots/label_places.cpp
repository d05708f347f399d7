// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/label_places.h"

#include "ui/plots/painting.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace projectionist {

namespace {

constexpr double room = 5;             // between words in one line
constexpr double margin = 2;           // about words, that lines should leave free
constexpr double dearnessOfWords = 4;  // words over words are worse than words over a line

/// Length of the lines that a rectangle would hide, and of the words.
double hiddenBy(const QRectF& rect, const Obstacles& obstacles)
{
    double hidden = 0;
    const QRectF wide = rect.adjusted(-margin, -margin, margin, margin);
    for (const auto& line : obstacles.lines) {
        for (std::size_t i = 1; i < line.size(); ++i) {
            const auto [left, right] = std::minmax({line[i - 1].x(), line[i].x()});
            const auto [top, bottom] = std::minmax({line[i - 1].y(), line[i].y()});
            if (right < wide.left() || left > wide.right() || bottom < wide.top() || top > wide.bottom())
                continue;
            for (const auto& piece : clipped(std::span(line).subspan(i - 1, 2), wide)) {
                const QPointF way = piece.back() - piece.front();
                hidden += std::hypot(way.x(), way.y());
            }
        }
    }
    for (const auto& words : obstacles.words) {
        const QRectF common = words & rect;
        hidden += common.isEmpty() ? 0 : dearnessOfWords * (common.width() + common.height());
    }
    return hidden;
}

}  // namespace

std::size_t clearest(std::span<const QRectF> candidates, const Obstacles& obstacles)
{
    std::size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < candidates.size() && least > 0; ++i) {
        if (const double hidden = hiddenBy(candidates[i], obstacles); hidden < least) {
            least = hidden;
            best = i;
        }
    }
    return best;
}

QRectF labelRect(const LabelWish& wish, int place)
{
    const double gap = wish.radius + 3;
    QPointF corner = wish.mark - QPointF(wish.size.width() / 2, wish.size.height() / 2);
    switch (place) {
    case 0:
        corner.setX(wish.mark.x() + gap);
        break;
    case 1:
        corner.setX(wish.mark.x() - gap - wish.size.width());
        break;
    case 2:
        corner.setY(wish.mark.y() - gap - wish.size.height() + 2);
        break;
    default:
        corner.setY(wish.mark.y() + gap - 2);
        break;
    }
    return {corner, wish.size};
}

std::vector<std::optional<int>> placeLabels(std::span<const LabelWish> wishes, const QRectF& frame, std::size_t most,
                                            std::span<const QRectF> kept)
{
    std::vector<std::optional<int>> places(wishes.size());
    std::vector<QRectF> taken(kept.begin(), kept.end());
    std::size_t placed = 0;
    for (std::size_t i = 0; i < wishes.size() && placed < most; ++i) {
        std::array order{0, 1, 2, 3};
        if (const auto last = wishes[i].lastPlace)
            std::rotate(order.begin(), std::ranges::find(order, *last), std::ranges::find(order, *last) + 1);
        for (const int place : order) {
            const QRectF rect = labelRect(wishes[i], place);
            if (!frame.contains(rect) || std::ranges::any_of(taken, [&](const QRectF& other) {
                    return other.intersects(rect.adjusted(-room, 0, room, 0));
                }))
                continue;
            places[i] = place;
            taken.push_back(rect);
            ++placed;
            break;
        }
    }
    return places;
}

}  // namespace projectionist
