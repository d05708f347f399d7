// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/matrix.h"
#include "engine/project/principal_components.h"

#include <cstddef>
#include <cstdint>

namespace projectionist {

/// Where maps begin (points × 2), for the options TsneStart and UmapStart::Scaled: shapes, whose size does not count.

/// The first two components; zeros where there are not so many.
[[nodiscard]] PROJECTIONIST_API Matrix startFromComponents(const PrincipalComponents& components);

/// Uniform in a square, without regard to the data. The same bits for the same number of points and seed.
[[nodiscard]] PROJECTIONIST_API Matrix randomStart(std::size_t points, std::uint64_t seed);

}  // namespace projectionist
