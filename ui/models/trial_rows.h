// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/train/tune.h"
#include "ui/models/rows_model.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace projectionist {

/// A trial of a search for options.
struct TrialRow {
    int number = 1;
    QString options;  ///< What it tries: "64 dimensions, rate 0.07"; "as they are".
    QString outcome;  ///< "best so far", "behind".
    double best = 0;  ///< NaN while nothing was measured.
    std::uint32_t bestEpoch = 0, epochs = 0;
    bool isBest = false;
};
[[nodiscard]] std::vector<TrialRow> trialRows(const std::vector<TuneTrial>& trials, const TrainOptions& base,
                                              std::optional<std::size_t> best);
[[nodiscard]] std::unique_ptr<RowsModel<TrialRow>> trialModel();
/// What a trial has other than `base`, in words.
[[nodiscard]] QString triedOptions(const TrainOptions& options, const TrainOptions& base);

}  // namespace projectionist
