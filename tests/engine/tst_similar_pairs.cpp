// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/retrieve/similar_pairs.h"
#include "tests/support/small_model.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

/// Every pair by similarity(), sorted: the yardstick. Straightforward and slow.
std::vector<SimilarPair> pairsByDefinition(const Model& model, Metric metric, bool untrained = true,
                                           std::uint32_t minimumRatings = 0)
{
    const auto qualifies = [&](MovieRow row) {
        return (untrained || model.isTrained(row)) && model.catalogue().ratingCount(row) >= minimumRatings;
    };
    std::vector<SimilarPair> pairs;
    for (MovieRow i{1}; i.value < model.movies().rows; ++i.value)
        for (MovieRow j{i.value + 1}; j.value < model.movies().rows; ++j.value)
            if (qualifies(i) && qualifies(j)) {
                const bool swapped = model.catalogue().ratingCount(j) > model.catalogue().ratingCount(i);
                pairs.push_back({swapped ? j : i, swapped ? i : j, similarity(model, i, j, metric)});
            }
    std::ranges::sort(pairs, [](const SimilarPair& x, const SimilarPair& y) {
        return std::tuple(-x.similarity, x.a, x.b) < std::tuple(-y.similarity, y.a, y.b);
    });
    return pairs;
}

std::uint64_t countByDefinition(const std::vector<SimilarPair>& pairs, float threshold)
{
    return std::uint64_t(std::ranges::count_if(pairs, [=](const SimilarPair& p) { return p.similarity >= threshold; }));
}

bool samePair(const SimilarPair& x, const SimilarPair& y)
{
    return x.a == y.a && x.b == y.b && x.similarity == y.similarity;
}

bool same(std::span<const SimilarPair> x, std::span<const SimilarPair> y)
{
    return std::ranges::equal(x, y, samePair);
}

bool same(const SimilarPairs& x, const SimilarPairs& y)
{
    const auto lowest = -std::numeric_limits<float>::infinity();
    const auto all = std::numeric_limits<std::size_t>::max();
    return std::ranges::equal(x.histogram(), y.histogram()) && x.low() == y.low() && x.high() == y.high() &&
           same(x.pairsAtLeast(lowest, all), y.pairsAtLeast(lowest, all));
}

PairOptions allFilms(Metric metric = Metric::Cosine)
{
    return {.metric = metric, .minimumRatings = 0, .includeUntrained = true, .only = {}};
}

std::shared_ptr<const Model> films(std::uint32_t movies, std::uint32_t dimension, std::uint64_t seed = 1)
{
    return randomModel({.users = 60, .movies = movies, .dimension = dimension, .seed = seed});
}

constexpr auto all = std::numeric_limits<std::size_t>::max();

/// Few different vectors, so that similarities are tied by the hundred.
std::shared_ptr<const Model> filmsWithTies(std::uint32_t movies)
{
    auto parts = randomModelParts({.users = 60, .movies = movies, .dimension = 2});
    for (std::uint32_t row = 1; row <= movies; ++row) {
        parts.movies.row(row)[0] = row % 3 == 0 ? 1.0F : 0.0F;
        parts.movies.row(row)[1] = row % 5 == 0 ? 1.0F : 0.0F;
    }
    return makeModel(std::move(parts));
}

}  // namespace

class TestSimilarPairs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePairsOfTheSmallModel()
    {
        // 10–11 are equal (1.00); 2–3, 6–7 have .96; then 1–2, 3–4, 5–6, 5–10, 5–11, 7–8 … .80.
        const auto pairs = SimilarPairs::compute(
            smallModel(), {.metric = Metric::Cosine, .minimumRatings = 0, .includeUntrained = {}, .only = {}});
        QCOMPARE(pairs->films(), 11U);
        QCOMPARE(pairs->filmsLeftOut(), 1U);
        QCOMPARE(pairs->pairs(), 55U);
        QVERIFY(pairs->closest().has_value());
        QCOMPARE(pairs->closest()->a, MovieRow{10});  // two ratings against one
        QCOMPARE(pairs->closest()->b, MovieRow{11});
        QCOMPARE(pairs->countAtLeast(0.99F), 1U);
        QCOMPARE(pairs->countAtLeast(0.95F), 3U);
        QCOMPARE(pairs->countAtLeast(-1.0F), 55U);
        QCOMPARE(pairs->pairsAtLeast(0.95F, 2).size(), 2U);
        QVERIFY(same(pairs->pairsAtLeast(-1.0F, all), pairsByDefinition(*smallModel(), Metric::Cosine, false)));
    }

    void theMoreOftenRatedFilmComesFirst()
    {
        const auto model = films(80, 4);
        const auto& catalogue = model->catalogue();
        const auto pairs = SimilarPairs::compute(model, allFilms());
        for (const auto& pair : pairs->pairsAtLeast(-1.0F, all)) {
            const auto a = catalogue.ratingCount(pair.a), b = catalogue.ratingCount(pair.b);
            QVERIFY(a > b || (a == b && pair.a < pair.b));
        }
    }

    void pairsEqualTheDefinition_data()
    {
        QTest::addColumn<int>("movies");
        QTest::addColumn<int>("dimension");
        QTest::addColumn<int>("metric");
        for (const auto metric : {Metric::Cosine, Metric::Dot})
            for (const auto& [movies, dimension] :
                 {std::pair(1, 8), {2, 8}, {3, 1}, {31, 5}, {520, 16}, {1100, 3}, {90, 600}})
                QTest::addRow("%d films, dimension %d, %s", movies, dimension, std::string(nameOf(metric)).c_str())
                    << movies << dimension << int(metric);
    }

    void pairsEqualTheDefinition()
    {
        QFETCH(int, movies);
        QFETCH(int, dimension);
        QFETCH(int, metric);
        const auto model = films(std::uint32_t(movies), std::uint32_t(dimension));
        const auto expected = pairsByDefinition(*model, Metric(metric));
        const auto pairs = SimilarPairs::compute(model, allFilms(Metric(metric)), 1'000'000);
        QCOMPARE(pairs->films(), std::size_t(movies));
        QCOMPARE(pairs->pairs(), expected.size());
        QVERIFY(same(pairs->pairsAtLeast(-std::numeric_limits<float>::infinity(), all), expected));
        QCOMPARE(pairs->closest().has_value(), !expected.empty());
        QCOMPARE(std::accumulate(pairs->histogram().begin(), pairs->histogram().end(), std::uint64_t{0}),
                 pairs->pairs());
        for (std::size_t i = 0; i <= SimilarPairs::binCount; i += 25)
            QCOMPARE(pairs->countAtLeast(pairs->edge(i)), countByDefinition(expected, pairs->edge(i)));
        for (const auto& pair : expected)
            QVERIFY(pair.similarity >= pairs->low() && pair.similarity <= pairs->high());
    }

    void everyPositionOfTheSliderHasTheExactCount_data()
    {
        QTest::addColumn<int>("keep");
        QTest::newRow("from the list") << 1'000'000;
        QTest::newRow("from the histogram") << 0;
        QTest::newRow("from both") << 5'000;
    }

    void everyPositionOfTheSliderHasTheExactCount()
    {
        QFETCH(int, keep);
        static const auto model = films(600, 6, 9);
        static const auto expected = pairsByDefinition(*model, Metric::Cosine);
        const auto pairs = SimilarPairs::compute(model, allFilms(), std::size_t(keep));
        for (int position = -1000; position <= 1000; ++position) {
            const auto threshold = static_cast<float>(position / 1000.0);
            QCOMPARE(pairs->edge(std::size_t(position + 1000)), threshold);
            QCOMPARE(pairs->countAtLeast(threshold), countByDefinition(expected, threshold));
        }
    }

    void theHistogramHoldsWhatLiesBetweenItsEdges_data()
    {
        QTest::addColumn<int>("metric");
        QTest::addColumn<float>("factor");
        QTest::newRow("cosine") << int(Metric::Cosine) << 1.0F;
        for (const float factor : {1.0F, 1e-8F, 12345.0F, 3e15F})
            QTest::addRow("dot product, vectors times %g", double{factor}) << int(Metric::Dot) << factor;
    }

    void theHistogramHoldsWhatLiesBetweenItsEdges()
    {
        QFETCH(int, metric);
        QFETCH(float, factor);
        auto parts = randomModelParts({.users = 9, .movies = 300, .dimension = 5});
        for (auto& value : parts.movies.values())
            value *= factor;
        const auto model = makeModel(std::move(parts));
        const auto expected = pairsByDefinition(*model, Metric(metric));
        const auto pairs = SimilarPairs::compute(model, allFilms(Metric(metric)));
        std::vector<std::uint64_t> counts(SimilarPairs::binCount);
        for (const auto& pair : expected) {
            std::size_t bin = SimilarPairs::binCount - 1;
            while (bin > 0 && pair.similarity < pairs->edge(bin))
                --bin;
            ++counts[bin];
        }
        QVERIFY(std::ranges::equal(counts, pairs->histogram()));
        for (std::size_t i = 0; i < SimilarPairs::binCount; ++i)
            QVERIFY(pairs->edge(i) < pairs->edge(i + 1));
        QCOMPARE(pairs->low(), pairs->edge(0));
        QCOMPARE(pairs->high(), pairs->edge(SimilarPairs::binCount));
        QVERIFY(metric == int(Metric::Cosine) || counts.back() + counts[SimilarPairs::binCount - 2] < 45'000);
    }

    void dotProductsFarFromZeroAreToldApart()
    {
        auto parts = randomModelParts({.users = 9, .movies = 100, .dimension = 2});
        for (std::uint32_t row = 1; row <= 100; ++row) {
            parts.movies.row(row)[0] = 100;
            parts.movies.row(row)[1] = static_cast<float>(row) * 1e-3F;
        }
        const auto model = makeModel(std::move(parts));
        const auto expected = pairsByDefinition(*model, Metric::Dot);
        const auto pairs = SimilarPairs::compute(model, allFilms(Metric::Dot), 1);
        for (std::size_t i = 0; i <= SimilarPairs::binCount; ++i)
            QCOMPARE(pairs->countAtLeast(pairs->edge(i)), countByDefinition(expected, pairs->edge(i)));
    }

    void equalDotProductsHaveARangeToo()
    {
        for (const float value : {0.0F, 2.0F, -7.5F}) {
            auto parts = randomModelParts({.users = 3, .movies = 4, .dimension = 1});
            for (auto& entry : parts.movies.values())
                entry = std::sqrt(std::abs(value));
            parts.movies.row(1)[0] *= value < 0 ? -1.0F : 1.0F;
            const auto model = makeModel(std::move(parts));
            const auto pairs = SimilarPairs::compute(
                model, {.metric = Metric::Dot, .minimumRatings = 0, .includeUntrained = true, .only = [](MovieRow row) {
                            return row.value < 3;
                        }});
            QCOMPARE(pairs->pairs(), 1U);
            QVERIFY(pairs->low() < pairs->high());
            QVERIFY(pairs->low() <= pairs->closest()->similarity && pairs->closest()->similarity <= pairs->high());
        }
    }

    void theListIsCutWithoutLosingCount_data()
    {
        QTest::addColumn<int>("keep");
        for (const int keep : {0, 1, 7, 1000, 5000, 100'000})
            QTest::addRow("%d kept", keep) << keep;
    }

    void theListIsCutWithoutLosingCount()
    {
        QFETCH(int, keep);
        for (const auto& model : {films(300, 4, 2), filmsWithTies(300)}) {
            const auto expected = pairsByDefinition(*model, Metric::Cosine);
            const auto pairs = SimilarPairs::compute(model, allFilms(), std::size_t(keep));
            const auto kept = std::min(expected.size(), std::size_t(std::max(keep, 1)));
            const auto list = pairs->pairsAtLeast(-1.0F, all);
            QVERIFY(same(list, std::span(expected).first(kept)));
            for (std::size_t i = 0; i < kept; i += std::max<std::size_t>(kept / 50, 1)) {
                const auto threshold = list[i].similarity;
                const auto count = countByDefinition(expected, threshold);
                QCOMPARE(pairs->countAtLeast(threshold), count);
                QCOMPARE(pairs->isListed(threshold), count <= kept);
                if (count <= kept)
                    QCOMPARE(pairs->pairsAtLeast(threshold, all).size(), std::size_t(count));
            }
            QCOMPARE(pairs->countAtLeast(list.back().similarity), countByDefinition(expected, list.back().similarity));
            QCOMPARE(pairs->isListed(-2.0F), kept == expected.size());
            QCOMPARE(pairs->countAtLeast(-2.0F), expected.size());
            QCOMPARE(pairs->countAtLeast(2.0F), 0U);
            QCOMPARE(pairs->countAtLeast(std::numeric_limits<float>::quiet_NaN()), 0U);
            QCOMPARE(pairs->pairsAtLeast(-1.0F, 3).size(), std::min<std::size_t>(kept, 3));
        }
    }

    void filmsThatDoNotQualifyAreLeftOut()
    {
        const auto model = films(150, 4);
        const auto expected = pairsByDefinition(*model, Metric::Cosine, false, 3);
        const auto pairs = SimilarPairs::compute(
            model, {.metric = Metric::Cosine, .minimumRatings = 3, .includeUntrained = false, .only = {}});
        QVERIFY(pairs->filmsLeftOut() > 0);
        QCOMPARE(pairs->films() + pairs->filmsLeftOut(), 150U);
        QVERIFY(same(pairs->pairsAtLeast(-1.0F, all), expected));
    }

    void theModelsPresetSetsTheMinimum()
    {
        for (const std::string preset : {"tutorial", "balanced"}) {
            auto parts = randomModelParts({.users = 100, .movies = 100, .dimension = 4, .ratingsPerUser = 20});
            parts.card.basePreset = preset;
            const auto model = makeModel(std::move(parts));
            const auto pairs = SimilarPairs::compute(
                model, {.metric = Metric::Cosine, .minimumRatings = {}, .includeUntrained = {}, .only = {}});
            std::size_t expected = 0;
            for (std::uint32_t row = 1; row <= 100; ++row)
                expected +=
                    preset == "tutorial" || (model->isTrained({row}) && model->catalogue().ratingCount({row}) >= 20);
            QCOMPARE(pairs->films(), expected);
            QVERIFY(preset == "tutorial" || (expected > 2 && expected < 100));
        }
    }

    void onlyTheFilmsAskedForTakePart()
    {
        const auto model = films(50, 4);
        const auto pairs = SimilarPairs::compute(
            model, {.metric = Metric::Cosine, .minimumRatings = 0, .includeUntrained = true, .only = [](MovieRow row) {
                        return row.value % 2 == 0;
                    }});
        QCOMPARE(pairs->films(), 25U);
        for (const auto& pair : pairs->pairsAtLeast(-1.0F, all))
            QVERIFY(pair.a.value % 2 == 0 && pair.b.value % 2 == 0);
    }

    void threadsDoNotChangeABit_data()
    {
        QTest::addColumn<int>("threads");
        QTest::addColumn<int>("metric");
        for (const int threads : {1, 2, 3, 7})
            for (const auto metric : {Metric::Cosine, Metric::Dot})
                QTest::addRow("%d, %s", threads, std::string(nameOf(metric)).c_str()) << threads << int(metric);
    }

    void threadsDoNotChangeABit()
    {
        QFETCH(int, threads);
        QFETCH(int, metric);
        static const auto models = {films(3000, 24, 6), filmsWithTies(3000)};
        for (const auto& model : models) {
            const auto compute = [&](int limitTo) {
                const ThreadLimit limit(limitTo);
                return SimilarPairs::compute(model, allFilms(Metric(metric)), 10'000);
            };
            const auto one = compute(1);
            const ThreadCensus census(threads);
            QVERIFY(same(*one, *compute(threads)));
            QCOMPARE(census.threads(), threads);
        }
    }

    void eachPairComesOnceHoweverManyThereAre_data()
    {
        QTest::addColumn<int>("movies");
        QTest::addColumn<float>("threshold");
        QTest::addColumn<bool>("ties");
        QTest::newRow("one run") << 400 << 0.5F << false;
        QTest::newRow("none") << 50 << 1.5F << false;
        QTest::newRow("all of few") << 400 << -1.0F << false;
        QTest::newRow("more than are held: in slices, sorted throughout") << 3000 << -1.0F << false;
        QTest::newRow("one similarity for millions: in waves") << 3400 << 0.0F << true;
    }

    void eachPairComesOnceHoweverManyThereAre()
    {
        QFETCH(int, movies);
        QFETCH(float, threshold);
        QFETCH(bool, ties);
        const auto model = ties ? filmsWithTies(std::uint32_t(movies)) : films(std::uint32_t(movies), 3, 4);
        const auto count = SimilarPairs::compute(model, allFilms(), 1)->countAtLeast(threshold);
        std::vector<SimilarPair> pairs;
        std::size_t runs = 0, longest = 0;
        const auto complete = forEachPair(model, allFilms(), threshold, [&](std::span<const SimilarPair> run) {
            const auto inOrder = [](const SimilarPair& x, const SimilarPair& y) {
                return std::tuple(-x.similarity, x.a, x.b) < std::tuple(-y.similarity, y.a, y.b);
            };
            if (run.empty() || !std::ranges::is_sorted(run, inOrder))
                return false;
            pairs.insert(pairs.end(), run.begin(), run.end());
            longest = std::max(longest, run.size());
            return ++runs > 0;
        });
        QVERIFY(complete);
        QCOMPARE(pairs.size(), std::size_t(count));
        QVERIFY(longest <= 4'200'000);
        QVERIFY(runs <= 1 || count > 1'000'000);
        QVERIFY(ties || std::ranges::is_sorted(pairs, std::ranges::greater{}, &SimilarPair::similarity));
        const auto key = [](const SimilarPair& pair) { return std::uint64_t{pair.a.value} << 32 | pair.b.value; };
        std::ranges::sort(pairs, {}, key);
        QVERIFY(std::ranges::adjacent_find(pairs, {}, key) == pairs.end());
        QVERIFY(std::ranges::all_of(pairs, [=](const SimilarPair& pair) { return pair.similarity >= threshold; }));
    }

    void aSinkEndsTheStream()
    {
        int runs = 0;
        QVERIFY(forEachPair(filmsWithTies(3400), allFilms(), 0.0F,
                            [&](std::span<const SimilarPair>) { return ++runs < 2; }));
        QCOMPARE(runs, 2);
    }

    void aStopTakesEffectWithin50Milliseconds()
    {
        const auto model = films(20'000, 128);  // some seconds of work
        using Clock = std::chrono::steady_clock;
        auto shortest = Clock::duration::max();
        for (int tries = 0; tries < 10 && shortest > std::chrono::milliseconds(50);
             ++tries) {  // the machine may be busy
            std::stop_source source;
            std::atomic<bool> begun = false;
            Clock::time_point asked;
            std::jthread stopper([&] {
                begun.wait(false);
                asked = Clock::now();
                source.request_stop();
            });
            const auto pairs = SimilarPairs::compute(model, allFilms(), 1000, source.get_token(), [&](const Progress&) {
                begun = true;
                begun.notify_all();
            });
            const auto ended = Clock::now();
            stopper.join();
            QVERIFY(pairs == nullptr);
            shortest = std::min(shortest, ended - asked);
        }
        QVERIFY2(shortest < std::chrono::milliseconds(50),
                 qPrintable(QString::number(double(shortest.count()) * 1e-6)));
    }

    void aStopBeforehandGivesNothing()
    {
        std::stop_source source;
        source.request_stop();
        QVERIFY(SimilarPairs::compute(smallModel(), allFilms(), 10, source.get_token()) == nullptr);
        QVERIFY(!forEachPair(
            smallModel(), allFilms(), 0, [](std::span<const SimilarPair>) { return true; }, source.get_token()));
    }

    void progressRisesToItsTotal()
    {
        std::uint64_t last = 0, total = 0;
        bool rises = true;
        const auto pairs = SimilarPairs::compute(films(2000, 8), allFilms(), 100, {}, [&](const Progress& progress) {
            rises = rises && progress.done >= last && !progress.stage.empty();
            last = progress.done;
            total = progress.total;
        });
        QVERIFY(pairs != nullptr);
        QVERIFY(rises);
        QVERIFY(total > 0);
        QCOMPARE(last, total);
    }
};

QTEST_GUILESS_MAIN(TestSimilarPairs)
#include "tst_similar_pairs.moc"
