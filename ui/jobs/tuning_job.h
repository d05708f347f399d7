// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/data/dataset.h"
#include "engine/train/tune.h"
#include "ui/jobs/job.h"

#include <QObject>

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace projectionist {

/// Searches for options on a worker thread (engine/train/tune.h). The trials come in while it goes on; a newer start
/// drops what the older one still sends. Only the destructor joins.
class TuningJob : public QObject {
    Q_OBJECT

public:
    explicit TuningJob(QObject* parent = nullptr);
    ~TuningJob() override;

    void start(std::shared_ptr<const Dataset> dataset, const TrainOptions& base, const TuneBudget& budget);
    /// Ends the search early and keeps what it has found: finished() comes with the best so far.
    void stop();
    /// Ends the search, if one goes on, and forgets all trials.
    void abandon();

    [[nodiscard]] bool isActive() const { return m_job->isRunning(); }
    [[nodiscard]] bool isStopping() const { return isActive() && m_end.stop_requested(); }
    /// For the status bar. Stopped from there, what was found so far is lost.
    [[nodiscard]] Job& job() { return *m_job; }
    [[nodiscard]] const TrainOptions& base() const { return m_base; }
    [[nodiscard]] const TuneBudget& budget() const { return m_budget; }
    /// Of the search that goes on or ended last, by number from 1; the last one may be under way.
    [[nodiscard]] const std::vector<TuneTrial>& trials() const { return m_trials; }
    /// The place of the best so far; nothing before the first measurement.
    [[nodiscard]] std::optional<std::size_t> best() const;
    /// Nothing while the search goes on, and when it failed.
    [[nodiscard]] const std::optional<TuneResult>& result() const { return m_result; }
    [[nodiscard]] double secondsLeft() const;  ///< Of the budget; 0 when none goes on.

Q_SIGNALS:
    void stateChanged();   ///< Begun, stopping, ended or forgotten.
    void trialsChanged();  ///< At most one event is ever pending.
    void finished();       ///< result() is there.
    void failed(const projectionist::Error& error);

private:
    struct Box;
    void drain(const std::shared_ptr<Box>& box);

    std::unique_ptr<Job> m_job;
    std::shared_ptr<Box> m_box;
    std::stop_source m_end;
    TrainOptions m_base;
    TuneBudget m_budget;
    std::vector<TuneTrial> m_trials;
    std::optional<TuneResult> m_result;
};

}  // namespace projectionist
