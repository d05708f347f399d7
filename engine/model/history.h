// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace projectionist {

enum class Phase : std::uint8_t { Search, Refit };

/// The k of every top-k accuracy.
inline constexpr std::array<int, 5> topKs{1, 5, 10, 50, 100};

/// How many of `rows` positives are in the top k, for each of topKs.
struct TopKHits {
    std::uint64_t rows = 0;
    std::array<std::uint64_t, 5> hits{};

    [[nodiscard]] double accuracy(std::size_t index) const
    {
        return rows == 0 ? 0.0 : double(hits[index]) / double(rows);
    }
    friend bool operator==(const TopKHits&, const TopKHits&) = default;
};

/// Means over users with held-out positives, seen films hidden (see evaluate/metrics.h for each definition).
struct RankingMetrics {
    std::uint64_t users = 0;
    double recallAt10 = 0, recallAt20 = 0, ndcgAt10 = 0, ndcgAt20 = 0, hitRateAt10 = 0, mrr = 0;
    double coverageAt10 = 0, giniAt10 = 0, noveltyAt10 = 0;  ///< Over the lists of these users.
    friend bool operator==(const RankingMetrics&, const RankingMetrics&) = default;
};

struct StepRecord {
    Phase phase = Phase::Search;
    std::uint32_t epoch = 1;  ///< 1-based, within the phase.
    std::uint32_t step = 1;   ///< 1-based, within the epoch.
    std::uint32_t rows = 0;   ///< Rows of this batch.
    double loss = 0;          ///< Sum over the batch.
    double guessing = 0;      ///< The same sum if all scores were equal.
    friend bool operator==(const StepRecord&, const StepRecord&) = default;
};

struct EpochRecord {
    Phase phase = Phase::Search;
    std::uint32_t epoch = 1;
    std::optional<TopKHits> training;  ///< Over the training rows, nothing hidden. Only without a holdout; in no refit.
    std::optional<TopKHits> holdout;   ///< Over held-out rows, nothing hidden.
    std::optional<TopKHits> holdoutSeenHidden;
    std::optional<RankingMetrics> metrics;
    friend bool operator==(const EpochRecord&, const EpochRecord&) = default;
};

/// The baselines of a run, measured once before it on the same rows as its epochs.
struct Baselines {
    std::optional<TopKHits> popularTraining, popularHoldout, popularHoldoutSeenHidden;
    std::optional<TopKHits> randomTraining, randomHoldout, randomHoldoutSeenHidden;  ///< Expected hits, rounded.
    std::optional<RankingMetrics> popularMetrics;
    friend bool operator==(const Baselines&, const Baselines&) = default;
};

/// What happened in a run, without any clock. Seconds are kept apart (TrainingRun) for the history file.
struct History {
    std::vector<StepRecord> steps;
    std::vector<EpochRecord> epochs;
    Baselines baselines;
};

}  // namespace projectionist
