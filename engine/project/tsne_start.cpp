// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/tsne_start.h"

#include "engine/core/random.h"
#include "engine/project/tsne_repulsion.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace projectionist {

namespace {

constexpr double scaledDeviation = 1e-4;  // of the first axis
constexpr double noiseShare = 0.01;       // of that
constexpr double roundingShare = 1e-6;    // of the distance to the origin: what float32 leaves of no extent at all

struct Shape {
    std::array<double, 2> mean{};
    double deviation = 0;  // along the first axis
    double farthest = 0;   // from the mean, along either
    bool hasExtent = false;
};

Shape shapeOf(MatrixView positions)
{
    Shape shape;
    const auto points = static_cast<double>(std::max<std::size_t>(positions.rows, 1));
    for (std::size_t i = 0; i < positions.values().size(); ++i)
        shape.mean[i % 2] += double{positions.data[i]} / points;
    double squares = 0;
    for (std::size_t i = 0; i < positions.values().size(); ++i) {
        const auto off = double{positions.data[i]} - shape.mean[i % 2];
        squares += i % 2 == 0 ? off * off : 0;
        shape.farthest = std::max(shape.farthest, std::abs(off));
    }
    shape.deviation = std::sqrt(squares / points);
    shape.hasExtent = shape.farthest > roundingShare * std::max(std::abs(shape.mean[0]), std::abs(shape.mean[1]));
    return shape;
}

Matrix around(MatrixView start, const Shape& shape, double scale)
{
    Matrix result(start.rows, 2);
    for (std::size_t i = 0; i < result.values().size(); ++i)
        result.data()[i] = static_cast<float>((double{start.data[i]} - shape.mean[i % 2]) * scale);
    return result;
}

void addNoise(Matrix& positions, double deviation, std::uint64_t seed)
{
    Random random(seed, static_cast<std::uint64_t>(RandomStream::Projection), 1);
    for (auto& value : positions.values())
        value += static_cast<float>(deviation * random.normal());
}

}  // namespace

Matrix tsneStart(MatrixView start, TsneStart kind, std::uint64_t seed)
{
    const auto shape = shapeOf(start);
    if (!shape.hasExtent) {
        Matrix result(start.rows, 2);
        addNoise(result, scaledDeviation, seed);
        return result;
    }
    if (kind == TsneStart::AsItIs)
        return around(start, shape, std::min(1.0, TsneRepulsion::widestMap / (2 * shape.farthest)));
    // A first axis that says little: not of principal components.
    const auto size = std::max(shape.deviation, 1e-3 * shape.farthest);
    auto result = around(start, shape, scaledDeviation / size);
    addNoise(result, noiseShare * scaledDeviation, seed);
    return result;
}

}  // namespace projectionist
