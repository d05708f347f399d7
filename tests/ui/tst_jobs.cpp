// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

using namespace projectionist;

namespace {

/// Blocks until the stop is requested: work that ends in no other way.
void waitForStop(std::stop_token stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait(lock, std::move(stop), [] { return false; });
}

}  // namespace

class TestJobs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theResultArrivesInTheThreadOfTheJob()
    {
        Job job(QStringLiteral("Adding"));
        QSignalSpy ended(&job, &Job::ended);
        int result = 0;
        QThread* where = nullptr;
        job.start([](std::stop_token, const ProgressFunction&) { return 2 + 3; },
                  [&](int sum) {
                      result = sum;
                      where = QThread::currentThread();
                  });
        QVERIFY(job.isRunning());
        QVERIFY(ended.wait());
        QCOMPARE(result, 5);
        QCOMPARE(where, QThread::currentThread());
        QVERIFY(!job.isRunning());
    }

    void theNewestStartWinsAndTheOlderResultIsDropped()
    {
        Job job(QStringLiteral("Racing"));
        QSignalSpy ended(&job, &Job::ended);
        std::promise<void> oldHasStopped;
        QStringList results;
        job.start(
            [&](std::stop_token stop, const ProgressFunction&) {
                waitForStop(std::move(stop));
                oldHasStopped.set_value();
                return 1;
            },
            [&](int) { results << QStringLiteral("old"); });
        job.start(
            [done = oldHasStopped.get_future().share()](std::stop_token, const ProgressFunction&) {
                done.wait();  // the old one ends first, and is dropped all the same
                return 2;
            },
            [&](int) { results << QStringLiteral("new"); });
        QVERIFY(ended.wait());
        QCoreApplication::sendPostedEvents(&job);
        QCOMPARE(results, QStringList{QStringLiteral("new")});
    }

    void stopEndsAtOnceAndDropsTheResult()
    {
        Job job(QStringLiteral("Waiting"));
        QSignalSpy ended(&job, &Job::ended);
        bool called = false;
        std::promise<void> left;
        job.start(
            [&](std::stop_token stop, const ProgressFunction&) {
                waitForStop(std::move(stop));
                left.set_value();
                return 0;
            },
            [&](int) { called = true; });
        job.stop();
        QCOMPARE(ended.size(), 1);
        QVERIFY(!job.isRunning());
        left.get_future().wait();
        QCoreApplication::sendPostedEvents(&job);
        QVERIFY(!called);
    }

    void destroyingARunningJobStopsAndJoins()
    {
        std::atomic<bool> left = false;
        {
            Job job(QStringLiteral("Waiting"));
            job.start(
                [&](std::stop_token stop, const ProgressFunction& progress) {
                    progress({"halfway", 1, 2});
                    waitForStop(std::move(stop));
                    left = true;
                    return 0;
                },
                [](int) {});
        }
        QVERIFY(left);
    }

    void manyReportsBecomeFewEvents()
    {
        Job job(QStringLiteral("Counting"));
        QSignalSpy progressed(&job, &Job::progressed);
        QSignalSpy ended(&job, &Job::ended);
        std::promise<void> allSent;
        job.start(
            [&](std::stop_token, const ProgressFunction& progress) {
                for (std::uint64_t i = 1; i <= 10'000; ++i)
                    progress({"counting", i, 10'000});
                allSent.set_value();
                return 0;
            },
            [](int) {});
        allSent.get_future().wait();  // the window is busy while all of them are sent
        QVERIFY(ended.wait());
        QCOMPARE(progressed.size(), 1);
        QCOMPARE(job.stage(), QStringLiteral("counting"));
        QCOMPARE(job.share(), 1.0);
    }

    void aJobMayBeStartedAgainFromItsOwnResult()
    {
        Job job(QStringLiteral("Again"));
        QSignalSpy ended(&job, &Job::ended);
        int runs = 0;
        std::function<void(int)> again = [&](int) {
            if (++runs < 3)
                job.start([](std::stop_token, const ProgressFunction&) { return 0; }, again);
        };
        job.start([](std::stop_token, const ProgressFunction&) { return 0; }, again);
        QVERIFY(ended.wait());
        QCOMPARE(runs, 3);
        QCOMPARE(ended.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestJobs)
#include "tst_jobs.moc"
