// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/point_grid.h"

#include "ui/plots/polygon.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace projectionist {

PointGrid::PointGrid(std::span<const float> x, std::span<const float> y)
    : m_x(x.begin(), x.end()), m_y(y.begin(), y.end())
{
    double highX = -std::numeric_limits<double>::infinity(), highY = highX;
    m_lowX = m_lowY = std::numeric_limits<double>::infinity();
    std::size_t count = 0;
    const auto isFinite = [&](std::size_t i) { return std::isfinite(m_x[i]) && std::isfinite(m_y[i]); };
    for (std::size_t i = 0; i < m_x.size(); ++i) {
        if (!isFinite(i))
            continue;
        ++count;
        m_lowX = std::min<double>(m_lowX, m_x[i]);
        m_lowY = std::min<double>(m_lowY, m_y[i]);
        highX = std::max<double>(highX, m_x[i]);
        highY = std::max<double>(highY, m_y[i]);
    }
    if (count == 0) {
        m_lowX = m_lowY = 0;
        return;
    }
    // Some two points to a square, were they spread evenly; never more squares than that, however long and thin the
    // cloud.
    const double width = highX - m_lowX, height = highY - m_lowY;
    m_bounds = QRectF(m_lowX, m_lowY, width, height);
    const double squares = std::max(static_cast<double>(count) / 2, 1.0);
    m_side = std::max({std::sqrt(width * height / squares), std::max(width, height) / squares, 1e-300});
    m_columns = cell(highX, m_lowX) + 1;
    m_rows = cell(highY, m_lowY) + 1;
    m_begin.assign(static_cast<std::size_t>(m_columns * m_rows) + 1, 0);
    const auto squareOf = [&](std::size_t i) {
        return static_cast<std::size_t>(cell(m_y[i], m_lowY) * m_columns + cell(m_x[i], m_lowX));
    };
    for (std::size_t i = 0; i < m_x.size(); ++i) {
        if (isFinite(i))
            ++m_begin[squareOf(i) + 1];
    }
    for (std::size_t i = 1; i < m_begin.size(); ++i)
        m_begin[i] += m_begin[i - 1];
    m_points.resize(count);
    std::vector<std::uint32_t> next(m_begin.begin(), m_begin.end() - 1);
    for (std::size_t i = 0; i < m_x.size(); ++i) {
        if (isFinite(i))
            m_points[next[squareOf(i)]++] = static_cast<std::uint32_t>(i);
    }
}

std::ptrdiff_t PointGrid::cell(double value, double low) const
{
    return static_cast<std::ptrdiff_t>(std::floor(std::clamp((value - low) / m_side, -1.0, 1e9)));
}

std::optional<std::size_t> PointGrid::nearest(double x, double y, double reach,
                                              const std::function<bool(std::size_t)>& counts) const
{
    std::optional<std::size_t> best;
    double bestDistance = reach * reach;
    const auto fromColumn = std::max<std::ptrdiff_t>(cell(x - reach, m_lowX), 0);
    const auto toColumn = std::min(cell(x + reach, m_lowX), m_columns - 1);
    const auto fromRow = std::max<std::ptrdiff_t>(cell(y - reach, m_lowY), 0);
    const auto toRow = std::min(cell(y + reach, m_lowY), m_rows - 1);
    for (auto row = fromRow; row <= toRow; ++row) {
        for (auto column = fromColumn; column <= toColumn; ++column) {
            const auto square = static_cast<std::size_t>(row * m_columns + column);
            for (auto i = m_begin[square]; i < m_begin[square + 1]; ++i) {
                const std::size_t point = m_points[i];
                const double dx = m_x[point] - x, dy = m_y[point] - y, distance = dx * dx + dy * dy;
                const bool isNearer = distance < bestDistance || (distance == bestDistance && (!best || point < *best));
                if (isNearer && counts(point)) {
                    best = point;
                    bestDistance = distance;
                }
            }
        }
    }
    return best;
}

void PointGrid::inside(std::span<const QPointF> polygon, const std::function<void(std::size_t)>& found) const
{
    if (polygon.empty() || m_points.empty())
        return;
    const auto columns = static_cast<std::size_t>(m_columns);
    // The squares that an edge may touch: one more at each end of a row makes up for rounding.
    std::vector<bool> touched(columns * static_cast<std::size_t>(m_rows), false);
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        QPointF low = polygon[i], high = polygon[(i + 1) % polygon.size()];
        if (low.y() > high.y())
            std::swap(low, high);
        const auto from = std::max<std::ptrdiff_t>(cell(low.y(), m_lowY), 0);
        const auto to = std::min(cell(high.y(), m_lowY), m_rows - 1);
        const double slope = high.y() > low.y() ? (high.x() - low.x()) / (high.y() - low.y()) : 0;
        for (auto row = from; row <= to; ++row) {
            double left = low.x(), right = high.x();
            if (high.y() > low.y()) {
                const double bottom = std::clamp(m_lowY + static_cast<double>(row) * m_side, low.y(), high.y());
                const double top = std::clamp(m_lowY + static_cast<double>(row + 1) * m_side, low.y(), high.y());
                left = low.x() + (bottom - low.y()) * slope;
                right = low.x() + (top - low.y()) * slope;
            }
            if (left > right)
                std::swap(left, right);
            const auto first = std::max<std::ptrdiff_t>(cell(left, m_lowX) - 1, 0);
            const auto last = std::min(cell(right, m_lowX) + 1, m_columns - 1);
            for (auto column = first; column <= last; ++column)
                touched[static_cast<std::size_t>(row * m_columns + column)] = true;
        }
    }
    for (std::size_t row = 0; row < static_cast<std::size_t>(m_rows); ++row) {
        bool isKnown = false, isInside = false;  // of the untouched squares since the last touched one
        for (std::size_t column = 0; column < columns; ++column) {
            const std::size_t square = row * columns + column;
            if (touched[square]) {
                isKnown = false;
            } else if (!isKnown) {
                isKnown = true;
                isInside = encloses(polygon, {m_lowX + (static_cast<double>(column) + 0.5) * m_side,
                                              m_lowY + (static_cast<double>(row) + 0.5) * m_side});
            }
            if (!touched[square] && !isInside)
                continue;
            for (auto i = m_begin[square]; i < m_begin[square + 1]; ++i) {
                const std::size_t point = m_points[i];
                if (!touched[square] || encloses(polygon, {double{m_x[point]}, double{m_y[point]}}))
                    found(point);
            }
        }
    }
}

}  // namespace projectionist
