// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/matrix.h"
#include "engine/core/progress.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

enum class Distance {
    Cosine,  ///< 1 − cosine, in 0 … 2. A row without length (or with a value that is not finite) is at 1 from all.
    Euclidean,  ///< Of the rows as they are; one whose length is not finite counts as the origin.
};

/// The nearest rows of each row of a table.
struct NeighbourGraph {
    std::size_t points = 0;
    std::size_t count = 0;                  ///< Neighbours of each point.
    Distance distance = Distance::Cosine;   ///< What `distances` are.
    std::vector<std::uint32_t> neighbours;  ///< points × count: positions in the list of rows, nearest first.
    std::vector<float> distances;           ///< Beside them; never negative, ascending for each point.

    [[nodiscard]] std::span<const std::uint32_t> neighboursOf(std::size_t point) const
    {
        return std::span(neighbours).subspan(point * count, count);
    }
    [[nodiscard]] std::span<const float> distancesOf(std::size_t point) const
    {
        return std::span(distances).subspan(point * count, count);
    }
};

/// The exact `count` nearest of each of `rows` (positions in `table`, different ones) among the others, itself not
/// counted, ties by lower position; fewer when there are fewer others. By half of a tiled matrix product: points² ·
/// columns / 2 multiplications, memory for two copies of the rows and three times the result. The same bits at any
/// thread count; thread-safe. Euclidean distances come from |a|² + |b|² − 2ab in float32 for the order, so rows that
/// are all but equally near may change places, and are computed anew, in double, for the result. Null when stopped, or
/// when there is no memory.
[[nodiscard]] PROJECTIONIST_API std::optional<NeighbourGraph>
neighbourGraph(MatrixView table, std::span<const std::uint32_t> rows, std::size_t count, Distance distance,
               std::stop_token stop = {}, const ProgressFunction& progress = {});

}  // namespace projectionist
