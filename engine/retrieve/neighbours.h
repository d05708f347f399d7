// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/model/model.h"
#include "engine/retrieve/recommend.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace projectionist {

/// How near two vectors are. Cosine of a vector of length zero with anything is 0.
enum class Metric { Cosine, Dot };
[[nodiscard]] PROJECTIONIST_API std::optional<Metric> metricFromName(std::string_view name);  ///< "cosine", "dot".
[[nodiscard]] PROJECTIONIST_API std::string_view nameOf(Metric metric);

struct NeighbourOptions {
    std::size_t k = 10;                      ///< 0: all.
    Metric metric = Metric::Cosine;
    std::optional<bool> includeUntrained;    ///< Unset: as the model's preset has it.
    std::uint32_t minimumRatings = 0;        ///< Films with fewer ratings, or users who gave fewer, are left out.
};

/// The k nearest films, nearest first, ties by lower row; not the film itself, not the unknown one. An untrained film has neighbours
/// too (those of its random start). InvalidOption for the unknown film. Thread-safe; the same bits at any thread count.
[[nodiscard]] PROJECTIONIST_API Result<std::vector<ScoredMovie>> neighbours(const Model& model, MovieRow movie,
                                                                            const NeighbourOptions& options = {});
/// The k nearest users. The error of whyNoVector() for a user without a vector.
[[nodiscard]] PROJECTIONIST_API Result<std::vector<ScoredUser>> neighbours(const Model& model, UserRow user,
                                                                           const NeighbourOptions& options = {});

/// Similarity of two films exactly as neighbours() and SimilarPairs have it (the same bits).
[[nodiscard]] PROJECTIONIST_API float similarity(const Model& model, MovieRow a, MovieRow b, Metric metric);

}  // namespace projectionist
