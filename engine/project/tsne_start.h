// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/matrix.h"
#include "engine/project/tsne.h"

#include <cstdint>

namespace projectionist {

/// The positions that a map begins with, points × 2, about the origin. Scaled: with a standard deviation of 1e-4 along
/// the first axis, and 1 % of that as noise, so that points that fall together have a reason to part. As it is: but no
/// wider than the forces can be computed for. A start without extent is noise alone. `start`: points × 2, finite.
[[nodiscard]] Matrix tsneStart(MatrixView start, TsneStart kind, std::uint64_t seed);

}  // namespace projectionist
