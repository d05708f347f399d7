// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/sample_alias_table.h"

#include <algorithm>
#include <numeric>

namespace projectionist {

void SampleAliasTable::assign(std::span<const double> weights)
{
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    const double scale = static_cast<double>(weights.size()) / sum;
    m_cells.resize(weights.size());
    m_small.clear();
    m_large.clear();
    for (std::uint32_t position = 0; position < weights.size(); ++position) {
        m_cells[position] = {.share = weights[position] * scale, .other = position};
        (m_cells[position].share < 1 ? m_small : m_large).push_back(position);
    }
    while (!m_small.empty() && !m_large.empty()) {
        const auto poor = m_small.back(), rich = m_large.back();
        m_small.pop_back();
        m_cells[poor].other = rich;
        m_cells[rich].share -= 1 - m_cells[poor].share;
        if (m_cells[rich].share < 1) {
            m_large.pop_back();
            m_small.push_back(rich);
        }
    }
    // What is left is full but for rounding.
    const auto heaviest =
        static_cast<std::uint32_t>(std::max_element(weights.begin(), weights.end()) - weights.begin());
    for (const auto position : m_small)
        m_cells[position].other = weights[position] > 0 ? position : heaviest;
}

}  // namespace projectionist
