// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/adagrad.h"

#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "engine/train/in_batch_softmax.h"
#include "tests/support/environment.h"
#include "tests/support/reference.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

Matrix filled(std::size_t rows, std::size_t columns, float value)
{
    Matrix matrix(rows, columns);
    std::ranges::fill(matrix.values(), value);
    return matrix;
}

std::vector<double> doubles(const Matrix& matrix)
{
    return {matrix.values().begin(), matrix.values().end()};
}

}  // namespace

class TestAdagrad : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyStepCaseOfTheReferenceEndsInItsTables()
    {
        PROJECTIONIST_REQUIRE(referenceFolder());
        for (const auto& step : stepCases(*referenceFolder())) {
            InBatchSoftmax softmax;
            QVERIFY(softmax.compute(step.batch.view(), step.options));
            auto users = step.batch.users;
            auto movies = step.batch.movies;
            auto userSums = filled(users.rows(), users.columns(), adagradStart);
            auto movieSums = filled(movies.rows(), movies.columns(), adagradStart);
            adagradStep(users, userSums, softmax.users(), softmax.userGradient(), {}, step.learningRate);
            adagradStep(movies, movieSums, softmax.movies(), softmax.movieGradient(), {}, step.learningRate);
            QVERIFY2(largestDifference(doubles(users), step.usersAfterStep) <= 5e-6, step.name.c_str());
            QVERIFY2(largestDifference(doubles(movies), step.moviesAfterStep) <= 5e-6, step.name.c_str());
        }
    }

    /// By hand: g = 0.3 + 0.5 · 2 = 1.3, acc = 0.1 + 1.69 = 1.79, w = 2 − 0.2 · 1.3 / √1.79 = 1.805668.
    void decayIsPartOfTheGradientThatIsSquared()
    {
        auto table = filled(3, 2, 2.0F);
        auto sums = filled(3, 2, 0.1F);
        const auto gradient = filled(1, 2, 0.3F);
        const std::vector<MovieRow> rows{{1}};
        const std::vector<float> decay{0.5F};
        adagradStep(table, sums, rows, gradient, decay, 0.2F);
        QCOMPARE_LE(std::abs(table.row(1)[0] - 1.805668F), 2e-6F);
        QCOMPARE_LE(std::abs(sums.row(1)[1] - 1.79F), 1e-6F);
    }

    void rowsThatAreNotNamedStayAsTheyAre()
    {
        auto table = filled(4, 3, 1.0F);
        auto sums = filled(4, 3, 0.1F);
        const auto gradient = filled(2, 3, 1.0F);
        const std::vector<UserRow> rows{{3}, {1}};
        adagradStep(table, sums, rows, gradient, {}, 0.5F);
        for (const std::size_t row : {0U, 2U}) {
            QCOMPARE(table.row(row)[0], 1.0F);
            QCOMPARE(sums.row(row)[0], 0.1F);
        }
        QVERIFY(table.row(1)[2] < 1.0F && table.row(3)[0] < 1.0F);
    }

    void threadsDoNotChangeABit()
    {
        Random random(3);
        Matrix start(3000, 64);
        Matrix gradient(3000, 64);
        for (auto& value : start.values())
            value = random.uniform(-1, 1);
        for (auto& value : gradient.values())
            value = random.uniform(-1, 1);
        std::vector<UserRow> rows;
        for (std::uint32_t row = 0; row < 3000; ++row)
            rows.push_back({row});
        const std::vector<float> decay(3000, 0.01F);
        const auto after = [&](int threads) {
            const ThreadLimit limit(threads);
            auto table = start;
            auto sums = filled(3000, 64, adagradStart);
            adagradStep(table, sums, rows, gradient, decay, 0.1F);
            return table;
        };
        const auto alone = after(1);
        for (const int threads : {2, 3, 8}) {
            const auto together = after(threads);
            QCOMPARE(std::memcmp(alone.data(), together.data(), alone.values().size_bytes()), 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestAdagrad)
#include "tst_adagrad.moc"
