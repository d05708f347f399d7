// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/axis_view.h"

#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "tests/support/planted_points.h"
#include "tests/support/small_model.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

constexpr auto unknown = std::numeric_limits<double>::quiet_NaN();

AxisView viewOf(const Matrix& table, Distance distance = Distance::Euclidean)
{
    auto view = AxisView::create(table, everyRow(table.rows()), distance);
    if (!view)
        qFatal("%s", view.error().message.c_str());
    return std::move(*view);
}

Axis axisOf(Result<std::optional<Axis>> axis)
{
    if (!axis)
        qFatal("%s", axis.error().message.c_str());
    return std::move(**axis);
}

bool near(const std::vector<float>& values, const std::vector<double>& wanted, double tolerance = 1e-6)
{
    return std::ranges::equal(values, wanted, [&](float a, double b) { return std::abs(double(a) - b) < tolerance; });
}

bool near(double a, double b)
{
    return std::abs(a - b) < 1e-9;
}

ErrorCode codeOf(const Result<std::optional<Axis>>& axis)
{
    return axis ? ErrorCode::Internal : axis.error().code;
}

}  // namespace

class TestAxisView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fromOnePointToAnother()
    {
        const auto axis = axisOf(viewOf(matrix({{1, 1}, {4, 5}, {1, 6}, {4, -2}})).between(0, 1));
        QVERIFY(near(axis.direction, {0.6, 0.8}));
        QVERIFY(near(axis.coordinates, {0, 5, 4, -0.6}));
        // About their mean, 2.1: 4.41 + 8.41 + 3.61 + 7.29 of 4 · 2.25 + 2.25 + 6.25 + 12.25 + 20.25 by the columns.
        QVERIFY(near(axis.varianceShare, 23.72 / 50.0));
        QVERIFY(!axis.explained);
    }

    void forTheCosineOnlyDirectionsCount()
    {
        const auto axis = axisOf(viewOf(matrix({{5, 0}, {0, 0.25F}, {-3, 0}}), Distance::Cosine).between(0, 1));
        const auto half = std::sqrt(0.5);
        QVERIFY(near(axis.direction, {-half, half}));
        QVERIFY(near(axis.coordinates, {0, 2 * half, 2 * half}));
    }

    void fromTheMeanOfSomeToThatOfOthers()
    {
        const auto view = viewOf(matrix({{0, 0}, {0, 2}, {3, 0}, {5, 2}, {9, 9}}));
        const std::vector<std::uint32_t> left{0, 1}, right{2, 3}, all{0, 1, 2, 3}, both{0, 1, 0, 1};
        const auto axis = axisOf(view.between(left, right));
        QVERIFY(near(axis.direction, {1, 0}));
        QVERIFY(near(axis.coordinates, {0, 0, 3, 5, 9}));
        QCOMPARE(codeOf(view.between(left, both)), ErrorCode::Empty);
        QCOMPARE(codeOf(view.between(left, {})), ErrorCode::Empty);
        QVERIFY(axisOf(view.between(left, all)).coordinates[4] > 0);  // a group in another
    }

    void aValueThatIsOneOfTheColumns()
    {
        // y = 3 + 2 · first column, whatever the second; the third is constant.
        const auto table = matrix({{0, 1, 7}, {1, 0, 7}, {2, 2, 7}, {3, -1, 7}, {10, 0, 7}});
        const auto axis = axisOf(viewOf(table).fitted(std::vector<double>{3, 5, 7, 9, unknown}));
        QVERIFY(near(axis.direction, {1, 0, 0}));
        QVERIFY(near(axis.coordinates, {-1.5, -0.5, 0.5, 1.5, 8.5}));
        QVERIFY(near(*axis.explained, 1));
    }

    void aFitIsTheLeastSquaresOne()
    {
        // y on x by hand: x −1 0 1, y 0 3 3: the slope is 3 / 2, the rest ½ −1 ½ squared is 1.5 of 6.
        const auto axis = axisOf(viewOf(matrix({{-1}, {0}, {1}})).fitted(std::vector<double>{0, 3, 3}));
        QVERIFY(near(axis.direction, {1}));
        QVERIFY(near(*axis.explained, 0.75));
        QVERIFY(near(axis.varianceShare, 1));
        const auto down = axisOf(viewOf(matrix({{-1}, {0}, {1}})).fitted(std::vector<double>{3, 3, 0}));
        QVERIFY(near(down.direction, {-1}));
    }

    void ofSeveralFitsTheShortestIsTaken()
    {
        // The columns are the same: half the slope each.
        const auto same = axisOf(viewOf(matrix({{1, 1}, {2, 2}, {4, 4}})).fitted(std::vector<double>{1, 2, 4}));
        const auto half = std::sqrt(0.5);
        QVERIFY(near(same.direction, {half, half}));
        QVERIFY(near(*same.explained, 1));
        // Fewer points than columns.
        const auto few = axisOf(viewOf(matrix({{1, 0, 0}, {0, 1, 0}})).fitted(std::vector<double>{1, 2}));
        QVERIFY(near(few.direction, {-half, half, 0}));
    }

    void aFitOfManyColumnsFindsTheirWeights()
    {
        Random random(3);
        Matrix table(2'000, 40);
        std::vector<double> values, weights;
        double square = 0;
        for (std::size_t k = 0; k < 40; ++k) {
            weights.push_back(random.normal());
            square += weights.back() * weights.back();
        }
        for (std::size_t i = 0; i < table.rows(); ++i) {
            double value = 11;
            for (std::size_t k = 0; k < 40; ++k) {
                table.row(i)[k] = static_cast<float>(random.normal() / double(k + 1) + 5);  // widths of all sizes
                value += weights[k] * double(table.row(i)[k]);
            }
            values.push_back(value);
        }
        const auto axis = axisOf(viewOf(table).fitted(values));
        for (auto& weight : weights)
            weight /= std::sqrt(square);
        QVERIFY(near(axis.direction, weights, 1e-5));
        QVERIFY(near(*axis.explained, 1));
    }

    void aPrincipalComponentIsAnAxis()
    {
        const auto view = viewOf(matrix({{0, 0}, {4, 0}, {0, 2}, {4, 2}}));
        const auto first = axisOf(view.component(0)), second = axisOf(view.component(1));
        QVERIFY(near(first.direction, {1, 0}));
        QVERIFY(near(first.coordinates, {-2, 2, -2, 2}));
        QVERIFY(near(first.varianceShare, 0.8));
        QVERIFY(near(second.coordinates, {-1, -1, 1, 1}));
        QCOMPARE(codeOf(view.component(2)), ErrorCode::InvalidOption);
    }

    void whatHasNoDirectionIsSaid()
    {
        const auto view = viewOf(matrix({{1, 2}, {1, 2}, {3, 0}}));
        QCOMPARE(codeOf(view.between(0, 1)), ErrorCode::Empty);
        QCOMPARE(codeOf(view.between(0, 3)), ErrorCode::InvalidOption);
        QCOMPARE(codeOf(view.fitted(std::vector<double>{1, 2})), ErrorCode::Mismatch);
        QCOMPARE(codeOf(view.fitted(std::vector<double>{4, 4, 4})), ErrorCode::Empty);
        QCOMPARE(codeOf(view.fitted(std::vector<double>{4, unknown, unknown})), ErrorCode::Empty);
        QCOMPARE(codeOf(view.fitted(std::vector<double>{unknown, unknown, unknown})), ErrorCode::Empty);
        QCOMPARE(codeOf(view.fitted(std::vector<double>{1, 2, unknown})), ErrorCode::Empty);  // copies of one vector
        const auto none = viewOf(Matrix(0, 3));
        QCOMPARE(codeOf(none.fitted({})), ErrorCode::Empty);
        QCOMPARE(codeOf(none.component(0)), ErrorCode::InvalidOption);
        const auto flat = viewOf(matrix({{1, 2}, {1, 2}}));
        QCOMPARE(axisOf(flat.component(0)).varianceShare, 0.0);
    }

    void vectorsWithoutSenseAreTheOrigin()
    {
        constexpr auto nan = std::numeric_limits<float>::quiet_NaN();
        const auto table = matrix({{1, 0}, {3, 0}, {nan, 4}, {3e38F, 3e38F}});
        QVERIFY(near(axisOf(viewOf(table).between(0, 1)).coordinates, {0, 2, -1, -1}));
        QVERIFY(axisOf(viewOf(table, Distance::Cosine).fitted(std::vector<double>{1, 2, 3, 4})).explained);
    }

    void anyNumberOfThreadsFindsTheSame()
    {
        const auto table = plantedPoints({.points = 5'000, .dimension = 12, .clusters = 9, .groups = 3}).table;
        std::vector<double> values;
        for (std::size_t i = 0; i < table.rows(); ++i)
            values.push_back(double(table.row(i)[0]) * double(table.row(i)[1]) + double(table.row(i)[2]));
        std::optional<Axis> before;
        for (const int threads : {1, 2, 3}) {
            const ThreadLimit limit(threads);
            const ThreadCensus census(threads);
            auto axis = axisOf(viewOf(table).fitted(values));
            QCOMPARE(census.threads(), threads);
            if (before) {
                QCOMPARE(axis.coordinates, before->coordinates);
                QCOMPARE(*axis.explained, *before->explained);
            }
            before = std::move(axis);
        }
    }

    void aStopLeavesNothing()
    {
        const auto view = viewOf(matrix({{1, 2}, {0, 2}, {3, 0}}));
        std::stop_source source;
        source.request_stop();
        const auto stop = source.get_token();
        for (const auto& axis :
             {view.between(0, 1, stop), view.fitted(std::vector<double>{1, 2, 3}, stop), view.component(0, stop)})
            QVERIFY(axis && !*axis);
    }
};

QTEST_GUILESS_MAIN(TestAxisView)
#include "tst_axis_view.moc"
