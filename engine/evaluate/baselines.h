// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/data/split.h"
#include "engine/evaluate/metrics.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace projectionist {

/// One line of an evaluation: the model, or a baseline on the same rows.
struct EvaluationRow {
    std::string name;  ///< "model", "most popular", "item-kNN", "EASE", "random".
    RankCounts ranks;
    std::vector<MetricsAtK> metrics;  ///< By k; empty where nothing is hidden and there are no lists.
};

/// What a line is measured on. The spans and the pointers must outlive it.
struct MeasuredRows {
    std::span<const UserRow> users;  ///< The positives, row by row.
    std::span<const MovieRow> movies;
    const PositivesByUser* training = nullptr;  ///< What baselines learn from and, with `lists`, what lists hide.
    const PositivesByUser* relevant = nullptr;  ///< The positives by user; with `lists` alone.
    bool lists = true;                          ///< False: only ranks, with nothing hidden (rows of the training).
    bool includeUntrained = false;              ///< Lists hold films without a training positive, too.
    std::span<const std::uint32_t> trainCounts;

    /// The held-out rows of a split or, where it has none, its training rows.
    [[nodiscard]] PROJECTIONIST_API static MeasuredRows of(const Split& split, bool includeUntrained = false);
};

/// The figures of one scorer at `ks` (ascending, ≥ 1). Nothing when stopped. Thread-safe; the same bits at any thread
/// count.
[[nodiscard]] PROJECTIONIST_API std::optional<EvaluationRow> measure(std::string name, const Scorer& scorer,
                                                                     const MeasuredRows& rows, std::span<const int> ks,
                                                                     std::stop_token stop = {},
                                                                     const ProgressFunction& progress = {});

/// Which baselines, and how.
struct BaselineOptions {
    /// item-kNN and EASE, which have to be computed, beside popularity and chance.
    bool itemModels = true;
    /// How many of a film's most similar films count in item-kNN. 0: all of them up to 4,000 trained films, and beyond
    /// that the 200 nearest.
    std::size_t neighbours = 0;
    /// λ of EASE. 0: up to `mostTunedFilms` trained films the best on 10 % of the training positives, drawn once and
    /// the same on every call, and beyond that 500.
    double easeLambda = 0;
    /// EASE is left out above so many trained films: it takes up to 4 bytes × films² (1.6 GB for these).
    std::size_t mostEaseFilms = 20'000;
    std::size_t mostTunedFilms = 8'000;
    /// How many bytes of memory item-kNN and EASE may take, one after the other. Nothing: what is left in the system
    /// (see availableBytes()).
    std::optional<std::uint64_t> memoryLimit = {};
};

/// A baseline that was not computed, and why: "it is computed for up to 20,000 films, and here are 59,047".
struct LeftOut {
    std::string name, why;
};

struct BaselineFigures {
    std::vector<EvaluationRow> lines;  ///< "most popular", "item-kNN", "EASE", "random"; none when stopped.
    std::vector<LeftOut> leftOut;      ///< The names of `lines` that are not there.
    std::vector<std::string> notes;    ///< Sentences: what is left out and why; λ of EASE and how it came about.
    std::optional<double> easeLambda;  ///< Nothing where EASE is left out.
};

/// All baselines on the same rows as the model's figures. Random has its expected values, which are exact but for Gini
/// (one seeded draw). Untrained films are treated as for the model: no list holds them unless `includeUntrained`. What
/// is too large for this machine is left out. Thread-safe; deterministic; stop takes effect within 0.2 s. Errors:
/// InvalidOption, OutOfMemory.
[[nodiscard]] PROJECTIONIST_API Result<BaselineFigures>
measureBaselines(const MeasuredRows& rows, std::span<const int> ks, const BaselineOptions& options = {},
                 std::stop_token stop = {}, const ProgressFunction& progress = {});

/// Whether item-kNN and EASE on these rows are a matter of seconds on one core, so that they may be computed unasked.
[[nodiscard]] PROJECTIONIST_API bool itemModelsAreQuick(const MeasuredRows& rows);

/// λ for EASE: the best NDCG@10 on 10 % of these positives, drawn with `seed`, among 12.5 · 2^i up to 6,400, climbing
/// from 200. Nothing when stopped or when EASE cannot be computed.
[[nodiscard]] PROJECTIONIST_API std::optional<double> chooseEaseLambda(const PositivesByUser& training,
                                                                       std::size_t movieRows, std::uint64_t seed,
                                                                       std::stop_token stop = {},
                                                                       const ProgressFunction& progress = {});

}  // namespace projectionist
