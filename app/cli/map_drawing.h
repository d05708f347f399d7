// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "app/cli/map_plan.h"
#include "engine/project/map_quality.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace projectionist::cli {

/// A map that is drawn, or as far as it came.
struct DrawnMap {
    MapPlan plan;  ///< The perplexity, exaggeration, neighbours and iterations are those that were used.
    std::shared_ptr<const Model> model;
    std::shared_ptr<const ProjectedMap> map;
    Matrix positions;                   ///< Points × 2.
    std::uint32_t iteration = 0;        ///< Done …
    std::uint32_t iterations = 0;       ///< … of so many. 0 for PCA.
    bool stopped = false;               ///< Before the last of them, or before the quality was known.
    std::optional<MapQuality> quality;  ///< Where it was asked for, and known before a stop.

    /// What is on it and how it was made, in a sentence without its full stop.
    [[nodiscard]] std::string description() const;
    /// How far it came, where it was stopped.
    [[nodiscard]] std::string stoppedInWords() const;
    /// The quality, which is known, and on how many points it was measured; a sentence.
    [[nodiscard]] std::string qualityInWords() const;
};

/// Draws the map that the plan asks for. Calls `announce` once it is known how it will be drawn, before the iterations.
/// A stop before the first of them gives nothing; later it keeps what there is.
[[nodiscard]] Result<std::optional<DrawnMap>> drawMap(Context& context, const std::string& path, const MapPlan& plan,
                                                      const std::function<void(const DrawnMap&)>& announce);

}  // namespace projectionist::cli
