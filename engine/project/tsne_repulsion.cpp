// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/tsne_repulsion.h"

#include "engine/core/parallel.h"
#include "engine/project/grid_convolution.h"
#include "engine/project/lanes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numeric>
#include <vector>

namespace projectionist {

namespace {

constexpr float widestSpacing = 0.5F;  // forces within 4 % of the exact ones, and maps as good as at finer ones
constexpr float narrowestSpacing = 0.05F;
constexpr float spacingStep = 1.25F;   // few different spacings, so that the kernel can be kept
constexpr float cellsOfSmallMap = 40;  // at least so many, as far as the narrowest spacing allows
constexpr float flatExtent = 0.02F;    // below it the kernel is 1 to within .0004, and float32 could not tell
constexpr double leastSum = 1e-9;      // of what the forces are divided by
constexpr std::size_t splineNodes = 4;
constexpr std::size_t pointsPerBlock = 2048;
constexpr std::size_t pointsPerExactBlock = 32;

using Nodes __attribute__((vector_size(splineNodes * sizeof(float)))) = float;

/// The cubic B-splines of the four nodes about a place that lies `t` behind the second.
Nodes spline(float t)
{
    constexpr auto sixth = 1 / 6.0F;
    return Nodes{sixth, 4 * sixth, sixth, 0} +
           t * (Nodes{-0.5F, 0, 0.5F, 0} + t * (Nodes{0.5F, -1, 0.5F, 0} + t * Nodes{-sixth, 0.5F, -0.5F, sixth}));
}

Nodes splineSlope(float t)
{
    return Nodes{-0.5F, 0, 0.5F, 0} + t * (Nodes{1, -2, 1, 0} + t * Nodes{-0.5F, 1.5F, -1.5F, 0.5F});
}

Nodes loadNodes(const float* from)
{
    Nodes nodes;
    std::memcpy(&nodes, from, sizeof nodes);
    return nodes;
}

float sumOfNodes(Nodes nodes)
{
    return (nodes[0] + nodes[2]) + (nodes[1] + nodes[3]);
}

struct Place {
    float x, y;
};

struct Box {
    float left = std::numeric_limits<float>::max(), right = std::numeric_limits<float>::lowest();
    float low = left, high = right;

    void add(float x, float y)
    {
        left = std::min(left, x);
        right = std::max(right, x);
        low = std::min(low, y);
        high = std::max(high, y);
    }
    [[nodiscard]] float extent() const { return std::max(right - left, high - low); }
};

float spacingFor(float extent)
{
    for (auto narrower = narrowestSpacing; narrower < widestSpacing; narrower *= spacingStep) {
        if (extent / narrower < cellsOfSmallMap)
            return narrower;
    }
    return widestSpacing;
}

/// Sums in the order of the blocks.
double sumOfBlocks(const std::vector<double>& sums)
{
    return std::accumulate(sums.begin(), sums.end(), 0.0);
}

std::size_t blocksOf(std::size_t points, std::size_t perBlock)
{
    return (points + perBlock - 1) / perBlock;
}

/// Few points: pair by pair.
class ExactRepulsion {
public:
    double compute(MatrixView positions, std::span<float> forces)
    {
        const auto points = positions.rows;
        const auto padded = (points + laneCount - 1) / laneCount * laneCount;
        m_x.assign(padded, 0);
        m_y.assign(padded, 0);
        for (std::size_t i = 0; i < points; ++i) {
            m_x[i] = positions.row(i)[0];
            m_y[i] = positions.row(i)[1];
        }
        std::vector<double> sums(blocksOf(points, pointsPerExactBlock), 0);
        parallelFor(sums.size(), [&](std::size_t block) {
            const auto end = std::min((block + 1) * pointsPerExactBlock, points);
            for (auto i = block * pointsPerExactBlock; i < end; ++i)
                sums[block] += double{one(i, points, forces)};
        });
        return std::max(sumOfBlocks(sums), leastSum);
    }

private:
    float one(std::size_t point, std::size_t points, std::span<float> forces) const
    {
        Lanes sum{}, alongX{}, alongY{};
        LaneNumbers others{};
        for (std::size_t i = 0; i < laneCount; ++i)
            others[i] = static_cast<std::int32_t>(i);
        for (std::size_t first = 0; first < points; first += laneCount) {
            const auto dx = m_x[point] - loadLanes(&m_x[first]), dy = m_y[point] - loadLanes(&m_y[first]);
            const auto counts =
                others != static_cast<std::int32_t>(point) && others < static_cast<std::int32_t>(points);
            const auto kernel = counts ? 1 / (1 + dx * dx + dy * dy) : Lanes{};
            const auto square = kernel * kernel;
            sum += kernel;
            alongX += square * dx;
            alongY += square * dy;
            others += static_cast<std::int32_t>(laneCount);
        }
        forces[2 * point] = sumOf(alongX);
        forces[2 * point + 1] = sumOf(alongY);
        return sumOf(sum);
    }

    std::vector<float> m_x, m_y;
};

/// A map so small that the kernel is flat: forces grow with the distance from the middle.
double flatRepulsion(MatrixView positions, std::span<float> forces)
{
    const auto points = static_cast<double>(positions.rows);
    double x = 0, y = 0;
    for (std::size_t i = 0; i < positions.rows; ++i) {
        x += double{positions.row(i)[0]};
        y += double{positions.row(i)[1]};
    }
    for (std::size_t i = 0; i < positions.rows; ++i) {
        forces[2 * i] = static_cast<float>(points * (double{positions.row(i)[0]} - x / points));
        forces[2 * i + 1] = static_cast<float>(points * (double{positions.row(i)[1]} - y / points));
    }
    return points * (points - 1);
}

/// Many points: charges on a grid.
class GridRepulsion {
public:
    double compute(MatrixView positions, std::span<float> forces)
    {
        const auto box = boxOf(positions);
        if (box.extent() < flatExtent)
            return flatRepulsion(positions, forces);
        const auto spacing = spacingFor(box.extent());
        m_perSpacing = 1 / spacing;
        m_lines = nodesFor(box.right - box.left);
        sortByLine(positions, box);
        m_convolution.setShape(m_lines, nodesFor(box.high - box.low), spacing);
        m_convolution.convolve([&](std::size_t first, std::size_t count, float* lines, std::size_t stride) {
            spread(first, count, lines, stride);
        });
        return read(positions.rows, forces);
    }

private:
    static Box boxOf(MatrixView positions)
    {
        Box box;
        for (std::size_t i = 0; i < positions.rows; ++i)
            box.add(positions.row(i)[0], positions.row(i)[1]);
        return box;
    }

    /// One more than the spline of the farthest point needs, should rounding move it.
    [[nodiscard]] std::size_t nodesFor(float extent) const
    {
        return static_cast<std::size_t>(extent * m_perSpacing) + splineNodes + 1;
    }

    /// Stable, so that the order is that of the positions alone.
    void sortByLine(MatrixView positions, const Box& box)
    {
        const auto points = positions.rows;
        m_line.resize(points);
        m_point.resize(points);
        m_place.resize(points);
        m_begin.assign(m_lines + 1, 0);
        for (std::size_t i = 0; i < points; ++i) {
            m_line[i] = static_cast<std::uint32_t>((positions.row(i)[0] - box.left) * m_perSpacing);
            ++m_begin[m_line[i] + 1];
        }
        std::partial_sum(m_begin.begin(), m_begin.end(), m_begin.begin());
        m_cursor = m_begin;
        for (std::size_t i = 0; i < points; ++i) {
            const auto to = m_cursor[m_line[i]]++;
            m_point[to] = static_cast<std::uint32_t>(i);
            m_place[to] = {(positions.row(i)[0] - box.left) * m_perSpacing,
                           (positions.row(i)[1] - box.low) * m_perSpacing};
        }
    }

    void spread(std::size_t first, std::size_t count, float* lines, std::size_t stride) const
    {
        const auto from = first - std::min(first, splineNodes - 1), to = std::min(first + count, m_lines);
        for (auto line = from; line < to; ++line) {
            for (auto i = m_begin[line]; i < m_begin[line + 1]; ++i) {
                const auto node = static_cast<std::size_t>(m_place[i].y);
                const auto across = spline(m_place[i].x - static_cast<float>(line));
                const auto along = spline(m_place[i].y - static_cast<float>(node));
                for (std::size_t s = 0; s < splineNodes; ++s) {
                    if (line + s < first || line + s >= first + count)
                        continue;
                    auto* nodes = lines + (line + s - first) * stride + node;
                    const auto sum = loadNodes(nodes) + across[s] * along;
                    std::memcpy(nodes, &sum, sizeof sum);
                }
            }
        }
    }

    /// The potential at the points includes each one's own: 1.
    double read(std::size_t points, std::span<float> forces) const
    {
        std::vector<double> sums(blocksOf(points, pointsPerBlock), 0);
        const auto scale = -0.5F * m_perSpacing;
        parallelFor(sums.size(), [&](std::size_t block) {
            const auto end = std::min((block + 1) * pointsPerBlock, points);
            for (auto i = block * pointsPerBlock; i < end; ++i) {
                const auto line = static_cast<std::size_t>(m_place[i].x), node = static_cast<std::size_t>(m_place[i].y);
                const auto x = m_place[i].x - static_cast<float>(line), y = m_place[i].y - static_cast<float>(node);
                const auto across = spline(x), acrossSlope = splineSlope(x), along = spline(y);
                Nodes values{}, slopes{};
                for (std::size_t s = 0; s < splineNodes; ++s) {
                    const auto nodes = loadNodes(m_convolution.line(line + s) + node);
                    values += across[s] * nodes;
                    slopes += acrossSlope[s] * nodes;
                }
                sums[block] += double{sumOfNodes(values * along)};
                const auto slopeX = sumOfNodes(slopes * along), slopeY = sumOfNodes(values * splineSlope(y));
                forces[2 * m_point[i]] = scale * slopeX;
                forces[2 * m_point[i] + 1] = scale * slopeY;
            }
        });
        return std::max(sumOfBlocks(sums) - static_cast<double>(points), leastSum);
    }

    GridConvolution m_convolution;
    float m_perSpacing = 0;
    std::size_t m_lines = 0;
    std::vector<std::uint32_t> m_line;   // of each point
    std::vector<std::uint32_t> m_begin;  // of each line, in the two below
    std::vector<std::uint32_t> m_cursor;
    std::vector<std::uint32_t> m_point;  // by line
    std::vector<Place> m_place;          // of those, in cells
};

}  // namespace

struct TsneRepulsion::Private {
    ExactRepulsion exact;
    GridRepulsion grid;
};

TsneRepulsion::TsneRepulsion() : m_private(std::make_unique<Private>()) {}

TsneRepulsion::~TsneRepulsion() = default;

double TsneRepulsion::compute(MatrixView positions, std::span<float> forces)
{
    if (positions.rows <= exactAtMost)
        return m_private->exact.compute(positions, forces);
    return m_private->grid.compute(positions, forces);
}

}  // namespace projectionist
