// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/model/model_file.h"
#include "tests/support/test_files.h"
#include "tests/support/training.h"

#include <QTest>

using namespace projectionist;
using namespace projectionist::testing;

/// Same data, options and seed: the same model file, byte for byte.
class TestSameBytes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_options.dimension = 16;
        m_options.batchSize = 4096;
        m_options.epochs = 3;
        m_options.patience = 2;
        m_options.starts = 2;
        const PlantedShape shape{.users = 1500, .movies = 200, .groups = 4, .likesPerUser = 8};
        m_split = plantedSplit(shape, tenth);
        m_straight = fileAfter([&](TrainingRun& run) { QCOMPARE(run.run({}).kind, OutcomeKind::Completed); });
        QVERIFY(m_straight.size() > 100'000);
    }

    void anyNumberOfThreadsWritesTheSameFile_data()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {1, 2, 3, 8})
            QTest::addRow("%d threads", threads) << threads;
    }

    void anyNumberOfThreadsWritesTheSameFile()
    {
        QFETCH(int, threads);
        const ThreadLimit limit(threads);
        const ThreadCensus census(threads);
        const auto file = fileAfter([](TrainingRun& run) { QCOMPARE(run.run({}).kind, OutcomeKind::Completed); });
        QCOMPARE(census.threads(), threads);
        QVERIFY(file == m_straight);
    }

    void stoppedSavedAndResumedAtOtherThreadsWritesTheSameFile()
    {
        auto run = makeRun(m_split, m_options);
        int stops = 0;
        for (;; ++stops) {
            const ThreadLimit limit(stops % 3 + 1);
            std::stop_source source;
            RunListener listener;
            int steps = 0;
            listener.stepDone = [&](const StepRecord&) {
                if (++steps == 2)
                    source.request_stop();
            };
            if (run->run(source.get_token(), listener).kind == OutcomeKind::Completed)
                break;
            const auto path = m_folder.path() / "half.projectionist";
            QVERIFY(saveModel(*run->model(), path));
            const auto opened = openModel(path);
            QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
            auto resumed = TrainingRun::resume(**opened);
            QVERIFY2(resumed, resumed ? "" : inFull(resumed.error()).c_str());
            run = std::move(*resumed);
        }
        QVERIFY(stops >= 4);
        QVERIFY(fileOf(*run) == m_straight);
    }

    void anotherSeedWritesAnotherFile()
    {
        auto options = m_options;
        options.seed += 1;
        std::swap(options, m_options);
        const auto file = fileAfter([](TrainingRun& run) { run.run({}); });
        std::swap(options, m_options);
        QVERIFY(file != m_straight);
    }

private:
    std::string fileOf(TrainingRun& run)
    {
        const auto path = m_folder.path() / "model.projectionist";
        if (const auto saved = saveModel(*run.model(), path); !saved)
            qFatal("%s", describe(saved.error()).c_str());
        return contentOf(path);
    }

    std::string fileAfter(const std::function<void(TrainingRun&)>& work)
    {
        auto run = makeRun(m_split, m_options);
        work(*run);
        return fileOf(*run);
    }

    TemporaryFolder m_folder;
    TrainOptions m_options;
    std::shared_ptr<const Split> m_split;
    std::string m_straight;
};

QTEST_GUILESS_MAIN(TestSameBytes)
#include "tst_same_bytes.moc"
