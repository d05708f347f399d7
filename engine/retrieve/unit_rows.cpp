// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/unit_rows.h"

#include "engine/core/parallel.h"

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

template <class Map>
Matrix mapRows(MatrixView table, std::span<const std::uint32_t> rows, const Map& map)
{
    Matrix result(rows.size(), table.columns);
    constexpr std::size_t rowsPerBlock = 1024;
    parallelFor((rows.size() + rowsPerBlock - 1) / rowsPerBlock, [&](std::size_t block) {
        const auto end = std::min((block + 1) * rowsPerBlock, rows.size());
        for (auto i = block * rowsPerBlock; i < end; ++i)
            map(table.row(rows[i]), result.row(i));
    });
    return result;
}

}  // namespace

void unitRow(std::span<const float> vector, std::span<float> unit)
{
    // Squares of float32 are exact in float64: only the order of the sums counts, and it is fixed.
    constexpr std::size_t sideBySide = 8;
    double sums[sideBySide] = {};
    std::size_t k = 0;
    for (; k + sideBySide <= vector.size(); k += sideBySide)
        for (std::size_t i = 0; i < sideBySide; ++i) {
            const double value = vector[k + i];
            sums[i] += value * value;
        }
    for (; k < vector.size(); ++k)
        sums[0] += double{vector[k]} * double{vector[k]};
    const auto square = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    if (!(square > 0) || !std::isfinite(square)) {
        std::ranges::fill(unit, 0.0F);
        return;
    }
    const auto factor = 1.0 / std::sqrt(square);
    for (std::size_t i = 0; i < vector.size(); ++i)
        unit[i] = static_cast<float>(vector[i] * factor);
}

Matrix unitRows(MatrixView table, std::span<const std::uint32_t> rows)
{
    return mapRows(table, rows, unitRow);
}

Matrix chosenRows(MatrixView table, std::span<const std::uint32_t> rows)
{
    return mapRows(table, rows,
                   [](std::span<const float> from, std::span<float> to) { std::ranges::copy(from, to.begin()); });
}

}  // namespace projectionist
