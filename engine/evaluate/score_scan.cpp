// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/score_scan.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>

namespace projectionist {

namespace {

constexpr std::size_t laneCount = 16;
using Lanes __attribute__((vector_size(laneCount * sizeof(float)))) = float;
using Counts __attribute__((vector_size(laneCount * sizeof(float)))) = std::int32_t;

constexpr std::size_t boundsTogether = 4;
constexpr std::size_t vectorsTogether = 4;  // that one test for anything of interest covers
constexpr std::size_t partsPerPlace = 8;    // more parts make the bound of the k best sharper and dearer
constexpr float never = -std::numeric_limits<float>::infinity();

void load(Lanes& lanes, const float* values)
{
    std::memcpy(&lanes, values, sizeof lanes);
}

/// Adds to each count how many of scores[1 …] are above its bound.
template <std::size_t bounds>
void countTogether(std::span<const float> scores, const float* bound, std::size_t* counts)
{
    std::size_t place = 1;
    const auto size = scores.size();
    while (place + laneCount <= size) {
        Counts sums[bounds] = {};
        // Far fewer additions than would overflow a lane.
        const auto end = std::min(size, place + (std::size_t{1} << 20));
        for (; place + laneCount <= end; place += laneCount) {
            Lanes values;
            load(values, scores.data() + place);
            for (std::size_t i = 0; i < bounds; ++i)
                sums[i] -= values > bound[i];  // true is −1
        }
        for (std::size_t i = 0; i < bounds; ++i) {
            for (std::size_t lane = 0; lane < laneCount; ++lane)
                counts[i] += static_cast<std::size_t>(sums[i][lane]);
        }
    }
    for (; place < size; ++place) {
        for (std::size_t i = 0; i < bounds; ++i)
            counts[i] += scores[place] > bound[i] ? 1 : 0;
    }
}

/// Whether any of the vectors reaches the bound.
bool anyReaches(const float* values, float bound)
{
    Counts any{};
    for (std::size_t i = 0; i < vectorsTogether; ++i) {
        Lanes lanes;
        load(lanes, values + i * laneCount);
        any |= lanes >= bound;
    }
    std::uint64_t pairs[laneCount / 2];
    std::memcpy(pairs, &any, sizeof any);
    std::uint64_t result = 0;
    for (const auto pair : pairs)
        result |= pair;
    return result != 0;
}

bool isBetter(const std::pair<float, MovieRow>& a, const std::pair<float, MovieRow>& b)
{
    return a.first != b.first ? a.first > b.first : a.second < b.second;
}

}  // namespace

void countAbove(std::span<const float> scores, std::span<const float> bounds, std::vector<std::size_t>& counts)
{
    counts.assign(bounds.size(), 0);
    std::size_t place = 0;
    for (; place + boundsTogether <= bounds.size(); place += boundsTogether)
        countTogether<boundsTogether>(scores, bounds.data() + place, counts.data() + place);
    switch (bounds.size() - place) {
    case 3:
        countTogether<3>(scores, bounds.data() + place, counts.data() + place);
        break;
    case 2:
        countTogether<2>(scores, bounds.data() + place, counts.data() + place);
        break;
    case 1:
        countTogether<1>(scores, bounds.data() + place, counts.data() + place);
        break;
    default:
        break;
    }
}

/// The k-th largest of the maxima of many parts: at least k scores reach it. −∞ where there are too few.
float BestScores::lowerBound(std::span<const float> scores, std::size_t k)
{
    const auto vectors = scores.size() / laneCount;
    const auto together = std::max<std::size_t>(1, scores.size() / (partsPerPlace * k));  // a part: one lane of these
    m_maxima.clear();
    for (std::size_t first = 0; first < vectors; first += together) {
        Lanes largest = Lanes{} + never;
        for (auto i = first; i < std::min(vectors, first + together); ++i) {
            Lanes values;
            load(values, scores.data() + i * laneCount);
            largest = values > largest ? values : largest;
        }
        for (std::size_t lane = 0; lane < laneCount; ++lane)
            m_maxima.push_back(largest[lane]);
    }
    if (m_maxima.size() < k)
        return never;
    const auto kth = m_maxima.begin() + static_cast<std::ptrdiff_t>(k - 1);
    std::ranges::nth_element(m_maxima, kth, std::greater{});
    return *kth;
}

std::span<const std::pair<float, MovieRow>> BestScores::select(std::span<const float> scores, std::size_t k)
{
    m_best.clear();
    if (k == 0 || scores.size() < 2)
        return {};
    k = std::min(k, scores.size() - 1);
    const auto known = scores.subspan(1);
    const auto bound = lowerBound(known, k);
    std::size_t equals = 0;  // the first k that equal the bound are enough: lower rows come first
    const auto look = [&](std::size_t place) {
        const auto score = known[place];
        if (score > bound || (score == bound && bound != never && equals++ < k))
            m_best.emplace_back(score, MovieRow{static_cast<std::uint32_t>(place + 1)});
    };
    constexpr auto step = vectorsTogether * laneCount;
    std::size_t place = 0;
    for (; place + step <= known.size(); place += step) {
        if (!anyReaches(known.data() + place, bound))
            continue;
        for (std::size_t i = 0; i < step; ++i)
            look(place + i);
    }
    for (; place < known.size(); ++place)
        look(place);
    if (m_best.size() > k) {
        std::ranges::nth_element(m_best, m_best.begin() + static_cast<std::ptrdiff_t>(k), isBetter);
        m_best.resize(k);
    }
    std::ranges::sort(m_best, isBetter);
    return m_best;
}

}  // namespace projectionist
