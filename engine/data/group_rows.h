// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

/// The positions of a column's values, value by value: positions[offsets[v]] … are where v stands, ascending.
struct RowGroups {
    std::vector<std::uint64_t> offsets;   ///< groups + 1.
    std::vector<std::uint32_t> positions; ///< As many as rows.

    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t group) const
    {
        return std::span(positions).subspan(offsets[group], offsets[group + 1] - offsets[group]);
    }
};

/// Counting sort: every column[row].value must be below `groups`. Half done, and of no use, when stopped.
template <class Index>
[[nodiscard]] RowGroups groupRows(std::span<const Index> column, std::size_t groups, const std::stop_token& stop = {})
{
    constexpr std::size_t rowsBetweenChecks = std::size_t{1} << 20;
    const auto inPieces = [&](const auto& work) {
        for (std::size_t begin = 0; begin < column.size() && !stop.stop_requested(); begin += rowsBetweenChecks)
            for (auto row = begin; row < std::min(column.size(), begin + rowsBetweenChecks); ++row)
                work(row);
    };
    RowGroups result;
    result.offsets.assign(groups + 1, 0);
    inPieces([&](std::size_t row) { ++result.offsets[column[row].value + 1]; });
    for (std::size_t group = 0; group < groups; ++group)
        result.offsets[group + 1] += result.offsets[group];
    result.positions.resize(column.size());
    std::vector<std::uint64_t> next(result.offsets.begin(), result.offsets.end() - 1);
    inPieces([&](std::size_t row) { result.positions[next[column[row].value]++] = static_cast<std::uint32_t>(row); });
    return result;
}

}  // namespace projectionist
