// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <vector>

namespace projectionist {

/// The one way that long work leaves the window's thread. Copies go in, an immutable result comes out; the newest start
/// wins: an older one is asked to stop and its result dropped. Nothing waits but the destructor, which stops and joins.
class Job : public QObject {
    Q_OBJECT

public:
    /// `title` in words for the status bar: "Comparing all pairs".
    explicit Job(QString title, QObject* parent = nullptr);
    ~Job() override;

    /// Runs work(stop, progress) on a thread of its own and, when it is still the newest and was not stopped,
    /// done(result) on this object's thread. Work must not throw, must poll `stop`, and must not touch QObjects.
    template <class Work, class Done>
    void start(Work work, Done done)
    {
        using Value = std::invoke_result_t<Work&, std::stop_token, const ProgressFunction&>;
        auto value = std::make_shared<std::shared_ptr<Value>>();
        startErased(
            [work = std::move(work), value](std::stop_token stop, const ProgressFunction& progress) mutable {
                *value = std::make_shared<Value>(work(std::move(stop), progress));
            },
            [done = std::move(done), value]() mutable { done(std::move(**value)); });
    }

    /// Asks the running work to stop; `ended` follows at once, its result is dropped.
    void stop();

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] const QString& title() const { return m_title; }
    void setTitle(const QString& title);
    [[nodiscard]] QString stage() const
    {
        return m_stage;
    }                                                       ///< What is being done now; the title before that is known.
    [[nodiscard]] double share() const { return m_share; }  ///< 0 to 1; negative while not known.
    /// Since the start, without the time in which it waited.
    [[nodiscard]] qint64 elapsedMilliseconds() const;
    /// The work waits until its owner lets it go on: no time is left to tell, and none goes by. Not so after a start.
    void setWaiting(bool waiting);
    [[nodiscard]] bool isWaiting() const { return m_running && m_waitingSince >= 0; }
    /// Seconds left, from the share so far; negative while not known.
    [[nodiscard]] double secondsLeft() const;

Q_SIGNALS:
    void started();
    void progressed();
    /// The work has finished (after done() was called), was stopped or was overtaken by a newer start.
    void ended();

private:
    struct Running;
    void startErased(std::function<void(std::stop_token, const ProgressFunction&)> work, std::function<void()> done);
    void finish(const std::shared_ptr<void>& word);
    void retire();

    QString m_title;
    QString m_stage;
    double m_share = -1;
    bool m_running = false;
    QElapsedTimer m_clock;
    qint64 m_waited = 0, m_waitingSince = -1;  ///< Milliseconds of the clock.
    std::shared_ptr<Running> m_current;
    std::vector<std::shared_ptr<Running>> m_retired;
};

}  // namespace projectionist
