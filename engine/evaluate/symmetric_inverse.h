// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/progress.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>

namespace projectionist {

/// Columns of the panels that invertSymmetric() takes beside the matrix.
inline constexpr std::size_t inversePanelColumns = 2 * 128;

enum class InverseOutcome : std::uint8_t { Done, Stopped, NotPositive };

/// Inverts a symmetric positive definite matrix of n × n values in place: reads the lower triangle, fills both. The
/// symmetric sweep (Goodnight 1979) in blocks: n³ multiplications and additions, no memory but two panels of n × 128,
/// tiles on several threads. float32: with a condition number of 10⁴ about three digits are left. Stop takes effect
/// within a tile; the matrix is then of no use, as it is when it turns out not to be positive definite. The same bits
/// at any thread count.
[[nodiscard]] PROJECTIONIST_API InverseOutcome invertSymmetric(std::span<float> matrix, std::size_t n,
                                                               const std::stop_token& stop,
                                                               const ProgressFunction& progress = {});

}  // namespace projectionist
