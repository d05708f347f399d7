// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/split.h"
#include "engine/model/history.h"
#include "engine/train/train_options.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace projectionist {

// For the .cpp files of this floor.

/// Fills `order` with the places of a split's training rows in the order in which one epoch takes them. A shuffled
/// order depends on seed, phase, epoch and start alone, so that nothing has to be kept to go on later; the others do
/// not change from epoch to epoch. False when stopped.
bool orderRows(const Split& split, const TrainOptions& options, Phase phase, std::uint32_t epoch, std::uint32_t start,
               std::vector<std::uint32_t>& order, const std::stop_token& stop);

}  // namespace projectionist
