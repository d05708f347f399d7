// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/training_run.h"

#include "engine/train/memory_need.h"
#include "tests/support/training.h"

#include <QTest>

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

using namespace projectionist;
using namespace projectionist::testing;

class TestTrainingRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plantedGroupsAreFound()
    {
        const PlantedShape shape{.users = 60, .movies = 40, .groups = 2};
        auto run = makeRun(plantedSplit(shape, tenth), smallOptions());
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
        auto options = smallOptions();
        options.samplingCorrection = false;
        auto run = makeRun(plantedSplit({}, noHoldout), options);
        QVERIFY(run->run({}).kind == OutcomeKind::Completed);
        const auto& steps = run->history().steps;
        QVERIFY(steps.back().loss < 0.85 * steps.back().guessing);
        QVERIFY(std::abs(steps.front().guessing - 64 * std::log(64.0)) < 1e-4);
        // 480 rows in batches of 64: the last has 32 and a line of its own.
        QCOMPARE(steps.back().rows, 32U);
        QVERIFY(std::abs(steps.back().guessing - 32 * std::log(32.0)) < 1e-4);
    }

    void aBatchLargerThanTheRowsIsOneStepAndSaysSo()
    {
        auto options = smallOptions();
        options.epochs = 2;
        const auto split = plantedSplit({}, noHoldout);
        const auto rows = split->trainUsers().size();
        options.batchSize = static_cast<int>(rows);
        QVERIFY(makeRun(split, options)->run({}).message.find("larger than") == std::string::npos);
        options.batchSize = static_cast<int>(rows) + 1;
        auto run = makeRun(split, options);
        const auto outcome = run->run({});
        QCOMPARE(run->model()->history().steps.size(), std::size_t{2});
        QVERIFY2(outcome.message.find("larger than the " + std::to_string(rows) + " training rows") !=
                     std::string::npos,
                 outcome.message.c_str());
        QVERIFY(outcome.message.find("smaller batch_size") != std::string::npos);
    }

    void averagedTablesFollowTheTrainedOnes()
    {
        auto options = smallOptions();
        options.epochs = 3;
        options.averaging = 0.6F;
        auto run = makeRun(plantedSplit({}, noHoldout), options);
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
        auto options = smallOptions();
        options.epochs = 2;
        options.order = RowOrder::File;
        const auto split = plantedSplit({}, noHoldout);
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

    void tablesOfAnotherShapeAreRefused()
    {
        const auto split = plantedSplit({}, noHoldout);
        const auto run =
            TrainingRun::create(split, smallOptions(), "balanced", InitialTables{Matrix(3, 8), Matrix(41, 8)});
        QVERIFY(!run);
        QCOMPARE(run.error().code, ErrorCode::InvalidOption);
        QVERIFY2(run.error().message.find("3 × 8; they must be 61 × 8") != std::string::npos,
                 run.error().message.c_str());
    }

    void optionsOutOfRangeAreRefused()
    {
        auto options = smallOptions();
        options.batchSize = 0;
        const auto run = TrainingRun::create(plantedSplit({}, noHoldout), options);
        QVERIFY(!run);
        QCOMPARE(run.error().code, ErrorCode::InvalidOption);
        QVERIFY(run.error().message.starts_with("batch_size is 0;"));
    }

    void aLossThatRunsAwayKeepsTheLastGoodModel()
    {
        auto options = smallOptions();
        options.learningRate = 1e25F;
        options.averaging = 0;
        auto run = makeRun(plantedSplit({}, noHoldout), options);
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

    void aStopWhileTheRowsAreSplitResumesNothing()
    {
        const auto run = makeRun(plantedSplit({}, noHoldout), smallOptions());
        std::stop_source source;
        source.request_stop();
        const auto resumed = TrainingRun::resume(*run->model(), {}, source.get_token());
        QVERIFY(resumed && !*resumed);
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
            auto options = smallOptions();
            options.batchSize = batch;
            options.epochs = 2;
            options.candidates = candidates;
            auto run = makeRun(plantedSplit(shape, noHoldout), options);
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
            auto options = smallOptions();
            options.epochs = 2;
            options.removeAccidentalHits = bits & 1;
            options.hardNegatives = bits & 2 ? 5 : 0;
            options.candidates = bits & 4 ? Candidates::All : Candidates::Batch;
            auto run = makeRun(plantedSplit({}, noHoldout), options);
            QCOMPARE(run->run({}).kind, OutcomeKind::Completed);
            const auto& steps = run->history().steps;
            QVERIFY(steps.back().loss / steps.back().rows < steps.front().loss / steps.front().rows);
        }
    }

    void theHistoryIsTheFileOfTheDesign()
    {
        auto run = makeRun(plantedSplit({}, tenth), smallOptions());
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
        const auto split = plantedSplit({}, noHoldout);
        auto options = smallOptions();
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
};

QTEST_GUILESS_MAIN(TestTrainingRun)
#include "tst_training_run.moc"
