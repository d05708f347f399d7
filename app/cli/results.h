// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/json_writer.h"
#include "engine/model/model.h"

#include <string>

namespace projectionist::cli {

/// The run card's results beside the baselines, as tables for people; says on which rows they were measured and, after
/// a refit, whose they are. Nothing when nothing was measured.
[[nodiscard]] std::string resultsInWords(const Model& model);
/// The baselines as an object: {"most_popular": {…}, "random": {…}}.
void writeBaselines(JsonWriter& json, const Baselines& baselines);

}  // namespace projectionist::cli
