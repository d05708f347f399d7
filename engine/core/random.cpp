// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/random.h"

#include <bit>
#include <cmath>
#include <numbers>
#include <utility>

namespace projectionist {

namespace {

/// Steele, Lea and Flood 2014; also what the authors of xoshiro recommend to fill its state.
std::uint64_t splitmix(std::uint64_t& state)
{
    state += 0x9E3779B97F4A7C15U;
    auto mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream, std::uint64_t substream)
{
    auto state = seed;
    state = splitmix(state) ^ stream;
    state = splitmix(state) ^ substream;
    for (auto& word : m_state)
        word = splitmix(state);
}

std::uint64_t Random::next()
{
    const auto result = std::rotl(m_state[1] * 5, 7) * 9;
    const auto shifted = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= shifted;
    m_state[3] = std::rotl(m_state[3], 45);
    return result;
}

double Random::uniform()
{
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

float Random::uniform(float low, float high)
{
    const auto unit = static_cast<float>(next() >> 40) * 0x1.0p-24F;
    return low + (high - low) * unit;
}

std::uint64_t Random::below(std::uint64_t bound)
{
    __extension__ using Wide = unsigned __int128;
    auto product = static_cast<Wide>(next()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
        const auto threshold = (0 - bound) % bound;
        while (static_cast<std::uint64_t>(product) < threshold)
            product = static_cast<Wide>(next()) * bound;
    }
    return static_cast<std::uint64_t>(product >> 64);
}

double Random::normal()
{
    const auto radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

void Random::shuffle(std::span<std::uint32_t> values, const std::stop_token& stop)
{
    constexpr std::size_t swapsBetweenChecks = std::size_t{1} << 16;
    for (auto count = values.size(); count > 1; --count) {
        if (count % swapsBetweenChecks == 0 && stop.stop_requested())
            return;
        std::swap(values[count - 1], values[below(count)]);
    }
}

}  // namespace projectionist
