// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/in_batch_softmax.h"

#include "engine/core/parallel.h"
#include "tests/support/environment.h"
#include "tests/support/reference.h"
#include "tests/support/softmax_by_definition.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

double largest(std::span<const double> values)
{
    double result = 0;
    for (const auto value : values)
        result = std::max(result, std::abs(value));
    return result;
}

std::vector<double> userGradient(const InBatchSoftmax& softmax, const SoftmaxBatch& batch)
{
    return spread(softmax.userGradient(), softmax.users(), batch.users.rows);
}

std::vector<double> movieGradient(const InBatchSoftmax& softmax, const SoftmaxBatch& batch)
{
    return spread(softmax.movieGradient(), softmax.movies(), batch.movies.rows);
}

bool sameBits(MatrixView a, MatrixView b)
{
    return a.rows == b.rows && a.columns == b.columns &&
           std::memcmp(a.data, b.data, a.rows * a.columns * sizeof(float)) == 0;
}

}  // namespace

class TestInBatchSoftmax : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyStepCaseOfTheReferenceIsReproduced_data()
    {
        QTest::addColumn<int>("number");
        PROJECTIONIST_REQUIRE(referenceFolder());
        const auto cases = stepCases(*referenceFolder());
        QCOMPARE(cases.size(), std::size_t{11});
        for (int number = 0; number < 11; ++number)
            QTest::newRow(cases[std::size_t(number)].name.c_str()) << number;
    }

    void everyStepCaseOfTheReferenceIsReproduced()
    {
        QFETCH(int, number);
        const auto step = stepCases(*referenceFolder())[std::size_t(number)];
        const auto batch = step.batch.view();
        InBatchSoftmax softmax;
        const auto result = softmax.compute(batch, step.options);
        QVERIFY(result);
        QVERIFY2(std::abs(result->loss - step.loss) <= std::max(1e-6, 1e-5 * std::abs(step.loss)),
                 qPrintable(QString::number(result->loss, 'g', 12)));
        QCOMPARE_LE(largestDifference(userGradient(softmax, batch), step.userGradient), 5e-6);
        QCOMPARE_LE(largestDifference(movieGradient(softmax, batch), step.movieGradient), 5e-6);
    }

    void theCollapseEqualsTheFullMatrix_data()
    {
        QTest::addColumn<bool>("weights");
        QTest::addColumn<bool>("probabilities");
        QTest::addColumn<bool>("all");
        QTest::addColumn<bool>("accidental");
        QTest::addColumn<int>("hard");
        QTest::addColumn<float>("temperature");
        for (int bits = 0; bits < 16; ++bits) {
            for (const int hard : {0, 1, 7, 40, 5000}) {
                for (const float temperature : {1.0F, 0.3F}) {
                    const bool weights = bits & 1, probabilities = bits & 2, all = bits & 4, accidental = bits & 8;
                    QTest::addRow("%s%s%s%shard %d, temperature %.1f", weights ? "weights, " : "",
                                  probabilities ? "corrected, " : "", all ? "all films, " : "",
                                  accidental ? "no accidental hits, " : "", hard, double(temperature))
                        << weights << probabilities << all << accidental << hard << temperature;
                }
            }
        }
    }

    void theCollapseEqualsTheFullMatrix()
    {
        QFETCH(bool, weights);
        QFETCH(bool, probabilities);
        QFETCH(bool, all);
        QFETCH(bool, accidental);
        QFETCH(int, hard);
        QFETCH(float, temperature);
        const BatchShape shapes[]{{.rows = 300, .users = 25, .movies = 18, .dimension = 6, .seed = 3},
                                  {.rows = 200, .users = 160, .movies = 90, .dimension = 16, .seed = 4}};
        InBatchSoftmax softmax;  // the same one: what an earlier batch left behind must not show
        for (auto shape : shapes) {
            shape.weights = weights;
            shape.probabilities = probabilities;
            shape.allCandidates = all;
            const auto owned = randomBatch(shape);
            const auto batch = owned.view();
            const SoftmaxOptions options{
                .temperature = temperature, .removeAccidentalHits = accidental, .hardNegatives = hard};
            const auto ours = softmax.compute(batch, options);
            const auto full = softmaxByDefinition(batch, options);
            QVERIFY(ours);
            QCOMPARE_LE(std::abs(ours->loss - full.loss), 1e-6 * full.loss);
            QCOMPARE_LE(std::abs(ours->guessing - guessingByDefinition(batch, options)), 1e-6 * ours->guessing);
            const double scale = std::max(1.0, largest(full.movieGradient));
            QCOMPARE_LE(largestDifference(userGradient(softmax, batch), full.userGradient), 2e-6 * scale);
            QCOMPARE_LE(largestDifference(movieGradient(softmax, batch), full.movieGradient), 2e-6 * scale);
        }
    }

    void gradientsAreThoseOfTheLoss_data()
    {
        QTest::addColumn<bool>("accidental");
        QTest::addColumn<int>("hard");
        QTest::addColumn<bool>("all");
        QTest::newRow("plain") << false << 0 << false;
        QTest::newRow("no accidental hits") << true << 0 << false;
        QTest::newRow("three hard negatives") << false << 3 << false;
        QTest::newRow("all films") << false << 0 << true;
    }

    /// Central differences of the reported loss itself. Float32 leaves about 1e-3 of such a difference.
    void gradientsAreThoseOfTheLoss()
    {
        QFETCH(bool, accidental);
        QFETCH(int, hard);
        QFETCH(bool, all);
        auto owned = randomBatch({.rows = 40,
                                  .users = 6,
                                  .movies = 5,
                                  .dimension = 4,
                                  .seed = 9,
                                  .weights = true,
                                  .probabilities = true,
                                  .allCandidates = all});
        const SoftmaxOptions options{.temperature = 0.8F, .removeAccidentalHits = accidental, .hardNegatives = hard};
        InBatchSoftmax softmax;
        QVERIFY(softmax.compute(owned.view(), options));
        const auto users = userGradient(softmax, owned.view());
        const auto movies = movieGradient(softmax, owned.view());
        const float width = 1.0F / 256;
        const auto numeric = [&](float& value) {
            const float before = value;
            value = before + width;
            const double above = softmax.compute(owned.view(), options)->loss;
            value = before - width;
            const double below = softmax.compute(owned.view(), options)->loss;
            value = before;
            return (above - below) / (2.0 * double(width));
        };
        for (std::size_t place = 0; place < users.size(); ++place)
            QCOMPARE_LE(std::abs(numeric(owned.users.values()[place]) - users[place]), 5e-3);
        for (std::size_t place = 0; place < movies.size(); ++place)
            QCOMPARE_LE(std::abs(numeric(owned.movies.values()[place]) - movies[place]), 5e-3);
    }

    void manyTilesEqualTheFullMatrix()
    {
        const auto owned = randomBatch({.rows = 3000, .users = 2000, .movies = 700, .dimension = 20, .seed = 5});
        InBatchSoftmax softmax;
        const auto ours = softmax.compute(owned.view(), {});
        const auto full = softmaxByDefinition(owned.view(), {});
        QCOMPARE_LE(std::abs(ours->loss - full.loss), 1e-6 * full.loss);
        QCOMPARE_LE(largestDifference(userGradient(softmax, owned.view()), full.userGradient), 1e-5);
        QCOMPARE_LE(largestDifference(movieGradient(softmax, owned.view()), full.movieGradient), 1e-5);
    }

    void threadsDoNotChangeABit_data()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {2, 3, 8})
            QTest::addRow("%d", threads) << threads;
    }

    void threadsDoNotChangeABit()
    {
        QFETCH(int, threads);
        const auto owned = randomBatch({.rows = 4000, .users = 3000, .movies = 900, .dimension = 64, .seed = 6});
        InBatchSoftmax one, many;
        std::optional<SoftmaxLoss> alone;
        {
            const ThreadLimit limit(1);
            alone = one.compute(owned.view(), {.temperature = 0.7F});
        }
        const ThreadLimit limit(threads);
        const ThreadCensus census(threads);
        const auto together = many.compute(owned.view(), {.temperature = 0.7F});
        QCOMPARE(together->loss, alone->loss);
        QVERIFY(sameBits(one.userGradient(), many.userGradient()));
        QVERIFY(sameBits(one.movieGradient(), many.movieGradient()));
        QCOMPARE(census.threads(), threads);
    }

    void scoresInTheThousandsStayFinite()
    {
        const auto owned = randomBatch({.rows = 60, .users = 10, .movies = 12, .dimension = 8, .seed = 8, .range = 40});
        for (const bool accidental : {false, true}) {
            for (const int hard : {0, 4}) {
                const SoftmaxOptions options{.removeAccidentalHits = accidental, .hardNegatives = hard};
                InBatchSoftmax softmax;
                const auto ours = softmax.compute(owned.view(), options);
                const auto full = softmaxByDefinition(owned.view(), options);
                QVERIFY(full.loss > 1e4);
                QCOMPARE_LE(std::abs(ours->loss - full.loss), 1e-6 * full.loss);
                for (const auto value : softmax.movieGradient().values())
                    QVERIFY(std::isfinite(value));
            }
        }
    }

    void aTableThatIsNoNumberGivesALossThatIsNone()
    {
        auto owned = randomBatch({.rows = 20, .users = 4, .movies = 5});
        owned.movies.row(owned.movieOfRow[3].value)[2] = std::numeric_limits<float>::quiet_NaN();
        InBatchSoftmax softmax;
        QVERIFY(!std::isfinite(softmax.compute(owned.view(), {})->loss));
    }

    void guessingIsTheLogarithmOfTheRows()
    {
        const auto owned = randomBatch({.rows = 128, .users = 30, .movies = 20});
        InBatchSoftmax softmax;
        QCOMPARE_LE(std::abs(softmax.compute(owned.view(), {})->guessing - 128 * std::log(128.0)), 1e-5);
    }

    void aBatchOfOneLosesNothingAndMovesNothing()
    {
        const auto owned = randomBatch({.rows = 1, .users = 3, .movies = 3});
        InBatchSoftmax softmax;
        QCOMPARE(softmax.compute(owned.view(), {})->loss, 0.0);
        QCOMPARE(softmax.users().size(), std::size_t{1});
        for (const auto value : softmax.userGradient().values())
            QCOMPARE(value, 0.0F);
    }

    void theTouchedRowsAreNamedWithTheirCounts()
    {
        auto owned = randomBatch({.rows = 5, .users = 4, .movies = 6});
        owned.userOfRow = {{2}, {0}, {2}, {3}, {2}};
        owned.movieOfRow = {{5}, {1}, {1}, {5}, {1}};
        InBatchSoftmax softmax;
        QVERIFY(softmax.compute(owned.view(), {}));
        QCOMPARE(std::vector<UserRow>(softmax.users().begin(), softmax.users().end()),
                 (std::vector<UserRow>{{2}, {0}, {3}}));
        QVERIFY(std::ranges::equal(softmax.userCounts(), std::vector<std::uint32_t>{3, 1, 1}));
        QCOMPARE(std::vector<MovieRow>(softmax.movies().begin(), softmax.movies().end()),
                 (std::vector<MovieRow>{{5}, {1}}));
        QVERIFY(std::ranges::equal(softmax.movieCounts(), std::vector<std::uint32_t>{2, 3}));
    }

    void aStopGivesNothingAndTheNextCallIsUnharmed()
    {
        const auto owned = randomBatch({.rows = 300, .users = 200, .movies = 50});
        std::stop_source source;
        source.request_stop();
        InBatchSoftmax softmax, fresh;
        QVERIFY(!softmax.compute(owned.view(), {}, source.get_token()));
        QCOMPARE(softmax.compute(owned.view(), {})->loss, fresh.compute(owned.view(), {})->loss);
        QVERIFY(sameBits(softmax.movieGradient(), fresh.movieGradient()));
    }
};

QTEST_GUILESS_MAIN(TestInBatchSoftmax)
#include "tst_in_batch_softmax.moc"
