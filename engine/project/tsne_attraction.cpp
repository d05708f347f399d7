// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/tsne_attraction.h"

#include "engine/core/parallel.h"
#include "engine/project/lanes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace projectionist {

namespace {

constexpr std::size_t pointsPerBlock = 256;
static_assert(JointProbabilities::multiple % laneCount == 0);

template <class Each>
void forEachBlock(std::size_t points, const Each& each)
{
    parallelFor((points + pointsPerBlock - 1) / pointsPerBlock, [&](std::size_t block) {
        each(block, block * pointsPerBlock, std::min((block + 1) * pointsPerBlock, points));
    });
}

}  // namespace

void tsneAttraction(const JointProbabilities& joint, MatrixView positions, std::span<float> forces)
{
    forEachBlock(joint.points(), [&](std::size_t, std::size_t begin, std::size_t end) {
        for (auto point = begin; point < end; ++point) {
            const auto x = positions.data[2 * point], y = positions.data[2 * point + 1];
            Lanes alongX{}, alongY{};
            for (auto i = joint.begins[point]; i < joint.begins[point + 1]; i += laneCount) {
                const auto others = gatherPoints(positions.data, &joint.neighbours[i]);
                const auto dx = x - others.x, dy = y - others.y;
                const auto pull = loadLanes(&joint.weights[i]) / (1 + dx * dx + dy * dy);
                alongX += pull * dx;
                alongY += pull * dy;
            }
            forces[2 * point] = sumOf(alongX);
            forces[2 * point + 1] = sumOf(alongY);
        }
    });
}

double tsneDivergence(const JointProbabilities& joint, MatrixView positions, double z)
{
    std::vector<double> sums((joint.points() + pointsPerBlock - 1) / pointsPerBlock, 0);
    forEachBlock(joint.points(), [&](std::size_t block, std::size_t begin, std::size_t end) {
        for (auto point = begin; point < end; ++point) {
            const auto weights = joint.weightsOf(point);
            const auto neighbours = joint.neighboursOf(point);
            for (std::size_t i = 0; i < weights.size(); ++i) {
                const auto dx = double{positions.data[2 * point]} - double{positions.row(neighbours[i])[0]};
                const auto dy = double{positions.data[2 * point + 1]} - double{positions.row(neighbours[i])[1]};
                const auto p = double{weights[i]};
                if (p > 0)
                    sums[block] += p * std::log(p * (1 + dx * dx + dy * dy) * z);
            }
        }
    });
    return std::accumulate(sums.begin(), sums.end(), 0.0);
}

}  // namespace projectionist
