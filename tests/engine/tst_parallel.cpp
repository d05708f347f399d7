// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"

#include <QTest>

#include <atomic>
#include <vector>

using namespace projectionist;

class TestParallel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyBlockRunsOnce()
    {
        std::vector<std::atomic<int>> runs(1000);
        parallelFor(runs.size(), [&](std::size_t block) { ++runs[block]; });
        for (const auto& count : runs)
            QCOMPARE(count.load(), 1);
    }

    void theLimitSetsTheNumberOfThreadsAlsoAboveTheCores_data()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {1, 2, 3, 5})
            QTest::addRow("%d", threads) << threads;
    }

    void theLimitSetsTheNumberOfThreadsAlsoAboveTheCores()
    {
        QFETCH(int, threads);
        const ThreadLimit limit(threads);
        QCOMPARE(threadCount(), threads);
        const ThreadCensus census;
        std::atomic<int> waiting = 0;
        // Each block waits until as many threads as allowed have come: it can only end when they all take part.
        parallelFor(static_cast<std::size_t>(threads), [&](std::size_t) {
            ++waiting;
            while (waiting < threads) {
            }
        });
        QCOMPARE(census.threads(), threads);
    }

    void aCensusAwaitsItsThreadsEvenInAShortLoop()
    {
        const ThreadLimit limit(3);
        const ThreadCensus census(3);
        parallelFor(3, [](std::size_t) {});
        QCOMPARE(census.threads(), 3);
        parallelFor(2, [](std::size_t) {});  // too few blocks to wait for
        QCOMPARE(census.threads(), 3);
    }

    void nestedLoopsEnd()
    {
        std::atomic<int> runs = 0;
        parallelFor(8, [&](std::size_t) { parallelFor(8, [&](std::size_t) { ++runs; }); });
        QCOMPARE(runs.load(), 64);
    }
};

QTEST_GUILESS_MAIN(TestParallel)
#include "tst_parallel.moc"
