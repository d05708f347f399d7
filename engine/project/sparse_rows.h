// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace projectionist {

/// A sparse matrix of points: for each the others that it has to do with, and how much.
struct SparseRows {
    std::vector<std::size_t> begins;  ///< Of each row, and the end of the last.
    std::vector<std::uint32_t> neighbours;
    std::vector<float> weights;

    [[nodiscard]] std::size_t points() const { return begins.empty() ? 0 : begins.size() - 1; }
    [[nodiscard]] std::span<const std::uint32_t> neighboursOf(std::size_t point) const
    {
        return std::span(neighbours).subspan(begins[point], begins[point + 1] - begins[point]);
    }
    [[nodiscard]] std::span<const float> weightsOf(std::size_t point) const
    {
        return std::span(weights).subspan(begins[point], begins[point + 1] - begins[point]);
    }
};

}  // namespace projectionist
