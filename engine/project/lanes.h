// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace projectionist {

// For the .cpp files of the engine: as many floats at once as the level that is compiled for has in a register, but at
// most eight, since wider ones gain nothing where values are gathered one by one.
#if defined(__AVX2__)
inline constexpr std::size_t laneCount = 8;
#else
inline constexpr std::size_t laneCount = 4;
#endif

using Lanes __attribute__((vector_size(laneCount * sizeof(float)))) = float;
using LaneNumbers __attribute__((vector_size(laneCount * sizeof(float)))) = std::int32_t;

[[nodiscard]] inline Lanes loadLanes(const float* from)
{
    Lanes lanes;
    std::memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

[[nodiscard]] inline float sumOf(Lanes lanes)
{
    for (auto half = laneCount / 2; half > 0; half /= 2) {
        for (std::size_t i = 0; i < half; ++i)
            lanes[i] += lanes[i + half];
    }
    return lanes[0];
}

/// The x of so many points and their y.
struct PointLanes {
    Lanes x, y;
};

/// Fetches points (pairs of x and y) by their numbers, each pair by one load of 64 bits.
[[nodiscard]] inline PointLanes gatherPoints(const float* points, const std::uint32_t* numbers)
{
    using Pairs __attribute__((vector_size(laneCount * sizeof(float)))) = double;
    constexpr auto half = laneCount / 2;
    Pairs first, second;
    for (std::size_t i = 0; i < half; ++i) {
        double pair;
        std::memcpy(&pair, points + 2 * std::size_t{numbers[i]}, sizeof pair);
        first[i] = pair;
        std::memcpy(&pair, points + 2 * std::size_t{numbers[half + i]}, sizeof pair);
        second[i] = pair;
    }
    const auto a = reinterpret_cast<Lanes>(first), b = reinterpret_cast<Lanes>(second);
#if defined(__AVX2__)
    return {__builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14),
            __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15)};
#else
    return {__builtin_shufflevector(a, b, 0, 2, 4, 6), __builtin_shufflevector(a, b, 1, 3, 5, 7)};
#endif
}

}  // namespace projectionist
