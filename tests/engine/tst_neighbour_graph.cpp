// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/neighbour_graph.h"

#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "tests/support/small_model.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

Matrix randomTable(std::size_t rows, std::size_t columns)
{
    Random random(7);
    Matrix table(rows, columns);
    for (auto& value : table.values())
        value = random.uniform(-1.0F, 1.0F);
    return table;
}

std::vector<std::uint32_t> allRows(const Matrix& table)
{
    std::vector<std::uint32_t> rows(table.rows());
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
}

/// By the definition, in double.
double distanceOf(std::span<const float> a, std::span<const float> b, Distance distance)
{
    double product = 0, left = 0, right = 0, squares = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        product += double(a[k]) * double(b[k]);
        left += double(a[k]) * double(a[k]);
        right += double(b[k]) * double(b[k]);
        squares += (double(a[k]) - double(b[k])) * (double(a[k]) - double(b[k]));
    }
    return distance == Distance::Euclidean ? std::sqrt(squares) : 1 - product / std::sqrt(left * right);
}

std::vector<std::uint32_t> asVector(std::span<const std::uint32_t> values)
{
    return {values.begin(), values.end()};
}

}  // namespace

class TestNeighbourGraph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itIsTheNaiveSearch_data()
    {
        QTest::addColumn<Distance>("distance");
        QTest::newRow("cosine") << Distance::Cosine;
        QTest::newRow("euclidean") << Distance::Euclidean;
    }

    void itIsTheNaiveSearch()
    {
        QFETCH(Distance, distance);
        const auto table = randomTable(701, 13);
        auto rows = allRows(table);
        rows.erase(rows.begin() + 5, rows.begin() + 9);  // positions are those in the list, not in the table
        const auto graph = neighbourGraph(table, rows, 10, distance);
        QVERIFY(graph);
        QCOMPARE(graph->points, rows.size());
        QCOMPARE(graph->count, std::size_t{10});
        QCOMPARE(graph->distance, distance);
        for (std::size_t point = 0; point < rows.size(); ++point) {
            std::vector<std::pair<double, std::uint32_t>> naive;
            for (std::uint32_t other = 0; other < rows.size(); ++other) {
                if (other != point)
                    naive.emplace_back(distanceOf(table.row(rows[point]), table.row(rows[other]), distance), other);
            }
            std::ranges::sort(naive);
            for (std::size_t i = 0; i < graph->count; ++i) {
                QCOMPARE(graph->neighboursOf(point)[i], naive[i].second);
                QVERIFY(std::abs(double(graph->distancesOf(point)[i]) - naive[i].first) < 1e-6);
            }
        }
    }

    void tiesGoToTheLowerPosition()
    {
        const auto table = matrix({{1, 0}, {0, 1}, {1, 0}, {0, 1}, {1, 0}});
        for (const auto distance : {Distance::Cosine, Distance::Euclidean}) {
            const auto graph = neighbourGraph(table, allRows(table), 3, distance);
            QVERIFY(graph);
            QCOMPARE(asVector(graph->neighboursOf(2)), (std::vector<std::uint32_t>{0, 4, 1}));
            QCOMPARE(graph->distancesOf(2)[0], 0.0F);
        }
    }

    void fewPointsHaveFewNeighbours()
    {
        const auto table = matrix({{1, 0}, {0, 1}, {1, 1}});
        const auto graph = neighbourGraph(table, allRows(table), 15, Distance::Cosine);
        QVERIFY(graph);
        QCOMPARE(graph->count, std::size_t{2});
        QCOMPARE(asVector(graph->neighboursOf(0)), (std::vector<std::uint32_t>{2, 1}));
        const std::vector<std::uint32_t> one{0};
        QCOMPARE(neighbourGraph(table, one, 15, Distance::Cosine)->count, std::size_t{0});
        QCOMPARE(neighbourGraph(table, {}, 15, Distance::Cosine)->points, std::size_t{0});
    }

    void rowsWithoutAFiniteLengthHaveNeighbours()
    {
        constexpr auto nan = std::numeric_limits<float>::quiet_NaN();
        const auto table = matrix({{0, 0}, {nan, 1}, {3e38F, 3e38F}, {1, 0}, {2, 0.1F}});
        for (const auto distance : {Distance::Cosine, Distance::Euclidean}) {
            const auto graph = neighbourGraph(table, allRows(table), 4, distance);
            QVERIFY(graph);
            for (std::size_t point = 0; point < graph->points; ++point) {
                auto others = asVector(graph->neighboursOf(point));
                std::ranges::sort(others);
                others.insert(others.begin() + std::ptrdiff_t(point), std::uint32_t(point));
                QCOMPARE(others, (std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
                for (const auto value : graph->distancesOf(point))
                    QVERIFY(std::isfinite(value) && value >= 0);
            }
            QCOMPARE(graph->neighboursOf(3)[0], distance == Distance::Cosine ? 4U : 0U);
        }
    }

    void anyNumberOfThreadsFindsTheSame()
    {
        const auto table = randomTable(2000, 8);
        std::optional<NeighbourGraph> first;
        for (const int threads : {1, 2, 3}) {
            const ThreadLimit limit(threads);
            const ThreadCensus census(threads);
            auto graph = neighbourGraph(table, allRows(table), 15, Distance::Euclidean);
            QVERIFY(graph);
            QCOMPARE(census.threads(), threads);
            if (first) {
                QCOMPARE(graph->neighbours, first->neighbours);
                QCOMPARE(graph->distances, first->distances);
            }
            first = std::move(graph);
        }
    }

    void aStopLeavesNothing()
    {
        const auto table = randomTable(20'000, 8);
        std::stop_source source;
        std::uint64_t reports = 0;
        const auto graph = neighbourGraph(table, allRows(table), 15, Distance::Cosine, source.get_token(),
                                          [&](const Progress& progress) {
                                              ++reports;
                                              QVERIFY(progress.done < progress.total);
                                              source.request_stop();
                                          });
        QVERIFY(!graph);
        QCOMPARE(reports, std::uint64_t{1});
    }
};

QTEST_GUILESS_MAIN(TestNeighbourGraph)
#include "tst_neighbour_graph.moc"
