// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/bulk_vector.h"
#include "engine/core/parallel.h"
#include "engine/data/row_pieces.h"
#include "engine/data/row_positions.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

/// The positions of a column's values, value by value: positions[offsets[v]] … are where v stands, ascending.
struct RowGroups {
    std::vector<std::uint64_t> offsets;   ///< groups + 1.
    BulkVector<std::uint32_t> positions;  ///< As many as rows; empty when each would be its own place (values ascend).

    [[nodiscard]] RowPositions of(std::size_t group) const
    {
        return {positions.empty() ? nullptr : positions.data(), offsets[group], offsets[group + 1]};
    }
};

/// Counting sort in parallel parts: calls place(position, row) once for each row, from several threads, where position
/// is the row's place among those sorted by value, equal ones ascending. Every column[row].value must be below
/// `groups`, and there must be fewer than 2^32 rows. Gives where each group begins, and the end; half done when
/// stopped.
template <class Index, class Place>
[[nodiscard]] std::vector<std::uint64_t> placeRows(std::span<const Index> column, std::size_t groups,
                                                   const std::stop_token& stop, const Place& place)
{
    constexpr std::size_t rowsBetweenChecks = std::size_t{1} << 18, mostParts = 16;
    const auto rows = column.size();
    // Every part counts for itself, in memory that stays small beside the column's.
    const auto parts =
        std::clamp<std::size_t>(std::min(rows / rowsBetweenChecks, rows / (8 * groups + 1)), 1, mostParts);
    const auto forRowsOf = [&](std::size_t part, const auto& work) {
        const auto end = rows * (part + 1) / parts;
        for (auto begin = rows * part / parts; begin < end && !stop.stop_requested(); begin += rowsBetweenChecks)
            for (auto row = begin; row < std::min(end, begin + rowsBetweenChecks); ++row)
                work(row);
    };
    std::vector<std::uint64_t> offsets(groups + 1, 0);
    std::vector<std::uint32_t> places(parts * groups);  // by part, then group: how many, later where the next one goes
    parallelFor(parts, [&](std::size_t part) {
        auto* const counts = places.data() + part * groups;
        forRowsOf(part, [&](std::size_t row) { ++counts[column[row].value]; });
    });
    std::uint32_t next = 0;
    for (std::size_t group = 0; group < groups; ++group) {
        offsets[group] = next;
        for (std::size_t part = 0; part < parts; ++part) {
            const auto count = places[part * groups + group];
            places[part * groups + group] = next;
            next += count;
        }
    }
    offsets[groups] = next;
    if (stop.stop_requested())
        return offsets;
    parallelFor(parts, [&](std::size_t part) {
        auto* const placesOfPart = places.data() + part * groups;
        forRowsOf(part, [&](std::size_t row) { place(placesOfPart[column[row].value]++, row); });
    });
    return offsets;
}

/// Whether values never fall from one row to the next. Then offsets[v], of groups + 1, are filled.
template <class Index>
[[nodiscard]] bool groupAscending(std::span<const Index> column, std::size_t groups,
                                  std::vector<std::uint64_t>& offsets, const std::stop_token& stop)
{
    const auto rows = column.size();
    std::atomic<bool> ascends = true;
    forPiecesInParallel(rows, stop, [&](std::size_t begin, std::size_t end) {
        if (!std::is_sorted(column.begin() + static_cast<std::ptrdiff_t>(begin - (begin > 0 ? 1 : 0)),
                            column.begin() + static_cast<std::ptrdiff_t>(end)))
            ascends = false;
    });
    if (!ascends)
        return false;
    offsets.assign(groups + 1, rows);
    forPiecesInParallel(rows, stop, [&](std::size_t begin, std::size_t end) {
        auto next = begin == 0 ? std::size_t{0} : std::size_t{column[begin - 1].value} + 1;
        for (auto row = begin; row < end; ++row)
            for (; next <= column[row].value; ++next)
                offsets[next] = row;
    });
    return true;
}

/// The positions of every value. Half done, and of no use, when stopped.
template <class Index>
[[nodiscard]] RowGroups groupRows(std::span<const Index> column, std::size_t groups, const std::stop_token& stop = {})
{
    RowGroups result;
    if (groupAscending(column, groups, result.offsets, stop))
        return result;
    result.positions.resize(column.size());
    auto* const positions = result.positions.data();
    result.offsets = placeRows(column, groups, stop, [positions](std::uint32_t position, std::size_t row) {
        positions[position] = static_cast<std::uint32_t>(row);
    });
    return result;
}

}  // namespace projectionist
