// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/evaluate_model.h"

#include "engine/data/open_dataset.h"
#include "engine/train/training_run.h"
#include "tests/support/environment.h"
#include "tests/support/fixed_scorer.h"
#include "tests/support/planted.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

std::shared_ptr<const Model> trained(const Holdout& holdout, bool refit, const std::string& preset = "balanced")
{
    auto options = *projectionist::preset(preset);
    options.dimension = 8;
    options.batchSize = 64;
    options.epochs = 3;
    options.refit = refit;
    auto run = TrainingRun::create(plantedSplit({}, holdout), options, preset);
    if (!run || (*run)->run({}).kind != OutcomeKind::Completed)
        qFatal("no model");
    return (*run)->model();
}

const Holdout none{};
const Holdout tenth{Holdout::Kind::Random, 0.1, 1, {}};

}  // namespace

class TestEvaluateModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void heldOutRowsGiveTheFiguresOfTheEpoch()
    {
        const auto model = trained(tenth, false);
        const auto evaluation = evaluateModel(*model, {});
        QVERIFY(evaluation);
        QCOMPARE(evaluation->rows, std::size_t{48});
        QVERIFY(!evaluation->trainedOnTheseRows);
        QCOMPARE(evaluation->lines.size(), std::size_t{5});
        const auto& line = evaluation->lines.front();
        const auto& epoch = *model->card().results;
        QCOMPARE(line.name, std::string("model"));
        QCOMPARE(line.ranks.all, *epoch.holdout);
        QCOMPARE(*line.ranks.seenHidden, *epoch.holdoutSeenHidden);
        QCOMPARE(line.metrics[1].k, 10);
        QCOMPARE(line.metrics[1].mean.ndcg, epoch.metrics->ndcgAt10);
        QCOMPARE(line.metrics[2].mean.truncatedRecall, epoch.metrics->recallAt20);
        QCOMPARE(evaluation->lines[1].ranks.all, *model->history().baselines.popularHoldout);
        QCOMPARE(evaluation->lines[4].ranks.all, *model->history().baselines.randomHoldout);
        QVERIFY2(evaluation->rowsInWords.starts_with("48 held-out positives of "), evaluation->rowsInWords.c_str());
    }

    void afterARefitItSaysThatTheRowsAreTrainedOn()
    {
        const auto evaluation = evaluateModel(*trained(tenth, true), {});
        QVERIFY(evaluation->trainedOnTheseRows);
        QVERIFY(evaluation->rowsInWords.find("trained after the search") != std::string::npos);
    }

    void withoutAHoldoutTheTrainingRowsAreRanked()
    {
        const auto evaluation = evaluateModel(*trained(none, false), {});
        QVERIFY(evaluation->trainedOnTheseRows);
        QCOMPARE(evaluation->rowsInWords, std::string("480 training rows of 60 users, nothing hidden"));
        QVERIFY(!evaluation->lines[0].ranks.seenHidden);
        QVERIFY(evaluation->lines[0].metrics.empty());
        QVERIFY(evaluation->lines[0].ranks.all.hits[2] > evaluation->lines[1].ranks.all.hits[2]);
        QVERIFY(evaluation->lines[1].ranks.all.hits[2] > evaluation->lines[4].ranks.all.hits[2]);
    }

    void aTestFileIsMatchedById()
    {
        const auto model = trained(none, false);
        QTemporaryDir folder;
        const auto path = std::filesystem::path(folder.path().toStdString()) / "test.csv";
        // User 1 and film 1 are of one group; user 999 and film 777 are not known; a rating of 2 is no positive.
        std::ofstream(path) << "userId,movieId,rating,timestamp\n1,1,5,1\n1,3,4,1\n2,1,2,1\n999,1,5,1\n1,777,5,1\n";
        const auto evaluation = evaluateModel(*model, path, {20, 5, 5, 0});
        QVERIFY2(evaluation, evaluation ? "" : describe(evaluation.error()).c_str());
        QCOMPARE(evaluation->rows, std::size_t{2});
        QCOMPARE(evaluation->users, std::size_t{1});
        QCOMPARE(evaluation->skippedRows, std::size_t{2});
        QCOMPARE(evaluation->skippedUsers, std::size_t{1});
        std::size_t trainedRows = 0;
        const auto split = model->split();
        for (const auto* film : {"1", "3"}) {
            const auto& seen = split->seen();
            trainedRows += std::ranges::binary_search(seen.of(*model->catalogue().findUser("1")),
                                                      *model->catalogue().findMovieById(film))
                               ? 1
                               : 0;
        }
        QCOMPARE(evaluation->trainedOnTheseRows, trainedRows > 0);
        QCOMPARE(evaluation->rowsInWords.find("trained on " + std::to_string(trainedRows) + " of these rows") !=
                     std::string::npos,
                 trainedRows > 0);
        const auto& metrics = evaluation->lines[0].metrics;
        QCOMPARE(metrics.size(), std::size_t{2});
        QCOMPARE(metrics[0].k, 5);
        QCOMPARE(metrics[1].k, 20);
        QCOMPARE(metrics[0].users, std::size_t{1});
    }

    void aMissingTestFileIsAnError()
    {
        const auto evaluation = evaluateModel(*trained(none, false), std::filesystem::path("/nowhere/u1.test"));
        QVERIFY(!evaluation);
        QCOMPARE(evaluation.error().code, ErrorCode::NotFound);
    }

    void aStopGivesNoLines()
    {
        std::stop_source source;
        source.request_stop();
        const auto evaluation = evaluateModel(*trained(tenth, false), {}, {10}, source.get_token());
        QVERIFY(evaluation);
        QVERIFY(evaluation->lines.empty());
    }

    /// The quality table's own check of the protocol: the most popular films on MovieLens 100K's five folds.
    void theMostPopularFilmsScoreAsInTheQualityTable()
    {
        PROJECTIONIST_REQUIRE(dataFolder());
        const auto data = *dataFolder() / "ml-100k";
        const std::array<std::size_t, 5> usersOfFold{456, 644, 849, 890, 878};
        double recall = 0, ndcg = 0, coverage = 0;
        for (std::size_t fold = 0; fold < 5; ++fold) {
            const auto name = "u" + std::to_string(fold + 1);
            OpenOptions options;
            options.ratingsFile = data / (name + ".base");
            const auto dataset = openDataset({data}, options);
            QVERIFY2(dataset, dataset ? "" : describe(dataset.error()).c_str());
            SplitOptions splitOptions;
            splitOptions.holdout.kind = Holdout::Kind::File;
            splitOptions.holdout.file = data / (name + ".test");
            const auto split = Split::make(*dataset, splitOptions);
            QVERIFY2(split, split ? "" : describe(split.error()).c_str());
            const auto& catalogue = *(*split)->catalogue();
            QCOMPARE(catalogue.movieRows(), std::size_t{1683});

            // Its ties go to the lower id, ours to the lower row: so the places stand for the counts.
            const auto counts = (*split)->trainCounts();
            std::vector<std::uint32_t> rows(counts.size() - 1);
            std::iota(rows.begin(), rows.end(), 1U);
            std::ranges::sort(rows, [&](std::uint32_t a, std::uint32_t b) {
                if (counts[a] != counts[b])
                    return counts[a] > counts[b];
                return std::stoi(catalogue.movie({a}).ids.front()) < std::stoi(catalogue.movie({b}).ids.front());
            });
            std::vector<float> scores(counts.size());
            for (std::size_t place = 0; place < rows.size(); ++place)
                scores[rows[place]] = -float(place);
            const FixedScorer scorer(std::vector<std::vector<float>>(catalogue.userRows(), scores));
            const std::vector<int> ks{10, 20};
            const auto metrics = rankingMetrics(scorer, (*split)->seen(), (*split)->relevant(), counts, {}, ks);
            QCOMPARE((*metrics)[0].users, usersOfFold[fold]);
            ndcg += (*metrics)[0].mean.ndcg / 5;
            recall += (*metrics)[1].mean.truncatedRecall / 5;
            coverage += (*metrics)[0].lists.coverage / 5;
        }
        QVERIFY2(std::abs(recall - 0.2153) < 0.00005 + 1e-9, qPrintable(QString::number(recall, 'f', 5)));
        QVERIFY2(std::abs(ndcg - 0.1831) < 0.00005 + 1e-9, qPrintable(QString::number(ndcg, 'f', 5)));
        QVERIFY2(std::abs(coverage - 0.027) < 0.0005 + 1e-9, qPrintable(QString::number(coverage, 'f', 5)));
    }
};

QTEST_GUILESS_MAIN(TestEvaluateModel)
#include "tst_evaluate_model.moc"
