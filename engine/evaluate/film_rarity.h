// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace projectionist {

// For the .cpp files of this floor.

/// How rare each film is by its training positives; row 0 counts for nothing.
struct FilmRarity {
    explicit FilmRarity(std::span<const std::uint32_t> trainCounts);

    std::vector<double> bits;    ///< −log2((count + 1) / (Σ count + films)).
    std::vector<bool> longTail;  ///< Outside the fewest films that hold half of the positives.
};

}  // namespace projectionist
