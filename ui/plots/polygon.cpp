// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/polygon.h"

#include <algorithm>

namespace projectionist {

bool encloses(std::span<const QPointF> polygon, QPointF place)
{
    int turns = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const QPointF &a = polygon[i], &b = polygon[(i + 1) % polygon.size()];
        const double side = (b.x() - a.x()) * (place.y() - a.y()) - (b.y() - a.y()) * (place.x() - a.x());
        const auto [low, high] = std::minmax({a.y(), b.y()});
        const auto [left, right] = std::minmax({a.x(), b.x()});
        if (side == 0 && place.x() >= left && place.x() <= right && place.y() >= low && place.y() <= high)
            return true;
        if (a.y() <= place.y() && b.y() > place.y())
            turns += side > 0 ? 1 : 0;
        else if (b.y() <= place.y() && a.y() > place.y())
            turns -= side < 0 ? 1 : 0;
    }
    return turns != 0;
}

std::array<QPointF, 4> boxBetween(QPointF corner, QPointF opposite)
{
    return {corner, QPointF(opposite.x(), corner.y()), opposite, QPointF(corner.x(), opposite.y())};
}

}  // namespace projectionist
