// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/json_writer.h"
#include "engine/evaluate/baselines.h"
#include "engine/model/model.h"

#include <array>
#include <string>

namespace projectionist::cli {

/// Of the lists by which item models stand beside a run's figures.
inline constexpr std::array<int, 6> resultKs{1, 5, 10, 20, 50, 100};

/// The run card's results beside the baselines, as tables for people; says on which rows they were measured and, after
/// a refit, whose they are. Nothing when nothing was measured. `more` are baselines at resultKs that the model file
/// does not hold: their lines are shown and what is left out is named.
[[nodiscard]] std::string resultsInWords(const Model& model, const BaselineFigures& more = {});
/// The baselines as an object: {"most_popular": {…}, "random": {…}} and, with `more`, "item_knn", "ease" and
/// "left_out".
void writeBaselines(JsonWriter& json, const Baselines& baselines, const BaselineFigures& more = {});

}  // namespace projectionist::cli
