// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/sort_pairs.h"

#include "engine/core/parallel.h"

#include <algorithm>

namespace projectionist {

bool sortPairs(std::vector<SimilarPair>& pairs, const std::stop_token& stop)
{
    constexpr std::size_t sortedAtOnce = std::size_t{1} << 16;
    const auto count = pairs.size();
    const auto at = [&](std::size_t place) { return static_cast<std::ptrdiff_t>(std::min(place, count)); };
    parallelFor((count + sortedAtOnce - 1) / sortedAtOnce, [&](std::size_t block) {
        if (!stop.stop_requested())
            std::sort(pairs.begin() + at(block * sortedAtOnce), pairs.begin() + at((block + 1) * sortedAtOnce),
                      MoreSimilar{});
    });
    std::vector<SimilarPair> merged(count > sortedAtOnce ? count : 0);
    for (auto length = sortedAtOnce; length < count; length *= 2) {
        parallelFor((count + 2 * length - 1) / (2 * length), [&](std::size_t block) {
            if (stop.stop_requested())
                return;
            const auto begin = at(2 * block * length), middle = at((2 * block + 1) * length),
                       end = at((2 * block + 2) * length);
            std::merge(pairs.begin() + begin, pairs.begin() + middle, pairs.begin() + middle, pairs.begin() + end,
                       merged.begin() + begin, MoreSimilar{});
        });
        pairs.swap(merged);
    }
    return !stop.stop_requested();
}

}  // namespace projectionist
