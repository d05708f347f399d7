// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/ids.h"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace projectionist {

// For the .cpp files of this floor: one user's scores of all films, read a few times while they are in the cache.

/// How many of scores[1 …] are above each bound. Several bounds share a pass over the scores. `counts` is resized.
void countAbove(std::span<const float> scores, std::span<const float> bounds, std::vector<std::size_t>& counts);

/// Finds the best of many scores. Keep one for each thread: it holds on to its memory.
class BestScores {
public:
    /// The k best rows of `scores`, best first, ties by lower row; row 0, −∞ and what is no number never. Valid until
    /// the next call.
    [[nodiscard]] std::span<const std::pair<float, MovieRow>> select(std::span<const float> scores, std::size_t k);

private:
    [[nodiscard]] float lowerBound(std::span<const float> scores, std::size_t k);

    std::vector<float> m_maxima;
    std::vector<std::pair<float, MovieRow>> m_best;
};

}  // namespace projectionist
