// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/planted_points.h"

#include "engine/core/parallel.h"
#include "engine/core/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace projectionist::testing {

namespace {

enum Purpose : std::uint64_t { Middles = 101, Members, Rows };

/// How many of the nearest on the map are `known`.
std::size_t keptOf(std::uint32_t point, std::span<const std::uint32_t> known, MatrixView positions)
{
    std::vector<std::pair<double, std::uint32_t>> others;
    for (std::uint32_t other = 0; other < positions.rows; ++other) {
        const auto dx = double(positions.row(point)[0]) - double(positions.row(other)[0]);
        const auto dy = double(positions.row(point)[1]) - double(positions.row(other)[1]);
        if (other != point)
            others.emplace_back(dx * dx + dy * dy, other);
    }
    const auto nearest = others.begin() + std::ptrdiff_t(known.size());
    std::nth_element(others.begin(), nearest, others.end());
    return std::size_t(std::count_if(others.begin(), nearest,
                                     [&](const auto& other) { return std::ranges::count(known, other.second) > 0; }));
}

}  // namespace

PlantedPoints plantedPoints(const PlantedPointsShape& shape)
{
    const auto around = [&](std::span<const float> middle, std::span<float> to, double spread, Random& random) {
        for (std::size_t k = 0; k < to.size(); ++k)
            to[k] = float(double(middle[k]) + spread * random.normal());
    };
    std::vector<double> axes;  // their widths, with a root of the mean square of 1
    double squares = 0;
    for (std::size_t k = 0; k < shape.dimension; ++k) {
        axes.push_back(std::pow(double(k + 1), shape.roundness - 1));
        squares += axes.back() * axes.back() / double(shape.dimension);
    }
    for (auto& width : axes)
        width /= std::sqrt(squares);
    Random middles(shape.seed, Middles);
    Matrix groups(shape.groups, shape.dimension), clusters(shape.clusters, shape.dimension);
    const std::vector<float> origin(shape.dimension, 0.0F);
    for (std::uint32_t group = 0; group < shape.groups; ++group)
        around(origin, groups.row(group), shape.groupSpread, middles);
    std::vector<double> ends, widths;
    for (std::uint32_t cluster = 0; cluster < shape.clusters; ++cluster) {
        around(groups.row(cluster % shape.groups), clusters.row(cluster), shape.clusterSpread, middles);
        ends.push_back((ends.empty() ? 0 : ends.back()) + std::exp(shape.unevenness * middles.normal()));
        widths.push_back(shape.pointSpread * (0.6 + 0.8 * middles.uniform()));
    }
    PlantedPoints result{Matrix(shape.points, shape.dimension), {}, {}};
    Random members(shape.seed, Members);
    for (std::size_t point = 0; point < shape.points; ++point) {
        const auto at = std::ranges::upper_bound(ends, members.uniform() * ends.back());
        const auto cluster = std::uint32_t(std::min<std::ptrdiff_t>(at - ends.begin(), shape.clusters - 1));
        result.cluster.push_back(cluster);
        result.group.push_back(cluster % shape.groups);
        Random row(shape.seed, Rows, point);
        const auto middle = clusters.row(cluster);
        const auto to = result.table.row(point);
        for (std::size_t k = 0; k < to.size(); ++k) {
            const auto axis = axes[(k + 7 * std::size_t{cluster}) % axes.size()];
            to[k] = float(double(middle[k]) + widths[cluster] * axis * row.normal());
        }
    }
    return result;
}

std::vector<std::uint32_t> everyRow(std::size_t points)
{
    std::vector<std::uint32_t> rows(points);
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
}

double keptNeighbours(const NeighbourGraph& graph, MatrixView positions, std::size_t count,
                      std::span<const std::uint32_t> sample)
{
    const auto all = sample.empty() ? everyRow(graph.points) : std::vector(sample.begin(), sample.end());
    count = std::min(count, graph.count);
    if (all.empty() || count == 0)
        return 1;
    std::vector<std::size_t> kept(all.size());
    parallelFor(all.size(),
                [&](std::size_t i) { kept[i] = keptOf(all[i], graph.neighboursOf(all[i]).first(count), positions); });
    return double(std::accumulate(kept.begin(), kept.end(), std::size_t{0})) / double(all.size() * count);
}

}  // namespace projectionist::testing
