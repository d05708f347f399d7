// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/tsne.h"

#include "engine/core/parallel.h"
#include "engine/project/principal_components.h"
#include "tests/support/planted_points.h"
#include "tests/support/small_model.h"

#include <QTest>

#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <thread>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

struct Start {
    NeighbourGraph graph;
    Matrix positions;  // the first two components
};

Start startOf(const Matrix& table, std::size_t neighbours = 90, Distance distance = Distance::Cosine)
{
    const auto rows = everyRow(table.rows());
    auto components = principalComponents(table, rows, 2)->positions;
    Matrix positions(table.rows(), 2);  // fewer components where there are fewer rows or columns
    for (std::size_t i = 0; i < table.rows(); ++i)
        std::ranges::copy(components.row(i), positions.row(i).begin());
    return {*neighbourGraph(table, rows, neighbours, distance), std::move(positions)};
}

Start planted(std::size_t points)
{
    return startOf(plantedPoints({.points = points, .clusters = 15, .groups = 5}).table);
}

std::unique_ptr<Tsne> tsneOf(const Start& start, const TsneOptions& options = {})
{
    auto made = Tsne::create(start.graph, start.positions, options);
    return made ? std::move(*made) : nullptr;
}

std::vector<float> valuesOf(const Layout& layout)
{
    const auto values = layout.positions().values();
    return {values.begin(), values.end()};
}

bool allFinite(const std::vector<float>& values)
{
    return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

double extentOf(const std::vector<float>& values)
{
    return values.empty() ? 0 : double(*std::ranges::max_element(values)) - double(*std::ranges::min_element(values));
}

std::string inWords(double value)
{
    return std::to_string(value);
}

}  // namespace

class TestTsne : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plantedClustersComeApart()
    {
        const auto points = plantedPoints({.points = 1200, .clusters = 12, .groups = 4});
        const auto start = startOf(points.table);
        const auto tsne = tsneOf(start);
        QVERIFY(tsne);
        QVERIFY(tsne->run(400, {}));
        const auto byComponents = keptNeighbours(start.graph, start.positions);
        const auto byTsne = keptNeighbours(start.graph, tsne->positions());
        qInfo("kept: %.3f by components, %.3f by t-SNE", byComponents, byTsne);
        QVERIFY2(byTsne > 2.5 * byComponents, inWords(byTsne).c_str());
        // Nearly every point's nearest on the map is of its own cluster.
        std::size_t own = 0;
        const auto map = *neighbourGraph(tsne->positions(), everyRow(1200), 1, Distance::Euclidean);
        for (std::size_t i = 0; i < 1200; ++i)
            own += points.cluster[i] == points.cluster[map.neighbours[i]] ? 1 : 0;
        QVERIFY2(own > 1190, inWords(double(own)).c_str());
    }

    void theDivergenceFalls()
    {
        const auto tsne = tsneOf(planted(800), {.exaggeration = 1});
        auto before = std::numeric_limits<double>::infinity();
        for (const std::uint32_t until : {10U, 30U, 50U, 100U, 200U, 400U}) {
            QVERIFY(tsne->run(until, {}));
            const auto now = tsne->divergence();
            QVERIFY(now);
            QVERIFY2(*now < before, (inWords(before) + " then " + inWords(*now)).c_str());
            before = *now;
        }
        QVERIFY(before > 0);
    }

    void threadsAndPiecesDoNotChangeABit_data()
    {
        QTest::addColumn<int>("threads");
        QTest::addColumn<std::size_t>("points");
        for (const std::size_t points : {std::size_t{300}, std::size_t{2000}}) {
            for (const int threads : {2, 3, 8})
                QTest::addRow("%zu points, %d threads", points, threads) << threads << points;
        }
    }

    void threadsAndPiecesDoNotChangeABit()
    {
        QFETCH(int, threads);
        QFETCH(std::size_t, points);
        const auto start = planted(points);
        const TsneOptions options{.iterations = 40, .exaggeratedIterations = 25};
        std::vector<float> straight;
        {
            const ThreadLimit limit(1);
            const auto tsne = tsneOf(start, options);
            QVERIFY(tsne->run(40, {}));
            straight = valuesOf(*tsne);
        }
        const ThreadLimit limit(threads);
        const ThreadCensus census(threads);
        const auto tsne = tsneOf(start, options);
        for (const std::uint32_t until : {1U, 2U, 24U, 26U, 26U, 39U, 40U}) {
            QVERIFY(tsne->run(until, {}));
            QCOMPARE(tsne->iteration(), until);
            QVERIFY(tsne->divergence());  // looking on changes nothing
        }
        QVERIFY(census.threads() > 1);
        QCOMPARE(valuesOf(*tsne), straight);
    }

    void twoMapsAtOnceAreEachThemselves()
    {
        const auto start = planted(700);  // enough for the grid, whose size changes while the maps unfold
        const auto map = [&](std::uint64_t seed) {
            const auto tsne = tsneOf(start, {.seed = seed});
            return tsne->run(60, {}) ? valuesOf(*tsne) : std::vector<float>();
        };
        const std::array<std::vector<float>, 2> alone{map(1), map(2)};
        std::array<std::vector<float>, 2> together;
        {
            const std::jthread first([&] { together[0] = map(1); });
            const std::jthread second([&] { together[1] = map(2); });
        }
        QVERIFY(!alone[0].empty());
        QCOMPARE(together[0], alone[0]);
        QCOMPARE(together[1], alone[1]);
    }

    void aMapNeverGoesBeyondItsIterations()
    {
        const auto tsne = tsneOf(planted(100), {.iterations = 5});
        QCOMPARE(tsne->iterations(), 5U);
        QVERIFY(tsne->run(1000, {}) == true);
        QCOMPARE(tsne->iteration(), 5U);
        const auto before = valuesOf(*tsne);
        QVERIFY(tsne->run(3, {}));
        QCOMPARE(tsne->iteration(), 5U);
        QCOMPARE(valuesOf(*tsne), before);
    }

    void aStopKeepsTheLastIteration()
    {
        const auto start = planted(2000);
        const auto tsne = tsneOf(start);
        std::stop_source source;
        std::uint32_t told = 0;
        std::vector<float> last;
        QVERIFY(!tsne->run(750, source.get_token(), [&](std::uint32_t iteration, MatrixView positions) {
            told = iteration;
            last.assign(positions.values().begin(), positions.values().end());
            source.request_stop();
        }));
        QVERIFY(told > 0 && told < 750);
        QCOMPARE(tsne->iteration(), told);
        QCOMPARE(valuesOf(*tsne), last);
        QVERIFY(!tsne->run(750, source.get_token()));
        QCOMPARE(tsne->iteration(), told);
        // And it goes on as if nothing had been.
        QVERIFY(tsne->run(told + 20, {}));
        const auto straight = tsneOf(start);
        QVERIFY(straight->run(told + 20, {}));
        QCOMPARE(valuesOf(*tsne), valuesOf(*straight));
        // Before it begins: no map.
        const auto none = Tsne::create(start.graph, start.positions, {}, source.get_token());
        QVERIFY(none && !*none);
    }

    void reportsAreFewAndTheLastIterationIsAmongThem()
    {
        const auto tsne = tsneOf(planted(1000));
        std::vector<std::uint32_t> told;
        std::vector<std::chrono::steady_clock::time_point> times;
        QVERIFY(tsne->run(200, {}, [&](std::uint32_t iteration, MatrixView positions) {
            told.push_back(iteration);
            times.push_back(std::chrono::steady_clock::now());
            QCOMPARE(positions.rows, std::size_t{1000});
            QCOMPARE(positions.columns, std::size_t{2});
        }));
        QCOMPARE(told.back(), 200U);
        QVERIFY(std::ranges::is_sorted(told, std::less_equal<>{}));
        for (std::size_t i = 1; i + 1 < times.size(); ++i)
            QVERIFY(times[i] - times[i - 1] >= std::chrono::milliseconds(29));
    }

    void aPerplexityBeyondTheGraphIsLowered()
    {
        const auto start = planted(400);  // 90 neighbours each
        QCOMPARE(tsneOf(start)->perplexity(), 30.0);
        QCOMPARE(tsneOf(start, {.perplexity = 5})->perplexity(), 5.0);
        QCOMPARE(tsneOf(start, {.perplexity = 1000})->perplexity(), 30.0);
        QCOMPARE(tsneOf(planted(10))->perplexity(), 3.0);
        // Another perplexity from the same graph is another map, the same as from a graph of just as many neighbours.
        const auto table = plantedPoints({.points = 400, .clusters = 15, .groups = 5}).table;
        const auto few = tsneOf(startOf(table, 15), {.perplexity = 5}), many = tsneOf(start, {.perplexity = 5});
        QVERIFY(few->run(30, {}) && many->run(30, {}));
        QCOMPARE(valuesOf(*few), valuesOf(*many));
        const auto other = tsneOf(start);
        QVERIFY(other->run(30, {}));
        QVERIFY(valuesOf(*other) != valuesOf(*many));
    }

    void exaggerationIsForFewPointsOnly()
    {
        QCOMPARE(tsneOf(planted(400))->exaggeration(), 2.0);
        QCOMPARE(tsneOf(planted(400), {.exaggeration = 4})->exaggeration(), 4.0);
        const auto many = plantedPoints({.points = 10'001, .dimension = 4}).table;
        QCOMPARE(tsneOf(startOf(many, 3))->exaggeration(), 1.0);
    }

    void aScaledStartForgetsItsSizeAndPlace()
    {
        auto start = planted(600);
        const auto first = tsneOf(start);
        const auto small = valuesOf(*first);
        double square = 0;
        for (std::size_t i = 0; i < 600; ++i)
            square += double(small[2 * i]) * double(small[2 * i]);
        QVERIFY2(std::abs(std::sqrt(square / 600) - 1e-4) < 2e-6, inWords(std::sqrt(square / 600) * 1e6).c_str());
        for (auto& value : start.positions.values())
            value = value * 1024 + 4096;
        const auto second = valuesOf(*tsneOf(start));
        for (std::size_t i = 0; i < small.size(); ++i)
            QVERIFY(std::abs(double(second[i]) - double(small[i])) < 1e-8);
    }

    void aStartAsItIsGoesOnFromThere()
    {
        auto start = planted(600);
        const auto before = tsneOf(start);
        QVERIFY(before->run(400, {}));
        std::ranges::copy(valuesOf(*before), start.positions.data());
        const auto after = tsneOf(start, {.exaggeration = 1, .start = TsneStart::AsItIs});
        const auto there = valuesOf(*after);
        for (std::size_t i = 0; i < there.size(); ++i)
            QVERIFY(std::abs(double(there[i]) - double(start.positions.data()[i])) < 1e-4);
        QVERIFY(after->run(20, {}));
        const auto moved = valuesOf(*after);
        double farthest = 0;
        for (std::size_t i = 0; i < there.size(); ++i)
            farthest = std::max(farthest, std::abs(double(moved[i]) - double(there[i])));
        QVERIFY2(farthest > 0 && farthest < 0.2 * extentOf(there), inWords(farthest).c_str());
    }

    void aStartInOneSpotUnfoldsAllTheSame()
    {
        auto start = planted(600);
        for (const auto kind : {TsneStart::Scaled, TsneStart::AsItIs}) {
            for (const float spot : {0.0F, 0.1F}) {
                std::ranges::fill(start.positions.values(), spot);
                const auto tsne = tsneOf(start, {.start = kind});
                QVERIFY(tsne->run(100, {}));
                QVERIFY(allFinite(valuesOf(*tsne)));
                QVERIFY2(extentOf(valuesOf(*tsne)) > 5, inWords(extentOf(valuesOf(*tsne))).c_str());
            }
        }
    }

    void aStartTooWideIsShrunk()
    {
        auto start = planted(600);
        for (auto& value : start.positions.values())
            value *= 1e30F;
        const auto tsne = tsneOf(start, {.start = TsneStart::AsItIs});
        QVERIFY(extentOf(valuesOf(*tsne)) <= 800.1);
        QVERIFY(tsne->run(3, {}));
        QVERIFY(allFinite(valuesOf(*tsne)));
    }

    void anySeedIsAMapOfItsOwn()
    {
        const auto start = planted(300);
        const auto one = tsneOf(start, {.seed = 1}), again = tsneOf(start, {.seed = 1}),
                   two = tsneOf(start, {.seed = 2});
        QVERIFY(one->run(10, {}) && again->run(10, {}) && two->run(10, {}));
        QCOMPARE(valuesOf(*again), valuesOf(*one));
        QVERIFY(valuesOf(*two) != valuesOf(*one));
    }

    void degenerateDataHasFiniteMaps_data()
    {
        QTest::addColumn<std::string>("kind");
        QTest::addColumn<std::size_t>("points");
        for (const char* kind : {"random", "identical", "zero", "half identical", "not finite"}) {
            for (const std::size_t points : {0, 1, 2, 3, 4, 10, 40, 600})
                QTest::addRow("%zu points, %s", points, kind) << std::string(kind) << points;
        }
    }

    void degenerateDataHasFiniteMaps()
    {
        QFETCH(std::string, kind);
        QFETCH(std::size_t, points);
        auto table = plantedPoints({.points = points, .dimension = 6}).table;
        if (kind == "zero")
            std::ranges::fill(table.values(), 0.0F);
        else if (kind == "not finite")
            std::ranges::fill(table.values(), std::numeric_limits<float>::quiet_NaN());
        for (std::size_t i = 1; i < (kind == "identical" ? points : kind == "half identical" ? points / 2 : 0); ++i)
            std::ranges::copy(table.row(0), table.row(i).begin());
        const auto isOneSpot = kind == "identical" || kind == "zero" || kind == "not finite";
        for (const auto distance : {Distance::Cosine, Distance::Euclidean}) {
            const auto start = startOf(table, 30, distance);
            for (const double exaggeration : {0.0, 12.0}) {
                if (exaggeration > 0 && distance == Distance::Euclidean)
                    continue;
                const auto tsne =
                    tsneOf(start, {.exaggeration = exaggeration, .iterations = 100, .exaggeratedIterations = 70});
                QVERIFY(tsne);
                QVERIFY(tsne->run(100, {}));
                const auto values = valuesOf(*tsne);
                QCOMPARE(values.size(), 2 * points);
                QVERIFY(allFinite(values));
                const auto extent = extentOf(values);
                QVERIFY2(extent < 200, inWords(extent).c_str());
                QVERIFY(points < 2 || extent > 1e-9);  // shown larger, even copies of one point are a map
                if (exaggeration == 0 && points > 3 && !isOneSpot)
                    QVERIFY2(extent > 0.1, inWords(extent).c_str());
                const auto divergence = tsne->divergence();
                QCOMPARE(divergence.has_value(), points >= 2);
                QVERIFY(!divergence || std::isfinite(*divergence));
            }
        }
    }

    void aMapThatFliesApartIsKeptWithinBounds()
    {
        for (const std::size_t points : {std::size_t{200}, std::size_t{700}}) {
            const auto tsne = tsneOf(planted(points), {.learningRate = 1e9});
            QVERIFY(tsne->run(100, {}));
            QVERIFY(allFinite(valuesOf(*tsne)));
            QVERIFY2(extentOf(valuesOf(*tsne)) <= 800.1, inWords(extentOf(valuesOf(*tsne))).c_str());
        }
    }

    void copiesOfOnePointStayTogetherAmongOthers()
    {
        auto table = plantedPoints({.points = 800, .clusters = 10}).table;
        for (std::size_t i = 0; i < 400; ++i)
            std::ranges::copy(table.row(0), table.row(i).begin());
        const auto tsne = tsneOf(startOf(table));
        QVERIFY(tsne->run(400, {}));
        QVERIFY(allFinite(valuesOf(*tsne)));
        const auto map = *neighbourGraph(tsne->positions(), everyRow(800), 1, Distance::Euclidean);
        for (std::size_t i = 0; i < 400; ++i)
            QVERIFY(map.neighbours[i] < 400);
    }

    void badOptionsAndStartsAreErrorsInWords()
    {
        const auto start = planted(50);
        const auto words = [&](const TsneOptions& options) {
            const auto made = Tsne::create(start.graph, start.positions, options);
            return made ? std::string() : made.error().message;
        };
        constexpr auto nan = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(words({.perplexity = 0.5}), std::string("perplexity is 0.5; it must be a number of at least 1."));
        QVERIFY(!words({.perplexity = nan}).empty());
        QCOMPARE(words({.exaggeration = 0.5}),
                 std::string("exaggeration is 0.5; it must be 1 to 100, or 0 for automatic."));
        QVERIFY(!words({.exaggeration = nan}).empty());
        QCOMPARE(words({.iterations = 0}), std::string("iterations is 0; it must be 1 to 100,000."));
        QCOMPARE(words({.learningRate = -1}),
                 std::string("learning_rate is -1; it must be above 0 and at most 1e9, or 0 for automatic."));
        QVERIFY(!words({.momentum = 1}).empty());
        QVERIFY(words({}).empty());

        const auto fewer = Tsne::create(start.graph, Matrix(49, 2), {});
        QVERIFY(!fewer && fewer.error().code == ErrorCode::Mismatch);
        const auto wider = Tsne::create(start.graph, Matrix(50, 3), {});
        QVERIFY(!wider && wider.error().code == ErrorCode::Mismatch);
        Matrix broken(50, 2);
        broken.row(7)[1] = std::numeric_limits<float>::infinity();
        const auto infinite = Tsne::create(start.graph, broken, {});
        QVERIFY(!infinite && infinite.error().code == ErrorCode::Malformed);
    }
};

QTEST_GUILESS_MAIN(TestTsne)
#include "tst_tsne.moc"
