// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/train/training_run.h"
#include "engine/train/two_tower.h"

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace projectionist {

/// Tables as they are measured and shown: all starts side by side.
struct ShownTables {
    Matrix users, movies;
    RunCard::State state = RunCard::State::Untrained;
    std::uint32_t epoch = 0;

    [[nodiscard]] bool isThere() const { return movies.rows() > 0; }
};

/// The state of a run. Steps go: tables → step → end of the epoch → measurement → next epoch or phase; each of them
/// either happens as a whole or, when stopped, not at all, so that going on is the same as never having stopped.
struct TrainingRun::Private {
    Private(std::shared_ptr<const Split> split, TrainOptions options, std::string basePreset);

    // What it is about (training_run.cpp).
    std::shared_ptr<const Split> split;  ///< Of the search, or the only one.
    TrainOptions options;
    std::string basePreset;
    std::optional<InitialTables> initial;

    // Where it stands.
    Phase phase = Phase::Search;
    std::uint32_t epoch = 0;  ///< Complete epochs of the phase …
    std::uint32_t step = 0;   ///< … and complete steps of the next.
    std::uint32_t refitEpochs = 0;
    bool finished = false;
    std::optional<Outcome> failure;  ///< Not finite: nothing goes on from here.
    double bestValue = 0;
    std::uint32_t bestEpoch = 0, epochsWithoutBetter = 0;
    std::vector<TwoTower> starts;  ///< Empty until the first run.
    ShownTables last;              ///< Of the last complete epoch; the averages, where averaging is on.
    ShownTables kept;              ///< Best epoch of the search; what a dropped refit falls back to.
    History history;
    std::vector<double> epochSeconds;  ///< NaN where not known.

    // What can be worked out again.
    std::unique_ptr<PhaseRows> rows;
    std::vector<std::vector<std::uint32_t>> orders;  ///< By start; of `orderedEpoch`.
    std::optional<std::uint32_t> orderedEpoch;
    bool phaseAnnounced = false, baselinesAnnounced = false;
    double secondsInEpoch = 0;

    [[nodiscard]] bool hasHoldout() const { return !split->holdoutUsers().empty(); }
    [[nodiscard]] bool willRefit() const;
    [[nodiscard]] std::uint32_t stepsPerEpoch() const;
    [[nodiscard]] std::uint32_t epochRecords(Phase of) const;
    [[nodiscard]] bool measurementIsDue() const { return epochRecords(phase) < epoch; }
    [[nodiscard]] bool phaseIsComplete() const;

    // The run (training_phases.cpp).
    Outcome run(const std::stop_token& stop, const RunListener& listener, std::optional<std::uint32_t> until);
    bool prepare(const std::stop_token& stop);
    /// The tables that a phase begins with; none when stopped.
    [[nodiscard]] std::vector<TwoTower> freshStarts(const std::stop_token& stop) const;
    bool measureBaselines(const std::stop_token& stop, const RunListener& listener);
    bool takeStep(const std::stop_token& stop, const RunListener& listener);
    bool completeEpoch();
    bool measureEpoch(const std::stop_token& stop, const RunListener& listener);
    void leavePhase();
    void fail(std::string what);

    // Words and models (training_model.cpp).
    [[nodiscard]] Outcome outcome(OutcomeKind kind, std::string message) const;
    [[nodiscard]] std::string bestInWords() const;
    [[nodiscard]] std::string completedMessage() const;
    [[nodiscard]] std::string resultInWords() const;
    [[nodiscard]] std::string stoppedMessage() const;
    [[nodiscard]] ShownTables firstTables() const;
    [[nodiscard]] ShownTables tablesAsTheyAre() const;
    [[nodiscard]] ShownTables tablesToShow() const;
    [[nodiscard]] std::shared_ptr<const TrainingState> state() const;
    [[nodiscard]] RunCard card(const ShownTables& shown) const;
    [[nodiscard]] std::shared_ptr<const Model> model(ShownTables shown,
                                                     std::shared_ptr<const TrainingState> state) const;
};

/// Tables of all starts side by side.
void joinStarts(const std::vector<TwoTower>& starts, Matrix TwoTower::*table, Matrix& joined);
/// The other way.
void divideStarts(const Matrix& joined, Matrix TwoTower::*table, std::vector<TwoTower>& starts);

}  // namespace projectionist
