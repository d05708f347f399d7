// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/baselines.h"

#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "engine/data/open_dataset.h"
#include "engine/evaluate/item_scorers.h"
#include "engine/evaluate/symmetric_inverse.h"
#include "tests/support/environment.h"
#include "tests/support/planted.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

/// User 0 likes films 1 and 2, user 1 likes 1 and 3, user 2 likes 2. Film 4 is liked by nobody.
const PositivesByUser few{{0, 2, 4, 5}, {{1}, {2}, {1}, {3}, {2}}};
constexpr std::size_t fewRows = 5;

std::vector<float> scoresOf(const Scorer& scorer, std::size_t user)
{
    std::vector<float> scores(scorer.movies());
    scorer.score(user, 1, scores);
    return scores;
}

bool near(double a, double b, double tolerance = 1e-6)
{
    return std::abs(a - b) <= tolerance;
}

/// A A ᵀ + n I of random A.
Matrix randomPositive(std::size_t n, unsigned seed)
{
    Random random(seed);
    Matrix factor(n, n), result(n, n);
    for (auto& value : factor.values())
        value = random.uniform(-1, 1);
    for (std::size_t row = 0; row < n; ++row) {
        for (std::size_t column = 0; column < n; ++column) {
            double sum = row == column ? double(n) : 0.0;
            for (std::size_t k = 0; k < n; ++k)
                sum += double(factor.row(row)[k]) * double(factor.row(column)[k]);
            result.row(row)[column] = static_cast<float>(sum);
        }
    }
    return result;
}

/// Scores of EASE, user by user, from the inverse of XᵀX + λI in float64 by Gauss and Jordan.
std::vector<std::vector<double>> easeByDefinition(const std::vector<std::vector<double>>& x, double lambda)
{
    const auto n = x.front().size();
    std::vector<std::vector<double>> rows(n, std::vector<double>(2 * n, 0.0));
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            for (const auto& user : x)
                rows[i][j] += user[i] * user[j];
        }
        rows[i][i] += lambda;
        rows[i][n + i] = 1;
    }
    for (std::size_t pivot = 0; pivot < n; ++pivot) {
        const auto by = rows[pivot][pivot];
        for (auto& value : rows[pivot])
            value /= by;
        for (std::size_t i = 0; i < n; ++i) {
            const auto times = i == pivot ? 0.0 : rows[i][pivot];
            for (std::size_t j = 0; j < 2 * n; ++j)
                rows[i][j] -= times * rows[pivot][j];
        }
    }
    std::vector<std::vector<double>> scores(x.size(), std::vector<double>(n, 0.0));
    for (std::size_t user = 0; user < x.size(); ++user) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j)
                scores[user][j] -= i == j ? 0.0 : x[user][i] * rows[i][n + j] / rows[j][n + j];
        }
    }
    return scores;
}

std::shared_ptr<const Split> foldOf100k(int fold)
{
    const auto data = *dataFolder() / "ml-100k";
    const auto name = "u" + std::to_string(fold);
    OpenOptions options;
    options.ratingsFile = data / (name + ".base");
    SplitOptions splitOptions;
    splitOptions.holdout.kind = Holdout::Kind::File;
    splitOptions.holdout.file = data / (name + ".test");
    const auto dataset = openDataset({data}, options);
    const auto split = dataset ? Split::make(*dataset, splitOptions) : Result<std::shared_ptr<const Split>>();
    if (!split || !*split)
        qFatal("no fold");
    return *split;
}

const EvaluationRow& lineOf(const BaselineFigures& figures, std::string_view name)
{
    const auto found = std::ranges::find(figures.lines, name, &EvaluationRow::name);
    if (found == figures.lines.end())
        qFatal("no such line");
    return *found;
}

}  // namespace

class TestBaselines : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// cos(1, 2) = 1 / √(2 · 2), cos(1, 3) = 1 / √(2 · 1), cos(2, 3) = 0.
    void itemKnnAddsUpCosines()
    {
        const auto scorer = itemKnnScorer(few, fewRows, 10);
        const auto first = scoresOf(*scorer, 0);
        QVERIFY(near(first[1], 0.5) && near(first[2], 0.5) && near(first[3], 1 / std::sqrt(2.0)));
        QCOMPARE(first[4], 0.0F);
        const auto last = scoresOf(*scorer, 2);
        QVERIFY(near(last[1], 0.5) && near(last[2], 0) && near(last[3], 0));
    }

    /// Film 1 is nearer to film 3 than to film 2, so with one neighbour film 2 no longer counts for it.
    void onlyTheNearestNeighboursCount()
    {
        const auto scorer = itemKnnScorer(few, fewRows, 1);
        QCOMPARE(scoresOf(*scorer, 2)[1], 0.0F);
        QVERIFY(near(scoresOf(*scorer, 1)[1], 1 / std::sqrt(2.0)));
    }

    /// XᵀX + λI with λ = 1 is {{3, 1, 1}, {1, 3, 0}, {1, 0, 2}}: determinant 13, adjugate {{6, −2, −3}, {−2, 5, 1},
    /// {−3, 1, 8}}. B = −P / diag(P): from film 1 to 2 it is 2 / 5, to 3 it is 3 / 8; from 2 to 1 it is 2 / 6, to 3 −1
    /// / 8; from 3 to 1 it is 3 / 6, to 2 −1 / 5.
    void easeIsTheClosedForm()
    {
        const auto scorer = easeScorer(few, fewRows, 1);
        const auto first = scoresOf(*scorer, 0);  // likes 1 and 2
        QVERIFY(near(first[1], 2.0 / 6) && near(first[2], 2.0 / 5) && near(first[3], 3.0 / 8 - 1.0 / 8));
        QCOMPARE(first[4], 0.0F);
        const auto second = scoresOf(*scorer, 1);  // likes 1 and 3
        QVERIFY(near(second[1], 3.0 / 6) && near(second[2], 2.0 / 5 - 1.0 / 5) && near(second[3], 3.0 / 8));
    }

    /// The same without the third user, so that there are fewer users than films: {{3, 1, 1}, {1, 2, 0}, {1, 0, 2}} has
    /// the determinant 8 and the adjugate {{4, −2, −2}, {−2, 5, 1}, {−2, 1, 5}}.
    void easeIsTheSameFromFewerUsersThanFilms()
    {
        const auto scorer = easeScorer({{0, 2, 2, 4}, {{1}, {2}, {1}, {3}}}, fewRows, 1);
        const auto first = scoresOf(*scorer, 0);
        QVERIFY(near(first[1], 2.0 / 4) && near(first[2], 2.0 / 5) && near(first[3], 2.0 / 5 - 1.0 / 5));
        QCOMPARE(first[4], 0.0F);
        QCOMPARE(scoresOf(*scorer, 1), std::vector<float>(fewRows, 0.0F));  // likes nothing
        const auto last = scoresOf(*scorer, 2);
        QVERIFY(near(last[1], 2.0 / 4) && near(last[2], 2.0 / 5 - 1.0 / 5) && near(last[3], 2.0 / 5));
    }

    void easeIsTheDefinition_data()
    {
        QTest::addColumn<int>("users");
        QTest::newRow("fewer users than films") << 40;
        QTest::newRow("more users than films") << 150;
    }

    void easeIsTheDefinition()
    {
        QFETCH(int, users);
        constexpr std::size_t films = 70;
        Random random(4);
        std::vector<std::vector<double>> x;
        PositivesByUser liked{{0}, {}};
        for (int user = 0; user < users; ++user) {
            x.emplace_back(films, 0.0);
            for (std::uint32_t film = 0; film < films; ++film) {
                if (user % 9 == 5 || random.below(film + 4) > 3)
                    continue;  // a few like nothing; the first films are liked by nearly all
                x.back()[film] = 1;
                liked.movies.push_back({film + 1});
            }
            liked.offsets.push_back(liked.movies.size());
        }
        const auto expected = easeByDefinition(x, 20);
        const auto scorer = easeScorer(liked, films + 1, 20);
        std::vector<float> scores((films + 1) * x.size());
        scorer->score(0, x.size(), scores);
        double worst = 0;
        for (std::size_t user = 0; user < x.size(); ++user) {
            for (std::size_t film = 0; film < films; ++film)
                worst = std::max(worst, std::abs(double(scores[user * (films + 1) + film + 1]) - expected[user][film]));
        }
        QVERIFY2(worst < 1e-5, qPrintable(QString::number(worst)));
    }

    void theInverseIsOne_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {1, 2, 127, 128, 129, 300})
            QTest::addRow("%d", size) << size;
    }

    void theInverseIsOne()
    {
        QFETCH(int, size);
        const auto n = static_cast<std::size_t>(size);
        const auto matrix = randomPositive(n, 3);
        auto inverse = matrix;
        for (std::size_t row = 0; row < n; ++row) {
            for (std::size_t column = row + 1; column < n; ++column)
                inverse.row(row)[column] = NAN;  // only the lower triangle is read
        }
        QCOMPARE(invertSymmetric(inverse.values(), n, {}), InverseOutcome::Done);
        double worst = 0;
        for (std::size_t row = 0; row < n; ++row) {
            for (std::size_t column = 0; column < n; ++column) {
                double sum = row == column ? -1.0 : 0.0;
                for (std::size_t k = 0; k < n; ++k)
                    sum += double(matrix.row(row)[k]) * double(inverse.row(k)[column]);
                worst = std::max(worst, std::abs(sum));
                QCOMPARE(inverse.row(row)[column], inverse.row(column)[row]);
            }
        }
        QVERIFY2(worst < 2e-5, qPrintable(QString::number(worst)));
    }

    void whatIsNotPositiveHasNoInverse()
    {
        Matrix matrix(2, 2);
        matrix.row(0)[0] = matrix.row(1)[1] = 1;
        matrix.row(1)[0] = 2;
        QCOMPARE(invertSymmetric(matrix.values(), 2, {}), InverseOutcome::NotPositive);
    }

    void theInverseCanBeStopped()
    {
        auto matrix = randomPositive(200, 1);
        std::stop_source source;
        source.request_stop();
        QCOMPARE(invertSymmetric(matrix.values(), 200, source.get_token()), InverseOutcome::Stopped);
    }

    /// One user has seen film 1 of 5 and has 2 of the other 4 held out; lists of two. Hits 2 · 2 / 4 = 1. No hit with
    /// 2/4 · 1/3 = 1/6. Reciprocal rank 1/2 · 1 + 1/2 · 2/3 · 1/2 = 2/3. NDCG: each place is right with 1/2.
    void chanceIsExact()
    {
        const PositivesByUser seen{{0, 1}, {{1}}}, relevant{{0, 2}, {{2}, {3}}};
        const std::vector<std::uint32_t> counts{0, 7, 1, 1, 1, 1};
        const std::vector<int> ks{2, 4};
        const auto metrics = expectedRandomMetrics(6, seen, relevant, counts, {}, ks);
        const auto& two = metrics[0].mean;
        QVERIFY(near(two.recall, 0.5) && near(two.truncatedRecall, 0.5) && near(two.precision, 0.5));
        QVERIFY(near(two.hit, 5.0 / 6) && near(two.reciprocalRank, 2.0 / 3) && near(two.ndcg, 0.5));
        QVERIFY(near(metrics[0].lists.coverage, 4 * 0.5 / 5));
        QVERIFY(near(metrics[0].lists.noveltyBits, -std::log2(2.0 / (11 + 5))));
        QCOMPARE(metrics[0].lists.longTailShare, 1.0);
        QVERIFY(near(metrics[1].mean.recall, 1) && near(metrics[1].lists.coverage, 4.0 / 5));
        QVERIFY(near(metrics[1].mean.hit, 1));
    }

    /// Ten thousand shuffled lists agree with the expected values.
    void chanceIsWhatShufflingGives()
    {
        const std::vector<std::uint32_t> counts{0, 5, 4, 3, 2, 1, 1, 1, 1};
        const std::vector<MovieRow> relevant{{2}, {5}, {7}};
        Random random(5);
        UserMetrics sum;
        constexpr int draws = 20'000;
        std::vector<std::uint32_t> films{2, 3, 4, 5, 6, 7, 8};  // film 1 is seen
        for (int draw = 0; draw < draws; ++draw) {
            random.shuffle(films);
            std::vector<MovieRow> list;
            for (const auto film : films)
                list.push_back({film});
            const auto one = userMetrics(list, relevant, 3);
            sum.ndcg += one.ndcg / draws;
            sum.reciprocalRank += one.reciprocalRank / draws;
            sum.hit += one.hit / draws;
        }
        const std::vector<int> ks{3};
        const auto mean = expectedRandomMetrics(9, {{0, 1}, {{1}}}, {{0, 3}, relevant}, counts, {}, ks).front().mean;
        QVERIFY(near(mean.ndcg, sum.ndcg, 0.01) && near(mean.reciprocalRank, sum.reciprocalRank, 0.01));
        QVERIFY(near(mean.hit, sum.hit, 0.01));
    }

    void everyBaselineIsMeasuredOnTheSameRows()
    {
        const auto split = plantedSplit({}, {Holdout::Kind::Random, 0.1, 1, {}});
        const std::vector<int> ks{5, 10};
        const auto figures = measureBaselines(MeasuredRows::of(*split), ks);
        QVERIFY(figures);
        std::vector<std::string> names;
        for (const auto& line : figures->lines) {
            names.push_back(line.name);
            QCOMPARE(line.ranks.all.rows, std::uint64_t{48});
            QCOMPARE(line.metrics.size(), std::size_t{2});
            QCOMPARE(line.metrics[0].users, figures->lines[0].metrics[0].users);
        }
        QCOMPARE(names, (std::vector<std::string>{"most popular", "item-kNN", "EASE", "random"}));
        // Who knows the groups recommends far better than who does not.
        QVERIFY(lineOf(*figures, "EASE").metrics[1].mean.recall >
                1.3 * lineOf(*figures, "random").metrics[1].mean.recall);
        QVERIFY(figures->easeLambda);
        QVERIFY(figures->notes.front().starts_with("EASE has λ "));
    }

    void threadsDoNotChangeABit()
    {
        const auto split = plantedSplit({.users = 400, .movies = 300, .groups = 3, .likesPerUser = 20, .seed = 2},
                                        {Holdout::Kind::Random, 0.2, 1, {}});
        const std::vector<int> ks{10};
        const auto measureWith = [&](int threads) {
            const ThreadLimit limit(threads);
            return *measureBaselines(MeasuredRows::of(*split), ks);
        };
        const auto alone = measureWith(1);
        for (const int threads : {2, 3, 8}) {
            const auto together = measureWith(threads);
            QCOMPARE(together.easeLambda, alone.easeLambda);
            for (std::size_t line = 0; line < alone.lines.size(); ++line) {
                QCOMPARE(together.lines[line].ranks.all, alone.lines[line].ranks.all);
                QCOMPARE(together.lines[line].metrics[0].mean.ndcg, alone.lines[line].metrics[0].mean.ndcg);
                QCOMPARE(together.lines[line].metrics[0].lists.gini, alone.lines[line].metrics[0].lists.gini);
            }
        }
    }

    void easeIsLeftOutOfLargeCataloguesInWords()
    {
        const auto split = plantedSplit({}, {Holdout::Kind::Random, 0.1, 1, {}});
        const std::vector<int> ks{10};
        const auto figures = measureBaselines(MeasuredRows::of(*split), ks, {.mostEaseFilms = 39});
        QCOMPARE(figures->lines.size(), std::size_t{3});
        QVERIFY(!figures->easeLambda);
        QCOMPARE(figures->notes.front(),
                 std::string("EASE is left out: it is computed for up to 39 films, and here are 40."));
    }

    void whatDoesNotFitInMemoryIsLeftOutInWords()
    {
        const auto split = plantedSplit({}, {Holdout::Kind::Random, 0.1, 1, {}});
        const std::vector<int> ks{10};
        const auto figures = measureBaselines(MeasuredRows::of(*split), ks, {.memoryLimit = 4096});
        QVERIFY(figures);
        std::vector<std::string> names;
        for (const auto& line : figures->lines)
            names.push_back(line.name);
        QCOMPARE(names, (std::vector<std::string>{"most popular", "random"}));
        QCOMPARE(figures->leftOut.size(), std::size_t{2});
        QCOMPARE(figures->leftOut[1].name, std::string("EASE"));
        for (const auto& note : figures->notes) {
            QVERIFY2(QString::fromStdString(note).contains(
                         QRegularExpression("^(item-kNN|EASE) is left out: it needs about 1 MiB of memory, and 1 MiB "
                                            "are left\\.$")),
                     note.c_str());
        }
    }

    void whatWasNotAskedForIsNamed()
    {
        const auto split = plantedSplit({}, {Holdout::Kind::Random, 0.1, 1, {}});
        const std::vector<int> ks{10};
        const auto figures = measureBaselines(MeasuredRows::of(*split), ks, {.itemModels = false});
        QCOMPARE(figures->leftOut.size(), std::size_t{2});
        QCOMPARE(figures->notes.front(), std::string("item-kNN is left out: only what is quick was asked for."));
    }

    /// Ranks and lists come from one sweep here, and each from its own there.
    void measuringAtOnceIsMeasuringApart()
    {
        const auto split = plantedSplit({.users = 200, .movies = 150, .groups = 3, .likesPerUser = 20, .seed = 2},
                                        {Holdout::Kind::Random, 0.2, 1, {}});
        const std::vector<int> ks{5, 10};
        const auto rows = MeasuredRows::of(*split);
        const auto scorer = itemKnnScorer(split->seen(), rows.trainCounts.size(), 20);
        const auto line = measure("item-kNN", *scorer, rows, ks);
        const auto ranks = countRanks(*scorer, rows.users, rows.movies, rows.training, {}, ks);
        std::vector<bool> candidates;
        for (const auto count : rows.trainCounts)
            candidates.push_back(count > 0);
        const auto metrics = rankingMetrics(*scorer, *rows.training, *rows.relevant, rows.trainCounts, candidates, ks);
        QCOMPARE(line->ranks.all, ranks->all);
        QCOMPARE(*line->ranks.seenHidden, *ranks->seenHidden);
        for (std::size_t place = 0; place < ks.size(); ++place) {
            QCOMPARE(line->ranks.accuracies[place].seenHidden->halfInterval95,
                     ranks->accuracies[place].seenHidden->halfInterval95);
            QCOMPARE(line->metrics[place].mean.ndcg, (*metrics)[place].mean.ndcg);
            QCOMPARE(line->metrics[place].lists.noveltyBits, (*metrics)[place].lists.noveltyBits);
        }
    }

    void withoutAHoldoutTrainingRowsAreRanked()
    {
        const auto split = plantedSplit({}, {});
        const std::vector<int> ks{10};
        const auto figures = measureBaselines(MeasuredRows::of(*split), ks);
        for (const auto& line : figures->lines) {
            QVERIFY(line.metrics.empty());
            QCOMPARE(line.ranks.all.rows, std::uint64_t{480});
            QVERIFY(!line.ranks.accuracies.front().seenHidden);
        }
    }

    void aStopGivesNoLines()
    {
        std::stop_source source;
        source.request_stop();
        const std::vector<int> ks{10};
        const auto split = plantedSplit({}, {Holdout::Kind::Random, 0.1, 1, {}});
        const auto figures = measureBaselines(MeasuredRows::of(*split), ks, {}, source.get_token());
        QVERIFY(figures && figures->lines.empty());
        QVERIFY(!chooseEaseLambda(split->seen(), 41, 1, source.get_token()));
    }

    /// Whatever is being done when the stop comes: nothing is reported any more, and there are no lines.
    void aStopEndsEveryStage()
    {
        const auto split = plantedSplit({.users = 600, .movies = 500, .groups = 3, .likesPerUser = 20, .seed = 2},
                                        {Holdout::Kind::Random, 0.2, 1, {}});
        const std::vector<int> ks{10};
        const auto rows = MeasuredRows::of(*split);
        std::set<std::string> stages;
        (void)measureBaselines(rows, ks, {}, {}, [&](const Progress& now) { stages.insert(std::string(now.stage)); });
        for (const auto* stage : {"Comparing films for item-kNN", "Inverting the matrix of EASE", "Measuring (EASE)",
                                  "Measuring (item-kNN)", "Measuring (most popular)"})
            QVERIFY2(stages.contains(stage), stage);
        for (const auto& stage : stages) {
            std::stop_source source;
            int later = 0;
            const auto figures = measureBaselines(rows, ks, {}, source.get_token(), [&](const Progress& now) {
                later += source.stop_requested() ? 1 : 0;
                if (now.stage == stage)
                    source.request_stop();
            });
            QVERIFY2(figures && figures->lines.empty(), stage.c_str());
            QVERIFY2(later == 0, stage.c_str());
        }
    }

    /// Means over MovieLens 100K's five folds, as in the quality table: recall@20 and NDCG@10.
    void theBaselinesScoreAsInTheQualityTable()
    {
        PROJECTIONIST_REQUIRE(dataFolder());
        const std::vector<int> ks{10, 20};
        double popular[2]{}, knn[2]{}, ease[2]{};
        for (int fold = 1; fold <= 5; ++fold) {
            const auto split = foldOf100k(fold);
            const auto figures = measureBaselines(MeasuredRows::of(*split), ks, {.easeLambda = 150});
            QVERIFY(figures);
            const auto take = [&](const char* name, double(&sums)[2]) {
                const auto& metrics = lineOf(*figures, name).metrics;
                sums[0] += metrics[1].mean.truncatedRecall / 5;
                sums[1] += metrics[0].mean.ndcg / 5;
            };
            take("most popular", popular);
            take("item-kNN", knn);
            take("EASE", ease);
        }
        const auto check = [](const double(&ours)[2], double recall, double ndcg) {
            return near(ours[0], recall, 0.002) && near(ours[1], ndcg, 0.002);
        };
        const auto text = [](const double(&ours)[2]) {
            return QByteArray::number(ours[0], 'f', 4) + " / " + QByteArray::number(ours[1], 'f', 4);
        };
        QVERIFY2(check(popular, 0.2153, 0.1831), text(popular));
        QVERIFY2(check(knn, 0.3320, 0.2951), text(knn));
        QVERIFY2(check(ease, 0.4019, 0.3477), text(ease));
    }
};

QTEST_GUILESS_MAIN(TestBaselines)
#include "tst_baselines.moc"
