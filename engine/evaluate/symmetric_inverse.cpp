// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/symmetric_inverse.h"

#include "engine/core/matrix.h"
#include "engine/core/parallel.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace projectionist {

namespace {

constexpr std::size_t blockRows = inversePanelColumns / 2;

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Doubles = Eigen::MatrixXd;
using Tile = Eigen::Map<RowMajor, Eigen::Unaligned, Eigen::OuterStride<>>;

/// A square matrix seen as tiles of blockRows; the last row and column of tiles may be smaller.
class Tiles {
public:
    Tiles(float* matrix, std::size_t n) : m_matrix(matrix), m_n(n) {}

    [[nodiscard]] std::size_t count() const { return (m_n + blockRows - 1) / blockRows; }
    [[nodiscard]] std::size_t first(std::size_t block) const { return block * blockRows; }
    [[nodiscard]] std::size_t size(std::size_t block) const { return std::min(blockRows, m_n - first(block)); }
    [[nodiscard]] Tile at(std::size_t row, std::size_t column) const
    {
        return of(m_matrix + first(row) * m_n + first(column), m_n, row, column);
    }
    /// Rows of a block of a panel that is blockRows wide, as far as `column` is.
    [[nodiscard]] Tile panel(Matrix& panel, std::size_t row, std::size_t column) const
    {
        return of(panel.row(first(row)).data(), blockRows, row, column);
    }

private:
    [[nodiscard]] Tile of(float* data, std::size_t stride, std::size_t row, std::size_t column) const
    {
        return {data, static_cast<Eigen::Index>(size(row)), static_cast<Eigen::Index>(size(column)),
                Eigen::OuterStride<>(static_cast<Eigen::Index>(stride))};
    }

    float* m_matrix;
    std::size_t m_n;
};

/// The tiles of the lower triangle, counted row by row.
std::pair<std::size_t, std::size_t> lowerTile(std::size_t index)
{
    auto row = static_cast<std::size_t>((std::sqrt(8.0 * double(index) + 1.0) - 1.0) / 2.0);
    while ((row + 1) * (row + 2) / 2 <= index)
        ++row;
    while (row * (row + 1) / 2 > index)
        --row;
    return {row, index - row * (row + 1) / 2};
}

}  // namespace

InverseOutcome invertSymmetric(std::span<float> matrix, std::size_t n, const std::stop_token& stop,
                               const ProgressFunction& progress)
{
    assert(matrix.size() == n * n);
    const Tiles tiles(matrix.data(), n);
    const auto count = tiles.count();
    Matrix before(n, blockRows), after(n, blockRows);
    for (std::size_t pivot = 0; pivot < count; ++pivot) {
        if (progress)
            progress({"Inverting the matrix of EASE", pivot, count});
        if (stop.stop_requested())
            return InverseOutcome::Stopped;
        auto corner = tiles.at(pivot, pivot);
        const Eigen::LLT<Doubles> factor(corner.cast<double>());  // reads the lower triangle alone
        if (factor.info() != Eigen::Success)
            return InverseOutcome::NotPositive;
        const RowMajor inverse = factor.solve(Doubles::Identity(corner.rows(), corner.rows())).cast<float>();

        parallelFor(count, [&](std::size_t row) {
            if (row == pivot || stop.stop_requested())
                return;
            auto old = tiles.panel(before, row, pivot);
            if (row > pivot)
                old = tiles.at(row, pivot);
            else
                old = tiles.at(pivot, row).transpose();
            tiles.panel(after, row, pivot).noalias() = old * inverse;
        });
        parallelFor(count * (count + 1) / 2, [&](std::size_t index) {
            const auto [row, column] = lowerTile(index);
            if (row == pivot || column == pivot || stop.stop_requested())
                return;
            tiles.at(row, column).noalias() -=
                tiles.panel(after, row, pivot) * tiles.panel(before, column, pivot).transpose();
        });
        parallelFor(count, [&](std::size_t row) {
            if (row > pivot)
                tiles.at(row, pivot) = tiles.panel(after, row, pivot);
            else if (row < pivot)
                tiles.at(pivot, row) = tiles.panel(after, row, pivot).transpose();
        });
        corner = -inverse;
    }
    if (stop.stop_requested())
        return InverseOutcome::Stopped;
    // The sweep ends with the negative inverse; tiles on the diagonal are whole.
    parallelFor(count * (count + 1) / 2, [&](std::size_t index) {
        if (stop.stop_requested())
            return;
        const auto [row, column] = lowerTile(index);
        auto tile = tiles.at(row, column);
        tile = -tile;
        if (row != column)
            tiles.at(column, row) = tile.transpose();
    });
    return stop.stop_requested() ? InverseOutcome::Stopped : InverseOutcome::Done;
}

}  // namespace projectionist
