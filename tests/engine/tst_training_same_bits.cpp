// SPDX-License-Identifier: GPL-3.0-or-later
// Training in pieces, resumed, and at any number of threads gives the bits of a straight run.
#include "engine/core/parallel.h"
#include "tests/support/training.h"

#include <QTest>

#include <algorithm>

using namespace projectionist;
using namespace projectionist::testing;

class TestTrainingSameBits : public QObject {
    Q_OBJECT

private Q_SLOTS:
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
        auto options = smallOptions();
        options.order = RowOrder(order);
        options.starts = starts;
        options.averaging = averaging;
        const auto split = plantedSplit({}, holdout ? tenth : noHoldout);
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
        auto straight = makeRun(split, smallOptions());
        straight->run({});
        auto pieces = makeRun(split, smallOptions());
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
        const auto split = plantedSplit({}, noHoldout);
        auto straight = makeRun(split, smallOptions());
        auto resumed = TrainingRun::resume(*straight->model());
        QVERIFY2(resumed, resumed ? "" : describe(resumed.error()).c_str());
        straight->run({});
        (*resumed)->run({});
        QVERIFY(sameBits(straight->model()->users(), (*resumed)->model()->users()));
    }

    void untilAnEpochAndOnGivesTheBitsOfAStraightRun()
    {
        const auto split = plantedSplit({}, tenth);
        auto straight = makeRun(split, smallOptions());
        straight->run({});
        auto pieces = makeRun(split, smallOptions());
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
        auto options = smallOptions();
        options.epochs = 5;
        const auto split = plantedSplit({}, noHoldout);
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
        auto options = smallOptions();
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
        auto options = smallOptions();
        options.epochs = 1;
        const auto split = plantedSplit({}, noHoldout);
        const auto trained = [&](std::uint64_t seed) {
            options.seed = seed;
            auto run = makeRun(split, options);
            run->run({});
            return run->model();
        };
        QVERIFY(sameBits(trained(1)->users(), trained(1)->users()));
        QVERIFY(!sameBits(trained(1)->users(), trained(2)->users()));
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
        auto straight = makeRun(split, smallOptions(), given());
        QVERIFY(sameBits(straight->model()->users(), given().users));
        QCOMPARE(straight->model()->card().state, RunCard::State::Untrained);
        straight->run({});
        auto first = makeRun(split, smallOptions(), given());
        first->run({}, {}, 1);
        auto resumed = TrainingRun::resume(*first->model());
        QVERIFY(resumed);
        (*resumed)->run({});
        QVERIFY(sameBits(straight->model()->users(), (*resumed)->model()->users()));
        // The unknown rows never move.
        QVERIFY(std::ranges::equal(straight->model()->movies().row(0), given().movies.row(0)));
    }
};

QTEST_GUILESS_MAIN(TestTrainingSameBits)
#include "tst_training_same_bits.moc"
