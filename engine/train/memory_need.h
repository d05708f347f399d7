// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/memory.h"
#include "engine/data/split.h"
#include "engine/train/train_options.h"

#include <cstdint>
#include <optional>

namespace projectionist {

/// About how many bytes a training run with these options takes beside the data: tables, accumulators, averages, the
/// best epoch, a snapshot for viewing, row orders and the buffers of a step.
[[nodiscard]] PROJECTIONIST_API std::uint64_t trainingBytes(const Split& split, const TrainOptions& options);

/// OutOfMemory in words when the need is above what is there.
[[nodiscard]] PROJECTIONIST_API Result<void> checkMemory(std::uint64_t need, std::optional<std::uint64_t> available);

}  // namespace projectionist
