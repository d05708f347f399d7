// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/history.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace projectionist {

// For the .cpp files of the engine: figures of a run as the run card and the history file have them (DESIGN §7).

[[nodiscard]] std::string_view nameOf(Phase phase);  ///< "search", "refit".

/// {"phase", "epoch", "training": {"rows", "top_k"}, "holdout": {"rows", "top_k", "rows_seen_hidden",
/// "top_k_seen_hidden", "metrics"}}; hits as counts. What was not measured is not there.
[[nodiscard]] nlohmann::ordered_json toJson(const EpochRecord& record);
[[nodiscard]] nlohmann::ordered_json toJson(const TopKHits& hits);  ///< {"1": hits, "5": …}
[[nodiscard]] nlohmann::ordered_json toJson(const RankingMetrics& metrics);

/// The other way; nothing when a field is missing or not of its kind.
[[nodiscard]] std::optional<EpochRecord> epochRecordFromJson(const nlohmann::ordered_json& json);

}  // namespace projectionist
