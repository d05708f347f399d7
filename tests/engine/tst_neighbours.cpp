// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/dot_products.h"
#include "engine/core/parallel.h"
#include "engine/retrieve/neighbours.h"
#include "tests/support/small_model.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

using Rows = std::vector<std::uint32_t>;

Rows rowsOf(std::span<const ScoredMovie> list)
{
    Rows rows;
    for (const auto& entry : list)
        rows.push_back(entry.movie.value);
    return rows;
}

double similarityByDefinition(std::span<const float> a, std::span<const float> b, Metric metric)
{
    double dot = 0, squareA = 0, squareB = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        dot += double{a[k]} * double{b[k]};
        squareA += double{a[k]} * double{a[k]};
        squareB += double{b[k]} * double{b[k]};
    }
    if (metric == Metric::Dot)
        return dot;
    return squareA > 0 && squareB > 0 ? dot / std::sqrt(squareA * squareB) : 0;
}

}  // namespace

class TestNeighbours : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theNearestFilmsByCosine()
    {
        // Star Wars (5, 0, 0, 0): Empire .8, Jedi .6, both Solaris .6 (ties by row), then 0, and Scream −.6.
        const auto list =
            neighbours(*smallModel(), MovieRow{1}, {.k = 4, .metric = Metric::Cosine, .includeUntrained = {}});
        QVERIFY(list.has_value());
        QCOMPARE(rowsOf(*list), (Rows{2, 3, 10, 11}));
        QVERIFY(std::abs((*list)[0].score - 0.8F) < 1e-6F);
        QVERIFY(std::abs((*list)[1].score - 0.6F) < 1e-6F);
    }

    void theNearestFilmsByDotProduct()
    {
        auto parts = smallModelParts();
        for (auto& value : parts.movies.row(10))
            value *= 3;
        const auto model = makeModel(std::move(parts));
        const auto list = neighbours(*model, MovieRow{1}, {.k = 3, .metric = Metric::Dot, .includeUntrained = {}});
        QVERIFY(list.has_value());
        QCOMPARE(rowsOf(*list), (Rows{10, 2, 3}));
        QCOMPARE((*list)[0].score, 45.0F);
        QCOMPARE((*list)[1].score, 20.0F);
    }

    void neitherTheFilmItselfNorTheUnknownOneIsListed()
    {
        const auto list =
            neighbours(*smallModel(), MovieRow{1}, {.k = 0, .metric = Metric::Cosine, .includeUntrained = true});
        QVERIFY(list.has_value());
        QCOMPARE(list->size(), 11U);
        QCOMPARE(std::ranges::count(rowsOf(*list), 0U), 0);
        QCOMPARE(std::ranges::count(rowsOf(*list), 1U), 0);
    }

    void aVectorOfLengthZeroHasTheCosineZeroWithAll()
    {
        auto parts = smallModelParts();
        std::ranges::fill(parts.movies.row(2), 0.0F);
        const auto model = makeModel(std::move(parts));
        const auto list = neighbours(*model, MovieRow{2}, {.k = 0, .metric = Metric::Cosine, .includeUntrained = true});
        QVERIFY(list.has_value());
        QCOMPARE(rowsOf(*list), (Rows{1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
        for (const auto& entry : *list)
            QCOMPARE(entry.score, 0.0F);
    }

    void tinyAndHugeVectorsHaveACosine()
    {
        auto parts = smallModelParts();
        for (auto& value : parts.movies.row(1))
            value *= 1e-30F;
        for (auto& value : parts.movies.row(2))
            value *= 1e30F;
        const auto model = makeModel(std::move(parts));
        QVERIFY(std::abs(similarity(*model, MovieRow{1}, MovieRow{2}, Metric::Cosine) - 0.8F) < 1e-6F);
    }

    void untrainedFilmsAndThoseWithFewRatingsAreLeftOut()
    {
        const auto model = smallModel();
        const auto trained =
            neighbours(*model, MovieRow{1}, {.k = 0, .metric = Metric::Cosine, .includeUntrained = {}});
        QCOMPARE(std::ranges::count(rowsOf(*trained), 12U), 0);
        const auto rated = neighbours(
            *model, MovieRow{1}, {.k = 0, .metric = Metric::Cosine, .includeUntrained = true, .minimumRatings = 3});
        QVERIFY(!rated->empty());
        for (const auto& entry : *rated)
            QVERIFY(model->catalogue().ratingCount(entry.movie) >= 3);
    }

    void anUntrainedFilmMayBeAskedFor()
    {
        const auto list =
            neighbours(*smallModel(), MovieRow{12}, {.k = 3, .metric = Metric::Cosine, .includeUntrained = {}});
        QVERIFY(list.has_value());
        QCOMPARE(list->size(), 3U);
    }

    void theNearestUsers()
    {
        // User 5 (1, 0, 0, 0): user 1 and user 4 both at 1/√2, then the others at 0.
        const auto list =
            neighbours(*smallModel(), UserRow{1}, {.k = 3, .metric = Metric::Cosine, .includeUntrained = {}});
        QVERIFY(list.has_value());
        QCOMPARE(list->size(), 3U);
        QCOMPARE((*list)[0].user.value, 5U);
        QCOMPARE((*list)[1].user.value, 6U);
        QCOMPARE((*list)[2].user.value, 2U);
        QVERIFY(std::abs((*list)[0].score - 0.70710678F) < 1e-6F);
    }

    void badRowsAreErrorsInWords()
    {
        const auto model = smallModel();
        QCOMPARE(neighbours(*model, MovieRow{0}).error().code, ErrorCode::InvalidOption);
        QCOMPARE(neighbours(*model, MovieRow{13}).error().code, ErrorCode::InvalidOption);
        QVERIFY(neighbours(*model, UserRow{7}).error().message.find("User 7 rated no film above 3") == 0);
    }

    void similaritiesEqualTheDefinition_data()
    {
        QTest::addColumn<int>("metric");
        QTest::addColumn<int>("dimension");
        for (const auto metric : {Metric::Cosine, Metric::Dot})
            for (const int dimension : {1, 5, 64, 131})
                QTest::addRow("%s, dimension %d", std::string(nameOf(metric)).c_str(), dimension)
                    << int(metric) << dimension;
    }

    void similaritiesEqualTheDefinition()
    {
        QFETCH(int, metric);
        QFETCH(int, dimension);
        const auto model = randomModel({.users = 20, .movies = 700, .dimension = std::uint32_t(dimension), .seed = 11});
        const auto list =
            neighbours(*model, MovieRow{300}, {.k = 0, .metric = Metric(metric), .includeUntrained = true});
        QCOMPARE(list->size(), 699U);
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto [movie, score] = (*list)[i];
            const auto expected =
                similarityByDefinition(model->movies().row(300), model->movies().row(movie.value), Metric(metric));
            QVERIFY(std::abs(double{score} - expected) < 1e-5);
            QVERIFY(i == 0 || (*list)[i - 1].score >= score);
            QCOMPARE(similarity(*model, MovieRow{300}, movie, Metric(metric)), score);  // the same bits
            QCOMPARE(similarity(*model, movie, MovieRow{300}, Metric(metric)), score);
        }
        const auto few =
            neighbours(*model, MovieRow{300}, {.k = 7, .metric = Metric(metric), .includeUntrained = true});
        QCOMPARE(rowsOf(*few), rowsOf(std::span(*list).first(7)));
    }

    void productsAreTheSameBitsInEveryShape()
    {
        // Alone, in a column and at every place of a strip and of a panel.
        const auto model = randomModel({.users = 1, .movies = 99, .dimension = 77, .seed = 21});
        const auto table = model->movies();
        const PackedRows packed(table);
        ProductStrip strip(table.columns, packed.rows());
        std::vector<float> column(table.rows);
        for (std::size_t shift = 0; shift < ProductStrip::rowsAtOnce(); ++shift)
            for (std::size_t first = shift; first < table.rows; first += ProductStrip::rowsAtOnce()) {
                const auto count = std::min(ProductStrip::rowsAtOnce(), table.rows - first);
                parallelFor(1, [&](std::size_t) { strip.compute(table, first, count, packed, 0, packed.rows()); });
                for (std::size_t i = 0; i < count; ++i) {
                    dotProducts(table, table.row(first + i), column);
                    QVERIFY(std::ranges::equal(strip.row(i), column));
                    QCOMPARE(dotProduct(table.row(first + i), table.row(50)), column[50]);
                }
            }
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
        static const auto model = randomModel({.users = 10, .movies = 20'000, .dimension = 64, .seed = 4});
        static const auto one = [] {
            const ThreadLimit limit(1);
            return *neighbours(*model, MovieRow{5}, {.k = 0, .metric = Metric::Cosine, .includeUntrained = true});
        }();
        const ThreadLimit limit(threads);
        const ThreadCensus census(threads);
        const auto list = neighbours(*model, MovieRow{5}, {.k = 0, .metric = Metric::Cosine, .includeUntrained = true});
        QVERIFY(std::ranges::equal(*list, one, [](const ScoredMovie& a, const ScoredMovie& b) {
            return a.movie == b.movie && a.score == b.score;
        }));
        QCOMPARE(census.threads(), threads);
    }

    void namesOfMetricsReadBack()
    {
        for (const auto metric : {Metric::Cosine, Metric::Dot})
            QCOMPARE(metricFromName(nameOf(metric)), std::optional(metric));
        QVERIFY(!metricFromName("euclid"));
    }
};

QTEST_GUILESS_MAIN(TestNeighbours)
#include "tst_neighbours.moc"
