// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/bulk_vector.h"
#include "engine/core/parallel.h"

#include <algorithm>
#include <cstddef>
#include <stop_token>
#include <vector>

namespace projectionist {

// Work on millions of rows, piece by piece, so that it can be stopped within 50 ms.

constexpr std::size_t rowsPerPiece = std::size_t{1} << 18;

/// Calls work(begin, end) for one piece of the rows after the other. False when stopped: then some are left out.
template <class Work>
bool forPieces(std::size_t rows, const std::stop_token& stop, const Work& work)
{
    for (std::size_t begin = 0; begin < rows; begin += rowsPerPiece) {
        if (stop.stop_requested())
            return false;
        work(begin, std::min(rows, begin + rowsPerPiece));
    }
    return !stop.stop_requested();
}

/// The same in parallel. The pieces do not depend on the number of threads.
template <class Work>
bool forPiecesInParallel(std::size_t rows, const std::stop_token& stop, const Work& work,
                         std::size_t size = rowsPerPiece)
{
    parallelFor((rows + size - 1) / size, [&](std::size_t piece) {
        if (!stop.stop_requested())
            work(piece * size, std::min(rows, (piece + 1) * size));
    });
    return !stop.stop_requested();
}

/// Makes the vector that long, on huge pages where they help. False when stopped: then it may be shorter.
template <class Value>
bool growTo(std::vector<Value>& values, std::size_t size, const std::stop_token& stop)
{
    values.reserve(size);
    preferHugePages(values.data(), values.capacity() * sizeof(Value));
    return forPieces(size, stop, [&](std::size_t, std::size_t end) { values.resize(std::max(values.size(), end)); });
}

}  // namespace projectionist
