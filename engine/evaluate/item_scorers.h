// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/progress.h"
#include "engine/data/split.h"
#include "engine/evaluate/scorer.h"

#include <cstddef>
#include <memory>
#include <stop_token>

namespace projectionist {

/// item-kNN: a film's score for a user is the sum of its cosine similarities with the films that the user liked in
/// training, as far as these are among its `neighbours` most similar films (ties: lower row). Two films are as similar
/// as the number of users who liked both, divided by √(likes · likes) (Sarwar et al. 2001, with 0/1 ratings). Films
/// without a training positive score 0. Takes 8 bytes × films × neighbours; neighbours ≥ 1. Null when stopped or out of
/// memory. Deterministic.
[[nodiscard]] PROJECTIONIST_API std::unique_ptr<Scorer> itemKnnScorer(const PositivesByUser& training,
                                                                      std::size_t movieRows, std::size_t neighbours,
                                                                      std::stop_token stop = {},
                                                                      const ProgressFunction& progress = {});

/// EASE (Steck 2019): the linear model of films from films with a diagonal of zeros that fits the training positives
/// best in squares, with λ · squares of its weights; in closed form B = I − P / diag(P), P = (XᵀX + λI)⁻¹. Score = X B.
/// More λ trusts rare films less; above 0. Films without a training positive score 0. Takes 4 bytes × trained films²
/// and n³ operations, in float32. Null when stopped, out of memory, or when the matrix is not positive definite in
/// float32 (λ far too small). Deterministic.
[[nodiscard]] PROJECTIONIST_API std::unique_ptr<Scorer> easeScorer(const PositivesByUser& training,
                                                                   std::size_t movieRows, double lambda,
                                                                   std::stop_token stop = {},
                                                                   const ProgressFunction& progress = {});

}  // namespace projectionist
