// SPDX-License-Identifier: GPL-3.0-or-later
// Search and refit, what is measured in them, and what a stop keeps in each.
#include "tests/support/training.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <thread>

using namespace projectionist;
using namespace projectionist::testing;

class TestTrainingPhases : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void earlyStoppingKeepsTheBestEpoch()
    {
        auto options = smallOptions();
        options.epochs = 40;
        options.learningRate = 0.5F;
        options.patience = 3;
        options.refit = false;
        auto run = makeRun(plantedSplit({}, tenth), options);
        std::vector<std::shared_ptr<const Model>> snapshots;
        RunListener listener;
        std::uint32_t announcedBest = 0;
        listener.epochDone = [&](const RunListener::EpochDone& done) {
            snapshots.push_back(run->snapshot());
            announcedBest = done.bestEpoch;
        };
        const auto outcome = run->run({}, listener);
        QCOMPARE(outcome.kind, OutcomeKind::Completed);
        const auto& epochs = run->history().epochs;
        QVERIFY(epochs.size() < 40);
        std::size_t best = 0;
        for (std::size_t epoch = 1; epoch < epochs.size(); ++epoch) {
            if (epochs[epoch].metrics->ndcgAt10 > epochs[best].metrics->ndcgAt10)
                best = epoch;
        }
        QCOMPARE(best + 1 + 3, epochs.size());
        QCOMPARE(announcedBest, best + 1);
        const auto model = run->model();
        QVERIFY(sameBits(model->users(), snapshots[best]->users()));
        QVERIFY(!sameBits(model->users(), snapshots.back()->users()));
        QCOMPARE(model->card().bestEpoch, best + 1);
        QCOMPARE(model->card().shownEpoch, best + 1);
        QCOMPARE(model->card().state, RunCard::State::Search);
        QCOMPARE(*model->card().results, epochs[best]);
        QVERIFY2(outcome.message.find("kept epoch " + std::to_string(best + 1) + ", NDCG@10 0.") != std::string::npos,
                 outcome.message.c_str());
    }

    void measurementsTellHowFarTheyHaveCome()
    {
        auto run = makeRun(plantedSplit({}, tenth), smallOptions());
        std::vector<Progress> told;
        int before = 0;
        RunListener listener;
        listener.measuring = [&](const Progress& progress) { told.push_back({{}, progress.done, progress.total}); };
        listener.baselinesMeasured = [&](const Baselines&) {
            QVERIFY(!told.empty());
            before = int(told.size());
        };
        listener.epochDone = [&](const RunListener::EpochDone& done) {
            // A refit is not measured.
            QCOMPARE(int(told.size()) > before, done.record.phase == Phase::Search);
            before = int(told.size());
        };
        QCOMPARE(run->run({}, listener).kind, OutcomeKind::Completed);
        for (const auto& progress : told)
            QVERIFY(progress.done > 0 && progress.done <= progress.total);
    }

    void theRefitTrainsOnAllRowsForTheBestNumberOfEpochs()
    {
        const auto split = plantedSplit({}, tenth);
        auto run = makeRun(split, smallOptions());
        std::vector<RunListener::PhaseStart> phases;
        RunListener listener;
        listener.phaseStarted = [&](const RunListener::PhaseStart& phase) { phases.push_back(phase); };
        QCOMPARE(run->run({}, listener).kind, OutcomeKind::Completed);
        const auto model = run->model();
        QCOMPARE(phases.size(), std::size_t{2});
        QCOMPARE(phases[0].rowsPerEpoch, std::uint64_t{432});
        QCOMPARE(phases[1].rowsPerEpoch, std::uint64_t{480});
        QCOMPARE(phases[1].stepsPerEpoch, 8U);
        QCOMPARE(phases[1].epochs, model->card().bestEpoch);
        QCOMPARE(model->card().state, RunCard::State::Refit);
        QCOMPARE(model->card().shownEpoch, model->card().bestEpoch);
        QVERIFY(model->card().finished);
        QCOMPARE(model->card().results->phase, Phase::Search);
        // The films' counts are those of all rows, and the model is that of a run without a holdout from the same seed
        // but for the order of the rows, which is the refit's own.
        const auto whole = split->withoutHoldout();
        QVERIFY(std::ranges::equal(model->parts().trainCounts, whole->trainCounts()));
        auto fileOrder = smallOptions();
        fileOrder.order = RowOrder::File;
        auto refit = makeRun(split, fileOrder);
        refit->run({});
        fileOrder.epochs = int(refit->model()->card().bestEpoch);
        auto alone = makeRun(whole, fileOrder);
        alone->run({});
        QVERIFY(sameBits(refit->model()->users(), alone->model()->users()));
        // A refit has no figures of its own: the held-out rows are trained on.
        for (const auto& epoch : run->history().epochs)
            QCOMPARE(epoch.metrics.has_value(), epoch.phase == Phase::Search);
    }

    void aStopInTheSearchKeepsItsBestEpoch()
    {
        auto run = makeRun(plantedSplit({}, tenth), smallOptions());
        StopAfter stop(7 * 2 + 3);  // 432 rows: 7 steps an epoch
        const auto outcome = run->run(stop.source.get_token(), stop.listener);
        QCOMPARE(outcome.kind, OutcomeKind::Stopped);
        QCOMPARE(outcome.epoch, 2U);
        QCOMPARE(outcome.step, 3U);
        const auto model = run->model();
        const auto best =
            run->history().epochs[1].metrics->ndcgAt10 > run->history().epochs[0].metrics->ndcgAt10 ? 2U : 1U;
        QCOMPARE(model->card().shownEpoch, best);
        QCOMPARE(model->card().state, RunCard::State::Search);
        QVERIFY2(outcome.message.starts_with("Stopped in epoch 3; kept epoch "), outcome.message.c_str());
    }

    void aStopInTheRefitDropsItAndKeepsTheSearch()
    {
        auto options = smallOptions();
        auto run = makeRun(plantedSplit({}, tenth), options);
        std::stop_source source;
        RunListener listener;
        listener.stepDone = [&](const StepRecord& step) {
            if (step.phase == Phase::Refit && step.epoch == 1 && step.step == 4)
                source.request_stop();
        };
        const auto outcome = run->run(source.get_token(), listener);
        QCOMPARE(outcome.kind, OutcomeKind::Stopped);
        QCOMPARE(outcome.phase, Phase::Refit);
        const auto stopped = run->model();
        options.refit = false;
        auto search = makeRun(plantedSplit({}, tenth), options);
        search->run({});
        QVERIFY(sameBits(stopped->users(), search->model()->users()));
        QCOMPARE(stopped->card().state, RunCard::State::Search);
        QCOMPARE(stopped->parts().trainCounts, search->model()->parts().trainCounts);
    }

    void aStopWithoutAHoldoutKeepsTheTablesAsTheyAre()
    {
        auto options = smallOptions();
        options.averaging = 0;
        auto run = makeRun(plantedSplit({}, noHoldout), options);
        StopAfter stop(11);  // in the middle of the second epoch
        QCOMPARE(run->run(stop.source.get_token(), stop.listener).kind, OutcomeKind::Stopped);
        const auto model = run->model();
        QVERIFY(sameBits(model->users(), model->parts().state->rawUsers));
        QVERIFY(!sameBits(model->users(), run->snapshot()->users()));
        QCOMPARE(model->card().state, RunCard::State::WithoutHoldout);
    }

    void theBaselinesAreMeasuredBeforeTheFirstStep()
    {
        auto run = makeRun(plantedSplit({}, tenth), smallOptions());
        std::vector<std::string> calls;
        RunListener listener;
        listener.phaseStarted = [&](const RunListener::PhaseStart&) { calls.emplace_back("phase"); };
        listener.baselinesMeasured = [&](const Baselines& baselines) {
            calls.emplace_back("baselines");
            QVERIFY(baselines.popularHoldoutSeenHidden && baselines.randomHoldout && baselines.popularMetrics);
            QVERIFY(!baselines.popularTraining);
            QCOMPARE(baselines.popularHoldout->rows, std::uint64_t{48});
        };
        listener.stepDone = [&](const StepRecord&) { calls.emplace_back("step"); };
        run->run({}, listener, 1);
        QCOMPARE(calls[0], std::string("phase"));
        QCOMPARE(calls[1], std::string("baselines"));
        QCOMPARE(calls[2], std::string("step"));
        QCOMPARE(std::ranges::count(calls, std::string("baselines")), 1);
    }

    void withoutAHoldoutTheTrainingRowsAreMeasured()
    {
        auto run = makeRun(plantedSplit({}, noHoldout), smallOptions());
        run->run({}, {}, 1);
        const auto& epoch = run->history().epochs.front();
        QVERIFY(epoch.training && !epoch.holdout && !epoch.metrics);
        QCOMPARE(epoch.training->rows, std::uint64_t{480});
        QVERIFY(run->history().baselines.popularTraining && !run->history().baselines.popularHoldout);
    }

    void aPauseEndsWithTheStop()
    {
        auto run = makeRun(plantedSplit({}, noHoldout), smallOptions());
        std::stop_source source;
        RunListener listener;
        int asked = 0;
        listener.betweenSteps = [&] {
            if (++asked == 3)
                source.request_stop();
        };
        const auto outcome = run->run(source.get_token(), listener);
        QCOMPARE(outcome.kind, OutcomeKind::Stopped);
        QCOMPARE(run->history().steps.size(), std::size_t{2});
    }

    void aStopTakesEffectWithinFiftyMilliseconds()
    {
        const PlantedShape shape{.users = 3000, .movies = 1500, .groups = 3, .likesPerUser = 60};
        auto options = smallOptions();
        options.dimension = 64;
        options.batchSize = 4096;
        const auto split = plantedSplit(shape, tenth);
        // Wherever it comes: in the set-up, a step, a measurement.
        for (const int milliseconds : {0, 3, 10, 25, 60, 120, 200, 333}) {
            auto run = makeRun(split, options);
            std::stop_source source;
            using Clock = std::chrono::steady_clock;
            std::atomic<Clock::time_point> requested{};
            std::atomic<std::clock_t> spent{};
            std::jthread stopper([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
                requested = Clock::now();
                spent = std::clock();
                source.request_stop();
            });
            const auto outcome = run->run(source.get_token());
            const auto late = std::chrono::duration<double, std::milli>(Clock::now() - requested.load()).count();
            const auto worked =
                1000.0 * double(std::clock() - spent.load()) / CLOCKS_PER_SEC;  // what a busy machine took is not ours
            stopper.join();
            if (outcome.kind == OutcomeKind::Completed)
                break;
            QVERIFY2(std::min(late, worked) < 50 * slowness(), qPrintable(QString::number(late)));
        }
    }

    void theSnapshotIsThatOfTheLastCompleteEpoch()
    {
        auto options = smallOptions();
        auto run = makeRun(plantedSplit({}, noHoldout), options);
        QCOMPARE(run->snapshot()->card().state, RunCard::State::Untrained);
        QVERIFY(!run->snapshot()->isTrained(MovieRow{1}));
        run->run({}, {}, 1);
        const auto first = run->snapshot();
        QCOMPARE(first->card().shownEpoch, 1U);
        QVERIFY(!first->parts().state);
        StopAfter stop(2);
        run->run(stop.source.get_token(), stop.listener);
        QVERIFY(sameBits(run->snapshot()->users(), first->users()));
    }

private:
    /// Sanitizers slow everything down; the promise is about what is shipped.
    static double slowness()
    {
#if defined(__SANITIZE_ADDRESS__)
        return 10;
#else
        return 1;
#endif
    }
};

QTEST_GUILESS_MAIN(TestTrainingPhases)
#include "tst_training_phases.moc"
