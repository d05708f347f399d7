// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace projectionist {

/// Points in the plane, sorted into squares, to find the one nearest to a place without looking at all of them. Points
/// that are not finite are left out.
class PointGrid {
public:
    PointGrid() = default;
    PointGrid(std::span<const float> x, std::span<const float> y);

    /// All of them, square by square.
    [[nodiscard]] std::span<const std::uint32_t> points() const { return m_points; }
    [[nodiscard]] std::optional<QRectF> bounds() const { return m_bounds; }  ///< Nothing without points.

    /// The point nearest to (x, y) within `reach` for which `counts` is true; ties: the lower index.
    [[nodiscard]] std::optional<std::size_t> nearest(double x, double y, double reach,
                                                     const std::function<bool(std::size_t)>& counts) const;

    /// Every point that a polygon encloses (see encloses()), in the order of points(). Only points in squares that the
    /// polygon's edges cross are looked at one by one.
    void inside(std::span<const QPointF> polygon, const std::function<void(std::size_t)>& found) const;

private:
    [[nodiscard]] std::ptrdiff_t cell(double value, double low) const;

    std::vector<float> m_x, m_y;
    std::vector<std::uint32_t> m_begin,
        m_points;  ///< Points of square i: m_points[m_begin[i]] … m_points[m_begin[i + 1]).
    std::optional<QRectF> m_bounds;
    double m_lowX = 0, m_lowY = 0, m_side = 1;
    std::ptrdiff_t m_columns = 0, m_rows = 0;
};

}  // namespace projectionist
