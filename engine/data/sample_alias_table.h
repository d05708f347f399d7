// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/random.h"

#include <cstdint>
#include <span>
#include <vector>

namespace projectionist {

/// Draws positions in proportion to their weights, with one look at a table each (Walker 1977, in Vose's form of 1991).
class SampleAliasTable {
public:
    SampleAliasTable() = default;
    explicit SampleAliasTable(std::span<const double> weights) { assign(weights); }

    /// Weights are not negative, and at least one is positive.
    void assign(std::span<const double> weights);
    [[nodiscard]] std::uint32_t draw(Random& random) const
    {
        const double place = random.uniform() * static_cast<double>(m_cells.size());
        const auto cell = static_cast<std::uint32_t>(place);
        return place - cell < m_cells[cell].share ? cell : m_cells[cell].other;
    }

private:
    struct Cell {
        double share = 0;  ///< Of this cell that is its own position's; the rest is the other's.
        std::uint32_t other = 0;
    };
    std::vector<Cell> m_cells;
    std::vector<std::uint32_t> m_small, m_large;
};

}  // namespace projectionist
