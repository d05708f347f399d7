// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/training_run.h"

#include "engine/core/parallel.h"
#include "engine/train/memory_need.h"
#include "tests/support/planted.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstring>
#include <ctime>
#include <functional>
#include <thread>

#include <nlohmann/json.hpp>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

bool sameBits(MatrixView a, MatrixView b)
{
    return a.rows == b.rows && a.columns == b.columns && std::memcmp(a.data, b.data, a.values().size_bytes()) == 0;
}

bool sameHistory(const History& a, const History& b)
{
    return a.steps == b.steps && a.epochs == b.epochs && a.baselines == b.baselines;
}

const Holdout none{};
const Holdout tenth{Holdout::Kind::Random, 0.1, 1, {}};

/// Balanced, small enough for the planted data.
TrainOptions small()
{
    TrainOptions options;
    options.dimension = 8;
    options.batchSize = 64;
    options.epochs = 6;
    options.patience = 2;
    return options;
}

std::unique_ptr<TrainingRun> makeRun(std::shared_ptr<const Split> split, const TrainOptions& options,
                                     std::optional<InitialTables> initial = {})
{
    auto run = TrainingRun::create(std::move(split), options, "balanced", std::move(initial));
    if (!run)
        qFatal("%s", describe(run.error()).c_str());
    return std::move(*run);
}

/// Requests the stop after so many more steps.
struct StopAfter {
    std::stop_source source;
    RunListener listener;
    explicit StopAfter(int steps)
    {
        listener.stepDone = [this, left = steps](const StepRecord&) mutable {
            if (--left == 0)
                source.request_stop();
        };
    }
};

}  // namespace

class TestTrainingRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plantedGroupsAreFound()
    {
        const PlantedShape shape{.users = 60, .movies = 40, .groups = 2};
        auto run = makeRun(plantedSplit(shape, tenth), small());
        QCOMPARE(run->run({}).kind, OutcomeKind::Completed);
        const auto model = run->model();
        const auto& catalogue = model->catalogue();
        int own = 0, listed = 0;
        for (std::uint32_t user = 1; user < catalogue.userRows(); ++user) {
            std::vector<std::pair<float, std::uint32_t>> scores;
            for (std::uint32_t movie = 1; movie < catalogue.movieRows(); ++movie) {
                float score = 0;
                for (std::size_t place = 0; place < model->dimension(); ++place)
                    score += model->users().row(user)[place] * model->movies().row(movie)[place];
                scores.emplace_back(-score, movie);
            }
            std::ranges::sort(scores);
            for (int rank = 0; rank < 10; ++rank) {
                ++listed;
                own += plantedGroup(catalogue.user({user}).id, 2) ==
                               plantedGroup(catalogue.movie({scores[std::size_t(rank)].second}).ids.front(), 2)
                           ? 1
                           : 0;
            }
        }
        QVERIFY2(own >= listed * 99 / 100, qPrintable(QString("%1 of %2").arg(own).arg(listed)));
    }

    void theLossFallsBelowGuessing()
    {
        auto options = small();
        options.samplingCorrection = false;
        auto run = makeRun(plantedSplit({}, none), options);
        QVERIFY(run->run({}).kind == OutcomeKind::Completed);
        const auto& steps = run->history().steps;
        QVERIFY(steps.back().loss < 0.85 * steps.back().guessing);
        QVERIFY(std::abs(steps.front().guessing - 64 * std::log(64.0)) < 1e-4);
        // 480 rows in batches of 64: the last has 32 and a line of its own.
        QCOMPARE(steps.back().rows, 32U);
        QVERIFY(std::abs(steps.back().guessing - 32 * std::log(32.0)) < 1e-4);
    }

    void piecesGiveTheBitsOfAStraightRun_data()
    {
        QTest::addColumn<bool>("holdout");
        QTest::addColumn<int>("order");
        QTest::addColumn<int>("starts");
        QTest::addColumn<float>("averaging");
        QTest::newRow("search and refit, averaged") << true << int(RowOrder::Shuffled) << 1 << 0.7F;
        QTest::newRow("search and refit, two starts") << true << int(RowOrder::Shuffled) << 2 << 0.7F;
        QTest::newRow("no holdout, grouped") << false << int(RowOrder::Grouped) << 1 << 0.0F;
        QTest::newRow("no holdout, averaged, file order") << false << int(RowOrder::File) << 1 << 0.5F;
    }

    /// Stopped after every third step, saved as a model, and gone on with from that model each time.
    void piecesGiveTheBitsOfAStraightRun()
    {
        QFETCH(bool, holdout);
        QFETCH(int, order);
        QFETCH(int, starts);
        QFETCH(float, averaging);
        auto options = small();
        options.order = RowOrder(order);
        options.starts = starts;
        options.averaging = averaging;
        const auto split = plantedSplit({}, holdout ? tenth : none);
        auto straight = makeRun(split, options);
        const auto end = straight->run({});
        QCOMPARE(end.kind, OutcomeKind::Completed);
        QCOMPARE(end.phase, holdout ? Phase::Refit : Phase::Search);

        auto pieces = makeRun(split, options);
        int stops = 0;
        for (;; ++stops) {
            StopAfter stop(3);
            const auto outcome = pieces->run(stop.source.get_token(), stop.listener);
            if (outcome.kind == OutcomeKind::Completed)
                break;
            QCOMPARE(outcome.kind, OutcomeKind::Stopped);
            const auto model = pieces->model();
            QVERIFY(!model->card().finished);
            auto resumed = TrainingRun::resume(*model);
            QVERIFY2(resumed, resumed ? "" : describe(resumed.error()).c_str());
            pieces = std::move(*resumed);
        }
        QVERIFY(stops > 10);
        QVERIFY(sameHistory(straight->history(), pieces->history()));
        const auto a = straight->model();
        const auto b = pieces->model();
        QVERIFY(sameBits(a->users(), b->users()));
        QVERIFY(sameBits(a->movies(), b->movies()));
        QCOMPARE(a->card().toJson(), b->card().toJson());
        QCOMPARE(a->parts().trainCounts, b->parts().trainCounts);
    }

    /// Between an epoch and the next, and between the search and the refit before this has begun.
    void stopsAtTheEndsOfEpochsGiveTheBitsOfAStraightRun()
    {
        const auto split = plantedSplit({}, tenth);
        auto straight = makeRun(split, small());
        straight->run({});
        auto pieces = makeRun(split, small());
        for (int stops = 0; stops < 100; ++stops) {
            std::stop_source source;
            RunListener listener;
            listener.epochDone = [&](const RunListener::EpochDone&) { source.request_stop(); };
            if (pieces->run(source.get_token(), listener).kind == OutcomeKind::Completed)
                break;
            auto resumed = TrainingRun::resume(*pieces->model());
            QVERIFY2(resumed, resumed ? "" : describe(resumed.error()).c_str());
            pieces = std::move(*resumed);
        }
        QVERIFY(pieces->model()->card().finished);
        QVERIFY(sameHistory(straight->history(), pieces->history()));
        QVERIFY(sameBits(straight->model()->users(), pieces->model()->users()));
    }

    void aRunThatNeverBeganCanBeGoneOnWith()
    {
        const auto split = plantedSplit({}, none);
        auto straight = makeRun(split, small());
        auto resumed = TrainingRun::resume(*straight->model());
        QVERIFY2(resumed, resumed ? "" : describe(resumed.error()).c_str());
        straight->run({});
        (*resumed)->run({});
        QVERIFY(sameBits(straight->model()->users(), (*resumed)->model()->users()));
    }

    void untilAnEpochAndOnGivesTheBitsOfAStraightRun()
    {
        const auto split = plantedSplit({}, tenth);
        auto straight = makeRun(split, small());
        straight->run({});
        auto pieces = makeRun(split, small());
        const auto first = pieces->run({}, {}, 1);
        QCOMPARE(first.kind, OutcomeKind::Reached);
        QCOMPARE(first.epoch, 1U);
        QCOMPARE(pieces->history().epochs.size(), std::size_t{1});
        QCOMPARE(pieces->run({}, {}, 1).kind, OutcomeKind::Reached);
        QCOMPARE(pieces->run({}).kind, OutcomeKind::Completed);
        QVERIFY(sameHistory(straight->history(), pieces->history()));
        QVERIFY(sameBits(straight->model()->movies(), pieces->model()->movies()));
    }

    void moreEpochsAreTheSameAsManyAtOnce()
    {
        auto options = small();
        options.epochs = 5;
        const auto split = plantedSplit({}, none);
        auto straight = makeRun(split, options);
        straight->run({});
        options.epochs = 2;
        auto shorter = makeRun(split, options);
        shorter->run({});
        const auto finished = shorter->model();
        QVERIFY(finished->card().finished);
        const auto refused = TrainingRun::resume(*finished);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidOption);
        auto longer = TrainingRun::resume(*finished, 5);
        QVERIFY(longer);
        QCOMPARE((*longer)->run({}).kind, OutcomeKind::Completed);
        QVERIFY(sameBits((*longer)->model()->users(), straight->model()->users()));
        QCOMPARE((*longer)->model()->card().toJson(), straight->model()->card().toJson());
    }

    void threadsDoNotChangeABit()
    {
        const PlantedShape shape{.users = 1500, .movies = 400, .groups = 4, .likesPerUser = 20};
        auto options = small();
        options.dimension = 32;
        options.batchSize = 1500;
        options.epochs = 2;
        const auto split = plantedSplit(shape, tenth);
        std::shared_ptr<const Model> alone;
        for (const int threads : {1, 2, 3}) {
            const ThreadLimit limit(threads);
            const ThreadCensus census(threads);
            auto run = makeRun(split, options);
            QCOMPARE(run->run({}).kind, OutcomeKind::Completed);
            const auto model = run->model();
            QCOMPARE(census.threads(), threads);
            if (!alone)
                alone = model;
            QVERIFY(sameBits(model->users(), alone->users()));
            QVERIFY(sameBits(model->movies(), alone->movies()));
            QVERIFY(sameHistory(model->history(), alone->history()));
            QCOMPARE(model->card().toJson(), alone->card().toJson());
        }
    }

    void theSameSeedGivesTheSameBitsAndAnotherOneOthers()
    {
        auto options = small();
        options.epochs = 1;
        const auto split = plantedSplit({}, none);
        const auto trained = [&](std::uint64_t seed) {
            options.seed = seed;
            auto run = makeRun(split, options);
            run->run({});
            return run->model();
        };
        QVERIFY(sameBits(trained(1)->users(), trained(1)->users()));
        QVERIFY(!sameBits(trained(1)->users(), trained(2)->users()));
    }

    void earlyStoppingKeepsTheBestEpoch()
    {
        auto options = small();
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

    void theRefitTrainsOnAllRowsForTheBestNumberOfEpochs()
    {
        const auto split = plantedSplit({}, tenth);
        auto run = makeRun(split, small());
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
        auto fileOrder = small();
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
        auto run = makeRun(plantedSplit({}, tenth), small());
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
        auto options = small();
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
        auto options = small();
        options.averaging = 0;
        auto run = makeRun(plantedSplit({}, none), options);
        StopAfter stop(11);  // in the middle of the second epoch
        QCOMPARE(run->run(stop.source.get_token(), stop.listener).kind, OutcomeKind::Stopped);
        const auto model = run->model();
        QVERIFY(sameBits(model->users(), model->parts().state->rawUsers));
        QVERIFY(!sameBits(model->users(), run->snapshot()->users()));
        QCOMPARE(model->card().state, RunCard::State::WithoutHoldout);
    }

    void averagedTablesFollowTheTrainedOnes()
    {
        auto options = small();
        options.epochs = 3;
        options.averaging = 0.6F;
        auto run = makeRun(plantedSplit({}, none), options);
        std::vector<Matrix> raw;
        for (std::uint32_t epoch = 1; epoch <= 3; ++epoch) {
            run->run({}, {}, epoch);
            raw.push_back(run->model()->parts().state->rawMovies);
        }
        const auto model = run->model();
        for (std::size_t place = 0; place < raw[0].values().size(); ++place) {
            float expected = raw[0].values()[place];
            for (int epoch = 1; epoch < 3; ++epoch)
                expected = 0.6F * expected + 0.4F * raw[std::size_t(epoch)].values()[place];
            QVERIFY(std::abs(model->movies().values()[place] - expected) < 1e-6F);
        }
    }

    void severalStartsAreModelsOfTheirOwnSideBySide()
    {
        auto options = small();
        options.epochs = 2;
        options.order = RowOrder::File;
        const auto split = plantedSplit({}, none);
        auto one = makeRun(split, options);
        one->run({});
        options.starts = 3;
        auto three = makeRun(split, options);
        three->run({});
        const auto single = one->model();
        const auto wide = three->model();
        QCOMPARE(wide->dimension(), std::size_t{24});
        for (std::size_t row = 0; row < single->users().rows; ++row) {
            QVERIFY(std::ranges::equal(single->users().row(row), wide->users().row(row).first(8)));
            QVERIFY(!std::ranges::equal(single->users().row(row), wide->users().row(row).subspan(8, 8)));
        }
    }

    void givenTablesAreTheStartAlsoOfARefitAfterAPause()
    {
        const auto split = plantedSplit({}, tenth);
        const auto& catalogue = *split->catalogue();
        const auto given = [&] {
            InitialTables tables{Matrix(catalogue.userRows(), 8), Matrix(catalogue.movieRows(), 8)};
            for (std::size_t place = 0; place < tables.users.values().size(); ++place)
                tables.users.values()[place] = 0.01F * float(place % 7) - 0.03F;
            for (std::size_t place = 0; place < tables.movies.values().size(); ++place)
                tables.movies.values()[place] = 0.01F * float(place % 5) - 0.02F;
            return tables;
        };
        auto straight = makeRun(split, small(), given());
        QVERIFY(sameBits(straight->model()->users(), given().users));
        QCOMPARE(straight->model()->card().state, RunCard::State::Untrained);
        straight->run({});
        auto first = makeRun(split, small(), given());
        first->run({}, {}, 1);
        auto resumed = TrainingRun::resume(*first->model());
        QVERIFY(resumed);
        (*resumed)->run({});
        QVERIFY(sameBits(straight->model()->users(), (*resumed)->model()->users()));
        // The unknown rows never move.
        QVERIFY(std::ranges::equal(straight->model()->movies().row(0), given().movies.row(0)));
    }

    void tablesOfAnotherShapeAreRefused()
    {
        const auto split = plantedSplit({}, none);
        const auto run = TrainingRun::create(split, small(), "balanced", InitialTables{Matrix(3, 8), Matrix(41, 8)});
        QVERIFY(!run);
        QCOMPARE(run.error().code, ErrorCode::InvalidOption);
        QVERIFY2(run.error().message.find("3 × 8; they must be 61 × 8") != std::string::npos,
                 run.error().message.c_str());
    }

    void optionsOutOfRangeAreRefused()
    {
        auto options = small();
        options.batchSize = 0;
        const auto run = TrainingRun::create(plantedSplit({}, none), options);
        QVERIFY(!run);
        QCOMPARE(run.error().code, ErrorCode::InvalidOption);
        QVERIFY(run.error().message.starts_with("batch_size is 0;"));
    }

    void aLossThatRunsAwayKeepsTheLastGoodModel()
    {
        auto options = small();
        options.learningRate = 1e25F;
        options.averaging = 0;
        auto run = makeRun(plantedSplit({}, none), options);
        const auto outcome = run->run({});
        QCOMPARE(outcome.kind, OutcomeKind::NotFinite);
        QVERIFY2(outcome.message.find("no number any more") != std::string::npos, outcome.message.c_str());
        QVERIFY(outcome.step > 0);
        const auto model = run->model();
        for (const auto value : model->users().values())
            QVERIFY(std::isfinite(value));
        QVERIFY(!TrainingRun::resume(*model));
        QCOMPARE(run->run({}).kind, OutcomeKind::NotFinite);
    }

    void sizesAtTheEdgesTrain_data()
    {
        QTest::addColumn<int>("users");
        QTest::addColumn<int>("movies");
        QTest::addColumn<int>("likes");
        QTest::addColumn<int>("batch");
        QTest::newRow("a batch larger than the data") << 20 << 12 << 4 << 100000;
        QTest::newRow("batches of one") << 6 << 8 << 3 << 1;
        QTest::newRow("one user") << 1 << 8 << 5 << 4;
        QTest::newRow("one film") << 9 << 1 << 1 << 4;
        QTest::newRow("one row") << 1 << 1 << 1 << 4;
    }

    void sizesAtTheEdgesTrain()
    {
        QFETCH(int, users);
        QFETCH(int, movies);
        QFETCH(int, likes);
        QFETCH(int, batch);
        const PlantedShape shape{.users = std::uint32_t(users),
                                 .movies = std::uint32_t(movies),
                                 .groups = 1,
                                 .likesPerUser = std::uint32_t(likes),
                                 .dislikesPerUser = 0};
        for (const auto candidates : {Candidates::Batch, Candidates::All}) {
            auto options = small();
            options.batchSize = batch;
            options.epochs = 2;
            options.candidates = candidates;
            auto run = makeRun(plantedSplit(shape, none), options);
            QCOMPARE(run->run({}).kind, OutcomeKind::Completed);
            const auto model = run->model();
            QVERIFY(model);
            for (const auto value : model->movies().values())
                QVERIFY(std::isfinite(value));
        }
    }

    void everyLossOptionTrains()
    {
        for (int bits = 0; bits < 8; ++bits) {
            auto options = small();
            options.epochs = 2;
            options.removeAccidentalHits = bits & 1;
            options.hardNegatives = bits & 2 ? 5 : 0;
            options.candidates = bits & 4 ? Candidates::All : Candidates::Batch;
            auto run = makeRun(plantedSplit({}, none), options);
            QCOMPARE(run->run({}).kind, OutcomeKind::Completed);
            const auto& steps = run->history().steps;
            QVERIFY(steps.back().loss / steps.back().rows < steps.front().loss / steps.front().rows);
        }
    }

    void theBaselinesAreMeasuredBeforeTheFirstStep()
    {
        auto run = makeRun(plantedSplit({}, tenth), small());
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
        auto run = makeRun(plantedSplit({}, none), small());
        run->run({}, {}, 1);
        const auto& epoch = run->history().epochs.front();
        QVERIFY(epoch.training && !epoch.holdout && !epoch.metrics);
        QCOMPARE(epoch.training->rows, std::uint64_t{480});
        QVERIFY(run->history().baselines.popularTraining && !run->history().baselines.popularHoldout);
    }

    void aPauseEndsWithTheStop()
    {
        auto run = makeRun(plantedSplit({}, none), small());
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
        auto options = small();
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
        auto options = small();
        auto run = makeRun(plantedSplit({}, none), options);
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

    void theHistoryIsTheFileOfTheDesign()
    {
        auto run = makeRun(plantedSplit({}, tenth), small());
        run->run({});
        const auto json = nlohmann::json::parse(run->historyJson());
        QCOMPARE(json.at("run").at("preset").get<std::string>(), std::string("custom"));
        QCOMPARE(json.at("steps").size(), run->history().steps.size());
        const auto& step = json.at("steps").front();
        QCOMPARE(step.at("phase").get<std::string>(), std::string("search"));
        QCOMPARE(step.at("loss").get<double>(), run->history().steps.front().loss);
        QCOMPARE(step.at("rows").get<int>(), 64);
        const auto& epoch = json.at("epochs").front();
        QVERIFY(epoch.at("seconds").get<double>() > 0);
        QCOMPARE(epoch.at("holdout").at("top_k").at("10").get<std::uint64_t>(),
                 run->history().epochs[0].holdout->hits[2]);
        QVERIFY(epoch.at("holdout").contains("top_k_seen_hidden"));
        QVERIFY(epoch.at("holdout").at("metrics").contains("ndcg@10"));
        QCOMPARE(json.at("epochs").back().at("phase").get<std::string>(), std::string("refit"));
        // Without seconds where they are not known.
        const auto again = nlohmann::json::parse(historyJson(run->model()->card(), run->history()));
        QVERIFY(!again.at("epochs").front().contains("seconds"));
    }

    void whatDoesNotFitIntoMemoryIsSaidBefore()
    {
        const auto split = plantedSplit({}, none);
        auto options = small();
        const auto little = trainingBytes(*split, options);
        options.dimension = 1024;
        QVERIFY(trainingBytes(*split, options) > 20 * little);
        QVERIFY(availableBytes() && *availableBytes() > (1U << 20));
        QVERIFY(checkMemory(1000, 1000));
        QVERIFY(checkMemory(1000, {}));
        const auto refused = checkMemory(std::uint64_t{7} << 30, std::uint64_t{3} << 29);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::OutOfMemory);
        QVERIFY2(refused.error().message.find("7.0 GiB of memory and 1.5 GiB") != std::string::npos,
                 refused.error().message.c_str());
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

QTEST_GUILESS_MAIN(TestTrainingRun)
#include "tst_training_run.moc"
