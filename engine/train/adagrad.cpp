// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/adagrad.h"

#include "engine/core/parallel.h"

#include <algorithm>
#include <cassert>

#include <Eigen/Core>

namespace projectionist {

namespace {

constexpr float epsilon = 1e-7F;
constexpr std::size_t valuesPerBlock = 32768;

using Values = Eigen::Map<Eigen::ArrayXf>;
using ConstValues = Eigen::Map<const Eigen::ArrayXf>;

template <class Row>
void step(Matrix& table, Matrix& accumulators, std::span<const Row> rows, MatrixView gradient,
          std::span<const float> decay, float learningRate)
{
    const auto dimension = table.columns();
    assert(gradient.rows == rows.size() && gradient.columns == dimension);
    assert(decay.empty() || decay.size() == rows.size());
    const auto length = static_cast<Eigen::Index>(dimension);
    const auto rowsPerBlock = std::max<std::size_t>(1, valuesPerBlock / std::max<std::size_t>(1, dimension));
    parallelFor((rows.size() + rowsPerBlock - 1) / rowsPerBlock, [&](std::size_t block) {
        const auto end = std::min(rows.size(), (block + 1) * rowsPerBlock);
        for (auto index = block * rowsPerBlock; index < end; ++index) {
            Values weights(table.row(rows[index].value).data(), length);
            Values sums(accumulators.row(rows[index].value).data(), length);
            const ConstValues slope(gradient.row(index).data(), length);
            const float pull = decay.empty() ? 0.0F : decay[index];
            if (pull == 0.0F) {
                sums += slope.square();
                weights -= learningRate * slope / (sums + epsilon).sqrt();
            } else {
                sums += (slope + pull * weights).square();
                weights -= learningRate * (slope + pull * weights) / (sums + epsilon).sqrt();
            }
        }
    });
}

}  // namespace

void adagradStep(Matrix& table, Matrix& accumulators, std::span<const UserRow> rows, MatrixView gradient,
                 std::span<const float> decay, float learningRate)
{
    step(table, accumulators, rows, gradient, decay, learningRate);
}

void adagradStep(Matrix& table, Matrix& accumulators, std::span<const MovieRow> rows, MatrixView gradient,
                 std::span<const float> decay, float learningRate)
{
    step(table, accumulators, rows, gradient, decay, learningRate);
}

}  // namespace projectionist
