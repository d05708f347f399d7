// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/progress.h"
#include "engine/data/split.h"
#include "engine/evaluate/scorer.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>

namespace projectionist {

/// item-kNN: a film's score for a user is the sum of its cosine similarities with the films that the user liked in
/// training, as far as these are among its `neighbours` most similar films (ties: lower row). Two films are as similar
/// as the number of users who liked both, divided by √(likes · likes) (Sarwar et al. 2001, with 0/1 ratings). Films
/// without a training positive score 0. Takes 16 bytes × films × neighbours; neighbours ≥ 1. Null when stopped or out
/// of memory; once stop is requested the scores are of no use. Deterministic.
[[nodiscard]] PROJECTIONIST_API std::unique_ptr<Scorer> itemKnnScorer(const PositivesByUser& training,
                                                                      std::size_t movieRows, std::size_t neighbours,
                                                                      std::stop_token stop = {},
                                                                      const ProgressFunction& progress = {});

/// About how many bytes itemKnnScorer() takes for so many trained films.
[[nodiscard]] PROJECTIONIST_API std::uint64_t itemKnnBytes(const PositivesByUser& training, std::size_t films,
                                                           std::size_t neighbours);

/// EASE (Steck 2019): the linear model of films from films with a diagonal of zeros that fits the training positives
/// best in squares, with λ · squares of its weights; in closed form B = I − P / diag(P), P = (XᵀX + λI)⁻¹. Score = X B.
/// More λ trusts rare films less; above 0. Films without a training positive score 0. Where fewer users than films
/// have training positives, the same scores come from (XXᵀ + λI)⁻¹. Takes 4 bytes × n² and n³ operations in float32, n
/// the smaller number of the two. Null when stopped, out of memory, or when the matrix is not positive definite in
/// float32 (λ far too small). Once stop is requested the scores are of no use. Deterministic.
[[nodiscard]] PROJECTIONIST_API std::unique_ptr<Scorer> easeScorer(const PositivesByUser& training,
                                                                   std::size_t movieRows, double lambda,
                                                                   std::stop_token stop = {},
                                                                   const ProgressFunction& progress = {});
/// About how many bytes that takes for so many trained films.
[[nodiscard]] PROJECTIONIST_API std::uint64_t easeBytes(const PositivesByUser& training, std::size_t films);

}  // namespace projectionist
