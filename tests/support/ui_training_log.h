// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/history.h"

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace projectionist::testing {

/// Steps of 4 a phase's epoch, the last of them short: losses per row are 8, 7.75, 7.5, … in the order of steps.
[[nodiscard]] std::vector<StepRecord> stepsOf(std::uint32_t epochs, Phase phase = Phase::Search);
/// So many hits for k = 10, in proportion for the others.
[[nodiscard]] TopKHits hits(std::uint64_t rows, std::uint64_t ten);
/// Epochs with so many hits of a thousand for k = 10, seen films hidden, and half as many with them left in.
[[nodiscard]] std::vector<EpochRecord> epochsOf(std::initializer_list<std::uint64_t> seenHidden);

}  // namespace projectionist::testing
