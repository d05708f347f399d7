// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "engine/project/principal_components.h"
#include "tests/support/small_model.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

std::vector<std::uint32_t> allRows(std::size_t count)
{
    std::vector<std::uint32_t> rows(count);
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
}

/// Rows with a variance of their own along each axis, falling from axis to axis, around a centre.
Matrix cloud(std::size_t rows, std::size_t columns, std::uint64_t seed = 1)
{
    Random random(seed);
    Matrix table(rows, columns);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t k = 0; k < columns; ++k)
            table.row(i)[k] = static_cast<float>(3.0 + random.normal() / double(k + 1));
    return table;
}

bool near(double a, double b, double tolerance)
{
    return std::abs(a - b) <= tolerance;
}

bool same(const PrincipalComponents& a, const PrincipalComponents& b)
{
    return std::ranges::equal(a.positions.values(), b.positions.values()) &&
           std::ranges::equal(a.axes.values(), b.axes.values()) && a.varianceShare == b.varianceShare;
}

double dot(std::span<const float> a, std::span<const float> b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0, std::plus{},
                              [](float x, float y) { return double{x} * double{y}; });
}

/// Covariance of the rows times an axis, in float64, straightforwardly; the trace besides.
std::pair<std::vector<double>, double> covarianceTimes(const Matrix& table, std::span<const float> axis)
{
    const auto rows = double(table.rows());
    std::vector<double> mean(table.columns()), result(table.columns());
    for (std::size_t i = 0; i < table.rows(); ++i)
        for (std::size_t k = 0; k < mean.size(); ++k)
            mean[k] += double{table.row(i)[k]} / rows;
    double trace = 0;
    for (std::size_t i = 0; i < table.rows(); ++i) {
        double along = 0;
        for (std::size_t k = 0; k < mean.size(); ++k)
            along += (double{table.row(i)[k]} - mean[k]) * double{axis[k]};
        for (std::size_t k = 0; k < mean.size(); ++k) {
            const auto centred = double{table.row(i)[k]} - mean[k];
            result[k] += centred * along;
            trace += centred * centred;
        }
    }
    return {result, trace};
}

}  // namespace

class TestPrincipalComponents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHandMadeCloud()
    {
        // Around (1, 1): ±2 along (0.6, 0.8), ±1 along (−0.8, 0.6). Scatter 8 and 2: shares .8 and .2.
        const auto table = matrix({{2.2F, 2.6F}, {-0.2F, -0.6F}, {0.2F, 1.6F}, {1.8F, 0.4F}});
        const auto result = principalComponents(table, allRows(4));
        QVERIFY(result.has_value());
        QCOMPARE(result->varianceShare.size(), 2U);
        QVERIFY(near(result->varianceShare[0], 0.8, 1e-6));
        QVERIFY(near(result->varianceShare[1], 0.2, 1e-6));
        QVERIFY(near(result->axes.row(0)[0], 0.6, 1e-6) && near(result->axes.row(0)[1], 0.8, 1e-6));
        QVERIFY(near(result->axes.row(1)[0], 0.8, 1e-6) && near(result->axes.row(1)[1], -0.6, 1e-6));
        const double expected[4][2] = {{2, 0}, {-2, 0}, {0, -1}, {0, 1}};
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t c = 0; c < 2; ++c)
                QVERIFY(near(result->positions.row(i)[c], expected[i][c], 1e-6));
    }

    void axesAreEigenvectorsOfTheCovariance_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("columns");
        for (const auto& [rows, columns] : {std::pair(7, 20), {300, 5}, {1000, 64}, {5003, 33}})
            QTest::addRow("%d × %d", rows, columns) << rows << columns;
    }

    void axesAreEigenvectorsOfTheCovariance()
    {
        QFETCH(int, rows);
        QFETCH(int, columns);
        const auto table = cloud(std::size_t(rows), std::size_t(columns));
        const auto result = principalComponents(table, allRows(table.rows()));
        QVERIFY(result.has_value());
        const auto components = result->varianceShare.size();
        QCOMPARE(components, std::min({std::size_t(10), std::size_t(rows) - 1, std::size_t(columns)}));
        QCOMPARE(result->positions.rows(), std::size_t(rows));
        QCOMPARE(result->positions.columns(), components);
        QCOMPARE(result->axes.rows(), components);
        for (std::size_t c = 0; c < components; ++c) {
            const auto axis = result->axes.row(c);
            const auto [product, trace] = covarianceTimes(table, axis);
            for (std::size_t k = 0; k < axis.size(); ++k)
                QVERIFY(near(product[k] / trace, result->varianceShare[c] * double{axis[k]}, 1e-6));
            QVERIFY(c == 0 || result->varianceShare[c] <= result->varianceShare[c - 1]);
            for (std::size_t other = 0; other <= c; ++other)
                QVERIFY(near(dot(axis, result->axes.row(other)), other == c ? 1.0 : 0.0, 1e-6));
            // The largest entry is positive, and the spread of the positions is the share.
            QVERIFY(*std::ranges::max_element(axis, {}, [](float x) { return std::abs(x); }) > 0);
            double square = 0, sum = 0;
            for (std::size_t i = 0; i < table.rows(); ++i) {
                const double position = result->positions.row(i)[c];
                square += position * position;
                sum += position;
            }
            QVERIFY(near(square / trace, result->varianceShare[c], 1e-6));
            QVERIFY(near(sum / double(rows), 0, 1e-6));
        }
    }

    void equalSharesHaveAxesOfTheirOwn()
    {
        // ±1 along each of 30 axes: all shares are 1/30, and any orthonormal axes will do.
        Matrix table(60, 30);
        for (std::size_t k = 0; k < 30; ++k) {
            table.row(2 * k)[k] = 1;
            table.row(2 * k + 1)[k] = -1;
        }
        const auto result = principalComponents(table, allRows(60));
        QVERIFY(result.has_value());
        for (std::size_t c = 0; c < 10; ++c) {
            QVERIFY(near(result->varianceShare[c], 1.0 / 30, 1e-12));
            for (std::size_t other = 0; other <= c; ++other)
                QVERIFY(near(dot(result->axes.row(c), result->axes.row(other)), other == c ? 1.0 : 0.0, 1e-6));
        }
    }

    void componentsWithoutVarianceHaveAxesToo()
    {
        auto table = cloud(200, 12);  // two directions only
        for (std::size_t i = 0; i < table.rows(); ++i)
            for (std::size_t k = 2; k < 12; ++k)
                table.row(i)[k] = 5;
        const auto result = principalComponents(table, allRows(200));
        QVERIFY(result.has_value());
        QVERIFY(near(result->varianceShare[0] + result->varianceShare[1], 1, 1e-12));
        for (std::size_t c = 0; c < 10; ++c) {
            QVERIFY(c < 2 || result->varianceShare[c] < 1e-12);
            for (std::size_t i = 0; i < 200; ++i)
                QVERIFY(c < 2 || near(result->positions.row(i)[c], 0, 1e-6));
            for (std::size_t other = 0; other <= c; ++other)
                QVERIFY(near(dot(result->axes.row(c), result->axes.row(other)), other == c ? 1.0 : 0.0, 1e-6));
        }
    }

    void onlyTheChosenRowsCount()
    {
        auto table = cloud(200, 6);
        std::vector<std::uint32_t> chosen;
        Matrix copy(100, 6);
        for (std::uint32_t i = 0; i < 100; ++i) {
            chosen.push_back(199 - 2 * i);
            std::ranges::copy(table.row(chosen.back()), copy.row(i).begin());
        }
        for (std::uint32_t i = 0; i < 200; i += 2)
            table.row(i)[0] = 1e6F;
        QVERIFY(same(*principalComponents(table, chosen), *principalComponents(copy, allRows(100))));
    }

    void threadsDoNotChangeABit_data()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {1, 2, 3})
            QTest::addRow("%d", threads) << threads;
    }

    void threadsDoNotChangeABit()
    {
        QFETCH(int, threads);
        static const auto table = cloud(20'000, 40);
        static const auto one = [] {
            const ThreadLimit limit(1);
            return *principalComponents(table, allRows(table.rows()));
        }();
        const ThreadLimit limit(threads);
        const ThreadCensus census(threads);
        QVERIFY(same(one, *principalComponents(table, allRows(table.rows()))));
        QCOMPARE(census.threads(), threads);
    }

    void equalRowsStandAtTheCentre()
    {
        Matrix table(500, 7);
        std::ranges::fill(table.values(), 0.1F);
        const auto result = principalComponents(table, allRows(500));
        QVERIFY(result.has_value());
        QCOMPARE(result->positions.columns(), 7U);
        QVERIFY(std::ranges::all_of(result->positions.values(), [](float x) { return x == 0.0F; }));
        QVERIFY(std::ranges::all_of(result->varianceShare, [](double x) { return x == 0.0; }));
        for (std::size_t c = 0; c < 7; ++c)
            QCOMPARE(dot(result->axes.row(c), result->axes.row(c)), 1.0);
    }

    void fewRowsHaveFewComponents_data()
    {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("components");
        QTest::newRow("none") << 0 << 0;
        QTest::newRow("one") << 1 << 0;
        QTest::newRow("two") << 2 << 1;
        QTest::newRow("four") << 4 << 3;
        QTest::newRow("forty") << 40 << 10;
    }

    void fewRowsHaveFewComponents()
    {
        QFETCH(int, rows);
        QFETCH(int, components);
        const auto result = principalComponents(cloud(40, 12), allRows(std::size_t(rows)));
        QVERIFY(result.has_value());
        QCOMPARE(result->positions.rows(), std::size_t(rows));
        QCOMPARE(result->varianceShare.size(), std::size_t(components));
        if (rows > 1 && rows <= 11)
            QVERIFY(near(std::accumulate(result->varianceShare.begin(), result->varianceShare.end(), 0.0), 1, 1e-9));
    }

    void rowsThatAreNoNumbersGiveNothingToSee()
    {
        auto table = cloud(50, 4);
        table.row(3)[2] = std::numeric_limits<float>::infinity();
        const auto result = principalComponents(table, allRows(50));
        QVERIFY(result.has_value());
        QVERIFY(std::ranges::all_of(result->positions.values(), [](float x) { return x == 0.0F; }));
        QVERIFY(std::ranges::all_of(result->varianceShare, [](double x) { return x == 0.0; }));
    }

    void aStopGivesNothing()
    {
        std::stop_source source;
        source.request_stop();
        QVERIFY(!principalComponents(cloud(50, 4), allRows(50), 2, source.get_token()));
        QVERIFY(projectModel(*smallModel(), MapOf::Films, {}, source.get_token()) == nullptr);
    }

    void theMapOfFilmsLeavesOutUntrainedOnesUnlessTheyAreWanted()
    {
        const auto model = smallModel();
        const auto trained = projectModel(*model, MapOf::Films);
        QCOMPARE(trained->rows.size(), 11U);
        QCOMPARE(trained->rows.front(), 1U);
        QCOMPARE(trained->components.positions.rows(), 11U);
        QCOMPARE(trained->components.positions.columns(), 4U);
        QCOMPARE(projectModel(*model, MapOf::Films, true)->rows.size(), 12U);
        auto parts = smallModelParts();
        parts.card.basePreset = "tutorial";
        QCOMPARE(projectModel(*makeModel(std::move(parts)), MapOf::Films)->rows.size(), 12U);
    }

    void theMapOfUsersHasAllWithAVector()
    {
        const auto map = projectModel(*smallModel(), MapOf::Users);
        QVERIFY(map->of == MapOf::Users);
        QCOMPARE(map->rows, (std::vector<std::uint32_t>{1, 2, 3, 4, 5, 6}));
    }

    void theMapOfBothComparesFilmsAndUsersByTheirDirections()
    {
        const auto model = smallModel();
        const auto map = projectModel(*model, MapOf::Both);
        QCOMPARE(map->rows.size(), 11U + 6U);
        QCOMPARE(map->films, 11U);
        QCOMPARE(map->rows[11], 1U);
        const auto table = map->table(*model);
        QCOMPARE(table.rows, 17U);
        const auto coordinates = [&](std::size_t point) {
            const auto row = table.row(map->tableRows()[point]);
            return std::vector<float>(row.begin(), row.end());
        };
        QCOMPARE(coordinates(1), (std::vector<float>{0.8F, 0.6F, 0, 0}));   // The Empire Strikes Back, 5 long
        QCOMPARE(coordinates(12), (std::vector<float>{0, 0, 1, 0}));        // user 2
        QCOMPARE(coordinates(16), (std::vector<float>{std::sqrt(0.5F), -std::sqrt(0.5F), 0, 0}));  // user 4
        QCOMPARE(map->components.positions.rows(), 17U);
        QCOMPARE(projectModel(*model, MapOf::Both, true)->rows.size(), 18U);
        QCOMPARE(projectModel(*model, MapOf::Users)->films, 0U);
        QCOMPARE(projectModel(*model, MapOf::Films)->films, 11U);
    }
};

QTEST_GUILESS_MAIN(TestPrincipalComponents)
#include "tst_principal_components.moc"
