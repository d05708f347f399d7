// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/metric_table.h"
#include "engine/evaluate/metrics.h"

#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "tests/support/environment.h"
#include "tests/support/fixed_scorer.h"
#include "tests/support/reference.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

bool near(double a, double b)
{
    return std::abs(a - b) <= 1e-12;
}

/// The films of step/metrics.json, moved by one so that row 0 is the unknown film.
PositivesByUser positives(const std::vector<std::vector<std::uint32_t>>& films)
{
    PositivesByUser result{{0}, {}};
    for (const auto& list : films) {
        for (const auto film : list)
            result.movies.push_back({film + 1});
        result.offsets.push_back(result.movies.size());
    }
    return result;
}

std::vector<std::vector<float>> withUnknown(std::vector<std::vector<float>> scores, float unknown)
{
    for (auto& row : scores)
        row.insert(row.begin(), unknown);
    return scores;
}

}  // namespace

class TestMetrics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFiguresOfTheReferenceAreReproduced()
    {
        PROJECTIONIST_REQUIRE(referenceFolder());
        const auto expected = metricsCase(*referenceFolder());
        auto counts = expected.trainingCount;
        counts.insert(counts.begin(), 0);
        // The unknown film scores highest of all and must not show.
        const FixedScorer scorer(withUnknown(expected.scores, 100));
        const std::vector<int> ks{expected.k};
        const auto metrics = rankingMetrics(scorer, positives(expected.seen), positives(expected.test), counts, {}, ks);
        QVERIFY(metrics);
        const auto& mean = metrics->front().mean;
        QCOMPARE(metrics->front().users, std::size_t{5});
        QVERIFY(near(mean.recall, expected.mean.recall));
        QVERIFY(near(mean.truncatedRecall, expected.mean.truncatedRecall));
        QVERIFY(near(mean.precision, expected.mean.precision));
        QVERIFY(near(mean.ndcg, expected.mean.ndcg));
        QVERIFY(near(mean.hit, expected.mean.hit));
        QVERIFY(near(mean.reciprocalRank, expected.mean.reciprocalRank));
    }

    void theListsOfTheReferenceAreReproduced()
    {
        PROJECTIONIST_REQUIRE(referenceFolder());
        const auto expected = metricsCase(*referenceFolder());
        auto counts = expected.trainingCount;
        counts.insert(counts.begin(), 0);
        // The lists of all six users count here, so the one without a test film gets one.
        auto test = expected.test;
        test.back().push_back(0);
        const FixedScorer scorer(withUnknown(expected.scores, 100));
        const std::vector<int> ks{expected.k};
        const auto metrics = rankingMetrics(scorer, positives(expected.seen), positives(test), counts, {}, ks);
        QVERIFY(near(metrics->front().lists.coverage, expected.coverage));
        QVERIFY(near(metrics->front().lists.gini, expected.gini));
        QVERIFY(near(metrics->front().lists.noveltyBits, expected.noveltyBits));
    }

    void everyUserOfTheReferenceIsReproduced()
    {
        PROJECTIONIST_REQUIRE(referenceFolder());
        const auto expected = metricsCase(*referenceFolder());
        for (std::size_t user = 0; user < expected.users.size(); ++user) {
            if (!expected.users[user].counts)
                continue;
            std::vector<MovieRow> list, relevant;
            for (const auto film : expected.rankedLists[user])
                list.push_back({film});
            for (const auto film : expected.test[user])
                relevant.push_back({film});
            const auto metrics = userMetrics(list, relevant, expected.k);
            QVERIFY(near(metrics.recall, expected.users[user].recall));
            QVERIFY(near(metrics.truncatedRecall, expected.users[user].truncatedRecall));
            QVERIFY(near(metrics.precision, expected.users[user].precision));
            QVERIFY(near(metrics.ndcg, expected.users[user].ndcg));
            QVERIFY(near(metrics.hit, expected.users[user].hit));
            QVERIFY(near(metrics.reciprocalRank, expected.users[user].reciprocalRank));
        }
    }

    /// Two relevant films, one of them at rank 2 of 3: gain 1/log2(3), ideal 1 + 1/log2(3).
    void recallInTheMeansIsOfWhatCouldBeHit()
    {
        const std::vector<MovieRow> list{{4}, {2}, {7}};
        const std::vector<MovieRow> relevant{{2}, {9}};
        const auto metrics = userMetrics(list, relevant, 1);
        QCOMPARE(metrics.truncatedRecall, 0.0);
        const auto three = userMetrics(list, relevant, 3);
        QVERIFY(near(three.truncatedRecall, 0.5));
        QVERIFY(near(three.ndcg, (1 / std::log2(3.0)) / (1 + 1 / std::log2(3.0))));
        QVERIFY(near(three.reciprocalRank, 0.5));
    }

    void aFilmThatMayNotBeListedIsAMiss()
    {
        const FixedScorer scorer({{0, 5, 4, 3}});
        const std::vector<std::uint32_t> counts{0, 0, 2, 1};
        const std::vector<int> ks{1};
        const auto all = rankingMetrics(scorer, positives({{}}), positives({{0}}), counts, {}, ks);
        QCOMPARE(all->front().mean.hit, 1.0);
        const auto trained =
            rankingMetrics(scorer, positives({{}}), positives({{0}}), counts, {false, false, true, true}, ks);
        QCOMPARE(trained->front().users, std::size_t{1});
        QCOMPARE(trained->front().mean.hit, 0.0);
    }

    /// Four films listed 4, 0, 0 and 2 times: sorted 0, 0, 2, 4, so Gini is (1 · 2 + 3 · 4) / (4 · 6). Films 1 and 2
    /// hold half of the 10 positives; film 4's two places lie outside. The unknown film's numbers do not count.
    void listFiguresByHand()
    {
        const std::vector<std::uint32_t> listed{9, 4, 0, 0, 2};
        const std::vector<std::uint32_t> counts{50, 4, 3, 2, 1};
        const auto metrics = listMetrics(listed, counts);
        QCOMPARE(metrics.coverage, 0.5);
        QVERIFY(near(metrics.gini, (4.0 * 3 + 2.0 * 1) / (4.0 * 6)));
        QVERIFY(near(metrics.longTailShare, 2.0 / 6.0));
        QVERIFY(near(metrics.noveltyBits, -(4 * std::log2(5.0 / 14) + 2 * std::log2(2.0 / 14)) / 6));
    }

    void theIntervalIsThatOfTheMeanOverUsers()
    {
        // Hits of four users: 1, 1, 1, 0. Mean 0.75, sample variance 0.25, standard error 0.25.
        const FixedScorer scorer({{0, 2, 1}, {0, 2, 1}, {0, 2, 1}, {0, 2, 1}});
        const std::vector<std::uint32_t> counts{0, 1, 1};
        const std::vector<int> ks{1};
        const auto metrics =
            rankingMetrics(scorer, positives({{}, {}, {}, {}}), positives({{0}, {0}, {0}, {1}}), counts, {}, ks);
        QVERIFY(near(metrics->front().mean.hit, 0.75));
        QVERIFY(near(metrics->front().interval95.hit, 1.96 * 0.25));
    }

    /// Two users with one place each: 1 bit and 2 bits. Mean 1.5, variance 0.5, standard error 0.5; and one of the two
    /// places is in the long tail.
    void noveltyAndLongTailHaveIntervalsToo()
    {
        const FixedScorer scorer({{0, 2, 1}, {0, 1, 2}});
        const std::vector<std::uint32_t> counts{0, 3, 1};  // (3 + 1) / (4 + 2), (1 + 1) / (4 + 2)
        const std::vector<int> ks{1};
        const auto metrics = rankingMetrics(scorer, positives({{}, {}}), positives({{0}, {1}}), counts, {}, ks);
        const auto& at = metrics->front();
        const double often = -std::log2(4.0 / 6), seldom = -std::log2(2.0 / 6);
        QVERIFY(near(at.lists.noveltyBits, (often + seldom) / 2));
        QVERIFY(near(at.listIntervals95.noveltyBits, 1.96 * (seldom - often) / 2));
        QVERIFY(near(at.lists.longTailShare, 0.5));
        QVERIFY(near(at.listIntervals95.longTailShare, 1.96 * 0.5));
    }

    void listsAreThoseOfTheDefinition_data()
    {
        QTest::addColumn<int>("movies");
        QTest::addColumn<int>("values");  // few: ties abound
        for (const int movies : {2, 3, 17, 18, 80, 133, 3000, 20'000}) {
            for (const int values : {1, 3, 300, 1'000'000})
                QTest::addRow("%d films, %d values", movies, values) << movies << values;
        }
    }

    /// Sorted by definition: higher scores first, ties by lower row; neither seen films nor others than candidates nor
    /// what is no number.
    void listsAreThoseOfTheDefinition()
    {
        QFETCH(int, movies);
        QFETCH(int, values);
        const auto rows = static_cast<std::uint32_t>(movies);
        Random random(11);
        const std::vector<int> ks{1, 10, 100};
        const std::vector<std::uint32_t> counts(rows, 1);
        std::vector<bool> candidates(rows, true);
        for (std::uint32_t movie = 1; movie < rows; ++movie)
            candidates[movie] = random.below(5) > 0;
        std::vector<std::vector<float>> scores(3, std::vector<float>(rows));
        std::vector<std::vector<std::uint32_t>> seen(3), test(3);
        std::vector<UserMetrics> sums(ks.size());
        for (std::size_t user = 0; user < 3; ++user) {
            for (std::uint32_t movie = 0; movie < rows; ++movie) {
                scores[user][movie] = float(random.below(std::uint64_t(values))) - 1.0F;
                if (movie % 31 == 30)
                    scores[user][movie] = NAN;
                if (movie > 0 && random.below(4) == 0)
                    (random.below(2) == 0 ? seen : test)[user].push_back(movie - 1);
            }
            test[user].push_back(rows - 2);
            std::ranges::sort(test[user]);
            test[user].erase(std::ranges::unique(test[user]).begin(), test[user].end());
            std::vector<MovieRow> list;
            for (std::uint32_t movie = 1; movie < rows; ++movie) {
                if (candidates[movie] && !std::isnan(scores[user][movie]) &&
                    !std::ranges::binary_search(seen[user], movie - 1))
                    list.push_back({movie});
            }
            std::ranges::stable_sort(list, std::greater{}, [&](MovieRow movie) { return scores[user][movie.value]; });
            const auto relevant = positives({test[user]});
            for (std::size_t place = 0; place < ks.size(); ++place) {
                const auto one = userMetrics(list, relevant.movies, ks[place]);
                sums[place].ndcg += one.ndcg / 3;
                sums[place].recall += one.recall / 3;
                sums[place].reciprocalRank += one.reciprocalRank / 3;
            }
        }
        const auto metrics =
            rankingMetrics(FixedScorer(scores), positives(seen), positives(test), counts, candidates, ks);
        for (std::size_t place = 0; place < ks.size(); ++place) {
            QVERIFY(near((*metrics)[place].mean.ndcg, sums[place].ndcg));
            QVERIFY(near((*metrics)[place].mean.recall, sums[place].recall));
            QVERIFY(near((*metrics)[place].mean.reciprocalRank, sums[place].reciprocalRank));
        }
    }

    void everyMetricIsDefinedInOneSentence()
    {
        EvaluationRow line;
        line.ranks.accuracies = {{10, {.1, .01}, Figure{.2, .02}}};
        MetricsAtK at;
        at.mean = {.3, .4, .5, .6, .7, .8};
        at.interval95 = {.03, .04, .05, .06, .07, .08};
        at.lists = {.9, .11, 12, .13};
        at.listIntervals95 = {1.2, .013};
        line.metrics = {at};
        const std::vector<double> values{.1, .2, .3, .4, .5, .6, .7, .8, .9, .11, 12, .13};
        QCOMPARE(metricDescriptions().size(), values.size());
        for (std::size_t place = 0; place < values.size(); ++place) {
            const auto& metric = metricDescriptions()[place];
            const auto value = metric.at(line, 0);
            QVERIFY(value);
            QCOMPARE(value->value, values[place]);
            const bool none = metric.name == "coverage" || metric.name == "gini";
            QCOMPARE(value->halfInterval95.has_value(), !none);
            if (!none)
                QVERIFY(near(*value->halfInterval95, values[place] / 10));
            QVERIFY(!metric.at(line, 1));
            QVERIFY(metric.meaning.ends_with('.') && metric.meaning.find(". ") == std::string_view::npos);
        }
    }

    void metricsHaveNames()
    {
        EpochRecord epoch;
        epoch.metrics = RankingMetrics{.users = 1,
                                       .recallAt10 = .1,
                                       .recallAt20 = .2,
                                       .ndcgAt10 = .3,
                                       .ndcgAt20 = .4,
                                       .hitRateAt10 = .5,
                                       .mrr = .6};
        epoch.holdoutSeenHidden = TopKHits{10, {1, 2, 3, 4, 5}};
        const std::vector<double> expected{.3, .4, .1, .2, .5, .6, .1, .2, .3, .4, .5};
        QCOMPARE(metricNames().size(), expected.size());
        for (std::size_t place = 0; place < expected.size(); ++place)
            QVERIFY(near(metricByName(epoch, metricNames()[place]).value_or(-1), expected[place]));
        QVERIFY(!metricByName(epoch, "ndcg@11"));
        QVERIFY(!metricByName({}, "ndcg@10"));
    }

    void threadsDoNotChangeABit()
    {
        Random random(5);
        Matrix users(2000, 16), movies(400, 16);
        for (auto& value : users.values())
            value = random.uniform(-1, 1);
        for (auto& value : movies.values())
            value = random.uniform(-1, 1);
        const auto scorer = dotScorer(users, movies);
        std::vector<std::vector<std::uint32_t>> seen(2000), test(2000);
        for (std::size_t user = 0; user < 2000; ++user) {
            for (int place = 0; place < 5; ++place)
                seen[user].push_back(static_cast<std::uint32_t>(random.below(399)));
            std::ranges::sort(seen[user]);
            test[user].push_back(static_cast<std::uint32_t>(random.below(399)));
        }
        const std::vector<std::uint32_t> counts(400, 3);
        const std::vector<int> ks{5, 20};
        const auto measure = [&](int threads) {
            const ThreadLimit limit(threads);
            return *rankingMetrics(*scorer, positives(seen), positives(test), counts, {}, ks);
        };
        const auto alone = measure(1);
        for (const int threads : {2, 3, 8}) {
            const auto together = measure(threads);
            for (std::size_t place = 0; place < 2; ++place) {
                QCOMPARE(together[place].mean.ndcg, alone[place].mean.ndcg);
                QCOMPARE(together[place].interval95.ndcg, alone[place].interval95.ndcg);
                QCOMPARE(together[place].lists.gini, alone[place].lists.gini);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
