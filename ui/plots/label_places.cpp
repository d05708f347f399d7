// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/label_places.h"

#include <algorithm>
#include <array>

namespace projectionist {

namespace {

constexpr double room = 5;  // between words in one line

}  // namespace

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
