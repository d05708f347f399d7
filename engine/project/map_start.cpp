// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/map_start.h"

#include "engine/core/random.h"

#include <algorithm>

namespace projectionist {

namespace {

constexpr std::uint64_t substream = std::uint64_t{1} << 40;  // beyond the epochs and samples that the stream serves too

}  // namespace

Matrix startFromComponents(const PrincipalComponents& components)
{
    const auto& from = components.positions;
    Matrix start(from.rows(), 2);
    for (std::size_t point = 0; point < start.rows(); ++point)
        std::ranges::copy(from.row(point).first(std::min<std::size_t>(from.columns(), 2)), start.row(point).begin());
    return start;
}

Matrix randomStart(std::size_t points, std::uint64_t seed)
{
    Random random(seed, static_cast<std::uint64_t>(RandomStream::Projection), substream);
    Matrix start(points, 2);
    for (auto& coordinate : start.values())
        coordinate = random.uniform(-1.0F, 1.0F);
    return start;
}

}  // namespace projectionist
