// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

namespace projectionist {

// For the .cpp files of the engine: few of many scores are of interest, and most blocks of them have none.

/// Whether one of the scores is at least `bound`: all of them without a branch, which the compiler makes vectors of.
[[nodiscard]] inline bool anyReaches(std::span<const float> scores, float bound)
{
    int reached = 0;
    for (const auto score : scores)
        reached |= score >= bound ? 1 : 0;
    return reached != 0;
}

/// Calls found(i) for every scores[i] ≥ bound(), in order. The bound may rise on the way: a place that reached the old
/// one only may still be told.
template <class Bound, class Found>
void forEachReaching(std::span<const float> scores, const Bound& bound, const Found& found)
{
    constexpr std::size_t lookedAtTogether = 64;
    for (std::size_t begin = 0; begin < scores.size(); begin += lookedAtTogether) {
        const auto some = scores.subspan(begin, std::min(lookedAtTogether, scores.size() - begin));
        const auto least = bound();
        if (!anyReaches(some, least)) [[likely]]
            continue;
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (some[i] >= least)
                found(begin + i);
        }
    }
}

}  // namespace projectionist
