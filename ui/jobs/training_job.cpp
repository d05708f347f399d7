// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/training_job.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace projectionist {

namespace {

constexpr qint64 snapshotPauseMilliseconds = 500;
constexpr qint64 measuringPauseMilliseconds = 400;  // a measurement that is shorter is not told of

struct Rows {
    std::uint64_t training = 0, heldOut = 0, heldOutUsers = 0;
};

struct Snapshot {
    std::shared_ptr<const Model> model;
};

struct Ended {
    Outcome outcome;
    std::shared_ptr<const Model> model;
    std::string historyJson;
};

Rows rowsOf(const Split& split)
{
    Rows rows{split.trainUsers().size(), split.holdoutUsers().size(), 0};
    const auto& relevant = split.relevant();
    for (std::size_t user = 1; user < relevant.users(); ++user)
        rows.heldOutUsers += relevant.of(UserRow{static_cast<std::uint32_t>(user)}).empty() ? 0U : 1U;
    return rows;
}

}  // namespace

struct TrainingJob::Message {
    std::variant<Rows, TrainingLog::Measuring, RunListener::PhaseStart, Baselines, StepRecord, RunListener::EpochDone,
                 Snapshot, Ended, Error>
        what;
};

struct TrainingJob::Run {
    /// What the worker shares with the window; the thread is the window's alone.
    struct Shared {
        Mailbox<Message> mailbox;
        std::mutex mutex;
        std::condition_variable_any changed;
        bool paused = false;
    };
    /// A null pointer when it was stopped meanwhile.
    using Create = std::function<Result<std::unique_ptr<TrainingRun>>(const std::stop_token&)>;

    std::shared_ptr<Shared> shared = std::make_shared<Shared>();
    Create create;
    QElapsedTimer clock;  ///< Since the last reading of the speed.
    std::uint64_t rowsAtReading = 0, rowsSoFar = 0;
    std::jthread thread;
};

TrainingJob::TrainingJob(QObject* parent) : QObject(parent) {}

TrainingJob::~TrainingJob()
{
    abandon();
    m_retired.clear();  // joins
}

void TrainingJob::start(std::shared_ptr<const Dataset> dataset, TrainOptions options, QString basePreset)
{
    auto run = std::make_shared<Run>();
    run->create = [dataset = std::move(dataset), options, preset = basePreset.toStdString()](
                      const std::stop_token& stop) -> Result<std::unique_ptr<TrainingRun>> {
        auto split = Split::make(dataset, options.data, stop);
        if (!split)
            return tl::unexpected(std::move(split.error()));
        if (!*split)
            return std::unique_ptr<TrainingRun>();
        return TrainingRun::create(std::move(*split), options, preset);
    };
    TrainingLog log;
    log.options = options;
    log.basePreset = std::move(basePreset);
    launch(std::move(run), std::move(log));
}

void TrainingJob::resume(std::shared_ptr<const Model> model, std::optional<int> epochs)
{
    auto run = std::make_shared<Run>();
    auto log = logOf(*model);
    run->create = [model = std::move(model), epochs](const std::stop_token& stop) {
        return TrainingRun::resume(*model, epochs, stop);
    };
    launch(std::move(run), std::move(log));
}

TrainingLog TrainingJob::logOf(const Model& model)
{
    TrainingLog log;
    const auto& card = model.card();
    if (auto options = fromNamedValues(card.options, card.seed))
        log.options = std::move(*options);
    log.basePreset = QString::fromStdString(card.basePreset);
    log.steps = model.history().steps;
    log.epochs = model.history().epochs;
    log.baselines = model.history().baselines;
    log.bestEpoch = card.bestEpoch;
    log.trainingRows = card.trainingRows;
    log.heldOutRows = card.heldOutRows;
    if (card.results && card.results->metrics)
        log.heldOutUsers = card.results->metrics->users;
    for (const auto phase : {Phase::Search, Phase::Refit}) {
        RunListener::PhaseStart start{phase, 0, 0, 0};
        for (const auto& step : log.steps) {
            if (step.phase != phase)
                continue;
            start.epochs = std::max(start.epochs, step.epoch);
            start.stepsPerEpoch = std::max(start.stepsPerEpoch, step.step);
            start.rowsPerEpoch += step.epoch == 1 ? step.rows : 0U;
        }
        if (start.stepsPerEpoch == 0)
            continue;
        (phase == Phase::Search ? log.searchPhase : log.refitPhase) = start;
        log.phase = start;
    }
    return log;
}

void TrainingJob::launch(std::shared_ptr<Run> run, TrainingLog log)
{
    abandon();
    m_log = std::move(log);
    m_run = std::move(run);
    m_run->thread =
        std::jthread([this, shared = m_run->shared, create = std::move(m_run->create)](std::stop_token stop) {
            const auto send = [this, &shared](auto what) {
                if (shared->mailbox.push(Message{std::move(what)}))
                    QMetaObject::invokeMethod(
                        this, [this, shared] { drain(shared); }, Qt::QueuedConnection);
            };
            auto training = create(stop);
            if (!training) {
                send(std::move(training.error()));
                return;
            }
            if (!*training) {
                Outcome stopped;
                stopped.kind = OutcomeKind::Stopped;
                stopped.message = "Stopped before the first step.";
                send(Ended{std::move(stopped), {}, {}});
                return;
            }
            send(rowsOf((*training)->split()));

            QElapsedTimer sinceSnapshot;
            RunListener listener;
            listener.phaseStarted = send;
            listener.baselinesMeasured = send;
            QElapsedTimer measured;
            qint64 told = 0;
            std::uint64_t done = 0;
            listener.measuring = [&](const Progress& progress) {
                if (!measured.isValid() || progress.done < done) {  // another measurement
                    measured.start();
                    told = 0;
                }
                done = progress.done;
                const auto now = measured.elapsed();
                if (now - told < measuringPauseMilliseconds || done == 0 || progress.total == 0)
                    return;
                told = now;
                const double share = double(done) / double(progress.total);
                send(TrainingLog::Measuring{share, double(now) / 1000 * (1 - share) / share});
            };
            listener.stepDone = send;
            listener.epochDone = [&](const RunListener::EpochDone& epoch) {
                send(epoch);
                if (sinceSnapshot.isValid() && sinceSnapshot.elapsed() < snapshotPauseMilliseconds)
                    return;
                if (auto model = (*training)->snapshot())
                    send(Snapshot{std::move(model)});
                sinceSnapshot.start();
            };
            listener.betweenSteps = [&] {
                std::unique_lock lock(shared->mutex);
                shared->changed.wait(lock, stop, [&] { return !shared->paused; });
            };
            const auto outcome = (*training)->run(stop, listener);
            send(Ended{outcome, (*training)->model(), (*training)->historyJson()});
        });
    setState(State::Preparing);
    Q_EMIT logChanged();
}

void TrainingJob::pause()
{
    if (m_state != State::Running)
        return;
    const std::scoped_lock lock(m_run->shared->mutex);
    m_run->shared->paused = true;
    setState(State::Paused);
}

void TrainingJob::unpause()
{
    if (m_state != State::Paused)
        return;
    {
        const std::scoped_lock lock(m_run->shared->mutex);
        m_run->shared->paused = false;
    }
    m_run->shared->changed.notify_all();
    m_run->clock.invalidate();  // a pause is no time of work
    setState(State::Running);
}

void TrainingJob::stop()
{
    if (!isActive() || m_state == State::Stopping)
        return;
    m_run->thread.request_stop();
    setState(State::Stopping);
}

void TrainingJob::abandon()
{
    if (!m_run)
        return;
    m_run->thread.request_stop();
    m_retired.push_back(std::exchange(m_run, nullptr));
    setState(State::Idle);
}

void TrainingJob::drain(const std::shared_ptr<void>& box)
{
    const auto isOfBox = [&](const auto& run) { return run->shared == box; };
    if (!m_run || !isOfBox(m_run)) {
        const auto retired = std::ranges::find_if(m_retired, isOfBox);
        if (retired == m_retired.end())
            return;
        for (const auto& message : (*retired)->shared->mailbox.take()) {
            if (std::holds_alternative<Ended>(message.what) || std::holds_alternative<Error>(message.what)) {
                m_retired.erase(retired);  // its last word: joining takes no time
                return;
            }
        }
        return;
    }

    const auto run = m_run;
    if (m_state == State::Preparing)
        setState(State::Running);
    std::shared_ptr<const Model> newest;
    for (auto& message : run->shared->mailbox.take()) {
        if (auto* snapshot = std::get_if<Snapshot>(&message.what)) {
            newest = std::move(snapshot->model);
        } else if (auto* end = std::get_if<Ended>(&message.what)) {
            m_run.reset();
            if (end->model)
                m_historyJson = std::move(end->historyJson);
            m_log.phase.reset();
            m_log.secondsLeft = -1;
            setState(State::Idle);
            Q_EMIT logChanged();
            Q_EMIT ended(end->outcome, end->model);
            return;
        } else if (auto* error = std::get_if<Error>(&message.what)) {
            m_run.reset();
            setState(State::Idle);
            Q_EMIT logChanged();
            Q_EMIT failed(*error);
            return;
        } else {
            note(message);
        }
    }
    readSpeed(*run);
    Q_EMIT logChanged();
    if (newest)
        Q_EMIT snapshotAvailable(newest);
}

void TrainingJob::note(const Message& message)
{
    m_log.measuring.reset();
    if (const auto* measuring = std::get_if<TrainingLog::Measuring>(&message.what)) {
        m_log.measuring = *measuring;
    } else if (const auto* rows = std::get_if<Rows>(&message.what)) {
        m_log.trainingRows = rows->training;
        m_log.heldOutRows = rows->heldOut;
        m_log.heldOutUsers = rows->heldOutUsers;
    } else if (const auto* phase = std::get_if<RunListener::PhaseStart>(&message.what)) {
        m_log.phase = *phase;
        (phase->phase == Phase::Search ? m_log.searchPhase : m_log.refitPhase) = *phase;
    } else if (const auto* baselines = std::get_if<Baselines>(&message.what)) {
        m_log.baselines = *baselines;
    } else if (const auto* step = std::get_if<StepRecord>(&message.what)) {
        m_log.steps.push_back(*step);
        m_run->rowsSoFar += step->rows;
    } else if (const auto* epoch = std::get_if<RunListener::EpochDone>(&message.what)) {
        m_log.epochs.push_back(epoch->record);
        m_log.bestEpoch = epoch->bestEpoch;
    }
}

void TrainingJob::readSpeed(Run& run)
{
    if (!run.clock.isValid()) {
        run.clock.start();
        run.rowsAtReading = run.rowsSoFar;
        return;
    }
    const auto milliseconds = run.clock.elapsed();
    if (milliseconds < 400)
        return;
    const auto now = double(run.rowsSoFar - run.rowsAtReading) * 1000.0 / double(milliseconds);
    m_log.rowsPerSecond = m_log.rowsPerSecond == 0 ? now : 0.7 * m_log.rowsPerSecond + 0.3 * now;
    run.rowsAtReading = run.rowsSoFar;
    run.clock.start();
    if (!m_log.phase || m_log.rowsPerSecond <= 0 || m_log.steps.empty())
        return;
    const auto& last = m_log.steps.back();
    const auto stepsLeft = double(m_log.phase->epochs) * m_log.phase->stepsPerEpoch -
                           (double(last.epoch) - 1) * m_log.phase->stepsPerEpoch - last.step;
    const auto rowsPerStep = double(m_log.phase->rowsPerEpoch) / std::max(1U, m_log.phase->stepsPerEpoch);
    m_log.secondsLeft = stepsLeft * rowsPerStep / m_log.rowsPerSecond;
}

void TrainingJob::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

}  // namespace projectionist
