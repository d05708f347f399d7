// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job.h"

#include <algorithm>
#include <mutex>
#include <string>
#include <thread>

namespace projectionist {

struct Job::Running {
    /// What the worker shares with the window. The worker never owns the thread, so that it cannot come to join itself.
    struct Shared {
        std::function<void()> done;
        std::mutex mutex;
        std::string stage;
        double share = -1;
        bool reported = false;  // an event is under way
    };
    std::shared_ptr<Shared> shared = std::make_shared<Shared>();
    std::jthread thread;
};

Job::Job(QString title, QObject* parent) : QObject(parent), m_title(std::move(title)) {}

Job::~Job()
{
    retire();
    // std::jthread joins. Events that the workers still post die with this object.
    m_retired.clear();
}

void Job::setTitle(const QString& title)
{
    m_title = title;
}

qint64 Job::elapsedMilliseconds() const
{
    if (!m_running)
        return 0;
    return (m_waitingSince >= 0 ? m_waitingSince : m_clock.elapsed()) - m_waited;
}

void Job::setWaiting(bool waiting)
{
    if (!m_running || waiting == isWaiting())
        return;
    if (!waiting)
        m_waited += m_clock.elapsed() - m_waitingSince;
    m_waitingSince = waiting ? m_clock.elapsed() : -1;
    Q_EMIT progressed();
}

double Job::secondsLeft() const
{
    const auto seconds = double(elapsedMilliseconds()) / 1000.0;
    if (m_share <= 0.0 || seconds < 1.0 || isWaiting())
        return -1;
    return seconds * (1.0 - m_share) / m_share;
}

void Job::startErased(std::function<void(std::stop_token, const ProgressFunction&)> work, std::function<void()> done)
{
    retire();
    m_current = std::make_shared<Running>();
    m_stage = m_title;
    m_share = -1;
    m_running = true;
    m_waited = 0;
    m_waitingSince = -1;
    m_clock.start();

    const auto shared = m_current->shared;
    shared->done = std::move(done);
    m_current->thread = std::jthread([this, shared, work = std::move(work)](std::stop_token stop) {
        const auto report = [this, shared](const Progress& progress) {
            const std::scoped_lock lock(shared->mutex);
            shared->stage.assign(progress.stage);
            shared->share = progress.total == 0 ? -1.0 : double(progress.done) / double(progress.total);
            if (std::exchange(shared->reported, true))
                return;
            QMetaObject::invokeMethod(
                this,
                [this, shared] {
                    const std::scoped_lock reading(shared->mutex);
                    shared->reported = false;
                    if (!m_current || m_current->shared != shared)
                        return;
                    if (!shared->stage.empty())
                        m_stage = QString::fromStdString(shared->stage);
                    m_share = std::min(shared->share, 1.0);
                    Q_EMIT progressed();
                },
                Qt::QueuedConnection);
        };
        work(std::move(stop), report);
        QMetaObject::invokeMethod(
            this, [this, shared] { finish(shared); }, Qt::QueuedConnection);
    });
    Q_EMIT started();
}

void Job::finish(const std::shared_ptr<void>& word)
{
    const auto saidIt = [&](const auto& running) { return running->shared == word; };
    if (m_current && saidIt(m_current)) {
        const auto current = std::exchange(m_current, nullptr);
        m_running = false;
        current->shared->done();
        if (!m_running)  // done() may have started the next
            Q_EMIT ended();
        return;
    }
    std::erase_if(m_retired, saidIt);
}

void Job::stop()
{
    if (!m_running)
        return;
    retire();
    Q_EMIT ended();
}

void Job::retire()
{
    m_running = false;
    if (!m_current)
        return;
    m_current->thread.request_stop();
    m_retired.push_back(std::exchange(m_current, nullptr));
}

}  // namespace projectionist
