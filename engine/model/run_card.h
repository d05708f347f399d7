// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/model/history.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace projectionist {

/// What a model is: data, options, seed and results. No clock time, duration, thread count or path, so that equal runs
/// give equal cards.
struct RunCard {
    std::string programVersion;
    std::string dataName, fingerprint;
    bool simulated = false;
    std::uint64_t users = 0, movies = 0;  ///< With vectors, the unknown rows not counted.
    std::uint64_t trainingRows = 0, heldOutRows = 0;
    std::string preset;      ///< "tutorial", "balanced"; "custom" when an option was changed.
    std::string basePreset;  ///< The preset that the options started from.
    /// Every option by its --set name, in the order of the table.
    std::vector<std::pair<std::string, std::string>> options;
    std::uint64_t seed = 1;

    /// How the shown tables came about.
    enum class State { Untrained, Search, Refit, WithoutHoldout };
    State state = State::Untrained;
    bool finished = false;         ///< False: stopped by hand and can be continued.
    std::uint32_t shownEpoch = 0;  ///< The epoch whose tables are shown (within its phase).
    std::uint32_t bestEpoch = 0;   ///< Of the search; 0 without a holdout.
    /// Of bestEpoch of the search, or of the last epoch without a holdout. With state Refit these are the search's, and
    /// views say so.
    std::optional<EpochRecord> results;

    [[nodiscard]] PROJECTIONIST_API std::string option(std::string_view name) const;  ///< Empty when there is none.
    [[nodiscard]] PROJECTIONIST_API std::string toJson() const;
    [[nodiscard]] PROJECTIONIST_API static Result<RunCard> fromJson(std::string_view json);
};

}  // namespace projectionist
