// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/umap.h"

#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "engine/project/principal_components.h"
#include "engine/project/umap_curve.h"
#include "engine/project/umap_weights.h"
#include "tests/support/planted_points.h"
#include "tests/support/small_model.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <thread>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

struct Ground {
    NeighbourGraph graph;
    Matrix start;
};

Ground groundOf(const Matrix& table, std::size_t neighbours = 15, Distance distance = Distance::Cosine)
{
    const auto rows = everyRow(table.rows());
    Ground ground{*neighbourGraph(table, rows, neighbours, distance), Matrix(table.rows(), 2)};
    const auto components = principalComponents(table, rows, 2);
    for (std::size_t i = 0; i < table.rows(); ++i)
        std::ranges::copy(components->positions.row(i), ground.start.row(i).begin());
    return ground;
}

Ground plantedGround(std::size_t points)
{
    return groundOf(plantedPoints({.points = points, .dimension = 16, .clusters = 20, .groups = 4}).table);
}

std::unique_ptr<Umap> umapOf(const Ground& ground, const UmapOptions& options = {})
{
    auto umap = Umap::create(ground.graph, ground.start, options);
    if (!umap)
        qFatal("%s", umap.error().message.c_str());
    return std::move(*umap);
}

std::vector<float> placesOf(const Layout& layout)
{
    const auto values = layout.positions().values();
    return {values.begin(), values.end()};
}

bool isFinite(const Layout& layout)
{
    return std::ranges::all_of(layout.positions().values(), [](float value) { return std::isfinite(value); });
}

double between(MatrixView positions, std::size_t a, std::size_t b)
{
    return std::hypot(double(positions.row(a)[0]) - double(positions.row(b)[0]),
                      double(positions.row(a)[1]) - double(positions.row(b)[1]));
}

double sumOfWeights(std::span<const float> distances, const SmoothDistance& smooth)
{
    double sum = 0;
    for (const auto distance : distances)
        sum += std::exp(-std::max(0.0, double(distance) - smooth.nearest) / smooth.width);
    return sum;
}

}  // namespace

class TestUmap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theCurveIsTheOneOfTheAuthors_data()
    {
        QTest::addColumn<double>("minimum");
        QTest::addColumn<double>("a");
        QTest::addColumn<double>("b");
        QTest::newRow(".1") << 0.1 << 1.5769434603 << 0.8950608779;  // what their program fits
        QTest::newRow(".5") << 0.5 << 0.5830300205 << 1.3341669925;
    }

    void theCurveIsTheOneOfTheAuthors()
    {
        QFETCH(double, minimum);
        QFETCH(double, a);
        QFETCH(double, b);
        const auto curve = umapCurve(minimum, 1);
        QVERIFY2(std::abs(curve.a - a) < 1e-4, qPrintable(QString::number(curve.a, 'g', 10)));
        QVERIFY2(std::abs(curve.b - b) < 1e-4, qPrintable(QString::number(curve.b, 'g', 10)));
        const auto wide = umapCurve(minimum * 10, 10);  // the same curve, in another unit
        QVERIFY(std::abs(wide.a * std::pow(10, 2 * b) - a) < 1e-3);
        QVERIFY(std::abs(wide.b - b) < 1e-4);
    }

    void theCurveIsFiniteAtTheEndsOfItsRange()
    {
        for (const double spread : {0.01, 1.0, 100.0}) {
            for (const double share : {0.0, 0.5, 1.0}) {
                const auto curve = umapCurve(share * spread, spread);
                QVERIFY(std::isfinite(curve.a) && curve.a > 0 && curve.a < 1e12);
                QVERIFY(std::isfinite(curve.b) && curve.b > 0.3 && curve.b < 5);
            }
        }
    }

    void theWeightsOfAPointAddUpToTheLogarithm()
    {
        const std::vector<float> distances{0.0F, 0.3F, 0.5F, 0.5F, 1.25F, 9.0F, 11.0F};
        const auto smooth = smoothDistance(distances, 1);
        QCOMPARE(smooth.nearest, double(0.3F));
        QVERIFY(std::abs(sumOfWeights(distances, smooth) - 3) < 1e-5);  // log2(7 + 1)
        std::vector<float> far(distances);
        for (auto& distance : far)
            distance *= 1e12F;
        QVERIFY(std::abs(smoothDistance(far, 1).width / smooth.width / 1e12 - 1) < 1e-5);
    }

    void neighboursThatAreEquallyNearHaveTheLeastWidth()
    {
        const std::vector<float> equal(8, 0.5F), none(8, 0.0F);
        QVERIFY(std::abs(smoothDistance(equal, 7).width - 0.001 * 0.5) < 1e-12);
        QCOMPARE(smoothDistance(none, 7).nearest, 0.0);
        QVERIFY(std::abs(smoothDistance(none, 7).width - 0.001 * 7) < 1e-12);
        const std::vector<float> one{2.0F};
        QVERIFY(std::abs(smoothDistance(one, 7).width - 0.002) < 1e-12);
    }

    void thePairsAreTheUnionOfWhatPointsSee()
    {
        const auto ground = groundOf(plantedPoints({.points = 150, .dimension = 6, .clusters = 5, .groups = 2}).table,
                                     8, Distance::Euclidean);
        const auto fuzzy = fuzzyGraph(ground.graph, 6);
        QVERIFY(fuzzy);
        QCOMPARE(fuzzy->points(), std::size_t{150});
        std::vector<double> seen(150 * 150, 0.0);  // by the definition, as a full matrix
        for (std::size_t i = 0; i < 150; ++i) {
            const auto distances = ground.graph.distancesOf(i).first(6);
            const auto smooth = smoothDistance(distances, 1);
            for (std::size_t u = 0; u < 6; ++u)
                seen[i * 150 + ground.graph.neighboursOf(i)[u]] =
                    std::exp(-std::max(0.0, double(distances[u]) - smooth.nearest) / smooth.width);
        }
        std::size_t pairs = 0;
        for (std::size_t i = 0; i < 150; ++i) {
            QVERIFY(std::ranges::is_sorted(fuzzy->neighboursOf(i)));
            for (std::size_t u = 0; u < fuzzy->neighboursOf(i).size(); ++u) {
                const auto j = fuzzy->neighboursOf(i)[u];
                const auto there = seen[i * 150 + j], back = seen[j * 150 + i];
                QVERIFY(there + back > 0);
                QVERIFY(std::abs(double(fuzzy->weightsOf(i)[u]) - (there + back - there * back)) < 1e-6);
                ++pairs;
            }
        }
        std::size_t wanted = 0;
        for (std::size_t i = 0; i < 150; ++i)
            for (std::size_t j = 0; j < 150; ++j)
                wanted += seen[i * 150 + j] + seen[j * 150 + i] > 0 ? 1 : 0;
        QCOMPARE(pairs, wanted);
    }

    void plantedClustersComeApart()
    {
        const auto points = plantedPoints({.points = 900, .dimension = 32, .clusters = 60, .groups = 30});
        const auto ground = groundOf(points.table);
        auto umap = umapOf(ground);
        QCOMPARE(umap->iterations(), 500U);
        QCOMPARE(umap->neighbours(), std::size_t{15});
        QVERIFY(umap->run(500, {}));
        QVERIFY(isFinite(*umap));
        const auto kept = keptNeighbours(ground.graph, umap->positions());
        const auto flat = keptNeighbours(ground.graph, ground.start);
        QVERIFY2(kept > 0.5 && kept > 2 * flat, qPrintable(QString("%1, PCA %2").arg(kept).arg(flat)));
        // Of most points, the nearest on the map is of the same cluster.
        std::size_t same = 0;
        for (std::size_t i = 0; i < 900; ++i) {
            std::size_t nearest = i == 0 ? 1 : 0;
            for (std::size_t j = 0; j < 900; ++j)
                if (j != i && between(umap->positions(), i, j) < between(umap->positions(), i, nearest))
                    nearest = j;
            same += points.cluster[i] == points.cluster[nearest] ? 1 : 0;
        }
        QVERIFY2(same > 870, qPrintable(QString::number(same)));
    }

    void aRunInPiecesIsTheRunAtOnce()
    {
        const auto ground = plantedGround(300);
        auto straight = umapOf(ground, {.epochs = 40}), pieces = umapOf(ground, {.epochs = 40});
        QVERIFY(straight->run(40, {}));
        for (const unsigned until : {1U, 7U, 7U, 3U, 39U, 99U})
            QVERIFY(pieces->run(until, {}));
        QCOMPARE(pieces->iteration(), 40U);
        QCOMPARE(placesOf(*pieces), placesOf(*straight));
    }

    void aStopWithinAnEpochLeavesNoTrace()
    {
        const auto ground = plantedGround(2'000);
        auto straight = umapOf(ground, {.epochs = 30}), stopped = umapOf(ground, {.epochs = 30});
        straight->run(30, {});
        stopped->run(5, {});
        const auto before = placesOf(*stopped);
        std::stop_source source;
        source.request_stop();
        QVERIFY(!stopped->run(30, source.get_token()));
        QCOMPARE(stopped->iteration(), 5U);
        QCOMPARE(placesOf(*stopped), before);
        // Stopped by another thread, each time a little later: most often within an epoch.
        for (int attempt = 0; stopped->iteration() < 30; ++attempt) {
            std::stop_source another;
            std::thread thread([&] {
                const auto began = std::chrono::steady_clock::now();
                while (std::chrono::steady_clock::now() - began < std::chrono::microseconds(37 * attempt))
                    std::this_thread::yield();
                another.request_stop();
            });
            stopped->run(30, another.get_token());
            thread.join();
        }
        QCOMPARE(placesOf(*stopped), placesOf(*straight));
        QVERIFY(stopped->run(30, source.get_token()));  // there is nothing left to do

        const auto created = Umap::create(ground.graph, ground.start, {}, source.get_token());
        QVERIFY(created && !*created);
    }

    void anyNumberOfThreadsDrawsTheSame()
    {
        const auto ground = plantedGround(5'000);
        std::vector<float> first;
        for (const int threads : {1, 2, 3, 8}) {
            const ThreadLimit limit(threads);
            const ThreadCensus census(threads);
            auto umap = umapOf(ground, {.epochs = 6});
            umap->run(6, {});
            QCOMPARE(census.threads(), threads);
            if (!first.empty())
                QCOMPARE(placesOf(*umap), first);
            first = placesOf(*umap);
        }
    }

    void theSeedChangesTheMapAndNothingElseDoes()
    {
        const auto ground = plantedGround(200);
        std::vector<std::vector<float>> maps;
        for (const std::uint64_t seed : {1, 1, 2}) {
            auto umap = umapOf(ground, {.epochs = 5, .seed = seed});
            umap->run(5, {});
            maps.push_back(placesOf(*umap));
        }
        QCOMPARE(maps[0], maps[1]);
        QVERIFY(maps[0] != maps[2]);
    }

    void reportsTellOfTheLastEpoch()
    {
        const auto ground = plantedGround(100);
        auto umap = umapOf(ground, {.epochs = 20});
        std::vector<std::uint32_t> told;
        const auto report = [&](std::uint32_t iteration, MatrixView positions) {
            told.push_back(iteration);
            QCOMPARE(positions.rows, std::size_t{100});
            QCOMPARE(positions.columns, std::size_t{2});
        };
        umap->run(10, {}, report);
        QVERIFY(!told.empty());
        QCOMPARE(told.back(), 10U);
        QVERIFY(std::ranges::is_sorted(told));
        told.clear();
        umap->run(10, {}, report);
        QVERIFY(told.empty());
    }

    void theStartIsTheStart()
    {
        auto ground = plantedGround(60);
        for (auto& value : ground.start.values())
            value = value * 3 + 50;
        auto umap = umapOf(ground);
        float farthest = 0;
        double middle = 0;
        for (const auto value : umap->positions().values()) {
            farthest = std::max(farthest, std::abs(value));
            middle += double(value) / 120;
        }
        QVERIFY(std::abs(farthest - 10) < 0.01F);
        QVERIFY(std::abs(middle) < 0.01);

        umap = umapOf(ground, {.start = UmapStart::AsItIs});
        QVERIFY(std::ranges::equal(umap->positions().values(), ground.start.values()));
        for (auto& value : ground.start.values())
            value *= 1e30F;
        umap = umapOf(ground, {.epochs = 3, .start = UmapStart::AsItIs});
        QVERIFY(std::ranges::max(umap->positions().values()) <= 1000.5F);
        umap->run(3, {});
        QVERIFY(isFinite(*umap));
    }

    void fewPointsAreDrawn_data()
    {
        QTest::addColumn<std::size_t>("points");
        for (const std::size_t points : {0, 1, 2, 3, 4, 17})
            QTest::addRow("%zu", points) << points;
    }

    void fewPointsAreDrawn()
    {
        QFETCH(std::size_t, points);
        const auto ground =
            groundOf(plantedPoints({.points = points, .dimension = 4, .clusters = 2, .groups = 1}).table);
        auto umap = umapOf(ground, {.epochs = 50});
        QCOMPARE(umap->neighbours(), std::min<std::size_t>(15, points == 0 ? 0 : points - 1));
        QVERIFY(umap->run(50, {}));
        QCOMPARE(umap->iteration(), 50U);
        QCOMPARE(umap->positions().rows, points);
        QVERIFY(isFinite(*umap));
        if (points > 1)
            QVERIFY(between(umap->positions(), 0, 1) > 1e-4);
    }

    void copiesOfOneFilmSpread()
    {
        const auto table = matrix(std::vector<std::vector<float>>(1000, {1, 2, 3}));
        for (const auto distance : {Distance::Cosine, Distance::Euclidean}) {
            auto umap = umapOf(groundOf(table, 15, distance), {.epochs = 30});
            QVERIFY(umap->run(30, {}));
            QVERIFY(isFinite(*umap));
            const auto values = umap->positions().values();
            QVERIFY(std::ranges::max(values) - std::ranges::min(values) > 1e-3F);
            QVERIFY(std::ranges::max(values) < 1000);
        }
    }

    void everythingAtOnePlaceIsFinite()
    {
        auto ground = plantedGround(300);
        for (auto& value : ground.start.values())
            value = 7;
        for (const auto start : {UmapStart::Scaled, UmapStart::AsItIs}) {
            auto umap = umapOf(ground, {.epochs = 200, .start = start});
            QVERIFY(umap->run(200, {}));
            QVERIFY(isFinite(*umap));
            QVERIFY(keptNeighbours(ground.graph, umap->positions()) > 0.25);
        }
    }

    void vectorsWithoutLengthAndWithoutSenseAreDrawn()
    {
        auto table = plantedPoints({.points = 200, .dimension = 8, .clusters = 4, .groups = 2}).table;
        std::ranges::fill(table.row(3), std::numeric_limits<float>::quiet_NaN());
        std::ranges::fill(table.row(4), 0.0F);
        std::ranges::fill(table.row(5), 3e38F);
        for (const auto distance : {Distance::Cosine, Distance::Euclidean}) {
            auto umap = umapOf(groundOf(table, 15, distance), {.epochs = 50});
            QVERIFY(umap->run(50, {}));
            QVERIFY(isFinite(*umap));
        }
    }

    void optionsAtTheEndsOfTheirRangesAreDrawn_data()
    {
        QTest::addColumn<UmapOptions>("options");
        QTest::newRow("no push") << UmapOptions{.epochs = 20, .negativeSamples = 0};
        QTest::newRow("one push") << UmapOptions{.epochs = 20, .negativeSamples = 1};
        QTest::newRow("many pushes") << UmapOptions{.epochs = 5, .negativeSamples = 100};
        QTest::newRow("large steps") << UmapOptions{.epochs = 20, .learningRate = 100};
        QTest::newRow("narrow") << UmapOptions{.epochs = 20, .minimumDistance = 0.01, .spread = 0.01};
        QTest::newRow("wide") << UmapOptions{.epochs = 20, .minimumDistance = 0, .spread = 100};
        QTest::newRow("one neighbour") << UmapOptions{.neighbours = 1, .epochs = 20};
        QTest::newRow("one epoch") << UmapOptions{.epochs = 1};
    }

    void optionsAtTheEndsOfTheirRangesAreDrawn()
    {
        QFETCH(UmapOptions, options);
        QVERIFY(!options.validate());
        const auto ground = plantedGround(300);
        auto umap = umapOf(ground, options);
        const auto before = placesOf(*umap);
        QVERIFY(umap->run(options.epochs, {}));
        QVERIFY(isFinite(*umap));
        QVERIFY(placesOf(*umap) != before);
    }

    void aPairJumpsFromWhereBothWere()
    {
        const Ground ground{*neighbourGraph(matrix({{1, 0}, {0, 1}}), everyRow(2), 15, Distance::Cosine),
                            matrix({{0, 0}, {1, 0}})};
        auto umap = umapOf(ground, {.epochs = 1, .negativeSamples = 0, .start = UmapStart::AsItIs});
        umap->run(1, {});
        const auto curve = umapCurve(0.1, 1);
        double distance = 1;  // that jumps twice by two steps of the first epoch, each at full length
        for (int round = 0; round < 2; ++round) {
            const auto power = std::pow(distance * distance, curve.b);
            const auto pull = 2 * curve.a * curve.b * power / (distance * distance * (1 + curve.a * power));
            distance = std::abs(distance - 2 * pull * distance);
        }
        QVERIFY(std::abs(between(umap->positions(), 0, 1) - distance) < 1e-3 * distance);
        QVERIFY(std::abs(umap->positions().row(0)[0] + umap->positions().row(1)[0] - 1) < 1e-5F);
        QCOMPARE(umap->positions().row(0)[1], 0.0F);
    }

    void pushesPushAndPullsPull()
    {
        const auto ground = plantedGround(300);
        const auto widthWith = [&](std::uint32_t pushes) {
            auto umap = umapOf(ground, {.epochs = 100, .negativeSamples = pushes});
            umap->run(100, {});
            const auto values = umap->positions().values();
            return std::ranges::max(values) - std::ranges::min(values);
        };
        const auto none = widthWith(0), few = widthWith(5), many = widthWith(20);
        QVERIFY2(none < few / 1.5F && few < many / 1.2F, qPrintable(QString("%1 %2 %3").arg(none).arg(few).arg(many)));
    }

    void whatDoesNotFitIsSaid()
    {
        const auto ground = plantedGround(50);
        const auto messageOf = [&](const UmapOptions& options) {
            const auto result = Umap::create(ground.graph, ground.start, options);
            return result || result.error().code != ErrorCode::InvalidOption ? std::string() : result.error().message;
        };
        QCOMPARE(messageOf({.neighbours = 0}), std::string("neighbours is 0; it must be at least 1."));
        QCOMPARE(messageOf({.epochs = 100'001}),
                 std::string("epochs is 100,001; it must be 1 to 100,000, or 0 for automatic."));
        QCOMPARE(messageOf({.minimumDistance = 1.5}),
                 std::string("minimum_distance is 1.5; it must be 0 to the spread, 1."));
        QCOMPARE(messageOf({.spread = 0}), std::string("spread is 0; it must be 0.01 to 100."));
        QCOMPARE(messageOf({.negativeSamples = 101}), std::string("negative_samples is 101; it must be 0 to 100."));
        QCOMPARE(messageOf({.learningRate = std::nan("")}),
                 std::string("learning_rate is nan; it must be above 0, up to 100."));

        QCOMPARE(Umap::create(ground.graph, Matrix(49, 2), {}).error().code, ErrorCode::Mismatch);
        QCOMPARE(Umap::create(ground.graph, Matrix(50, 3), {}).error().code, ErrorCode::Mismatch);
        auto start = ground.start;
        start.row(7)[1] = std::numeric_limits<float>::infinity();
        QCOMPARE(Umap::create(ground.graph, start, {}).error().code, ErrorCode::Malformed);
    }
};

QTEST_GUILESS_MAIN(TestUmap)
#include "tst_umap.moc"
