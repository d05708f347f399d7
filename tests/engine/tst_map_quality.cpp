// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/map_quality.h"

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

Matrix randomTable(std::size_t rows, std::size_t columns, std::uint64_t seed)
{
    Random random(seed);
    Matrix table(rows, columns);
    for (auto& value : table.values())
        value = random.uniform(-1.0F, 1.0F);
    return table;
}

/// The first two columns and a little noise: a map that keeps something.
Matrix shadowOf(const Matrix& table, float noise)
{
    Random random(5);
    Matrix map(table.rows(), 2);
    for (std::size_t i = 0; i < table.rows(); ++i)
        for (std::size_t k = 0; k < 2; ++k)
            map.row(i)[k] = table.row(i)[k] + random.uniform(-noise, noise);
    return map;
}

double squareBetween(std::span<const float> a, std::span<const float> b)
{
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k)
        sum += (double(a[k]) - double(b[k])) * (double(a[k]) - double(b[k]));
    return sum;
}

double distanceOf(std::span<const float> a, std::span<const float> b, Distance distance)
{
    if (distance == Distance::Euclidean)
        return squareBetween(a, b);
    double product = 0, left = 0, right = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        product += double(a[k]) * double(b[k]);
        left += double(a[k]) * double(a[k]);
        right += double(b[k]) * double(b[k]);
    }
    return left * right > 0 ? 1 - product / std::sqrt(left * right) : 1;
}

/// The others by distance, ties by position.
template <class DistanceOf>
std::vector<std::uint32_t> orderAround(std::size_t point, std::size_t points, const DistanceOf& distance)
{
    std::vector<std::pair<double, std::uint32_t>> others;
    for (std::uint32_t other = 0; other < points; ++other)
        if (other != point)
            others.emplace_back(distance(point, other), other);
    std::ranges::sort(others);
    std::vector<std::uint32_t> order;
    for (const auto& other : others)
        order.push_back(other.second);
    return order;
}

struct Plain {
    double keptShare = 0, trustworthiness = 0;
    std::vector<float> errors;
};

/// As scikit-learn has it: all ranks, by sorting.
Plain byDefinition(const Matrix& table, const Matrix& map, std::size_t k, Distance distance,
                   const std::vector<std::uint32_t>& sample)
{
    Plain result;
    double beyond = 0;
    const auto n = table.rows();
    for (std::size_t i = 0; i < n; ++i) {
        const auto original = orderAround(
            i, n, [&](std::size_t a, std::size_t b) { return distanceOf(table.row(a), table.row(b), distance); });
        const auto onMap =
            orderAround(i, n, [&](std::size_t a, std::size_t b) { return squareBetween(map.row(a), map.row(b)); });
        std::size_t kept = 0;
        const auto measured = std::ranges::binary_search(sample, i);
        for (std::size_t u = 0; u < k; ++u) {
            const auto rank = std::size_t(std::ranges::find(original, onMap[u]) - original.begin()) + 1;
            if (rank <= k)
                ++kept;
            else if (measured)
                beyond += double(rank - k);
        }
        result.errors.push_back(float(k - kept) / float(k));
        result.keptShare += measured ? double(kept) / double(k) / double(sample.size()) : 0;
    }
    result.trustworthiness = 1 - 2 * beyond / (double(sample.size()) * double(k) * (2 * double(n) - 3 * double(k) - 1));
    return result;
}

std::shared_ptr<const NeighbourGraph> graphOf(const Matrix& table, std::size_t count, Distance distance)
{
    return std::make_shared<const NeighbourGraph>(*neighbourGraph(table, everyRow(table.rows()), count, distance));
}

QualityMeter meterOf(const Matrix& table, std::size_t k, Distance distance, std::size_t known = 0)
{
    auto meter = QualityMeter::create(table, everyRow(table.rows()), graphOf(table, std::max(k, known), distance),
                                      {.neighbours = k});
    if (!meter)
        qFatal("%s", meter.error().message.c_str());
    return std::move(*meter);
}

bool near(double a, double b)
{
    return std::abs(a - b) < 1e-12;
}

}  // namespace

class TestMapQuality : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itIsThePlainDefinition_data()
    {
        QTest::addColumn<Distance>("distance");
        QTest::addColumn<std::size_t>("known");
        QTest::addColumn<float>("noise");
        QTest::newRow("cosine, fair map") << Distance::Cosine << std::size_t{15} << 0.1F;
        QTest::newRow("euclidean, fair map, wider graph") << Distance::Euclidean << std::size_t{40} << 0.1F;
        QTest::newRow("cosine, map without sense") << Distance::Cosine << std::size_t{15} << 1e4F;
    }

    void itIsThePlainDefinition()
    {
        QFETCH(Distance, distance);
        QFETCH(std::size_t, known);
        QFETCH(float, noise);
        constexpr std::size_t points = 403;
        const auto table = randomTable(points, 5, 3);
        const auto map = shadowOf(table, noise);
        const auto meter = meterOf(table, 15, distance, known);
        for (const std::size_t sample : {std::size_t{0}, std::size_t{100}}) {
            const auto quality = meter.measure(map, sample);
            QVERIFY(quality);
            const auto plain = byDefinition(table, map, 15, distance, meter.sampled(sample));
            QCOMPARE(quality->points, points);
            QCOMPARE(quality->measured, sample == 0 ? points : sample);
            QCOMPARE(quality->neighbours, std::size_t{15});
            QVERIFY(near(*quality->keptShare, plain.keptShare));
            // Ranks far away may change places by rounding to float32: 2e-7 for each.
            QVERIFY2(std::abs(*quality->trustworthiness - plain.trustworthiness) < 1e-6,
                     qPrintable(
                         QString("%1 less than by definition").arg(plain.trustworthiness - *quality->trustworthiness)));
            QCOMPARE(*meter.errors(map), plain.errors);
        }
    }

    void itIsWhatOneCountsByHand()
    {
        // On a line 0 1 3 7 15; on the map 15 has gone to between 0 and 1.
        const auto table = matrix({{0}, {1}, {3}, {7}, {15}});
        const auto map = matrix({{0, 0}, {1, 0}, {3, 0}, {7, 0}, {0.4F, 0}});
        const auto quality = meterOf(table, 1, Distance::Euclidean).measure(map);
        QVERIFY(quality);
        // Nearest before: 1 0 1 2 3. On the map: 4 4 1 2 0. The fourth of 0 and the fourth of 1 (0, 2, 3, 4) and the
        // fourth of 4 (3, 2, 1, 0) are 3 too far each; the worst is 1 · (10 − 3 − 1) / 2 = 3 for each point.
        QVERIFY(near(*quality->keptShare, 2.0 / 5.0));
        QVERIFY(near(*quality->trustworthiness, 1 - 9.0 / 15.0));
    }

    void theMapThatIsTheSpaceLosesNothing()
    {
        const auto table = randomTable(500, 2, 9);
        const auto meter = meterOf(table, 15, Distance::Euclidean);
        const auto quality = meter.measure(table);
        QCOMPARE(quality->keptShare, 1.0);
        QCOMPARE(quality->trustworthiness, 1.0);
        QCOMPARE(std::ranges::max(*meter.errors(table)), 0.0F);
        QVERIFY(meter.tornAway(table, 7).empty());
    }

    void aLargerNumberOfNeighboursThanHalfHasItsOwnWorst()
    {
        // Five points, three neighbours: the one stranger of each is 1 too far at worst, (5 − 3)(5 − 3 − 1) / 2 = 1.
        const auto table = matrix({{0}, {1}, {3}, {7}, {15}});
        const auto map = matrix({{0, 0}, {1, 0}, {3, 0}, {15, 0}, {7, 0}});  // the last two have changed places
        const auto quality = meterOf(table, 3, Distance::Euclidean).measure(map);
        // The last was the stranger of all but itself, which had 0: now each point has its stranger for a neighbour.
        QVERIFY(near(*quality->keptShare, 2.0 / 3.0));
        QVERIFY(near(*quality->trustworthiness, 0.0));
    }

    void copiesMayLieInAnyOrder()
    {
        // Sixty copies of each of three films, spread within three heaps of the map.
        Random random(2);
        Matrix table(180, 3), map(180, 2);
        for (std::size_t i = 0; i < 180; ++i) {
            table.row(i)[i % 3] = 1;
            map.row(i)[0] = float(i % 3) * 10 + random.uniform(-1.0F, 1.0F);
            map.row(i)[1] = random.uniform(-1.0F, 1.0F);
        }
        const auto meter = meterOf(table, 15, Distance::Cosine);
        auto quality = meter.measure(map);
        QCOMPARE(quality->keptShare, 1.0);
        QCOMPARE(quality->trustworthiness, 1.0);
        QVERIFY(meter.tornAway(map, 100).empty());
        std::swap_ranges(map.row(0).begin(), map.row(0).end(), map.row(1).begin());  // now two lie among strangers
        quality = meter.measure(map);
        QVERIFY(*quality->keptShare < 0.995);
        QVERIFY(*quality->trustworthiness < 0.995);
        QCOMPARE((*meter.errors(map))[0], 1.0F);
        QCOMPARE(meter.tornAway(map, 0).size(), std::size_t{15});
    }

    void aTieIsNoReasonToForgiveTheNearest()
    {
        // 0 has 1 at .1 and three at .2; of two neighbours on the map, both of the three, one is right and 1 is missed.
        const auto table = matrix({{0, 0}, {0.125F, 0}, {0.25F, 0}, {0, 0.25F}, {-0.25F, 0}, {9, 9}});
        const auto map = matrix({{0, 0}, {50, 0}, {9, 0}, {1, 0}, {2, 0}, {99, 0}});
        const auto meter = meterOf(table, 2, Distance::Euclidean);
        QCOMPARE((*meter.errors(map))[0], 0.5F);
        QCOMPARE(meter.tornAway(map, 0), std::vector<std::uint32_t>{1});
    }

    void everythingAtOnePlaceIsAnAnswerAndQuick()
    {
        const auto table = randomTable(5'000, 3, 4);
        const auto meter = meterOf(table, 15, Distance::Cosine);
        const auto quality = meter.measure(Matrix(5'000, 2), 200);
        QVERIFY(quality);
        QVERIFY(*quality->keptShare < 0.02);
        QVERIFY(std::abs(*quality->trustworthiness - 0.5) < 0.05);
        const auto copies = matrix(std::vector<std::vector<float>>(1000, {1, 2, 3}));
        QCOMPARE(meterOf(copies, 15, Distance::Cosine).measure(Matrix(1000, 2))->keptShare, 1.0);
    }

    void fewPointsHaveFewNeighbours()
    {
        const auto table = matrix({{1, 0}, {0, 1}, {1, 1}});
        const auto quality = meterOf(table, 15, Distance::Cosine).measure(matrix({{5, 0}, {0, 0}, {1, 0}}));
        QCOMPARE(quality->neighbours, std::size_t{2});
        QCOMPARE(quality->keptShare, 1.0);  // there are no others
        QCOMPARE(quality->trustworthiness, 1.0);

        const auto one = meterOf(matrix({{1, 0}}), 15, Distance::Cosine);
        const auto single = one.measure(matrix({{3, 4}}));
        QVERIFY(single);
        QCOMPARE(single->neighbours, std::size_t{0});
        QVERIFY(!single->keptShare && !single->trustworthiness);
        QCOMPARE(*one.errors(matrix({{3, 4}})), std::vector<float>{0});
        QVERIFY(one.tornAway(matrix({{3, 4}}), 0).empty());

        const auto none = meterOf(Matrix(0, 4), 15, Distance::Cosine).measure(Matrix(0, 2));
        QVERIFY(none && !none->keptShare);
    }

    void whatIsNotFiniteIsMeasuredAllTheSame()
    {
        constexpr auto nan = std::numeric_limits<float>::quiet_NaN();
        auto table = randomTable(300, 4, 6);
        std::ranges::fill(table.row(3), nan);
        std::ranges::fill(table.row(4), 3e38F);
        std::ranges::fill(table.row(5), 0.0F);
        auto map = shadowOf(table, 0.1F);
        for (const std::size_t lost : {3, 4, 5})
            std::ranges::fill(map.row(lost), nan);
        for (const auto distance : {Distance::Cosine, Distance::Euclidean}) {
            const auto meter = meterOf(table, 10, distance);
            const auto quality = meter.measure(map);
            QVERIFY(quality);
            QVERIFY(*quality->keptShare > 0.1 && *quality->keptShare < 1);
            QVERIFY(*quality->trustworthiness > 0.5 && *quality->trustworthiness < 1);
            const auto errors = meter.errors(map);
            QVERIFY(std::ranges::all_of(*errors, [](float error) { return error >= 0 && error <= 1; }));
            // The three have no direction, or are at the origin alike: the nearest of each other.
            if (distance == Distance::Euclidean)
                QVERIFY(std::ranges::count(meter.tornAway(map, 3), 5U) == 0);
        }
    }

    void tornAwayAndErrorAgree()
    {
        const auto table = randomTable(400, 6, 8);
        const auto map = shadowOf(table, 0.2F);
        const auto meter = meterOf(table, 12, Distance::Cosine);
        const auto graph = graphOf(table, 12, Distance::Cosine);
        const auto errors = meter.errors(map);
        for (std::size_t point = 0; point < 400; point += 7) {
            const auto torn = meter.tornAway(map, point);
            QCOMPARE(float(torn.size()) / 12, (*errors)[point]);
            auto last = graph->neighboursOf(point).begin();
            for (const auto neighbour : torn) {  // in the graph's order
                last = std::find(last, graph->neighboursOf(point).end(), neighbour);
                QVERIFY(last != graph->neighboursOf(point).end());
            }
        }
        QVERIFY(meter.tornAway(map, 400).empty());
    }

    void aSampleIsChosenOnceAndForAll()
    {
        const auto table = randomTable(2'000, 3, 4);
        const auto meter = meterOf(table, 5, Distance::Cosine);
        const auto sample = meter.sampled(100);
        QCOMPARE(sample.size(), std::size_t{100});
        QVERIFY(std::ranges::is_sorted(sample));
        QVERIFY(std::ranges::adjacent_find(sample) == sample.end());
        QVERIFY(sample.back() > 1'500 && sample.front() < 500);
        QCOMPARE(meterOf(table, 5, Distance::Cosine).sampled(100), sample);
        QCOMPARE(meter.sampled(5'000), everyRow(2'000));
        const auto other = QualityMeter::create(table, everyRow(2'000), graphOf(table, 5, Distance::Cosine),
                                                {.neighbours = 5, .seed = 2});
        QVERIFY(other->sampled(100) != sample);
    }

    void anyNumberOfThreadsMeasuresTheSame()
    {
        const auto table = randomTable(1'500, 8, 1);
        const auto map = shadowOf(table, 0.3F);
        const auto meter = meterOf(table, 15, Distance::Euclidean);
        const auto first = meter.measure(map);
        const auto errors = meter.errors(map);
        for (const int threads : {1, 2, 3, 8}) {
            const ThreadLimit limit(threads);
            const ThreadCensus census(threads);
            const auto quality = meter.measure(map);
            QCOMPARE(census.threads(), threads);
            QCOMPARE(quality->keptShare, first->keptShare);
            QCOMPARE(quality->trustworthiness, first->trustworthiness);
            QCOMPARE(*meter.errors(map), *errors);
        }
    }

    void aStopLeavesNothing()
    {
        const auto table = randomTable(7'000, 4, 1);
        const auto map = shadowOf(table, 0.3F);
        const auto meter = meterOf(table, 5, Distance::Cosine);
        std::stop_source source;
        std::uint64_t reports = 0;
        const auto quality = meter.measure(map, 0, source.get_token(), [&](const Progress& progress) {
            ++reports;
            QVERIFY(progress.done < progress.total);
            QCOMPARE(progress.total, std::uint64_t{7'000});
            source.request_stop();
        });
        QVERIFY(!quality);
        QCOMPARE(reports, std::uint64_t{1});
        QVERIFY(!meter.errors(map, source.get_token()));
    }

    void whatDoesNotFitIsSaid()
    {
        const auto table = randomTable(50, 4, 1);
        const auto graph = graphOf(table, 5, Distance::Cosine);
        const auto create = [&](std::size_t rows, std::size_t k) {
            return QualityMeter::create(table, everyRow(rows), graph, {.neighbours = k});
        };
        QCOMPARE(create(50, 0).error().code, ErrorCode::InvalidOption);
        QCOMPARE(create(49, 5).error().code, ErrorCode::Mismatch);
        QCOMPARE(create(50, 6).error().code, ErrorCode::Mismatch);
        QVERIFY(create(50, 6).error().message.find("at 6 neighbours, and only 5") != std::string::npos);
        QVERIFY(!create(50, 5)->measure(Matrix(49, 2)));
        QVERIFY(!create(50, 5)->measure(Matrix(50, 3)));
        QVERIFY(!create(50, 5)->errors(Matrix(50, 1)));
    }
};

QTEST_GUILESS_MAIN(TestMapQuality)
#include "tst_map_quality.moc"
