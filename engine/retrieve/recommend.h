// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/core/progress.h"
#include "engine/model/model.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace projectionist {

struct ScoredMovie {
    MovieRow movie;
    float score = 0;
};

struct ScoredUser {
    UserRow user;
    float score = 0;
};

/// What a list leaves out for the sake of its user.
enum class Hide {
    Liked,    ///< Films the user rated above the run's bound, held out or not.
    Rated,    ///< Films the user rated at all.
    Nothing,
};
[[nodiscard]] PROJECTIONIST_API std::optional<Hide> hideFromName(std::string_view name);  ///< "liked", "rated", "none".
[[nodiscard]] PROJECTIONIST_API std::string_view nameOf(Hide hide);

struct RecommendOptions {
    std::size_t k = 10;                      ///< 0: all films that fit.
    Hide hide = Hide::Liked;
    std::optional<bool> includeUntrained;    ///< Unset: as the model's preset has it.
    std::uint32_t minimumRatings = 0;        ///< Films with fewer ratings are left out.
};

/// Nothing when the user has a vector; else the error (InvalidOption) that says in words why not: no rating above the bound.
[[nodiscard]] PROJECTIONIST_API std::optional<Error> whyNoVector(const Model& model, UserRow user);

/// The k films with the highest dot product with the user's vector, highest first, ties by lower row. The unknown film is never
/// listed, nor is a score that is not a number. The error of whyNoVector() for a user without a vector. Thread-safe. The same bits
/// as recommendAll() and scoresOf(), at any thread count.
[[nodiscard]] PROJECTIONIST_API Result<std::vector<ScoredMovie>> recommend(const Model& model, UserRow user,
                                                                           const RecommendOptions& options = {});

/// The same for every user with a vector, in row order; `sink` is called from one thread, in order, and returns false to end.
/// Works in tiles: users × films is never held. Returns false when stopped or out of memory; true also when the sink ended it. Stop takes effect
/// within 50 ms of the engine's own work.
PROJECTIONIST_API bool recommendAll(const Model& model, const RecommendOptions& options,
                                    const std::function<bool(UserRow, std::span<const ScoredMovie>)>& sink,
                                    std::stop_token stop = {}, const ProgressFunction& progress = {});

/// The user's dot product with every film row, row 0 included: `scores` has model.movies().rows places.
PROJECTIONIST_API void scoresOf(const Model& model, UserRow user, std::span<float> scores);

/// The users with the highest dot product with a film, highest first, ties by lower row. k = 0: all. Never the unknown one.
[[nodiscard]] PROJECTIONIST_API std::vector<ScoredUser> usersFor(const Model& model, MovieRow movie, std::size_t k);

}  // namespace projectionist
