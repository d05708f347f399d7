// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/ids.h"
#include "engine/core/matrix.h"
#include "engine/core/progress.h"
#include "engine/data/split.h"
#include "engine/model/history.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace projectionist {

/// Something that gives every film a score for a user. Two-tower tables, popularity, and later item-kNN and EASE.
class PROJECTIONIST_API Scorer {
public:
    virtual ~Scorer() = default;
    /// Fills scores[u · films + m] for users `first` … `first + count` − 1 and all films rows (row 0 included, ignored by
    /// callers). Called from several threads at once.
    virtual void score(std::size_t first, std::size_t count, std::span<float> scores) const = 0;
    [[nodiscard]] virtual std::size_t users() const = 0;
    [[nodiscard]] virtual std::size_t movies() const = 0;
};

/// Dot products of two tables; the views must outlive it.
[[nodiscard]] PROJECTIONIST_API std::unique_ptr<Scorer> dotScorer(MatrixView users, MatrixView movies);
/// The same scores for everyone: each film's training positives. Ties go to the lower row.
[[nodiscard]] PROJECTIONIST_API std::unique_ptr<Scorer> popularityScorer(std::span<const std::uint32_t> trainCounts,
                                                                         std::size_t users);

/// Ranks of positives: a positive's rank is the number of other candidates that score strictly higher (the same score on both
/// sides), 0 is the top. Candidates are all film rows but row 0 (and, with `seenHidden`, those that the user's `seen` holds; a
/// positive that is itself seen stays a candidate). One score per (user, film): a title that stands twice counts once.
struct RankCounts {
    TopKHits all;                       ///< Nothing hidden.
    std::optional<TopKHits> seenHidden; ///< When seen is given.
};
/// `users` and `movies` name the positive rows; they may hold the same pair twice. Nothing when stopped. Integer counts: the
/// same at any thread count.
[[nodiscard]] PROJECTIONIST_API std::optional<RankCounts> countRanks(const Scorer& scorer, std::span<const UserRow> users,
                                                                     std::span<const MovieRow> movies,
                                                                     const PositivesByUser* seen, std::stop_token stop = {});
/// Expected hits when every order of the candidates is equally likely.
[[nodiscard]] PROJECTIONIST_API RankCounts expectedRandomRanks(std::size_t movieRows, std::span<const UserRow> users,
                                                               std::span<const MovieRow> movies, const PositivesByUser* seen);

/// One user's figures at k, by definition (shared/reference: step/metrics.json). `list` are the films in ranked order, seen
/// ones already left out; relevant is ascending.
struct UserMetrics {
    double recall = 0;            ///< hits / |relevant|
    double truncatedRecall = 0;   ///< hits / min(k, |relevant|)
    double precision = 0;         ///< hits / k
    double ndcg = 0;              ///< binary gains, 1 / log2(rank + 1), ideal over min(k, |relevant|)
    double hit = 0;               ///< 1 when there is any hit
    double reciprocalRank = 0;    ///< of the first hit within k
};
[[nodiscard]] PROJECTIONIST_API UserMetrics userMetrics(std::span<const MovieRow> list, std::span<const MovieRow> relevant, int k);

/// Figures over all lists of k films. Row 0 does not count.
struct ListMetrics {
    double coverage = 0;          ///< Share of films that stand in at least one list.
    double gini = 0;              ///< Of how often each film is listed: 0 all alike, towards 1 few films only.
    double noveltyBits = 0;       ///< Mean of −log2((count + 1) / (Σ count + films)) over all listed places.
    double longTailShare = 0;     ///< Places that go to films outside the fewest that hold half of the training positives.
};
[[nodiscard]] PROJECTIONIST_API ListMetrics listMetrics(std::span<const std::uint32_t> timesListed,
                                                        std::span<const std::uint32_t> trainCounts);

/// Means over users with held-out positives at one k; lists hide what was seen and, unless told otherwise, hold trained films
/// only: a relevant film that cannot be listed counts as a miss. Ties go to the lower row.
struct MetricsAtK {
    int k = 10;
    std::size_t users = 0;
    UserMetrics mean;
    UserMetrics interval95;       ///< Half width: 1.96 · standard error over users.
    ListMetrics lists;
};

/// Recall here is hits / min(k, |relevant|), as in shared/reference/quality.md ("truncated recall").
/// ks ascending. `candidates[row]` false: never listed; empty: all but row 0. Nothing when stopped.
[[nodiscard]] PROJECTIONIST_API std::optional<std::vector<MetricsAtK>> rankingMetrics(
    const Scorer& scorer, const PositivesByUser& seen, const PositivesByUser& relevant,
    std::span<const std::uint32_t> trainCounts, const std::vector<bool>& candidates, std::span<const int> ks,
    std::stop_token stop = {}, const ProgressFunction& progress = {});

/// The fixed choice that the epochs of a run carry (see RankingMetrics); its mrr looks at the first twenty.
[[nodiscard]] PROJECTIONIST_API std::optional<RankingMetrics> epochMetrics(const Scorer& scorer, const Split& split,
                                                                           bool includeUntrained, std::stop_token stop = {});

/// A metric of early stopping by name: "ndcg@10", "ndcg@20", "recall@10", "recall@20", "hit_rate@10", "mrr", "top_k@1" … "top_k@100".
[[nodiscard]] PROJECTIONIST_API std::optional<double> metricByName(const EpochRecord& epoch, std::string_view name);
[[nodiscard]] PROJECTIONIST_API std::span<const std::string_view> metricNames();

}  // namespace projectionist
