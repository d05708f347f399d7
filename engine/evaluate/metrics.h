// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/ids.h"
#include "engine/core/progress.h"
#include "engine/data/split.h"
#include "engine/evaluate/ranks.h"
#include "engine/evaluate/scorer.h"
#include "engine/model/history.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace projectionist {

/// One user's figures at k, by definition (shared/reference: step/metrics.json). `list` are the films in ranked order,
/// seen ones already left out; relevant is ascending.
struct UserMetrics {
    double recall = 0;           ///< hits / |relevant|
    double truncatedRecall = 0;  ///< hits / min(k, |relevant|)
    double precision = 0;        ///< hits / k
    double ndcg = 0;             ///< binary gains, 1 / log2(rank + 1), ideal over min(k, |relevant|)
    double hit = 0;              ///< 1 when there is any hit
    double reciprocalRank = 0;   ///< of the first hit within k
};
[[nodiscard]] PROJECTIONIST_API UserMetrics userMetrics(std::span<const MovieRow> list,
                                                        std::span<const MovieRow> relevant, int k);

/// Figures over all lists of k films. Row 0 does not count.
struct ListMetrics {
    double coverage = 0;       ///< Share of films that stand in at least one list.
    double gini = 0;           ///< Of how often each film is listed: 0 all alike, towards 1 few films only.
    double noveltyBits = 0;    ///< Mean of −log2((count + 1) / (Σ count + films)) over all listed places.
    double longTailShare = 0;  ///< Places that go to films outside the fewest that hold half of the training positives.
};
/// Half of the 95 % intervals of those that are means over places, the users being drawn at random. Coverage and Gini
/// have none: they belong to all lists together, and more lists cover more films.
struct ListIntervals {
    double noveltyBits = 0, longTailShare = 0;
};
[[nodiscard]] PROJECTIONIST_API ListMetrics listMetrics(std::span<const std::uint32_t> timesListed,
                                                        std::span<const std::uint32_t> trainCounts);

/// Means over users with held-out positives at one k; lists hide what was seen and, unless told otherwise, hold trained
/// films only: a relevant film that cannot be listed counts as a miss. Ties go to the lower row.
struct MetricsAtK {
    int k = 10;
    std::size_t users = 0;
    UserMetrics mean;
    UserMetrics interval95;  ///< Half width: 1.96 · standard error over users.
    ListMetrics lists;
    ListIntervals listIntervals95;
};

/// The figures of one evaluation at each of ks (ascending). `candidates[row]` false: never listed; empty: all but row
/// 0. Nothing when stopped.
[[nodiscard]] PROJECTIONIST_API std::optional<std::vector<MetricsAtK>>
rankingMetrics(const Scorer& scorer, const PositivesByUser& seen, const PositivesByUser& relevant,
               std::span<const std::uint32_t> trainCounts, const std::vector<bool>& candidates, std::span<const int> ks,
               std::stop_token stop = {}, const ProgressFunction& progress = {});

/// The same for lists drawn at random from the films that each user's list may hold: expected values, exact but for
/// Gini, which is that of one seeded draw. Intervals are those of the users' expected values. Empty when stopped.
[[nodiscard]] PROJECTIONIST_API std::vector<MetricsAtK>
expectedRandomMetrics(std::size_t movieRows, const PositivesByUser& seen, const PositivesByUser& relevant,
                      std::span<const std::uint32_t> trainCounts, const std::vector<bool>& candidates,
                      std::span<const int> ks, std::stop_token stop = {});

/// Of the lists that epochMetrics() looks at.
inline constexpr std::array<int, 2> epochKs{10, 20};

/// The fixed choice that the epochs of a run carry, from figures at the ks 10 and 20 (others are passed over): recall
/// is the truncated one, hits / min(k, |relevant|), and mrr looks at the first twenty. Nothing when one of them is
/// missing.
[[nodiscard]] PROJECTIONIST_API std::optional<RankingMetrics> epochMetrics(std::span<const MetricsAtK> metrics);

/// A metric of early stopping by name: "ndcg@10", "ndcg@20", "recall@10", "recall@20", "hit_rate@10", "mrr", "top_k@1"
/// … "top_k@100".
[[nodiscard]] PROJECTIONIST_API std::optional<double> metricByName(const EpochRecord& epoch, std::string_view name);
[[nodiscard]] PROJECTIONIST_API std::span<const std::string_view> metricNames();

}  // namespace projectionist
