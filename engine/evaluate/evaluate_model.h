// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/data/rating_read_options.h"
#include "engine/evaluate/baselines.h"
#include "engine/model/model.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace projectionist {

struct Evaluation {
    std::string rowsInWords;  ///< "5,537 held-out positives of 860 users", and, after a refit, that the model was
                              ///< trained on them.
    bool trainedOnTheseRows = false;  ///< True after a refit, and when a test file holds training rows: then the
                                      ///< figures flatter and say so.
    std::size_t rows = 0, users = 0, skippedRows = 0, skippedUsers = 0;
    std::vector<EvaluationRow> lines;  ///< "model", then the baselines. None when stopped.
    std::vector<LeftOut> leftOut;      ///< Baselines that were not computed, and why.
    std::vector<std::string> notes;    ///< Of the baselines, see there.
};

/// All metrics at `ks` (those below 1 do not count) of the model and of its baselines: over the rows of `testFile` (any
/// known rating form; positives by the run's bound), or the model's held-out rows, or, with neither, over its training
/// rows (top-k only, nothing hidden; says so).
[[nodiscard]] PROJECTIONIST_API Result<Evaluation>
evaluateModel(const Model& model, const std::optional<std::filesystem::path>& testFile,
              std::vector<int> ks = {5, 10, 20, 50, 100}, std::stop_token stop = {},
              const ProgressFunction& progress = {}, const BaselineOptions& baselines = {},
              const RatingReadOptions& reading = {});

}  // namespace projectionist
