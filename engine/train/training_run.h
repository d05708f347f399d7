// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/matrix.h"
#include "engine/core/progress.h"
#include "engine/data/dataset.h"
#include "engine/data/split.h"
#include "engine/model/model.h"
#include "engine/train/train_options.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace projectionist {

/// How a call of run() ended.
enum class OutcomeKind {
    Completed,   ///< All epochs, or early stopping; with `refit` the refit too.
    Reached,     ///< `until` was reached; call again to go on.
    Stopped,     ///< The stop was requested. The model is the best there is (see DESIGN §3, Phases).
    NotFinite,   ///< The loss is no number any more: `step` says where, `message` why and what to do. The model is the last good one.
};
struct Outcome {
    OutcomeKind kind = OutcomeKind::Completed;
    Phase phase = Phase::Search;
    std::uint32_t epoch = 0, step = 0;     ///< Where the run stands: complete epochs of the phase, steps of the next.
    std::string message;                   ///< One sentence for the user; of Completed and Stopped too: "Stopped at epoch 9; kept epoch 7, NDCG@10 0.187."
};

/// What a run tells while it goes on, from its own thread. Each may be empty.
struct RunListener {
    /// Before the first step of a phase: how many epochs at most, steps an epoch, rows an epoch.
    struct PhaseStart { Phase phase; std::uint32_t epochs, stepsPerEpoch; std::uint64_t rowsPerEpoch; };
    std::function<void(const PhaseStart&)> phaseStarted;
    /// Before the first epoch: what the lines of the charts are measured against.
    std::function<void(const Baselines&)> baselinesMeasured;
    /// While the baselines or an epoch are measured: how far that has come.
    ProgressFunction measuring;
    /// After every step.
    std::function<void(const StepRecord&)> stepDone;
    /// After every epoch and its measurement. `better`: the best so far.
    struct EpochDone { EpochRecord record; double seconds; bool better; std::uint32_t bestEpoch; };
    std::function<void(const EpochDone&)> epochDone;
    /// Asked between steps: blocks while the user wants a pause. Must return when the stop is requested.
    std::function<void()> betweenSteps;
};

struct InitialTables {
    Matrix users;    ///< Catalogue rows × dimension, row 0 included, in vocabulary order.
    Matrix movies;
};

/// One training run with its phases (search, refit), early stopping, averaging and history, as DESIGN §3 has it. The window and
/// the command line both train through this. Not thread-safe; may be moved to another thread between calls of run().
/// Deterministic: same split, options and seed give the same bits at any thread count, straight or in pieces.
class PROJECTIONIST_API TrainingRun {
public:
    /// Errors: InvalidOption (validate(), or tables of another shape), OutOfMemory (says the need and what is there).
    [[nodiscard]] static Result<std::unique_ptr<TrainingRun>> create(std::shared_ptr<const Split> split, TrainOptions options,
                                                                     std::string basePreset = "balanced",
                                                                     std::optional<InitialTables> initial = {});
    /// Goes on with a stopped model, its own options and rows, to `epochs` if given. InvalidOption when the model holds no state
    /// or was finished and no more epochs are asked for. Stop (within 50 ms) gives a null pointer.
    [[nodiscard]] static Result<std::unique_ptr<TrainingRun>> resume(const Model& model, std::optional<int> epochs = {},
                                                                     std::stop_token stop = {});
    ~TrainingRun();

    /// Runs until done, `until` total epochs of the search (without: no bound) or a stop, which takes effect within 50 ms; what
    /// the interrupted epoch did up to then is kept for going on. May be called again.
    Outcome run(std::stop_token stop, const RunListener& listener = {}, std::optional<std::uint32_t> until = {});

    /// The model to look around in as it stands: the best epoch of the search, the refit when it is complete, or, without a
    /// holdout, the tables as they are. Holds the state to go on.
    [[nodiscard]] std::shared_ptr<const Model> model() const;
    /// The tables of the last complete epoch (averaged where averaging is on), for views that follow the training; no state.
    [[nodiscard]] std::shared_ptr<const Model> snapshot() const;

    [[nodiscard]] const TrainOptions& options() const;
    [[nodiscard]] const Split& split() const;
    [[nodiscard]] const History& history() const;
    /// Wall-clock seconds of each epoch in history().epochs, for the history file only.
    [[nodiscard]] const std::vector<double>& epochSeconds() const;
    /// {"run": …, "steps": …, "epochs": …} of DESIGN §7, with seconds.
    [[nodiscard]] std::string historyJson() const;

private:
    struct Private;
    explicit TrainingRun(std::unique_ptr<Private> data);
    std::unique_ptr<Private> m_private;
};

/// The history of a model as the file of DESIGN §7; seconds are left out where they are not known.
[[nodiscard]] PROJECTIONIST_API std::string historyJson(const RunCard& card, const History& history,
                                                        const std::vector<double>& epochSeconds = {});

}  // namespace projectionist
