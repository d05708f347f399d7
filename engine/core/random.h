// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"

#include <cstdint>
#include <span>
#include <stop_token>

namespace projectionist {

/// Seeded random numbers with the same bits on every machine: std::mt19937_64 would do, were its state not 2.5 kB and its
/// distributions left to the library. xoshiro256** (Blackman and Vigna 2018), started by splitmix64 from the seed and the
/// stream, so that every purpose (start of the tables, order of epoch 7, split) has numbers of its own and needs no state
/// to be kept from one call to the next. Not thread-safe.
class PROJECTIONIST_API Random {
public:
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0, std::uint64_t substream = 0);

    [[nodiscard]] std::uint64_t next();
    /// Uniform in [0, 1), 53 bits.
    [[nodiscard]] double uniform();
    /// Uniform in [low, high) in float32.
    [[nodiscard]] float uniform(float low, float high);
    /// Uniform in [0, bound) without bias (Lemire 2019); bound at least 1.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
    /// Standard normal (Box–Muller, one value a call).
    [[nodiscard]] double normal();
    /// Fisher–Yates. Half done, and of no use, when stopped.
    void shuffle(std::span<std::uint32_t> values, const std::stop_token& stop = {});

private:
    std::uint64_t m_state[4];
};

/// The streams in use, so that no two purposes share numbers.
enum class RandomStream : std::uint64_t { Tables = 1, Order = 2, Split = 3, Sample = 4, Baseline = 5, Projection = 6, Tuning = 7 };

}  // namespace projectionist
