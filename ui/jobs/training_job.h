// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/dataset.h"
#include "engine/model/model.h"
#include "engine/train/training_run.h"
#include "ui/jobs/mailbox.h"

#include <QElapsedTimer>
#include <QObject>

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace projectionist {

/// What a run has told so far: the charts and the run card draw from this, in the window's thread.
struct TrainingLog {
    TrainOptions options;
    QString basePreset;
    std::vector<StepRecord> steps;
    std::vector<EpochRecord> epochs;
    Baselines baselines;
    std::optional<RunListener::PhaseStart> phase;  ///< The running one.
    std::optional<RunListener::PhaseStart> searchPhase, refitPhase;
    std::uint32_t bestEpoch = 0;  ///< Of the search; 0 while there is none.
    std::uint64_t trainingRows = 0, heldOutRows = 0, heldOutUsers = 0;
    double rowsPerSecond = 0;  ///< Smoothed over the last seconds; 0 while not known.
    double secondsLeft = -1;   ///< Of the running phase at most; negative while not known.
    /// While baselines or an epoch are being measured, and that takes more than a moment.
    struct Measuring { double share = 0, secondsLeft = -1; };
    std::optional<Measuring> measuring;
};

/// Trains on a worker thread. Options are copied in, models come out; a newer start stops the older run and drops what
/// it still sends. Only the destructor joins.
class TrainingJob : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Preparing, Running, Paused, Stopping };

    explicit TrainingJob(QObject* parent = nullptr);
    ~TrainingJob() override;

    /// Splits the data and trains anew.
    void start(std::shared_ptr<const Dataset> dataset, TrainOptions options, QString basePreset);
    /// Goes on with a stopped model.
    void resume(std::shared_ptr<const Model> model, std::optional<int> epochs = {});
    void pause();
    void unpause();
    /// Keeps the best (DESIGN §3, Phases): ended() brings the model.
    void stop();
    /// Stops and drops everything, without a model.
    void abandon();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isActive() const { return m_state != State::Idle; }
    [[nodiscard]] const TrainingLog& log() const { return m_log; }
    /// The log as a model's own history tells it.
    [[nodiscard]] static TrainingLog logOf(const Model& model);
    /// {"run", "steps", "epochs"} of the run that ended last and left a model; empty before.
    [[nodiscard]] const std::string& historyJson() const { return m_historyJson; }

Q_SIGNALS:
    void stateChanged();
    /// New steps, epochs, baselines or a new phase are in the log. At most one event is ever pending.
    void logChanged();
    /// A complete epoch's tables, for views that follow the training.
    void snapshotAvailable(std::shared_ptr<const projectionist::Model> model);
    /// The run is over; `model` is what it leaves (null when it was stopped before there was one).
    void ended(const projectionist::Outcome& outcome, std::shared_ptr<const projectionist::Model> model);
    void failed(const projectionist::Error& error);

private:
    struct Run;
    struct Message;
    void launch(std::shared_ptr<Run> run, TrainingLog log);
    void drain(const std::shared_ptr<void>& box);
    void note(const Message& message);
    void readSpeed(Run& run);
    void setState(State state);

    State m_state = State::Idle;
    TrainingLog m_log;
    std::string m_historyJson;
    std::shared_ptr<Run> m_run;
    std::vector<std::shared_ptr<Run>> m_retired;
};

}  // namespace projectionist
