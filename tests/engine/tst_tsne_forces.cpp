// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "engine/project/locality_order.h"
#include "engine/project/tsne_affinities.h"
#include "engine/project/tsne_attraction.h"
#include "engine/project/tsne_repulsion.h"
#include "tests/support/planted_points.h"
#include "tests/support/small_model.h"

#include <QTest>

#include <cmath>
#include <map>
#include <utility>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

struct Forces {
    std::vector<double> values;  // points × 2
    double normalisation = 0;
};

/// By the definition, in double.
Forces repulsionByDefinition(MatrixView positions)
{
    Forces forces{std::vector<double>(2 * positions.rows, 0), 0};
    for (std::size_t i = 0; i < positions.rows; ++i) {
        for (std::size_t j = 0; j < positions.rows; ++j) {
            if (i == j)
                continue;
            const auto dx = double(positions.row(i)[0]) - double(positions.row(j)[0]);
            const auto dy = double(positions.row(i)[1]) - double(positions.row(j)[1]);
            const auto kernel = 1 / (1 + dx * dx + dy * dy);
            forces.normalisation += kernel;
            forces.values[2 * i] += kernel * kernel * dx;
            forces.values[2 * i + 1] += kernel * kernel * dy;
        }
    }
    return forces;
}

/// Root of the mean square of the difference, against that of the true values.
double error(const std::vector<float>& ours, const std::vector<double>& exact)
{
    double difference = 0, size = 0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
        difference += std::pow(double(ours[i]) - exact[i], 2);
        size += exact[i] * exact[i];
    }
    return std::sqrt(difference / size);
}

/// Blobs of points over a map that is `extent` wide.
Matrix blobs(std::size_t points, double extent)
{
    Random random(5);
    constexpr std::size_t middles = 12;
    std::vector<std::pair<double, double>> middle;
    for (std::size_t i = 0; i < middles; ++i)
        middle.emplace_back((random.uniform() - 0.5) * extent * 0.8, (random.uniform() - 0.5) * extent * 0.8);
    Matrix positions(points, 2);
    for (std::size_t i = 0; i < points; ++i) {
        positions.row(i)[0] = float(middle[i % middles].first + random.normal() * extent * 0.03);
        positions.row(i)[1] = float(middle[i % middles].second + random.normal() * extent * 0.03);
    }
    return positions;
}

NeighbourGraph graphOf(const Matrix& table, std::size_t count, Distance distance)
{
    return *neighbourGraph(table, everyRow(table.rows()), count, distance);
}

/// exp of the entropy of a row.
double perplexityOf(std::span<const float> shares)
{
    double entropy = 0;
    for (const auto share : shares)
        entropy -= share > 0 ? double(share) * std::log(double(share)) : 0;
    return std::exp(entropy);
}

std::string inWords(double value)
{
    return std::to_string(value);
}

}  // namespace

class TestTsneForces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void threeTimesThePerplexityOfNeighboursAreNeeded()
    {
        QCOMPARE(neighboursNeeded(30, 1000), std::size_t{90});
        QCOMPARE(neighboursNeeded(30, 50), std::size_t{49});
        QCOMPARE(neighboursNeeded(1e300, 50), std::size_t{49});
        QCOMPARE(neighboursNeeded(1, 50), std::size_t{3});
        QCOMPARE(neighboursNeeded(14 / 3.0, 50), std::size_t{14});
        QCOMPARE(neighboursNeeded(30, 1), std::size_t{0});
        QCOMPARE(neighboursNeeded(30, 0), std::size_t{0});
    }

    void aGraphLimitsThePerplexity()
    {
        const auto table = plantedPoints({.points = 60, .dimension = 4}).table;
        QCOMPARE(perplexityWithin(graphOf(table, 30, Distance::Cosine), 30), 10.0);
        QCOMPARE(perplexityWithin(graphOf(table, 30, Distance::Cosine), 7.5), 7.5);
        QCOMPARE(perplexityWithin(graphOf(table, 2, Distance::Cosine), 30), 1.0);
    }

    void theEntropyOfEachRowIsThatOfThePerplexity_data()
    {
        QTest::addColumn<Distance>("distance");
        QTest::addColumn<double>("perplexity");
        QTest::newRow("cosine, 30") << Distance::Cosine << 30.0;
        QTest::newRow("euclidean, 30") << Distance::Euclidean << 30.0;
        QTest::newRow("euclidean, 2.5") << Distance::Euclidean << 2.5;
    }

    void theEntropyOfEachRowIsThatOfThePerplexity()
    {
        QFETCH(Distance, distance);
        QFETCH(double, perplexity);
        const auto table = plantedPoints({.points = 1500, .clusters = 20}).table;
        const auto graph = graphOf(table, 90, distance);
        const auto shares = conditionalProbabilities(graph, perplexity);
        QVERIFY(shares);
        const auto count = neighboursNeeded(perplexity, 1500);
        QCOMPARE(shares->size(), 1500 * count);
        for (std::size_t point = 0; point < 1500; ++point) {
            const auto row = std::span(*shares).subspan(point * count, count);
            QVERIFY2(std::abs(perplexityOf(row) / perplexity - 1) < 1e-4, inWords(perplexityOf(row)).c_str());
            // Gaussian: what one neighbour's logarithm lacks to another's is in proportion to the squared distances.
            const auto square = [&](std::size_t i) {
                const auto d = double(graph.distancesOf(point)[i]);
                return distance == Distance::Cosine ? d : d * d;
            };
            const auto slope = std::log(double(row[0]) / double(row[1])) / (square(1) - square(0));
            const auto other = std::log(double(row[0]) / double(row[2])) / (square(2) - square(0));
            if (square(1) - square(0) > 1e-3 * square(0))
                QVERIFY2(std::abs(slope / other - 1) < 1e-2, (inWords(slope) + " " + inWords(other)).c_str());
        }
    }

    void equallyNearNeighboursShareTheRow()
    {
        // 20 copies of each of two vectors: 19 at distance 0, more than the perplexity of 5.
        Matrix table(40, 2);
        for (std::size_t i = 0; i < 40; ++i)
            table.row(i)[i % 2] = 1;
        const auto graph = graphOf(table, 39, Distance::Cosine);
        const auto shares = conditionalProbabilities(graph, 13);
        QVERIFY(shares);
        for (std::size_t i = 0; i < 39; ++i)
            QVERIFY(std::abs(double((*shares)[i]) - (i < 19 ? 1.0 / 19 : 0)) < 1e-6);
        // All at the same distance: the entropy is what it is.
        const auto same = conditionalProbabilities(graphOf(Matrix(40, 2), 39, Distance::Cosine), 13);
        QVERIFY(same);
        for (const auto share : *same)
            QVERIFY(std::abs(double(share) - 1.0 / 39) < 1e-6);
    }

    void theJointProbabilitiesAreTheMeanOfBothDirections()
    {
        const auto table = plantedPoints({.points = 700, .clusters = 9}).table;
        const auto graph = graphOf(table, 60, Distance::Cosine);
        constexpr double perplexity = 12.4;
        const auto count = neighboursNeeded(perplexity, 700);  // of the 60
        QCOMPARE(count, std::size_t{37});
        auto order = everyRow(700);
        std::ranges::reverse(order);
        const auto shares = conditionalProbabilities(graph, perplexity);
        const auto joint = jointProbabilities(graph, perplexity, order);
        QVERIFY(shares && joint);
        std::map<std::pair<std::size_t, std::size_t>, double> expected;
        for (std::size_t point = 0; point < 700; ++point) {
            for (std::size_t i = 0; i < count; ++i) {
                const auto other = graph.neighboursOf(point)[i];
                const auto share = double((*shares)[point * count + i]) / 1400;
                expected[{699 - point, 699 - other}] += share;
                expected[{699 - other, 699 - point}] += share;
            }
        }
        double sum = 0;
        std::size_t found = 0;
        for (std::size_t point = 0; point < 700; ++point) {
            const auto others = joint->neighboursOf(point);
            QCOMPARE(others.size() % JointProbabilities::multiple, std::size_t{0});
            for (std::size_t i = 0; i < others.size(); ++i) {
                const auto weight = double(joint->weightsOf(point)[i]);
                sum += weight;
                if (others[i] == point) {
                    QCOMPARE(weight, 0.0);
                    continue;
                }
                const auto known = expected.find({point, others[i]});
                QVERIFY(known != expected.end());
                QVERIFY(std::abs(weight - known->second) <= 1e-6 * known->second);
                ++found;
            }
        }
        QCOMPARE(found, expected.size());
        QVERIFY(std::abs(sum - 1) < 1e-5);
    }

    void theAttractionIsTheDefinition()
    {
        const auto table = plantedPoints({.points = 900, .clusters = 9}).table;
        const auto joint = jointProbabilities(graphOf(table, 30, Distance::Cosine), 10, everyRow(900));
        const auto positions = blobs(900, 20);
        std::vector<float> ours(1800);
        tsneAttraction(*joint, positions, ours);
        std::vector<double> exact(1800, 0);
        double sum = 0;
        for (std::size_t point = 0; point < 900; ++point) {
            const auto others = joint->neighboursOf(point);
            for (std::size_t i = 0; i < others.size(); ++i) {
                const auto dx = double(positions.row(point)[0]) - double(positions.row(others[i])[0]);
                const auto dy = double(positions.row(point)[1]) - double(positions.row(others[i])[1]);
                const auto weight = double(joint->weightsOf(point)[i]), square = dx * dx + dy * dy;
                exact[2 * point] += weight * dx / (1 + square);
                exact[2 * point + 1] += weight * dy / (1 + square);
                sum += weight > 0 ? weight * std::log(weight * (1 + square) * 1234.5) : 0;
            }
        }
        QVERIFY2(error(ours, exact) < 1e-6, inWords(error(ours, exact)).c_str());
        QVERIFY(std::abs(tsneDivergence(*joint, positions, 1234.5) - sum) < 1e-9);
    }

    void theRepulsionIsTheDefinition_data()
    {
        QTest::addColumn<std::size_t>("points");
        QTest::addColumn<double>("extent");
        QTest::addColumn<double>("tolerated");
        QTest::newRow("one pair") << std::size_t{2} << 3.0 << 1e-6;
        QTest::newRow("pair by pair") << std::size_t{507} << 30.0 << 1e-6;
        QTest::newRow("pair by pair, all but together") << std::size_t{507} << 1e-5 << 1e-4;
        QTest::newRow("flat") << std::size_t{2000} << 0.015 << 1e-3;
        QTest::newRow("just not flat") << std::size_t{2000} << 0.05 << 1e-2;
        QTest::newRow("small") << std::size_t{2000} << 1.0 << 2e-3;
        QTest::newRow("middling") << std::size_t{2000} << 10.0 << 2e-2;
        QTest::newRow("large") << std::size_t{2000} << 60.0 << 4e-2;
        QTest::newRow("as large as can be, and sparse") << std::size_t{2000} << 790.0 << 0.25;
    }

    void theRepulsionIsTheDefinition()
    {
        QFETCH(std::size_t, points);
        QFETCH(double, extent);
        QFETCH(double, tolerated);
        const auto positions = blobs(points, extent);
        const auto exact = repulsionByDefinition(positions);
        std::vector<float> ours(2 * points);
        TsneRepulsion repulsion;
        const auto normalisation = repulsion.compute(positions, ours);
        const auto off = error(ours, exact.values);
        qInfo("forces off by %.2g, normalisation by %.2g", off, normalisation / exact.normalisation - 1);
        QVERIFY2(off < tolerated, inWords(off).c_str());
        QVERIFY(std::abs(normalisation / exact.normalisation - 1) < std::max(0.25 * tolerated, 1e-6));
    }

    void whatWasComputedBeforeDoesNotChangeTheForces()
    {
        const auto positions = blobs(2000, 25);
        std::vector<float> fresh(4000), used(4000);
        TsneRepulsion repulsion, other;
        const auto first = repulsion.compute(positions, fresh);
        for (const auto extent : {300.0, 25.3, 2.0, 26.0, 0.01}) {
            std::vector<float> forces(5000);
            QVERIFY(other.compute(blobs(2500, extent), forces) > 0);
        }
        QCOMPARE(other.compute(positions, used), first);
        QCOMPARE(used, fresh);
    }

    void pointsThatFallTogetherHaveFiniteForces()
    {
        for (const std::size_t points : {std::size_t{1}, std::size_t{2}, std::size_t{600}}) {
            const Matrix together(points, 2);
            std::vector<float> forces(2 * points, 1);
            TsneRepulsion repulsion;
            const auto normalisation = repulsion.compute(together, forces);
            QVERIFY(normalisation > 0);
            QVERIFY(std::abs(normalisation - double(points) * double(points - 1)) < 1e-6 * double(points * points));
            QCOMPARE(forces, std::vector<float>(2 * points, 0));
        }
    }

    void theOrderOfLocalityHasEveryPointOnceAndKeepsClustersTogether()
    {
        const auto points = plantedPoints({.points = 1200, .clusters = 12, .groups = 4});
        const auto order = localityOrder(graphOf(points.table, 15, Distance::Cosine));
        auto sorted = order;
        std::ranges::sort(sorted);
        QCOMPARE(sorted, everyRow(1200));
        int changes = 0;
        for (std::size_t i = 1; i < order.size(); ++i)
            changes += points.cluster[order[i]] != points.cluster[order[i - 1]] ? 1 : 0;
        QVERIFY2(changes < 200, inWords(changes).c_str());
        QCOMPARE(localityOrder({}).size(), std::size_t{0});
    }

    void aStopLeavesNothing()
    {
        std::stop_source source;
        source.request_stop();
        const auto graph = graphOf(plantedPoints({.points = 100}).table, 30, Distance::Cosine);
        QVERIFY(!conditionalProbabilities(graph, 10, source.get_token()));
        QVERIFY(!jointProbabilities(graph, 10, everyRow(100), source.get_token()));
    }
};

QTEST_GUILESS_MAIN(TestTsneForces)
#include "tst_tsne_forces.moc"
