// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/ids.h"
#include "engine/data/split.h"
#include "engine/evaluate/scorer.h"
#include "engine/model/history.h"

#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

/// A figure and half of its 95 % interval over users.
struct Figure {
    double value = 0, halfInterval95 = 0;
};

/// Share of positives whose film is among the k with the highest scores. It is a share of rows, as the library counts
/// it; the interval is over users all the same, since the rows of one user are alike.
struct AccuracyAtK {
    int k = 10;
    Figure all;                        ///< Nothing hidden: as the library counts.
    std::optional<Figure> seenHidden;  ///< When seen is given.
};

/// Ranks of positives: a positive's rank is the number of other candidates that score strictly higher (the same score
/// on both sides), 0 is the top. Candidates are all film rows but row 0 (and, with `seenHidden`, those that the user's
/// `seen` holds; a positive that is itself seen stays a candidate). One score per (user, film): a title that stands
/// twice counts once.
struct RankCounts {
    TopKHits all;                         ///< Nothing hidden.
    std::optional<TopKHits> seenHidden;   ///< When seen is given.
    std::vector<AccuracyAtK> accuracies;  ///< For the ks that were asked for, in their order.
};

/// `users` and `movies` name the positive rows; they may hold the same pair twice. ks ≥ 1. Nothing when stopped. The
/// same bits at any thread count.
[[nodiscard]] PROJECTIONIST_API std::optional<RankCounts>
countRanks(const Scorer& scorer, std::span<const UserRow> users, std::span<const MovieRow> movies,
           const PositivesByUser* seen, std::stop_token stop = {}, std::span<const int> ks = {});

/// Expected hits when every order of the candidates is equally likely; the accuracies are exact, the hits rounded. Nothing
/// when stopped.
[[nodiscard]] PROJECTIONIST_API std::optional<RankCounts>
expectedRandomRanks(std::size_t movieRows, std::span<const UserRow> users, std::span<const MovieRow> movies,
                    const PositivesByUser* seen, std::span<const int> ks = {}, std::stop_token stop = {});

}  // namespace projectionist
