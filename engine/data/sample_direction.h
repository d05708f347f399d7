// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/random.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace projectionist {

/// What a film is like, or what a viewer looks for: a vector of length 1.
using SampleDirection = std::array<double, 32>;

[[nodiscard]] SampleDirection randomDirection(Random& random);
[[nodiscard]] double product(const SampleDirection& a, const SampleDirection& b);
void normalise(SampleDirection& direction);
/// Makes `direction` perpendicular to the other and of length 1 again.
void makePerpendicular(SampleDirection& direction, const SampleDirection& other);

/// The same in fixed point, a cache line long. Its products are integers: alike on every machine, however it rounds.
struct alignas(64) FixedDirection {
    static constexpr double one = 1 << 14;
    std::array<std::int16_t, std::tuple_size_v<SampleDirection>> values{};
};
[[nodiscard]] FixedDirection inFixedPoint(const SampleDirection& direction);

/// Exact: a multiple of 2^−28.
[[nodiscard]] inline double product(const FixedDirection& a, const FixedDirection& b)
{
    std::int32_t sum = 0;  // at most 2^28, by Cauchy and Schwarz, but for rounding
    for (std::size_t d = 0; d < a.values.size(); ++d)
        sum += std::int32_t{a.values[d]} * std::int32_t{b.values[d]};
    return sum / (FixedDirection::one * FixedDirection::one);
}

}  // namespace projectionist
