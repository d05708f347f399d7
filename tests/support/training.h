// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/train/training_run.h"
#include "tests/support/planted.h"

#include <memory>
#include <optional>
#include <stop_token>

namespace projectionist::testing {

[[nodiscard]] bool sameBits(MatrixView a, MatrixView b);
[[nodiscard]] bool sameHistory(const History& a, const History& b);

inline const Holdout noHoldout{};
inline const Holdout tenth{Holdout::Kind::Random, 0.1, 1, {}};

/// Balanced, small enough for the planted data.
[[nodiscard]] TrainOptions smallOptions();

/// A run of "balanced"; ends the test program with the reason when there can be none.
[[nodiscard]] std::unique_ptr<TrainingRun> makeRun(std::shared_ptr<const Split> split, const TrainOptions& options,
                                                   std::optional<InitialTables> initial = {});

/// Requests the stop after so many more steps.
struct StopAfter {
    std::stop_source source;
    RunListener listener;
    explicit StopAfter(int steps);
};

}  // namespace projectionist::testing
