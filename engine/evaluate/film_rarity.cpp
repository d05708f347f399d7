// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/film_rarity.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace projectionist {

FilmRarity::FilmRarity(std::span<const std::uint32_t> trainCounts)
    : bits(trainCounts.size(), 0.0), longTail(trainCounts.size(), true)
{
    if (trainCounts.size() < 2)
        return;
    const auto counts = trainCounts.subspan(1);
    const auto positives = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    for (std::size_t row = 1; row < trainCounts.size(); ++row)
        bits[row] = -std::log2((double(trainCounts[row]) + 1.0) / (double(positives) + double(counts.size())));

    std::vector<std::uint32_t> byCount(counts.size());
    std::iota(byCount.begin(), byCount.end(), 1U);
    std::ranges::stable_sort(byCount, std::greater{}, [&](std::uint32_t row) { return trainCounts[row]; });
    std::uint64_t held = 0;
    for (const auto row : byCount) {
        if (2 * held >= positives)
            break;
        held += trainCounts[row];
        longTail[row] = false;
    }
}

}  // namespace projectionist
