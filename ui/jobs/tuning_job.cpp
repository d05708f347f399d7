// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/tuning_job.h"

#include "engine/data/split.h"
#include "ui/jobs/mailbox.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace projectionist {

struct TuningJob::Box {
    Mailbox<TuneTrial> trials;
};

TuningJob::TuningJob(QObject* parent) : QObject(parent), m_job(std::make_unique<Job>(tr("Searching for options")))
{
    connect(m_job.get(), &Job::ended, this, &TuningJob::stateChanged);
}

TuningJob::~TuningJob()
{
    m_job.reset();  // joins while what the worker calls is still there
}

void TuningJob::start(std::shared_ptr<const Dataset> dataset, const TrainOptions& base, const TuneBudget& budget)
{
    m_base = base;
    m_budget = budget;
    m_trials.clear();
    m_result.reset();
    m_end = std::stop_source();
    m_box = std::make_shared<Box>();
    m_job->start(
        [this, dataset = std::move(dataset), base, budget, box = m_box,
         end = m_end.get_token()](std::stop_token stop, const ProgressFunction& progress) -> Result<TuneResult> {
            std::stop_source either;
            const std::stop_callback dropped(stop, [&either] { either.request_stop(); });
            const std::stop_callback ended(end, [&either] { either.request_stop(); });
            auto split = Split::make(dataset, base.data, either.get_token());
            if (!split)
                return tl::unexpected(std::move(split.error()));
            if (!*split) {
                TuneResult nothing;
                nothing.options = base;
                nothing.stopped = true;
                return nothing;
            }
            using Clock = std::chrono::steady_clock;
            const auto begin = Clock::now();
            const auto send = [&](const TuneTrial& trial) {
                if (box->trials.push(trial))
                    QMetaObject::invokeMethod(
                        this, [this, box] { drain(box); }, Qt::QueuedConnection);
                const auto spent = std::chrono::duration<double>(Clock::now() - begin).count();
                const auto share = std::clamp(spent / budget.seconds, 0.0, 1.0);
                progress({.stage = {}, .done = static_cast<std::uint64_t>(share * 1000), .total = 1000});
            };
            return tune(*split, base, budget, either.get_token(),
                        {.trialBegan = send, .epochDone = send, .trialDone = send});
        },
        [this, box = m_box](Result<TuneResult> result) {
            drain(box);
            if (!result) {
                Q_EMIT failed(result.error());
                return;
            }
            m_result = std::move(*result);
            m_trials = m_result->trials;
            Q_EMIT trialsChanged();
            Q_EMIT finished();
        });
    Q_EMIT stateChanged();
    Q_EMIT trialsChanged();
}

void TuningJob::stop()
{
    if (!isActive() || m_end.stop_requested())
        return;
    m_end.request_stop();
    Q_EMIT stateChanged();
}

void TuningJob::abandon()
{
    if (!isActive() && m_trials.empty() && !m_result)
        return;
    m_box.reset();
    m_trials.clear();
    m_result.reset();
    m_job->stop();
    Q_EMIT stateChanged();
    Q_EMIT trialsChanged();
}

std::optional<std::size_t> TuningJob::best() const
{
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < m_trials.size(); ++i) {
        if (m_trials[i].bestEpoch > 0 && (!best || m_trials[i].best > m_trials[*best].best))
            best = i;
    }
    return best;
}

double TuningJob::secondsLeft() const
{
    return isActive() ? std::max(0.0, m_budget.seconds - double(m_job->elapsedMilliseconds()) / 1000) : 0;
}

void TuningJob::drain(const std::shared_ptr<Box>& box)
{
    if (box != m_box)
        return;
    for (auto& trial : box->trials.take()) {
        const auto place = static_cast<std::size_t>(trial.number - 1);
        if (place >= m_trials.size())
            m_trials.resize(place + 1);
        m_trials[place] = std::move(trial);
    }
    Q_EMIT trialsChanged();
}

}  // namespace projectionist
