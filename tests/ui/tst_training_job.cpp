// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/planted.h"
#include "ui/jobs/training_job.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>
#include <string>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

/// Balanced, small, and long enough that it does not end by itself while a test looks at it.
TrainOptions longOptions()
{
    auto options = *preset("balanced");
    options.dimension = 8;
    options.batchSize = 16;
    options.epochs = 1'000'000;
    options.patience = 1'000'000;
    return options;
}

TrainOptions shortOptions()
{
    auto options = longOptions();
    options.epochs = 3;
    return options;
}

/// Runs until the log holds an epoch.
bool awaitEpoch(TrainingJob& job)
{
    return QTest::qWaitFor([&] { return !job.log().epochs.empty(); });
}

}  // namespace

class TestTrainingJob : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_dataset = planted({.likesPerUser = 9}); }

    void aRunEndsWithItsModelAndItsWholeLog()
    {
        TrainingJob job;
        QSignalSpy ended(&job, &TrainingJob::ended);
        std::shared_ptr<const Model> model;
        Outcome outcome;
        connect(&job, &TrainingJob::ended, &job, [&](const Outcome& how, std::shared_ptr<const Model> what) {
            outcome = how;
            model = std::move(what);
        });
        job.start(m_dataset, shortOptions(), QStringLiteral("balanced"));
        QCOMPARE(job.state(), TrainingJob::State::Preparing);
        QVERIFY(ended.wait());
        QCOMPARE(job.state(), TrainingJob::State::Idle);
        QVERIFY(model);
        QVERIFY(outcome.kind == OutcomeKind::Completed);
        const auto& log = job.log();
        QVERIFY(log.steps == model->history().steps);
        QVERIFY(log.epochs == model->history().epochs);
        QVERIFY(log.baselines == model->history().baselines);
        QCOMPARE(log.trainingRows + log.heldOutRows, std::uint64_t{540});
        QVERIFY(log.searchPhase && log.refitPhase);
        QVERIFY(!job.historyJson().empty());

        const auto retold = TrainingJob::logOf(*model);
        QVERIFY(retold.steps == log.steps);
        QCOMPARE(retold.bestEpoch, log.bestEpoch);
        QCOMPARE(retold.trainingRows, log.trainingRows);
        QCOMPARE(retold.searchPhase->stepsPerEpoch, log.searchPhase->stepsPerEpoch);
        QCOMPARE(retold.searchPhase->rowsPerEpoch, log.searchPhase->rowsPerEpoch);
    }

    void stopKeepsWhatThereIs()
    {
        TrainingJob job;
        QSignalSpy ended(&job, &TrainingJob::ended);
        std::shared_ptr<const Model> model;
        connect(&job, &TrainingJob::ended, &job,
                [&](const Outcome&, std::shared_ptr<const Model> what) { model = std::move(what); });
        job.start(m_dataset, longOptions(), QStringLiteral("balanced"));
        QVERIFY(awaitEpoch(job));
        job.stop();
        QCOMPARE(job.state(), TrainingJob::State::Stopping);
        QVERIFY(ended.wait());
        QVERIFY(model);
        QVERIFY(model->card().shownEpoch > 0);
        QCOMPARE(model->card().shownEpoch, model->card().bestEpoch);
        QVERIFY(!model->card().finished);
    }

    void aStoppedRunGoesOn()
    {
        TrainingJob job;
        QSignalSpy ended(&job, &TrainingJob::ended);
        std::shared_ptr<const Model> model;
        connect(&job, &TrainingJob::ended, &job,
                [&](const Outcome&, std::shared_ptr<const Model> what) { model = std::move(what); });
        job.start(m_dataset, longOptions(), QStringLiteral("balanced"));
        QVERIFY(awaitEpoch(job));
        job.stop();
        QVERIFY(ended.wait());
        const auto before = model->history().epochs.size();
        job.resume(model);
        QCOMPARE(job.log().epochs.size(), before);  // the charts go on from there
        QVERIFY(QTest::qWaitFor([&] { return job.log().epochs.size() > before; }));
        job.stop();
        QVERIFY(ended.wait());
        QVERIFY(model->history().epochs.size() > before);
    }

    void startingAgainDropsWhatTheOlderRunStillSends()
    {
        TrainingJob job;
        QSignalSpy ended(&job, &TrainingJob::ended);
        job.start(m_dataset, longOptions(), QStringLiteral("balanced"));
        QVERIFY(awaitEpoch(job));
        auto options = shortOptions();
        options.seed = 5;
        job.start(m_dataset, options, QStringLiteral("tutorial"));
        QVERIFY(job.log().steps.empty());
        QVERIFY(ended.wait());
        QCOMPARE(ended.size(), 1);
        QCOMPARE(job.log().options.seed, std::uint64_t{5});
        QVERIFY(job.log().epochs.size() <= 6);  // three of the search, at most three of the refit
        QCOMPARE(job.log().steps.front().epoch, 1U);
    }

    void aPausedRunSendsNothingAndGoesOnWhenAsked()
    {
        TrainingJob job;
        job.start(m_dataset, longOptions(), QStringLiteral("balanced"));
        QVERIFY(awaitEpoch(job));
        job.pause();
        QCOMPARE(job.state(), TrainingJob::State::Paused);
        // The step under way may still arrive; then nothing does.
        QSignalSpy quiet(&job, &TrainingJob::logChanged);
        while (quiet.wait(200))
            quiet.clear();
        const auto steps = job.log().steps.size();
        QVERIFY(!quiet.wait(200));
        QCOMPARE(job.log().steps.size(), steps);
        job.unpause();
        QVERIFY(QTest::qWaitFor([&] { return job.log().steps.size() > steps; }));
    }

    void aPausedRunCanBeStopped()
    {
        TrainingJob job;
        QSignalSpy ended(&job, &TrainingJob::ended);
        job.start(m_dataset, longOptions(), QStringLiteral("balanced"));
        QVERIFY(awaitEpoch(job));
        job.pause();
        job.stop();
        QVERIFY(ended.wait());
    }

    /// The split of so many rows takes much longer than asking for the stop, so that it falls into it.
    void aStopWhileTheRowsAreSplitEndsTheRunWithoutAModel()
    {
        const auto large = planted({.users = 60'000, .movies = 40, .likesPerUser = 15});
        TrainingJob job;
        QSignalSpy ended(&job, &TrainingJob::ended);
        std::shared_ptr<const Model> model;
        Outcome outcome;
        connect(&job, &TrainingJob::ended, &job, [&](const Outcome& how, std::shared_ptr<const Model> what) {
            outcome = how;
            model = std::move(what);
        });
        QSignalSpy failed(&job, &TrainingJob::failed);
        job.start(large, longOptions(), QStringLiteral("balanced"));
        QCOMPARE(job.state(), TrainingJob::State::Preparing);
        job.stop();
        QCOMPARE(job.state(), TrainingJob::State::Stopping);
        QVERIFY(ended.wait());
        QVERIFY(!model);
        QVERIFY(outcome.kind == OutcomeKind::Stopped);
        QCOMPARE(outcome.message, std::string("Stopped before the first step."));
        QVERIFY(failed.isEmpty());
        QVERIFY(!job.isActive());
        QCOMPARE(job.log().trainingRows, std::uint64_t{0});  // no split was there
    }

    void aStopWhileAModelsRowsAreSplitEndsTheResumedRun()
    {
        TrainingJob job;
        QSignalSpy ended(&job, &TrainingJob::ended);
        std::shared_ptr<const Model> model;
        connect(&job, &TrainingJob::ended, &job,
                [&](const Outcome&, std::shared_ptr<const Model> what) { model = std::move(what); });
        job.start(planted({.users = 60'000, .movies = 40, .likesPerUser = 15}), longOptions(),
                  QStringLiteral("balanced"));
        QVERIFY(QTest::qWaitFor([&] { return !job.log().steps.empty(); }, 60'000));
        job.stop();
        QVERIFY(ended.wait(60'000));
        QVERIFY(model);
        const auto history = job.historyJson();
        job.resume(model);
        job.stop();
        QVERIFY(ended.wait());
        QVERIFY(!model);
        QCOMPARE(job.historyJson(), history);
    }

    void whatCannotBeTrainedFailsWithItsReason()
    {
        TrainingJob job;
        QSignalSpy ended(&job, &TrainingJob::ended);
        Error error;
        connect(&job, &TrainingJob::failed, &job, [&](const Error& what) { error = what; });
        QSignalSpy failed(&job, &TrainingJob::failed);
        auto options = shortOptions();
        options.data.ratingAbove = 5;
        job.start(m_dataset, options, QStringLiteral("balanced"));
        QVERIFY(failed.wait());
        QVERIFY(error.code == ErrorCode::Empty);
        QVERIFY(!error.message.empty());
        QVERIFY(ended.isEmpty());
        QVERIFY(!job.isActive());
    }

    void destroyingItWhileItTrainsJoins()
    {
        auto job = std::make_unique<TrainingJob>();
        job->start(m_dataset, longOptions(), QStringLiteral("balanced"));
        QVERIFY(awaitEpoch(*job));
        job.reset();
    }

    void destroyingItWhileItIsPausedJoins()
    {
        auto job = std::make_unique<TrainingJob>();
        job->start(m_dataset, longOptions(), QStringLiteral("balanced"));
        QVERIFY(awaitEpoch(*job));
        job->pause();
        job.reset();
    }

private:
    std::shared_ptr<const Dataset> m_dataset;
};

QTEST_GUILESS_MAIN(TestTrainingJob)
#include "tst_training_job.moc"
