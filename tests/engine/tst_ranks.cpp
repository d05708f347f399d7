// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/metrics.h"

#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "tests/support/fixed_scorer.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

struct Case {
    std::vector<std::vector<float>> scores;
    std::vector<UserRow> users;
    std::vector<MovieRow> movies;
    PositivesByUser seen;
};

/// Scores of few different values, so that ties abound.
Case randomCase(std::size_t users, std::size_t movies, std::size_t rows, unsigned seed)
{
    Random random(seed);
    Case result;
    result.scores.assign(users, std::vector<float>(movies));
    result.seen.offsets = {0};
    for (auto& row : result.scores) {
        for (auto& score : row)
            score = float(random.below(200));
        std::set<std::uint32_t> seen;
        for (int place = 0; place < 6; ++place)
            seen.insert(static_cast<std::uint32_t>(1 + random.below(movies - 1)));
        for (const auto movie : seen)
            result.seen.movies.push_back({movie});
        result.seen.offsets.push_back(result.seen.movies.size());
    }
    for (std::size_t row = 0; row < rows; ++row) {
        result.users.push_back({static_cast<std::uint32_t>(random.below(users))});
        result.movies.push_back({static_cast<std::uint32_t>(1 + random.below(movies - 1))});
    }
    return result;
}

/// By definition: sorts nothing away, looks at every candidate.
RankCounts naiveRanks(const Case& data)
{
    RankCounts result;
    result.seenHidden.emplace();
    for (std::size_t row = 0; row < data.users.size(); ++row) {
        const auto& scores = data.scores[data.users[row].value];
        const auto seen = data.seen.of(data.users[row]);
        std::size_t all = 0, hidden = 0;
        for (std::uint32_t movie = 1; movie < scores.size(); ++movie) {
            const bool higher = scores[movie] > scores[data.movies[row].value];
            all += higher ? 1 : 0;
            hidden += higher && !std::ranges::binary_search(seen, MovieRow{movie}) ? 1 : 0;
        }
        ++result.all.rows;
        ++result.seenHidden->rows;
        for (std::size_t place = 0; place < topKs.size(); ++place) {
            result.all.hits[place] += all < std::size_t(topKs[place]) ? 1 : 0;
            result.seenHidden->hits[place] += hidden < std::size_t(topKs[place]) ? 1 : 0;
        }
    }
    return result;
}

}  // namespace

class TestRanks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTieIsNoStrictlyHigherScore()
    {
        // Film 2 ties with film 3 and is beaten by nobody; film 1 has two above it. The unknown film (9) never counts.
        const FixedScorer scorer({{9, 1, 5, 5}});
        const std::vector<UserRow> users{{0}, {0}, {0}};
        const std::vector<MovieRow> movies{{2}, {3}, {1}};
        const auto ranks = countRanks(scorer, users, movies, nullptr);
        QVERIFY(ranks);
        QCOMPARE(ranks->all, (TopKHits{3, {2, 3, 3, 3, 3}}));
        QVERIFY(!ranks->seenHidden);
    }

    void hidingSeenFilmsMovesTheOthersUp()
    {
        const FixedScorer scorer({{0, 5, 4, 3}});
        const std::vector<UserRow> users{{0}, {0}};
        const std::vector<MovieRow> movies{{3}, {2}};
        // Film 2 is itself seen and stays a candidate.
        const PositivesByUser seen{{0, 2}, {{1}, {2}}};
        const auto ranks = countRanks(scorer, users, movies, &seen);
        QCOMPARE(ranks->all, (TopKHits{2, {0, 2, 2, 2, 2}}));
        QCOMPARE(*ranks->seenHidden, (TopKHits{2, {2, 2, 2, 2, 2}}));
    }

    void ranksAreThoseOfTheDefinition_data()
    {
        QTest::addColumn<int>("users");
        QTest::addColumn<int>("movies");
        QTest::newRow("one film") << 3 << 2;
        QTest::newRow("fewer films than lanes") << 5 << 7;
        QTest::newRow("one more than a lane") << 5 << 10;
        QTest::newRow("many users") << 300 << 133;
        QTest::newRow("many films") << 20 << 5000;
    }

    void ranksAreThoseOfTheDefinition()
    {
        QFETCH(int, users);
        QFETCH(int, movies);
        const auto data = randomCase(std::size_t(users), std::size_t(movies), 700, 3);
        const FixedScorer scorer(data.scores);
        const auto naive = naiveRanks(data);
        for (const int threads : {1, 2, 3, 8}) {
            const ThreadLimit limit(threads);
            const auto ranks = countRanks(scorer, data.users, data.movies, &data.seen);
            QCOMPARE(ranks->all, naive.all);
            QCOMPARE(*ranks->seenHidden, *naive.seenHidden);
        }
    }

    void randomRanksAreExpectedHits()
    {
        // 200 candidates: 1, 5, 10, 50, 100 of 200; of 1,000 rows 5, 25, 50, 250, 500.
        const std::vector<UserRow> users(1000, UserRow{0});
        const std::vector<MovieRow> movies(1000, MovieRow{1});
        PositivesByUser seen{{0, 0}, {}};
        for (std::uint32_t movie = 1; movie <= 101; ++movie)
            seen.movies.push_back({movie});
        seen.offsets[1] = 101;
        const auto ranks = expectedRandomRanks(201, users, movies, &seen);
        QVERIFY(ranks);
        QCOMPARE(ranks->all, (TopKHits{1000, {5, 25, 50, 250, 500}}));
        // Film 1 is seen and stays: 100 candidates.
        QCOMPARE(*ranks->seenHidden, (TopKHits{1000, {10, 50, 100, 500, 1000}}));
        const std::vector<int> ks{7};
        const auto seventh = expectedRandomRanks(201, users, movies, &seen, ks)->accuracies.front();
        QVERIFY(std::abs(seventh.all.value - 7.0 / 200) < 1e-12);
        QVERIFY(std::abs(seventh.seenHidden->value - 7.0 / 100) < 1e-12);
        std::stop_source stopped;
        stopped.request_stop();
        QVERIFY(!expectedRandomRanks(201, users, movies, &seen, ks, stopped.get_token()));
    }

    /// Three users with 1, 2 and 1 rows and 1, 1 and 0 hits in the first place: p = 2 / 4. The linear part of the ratio
    /// is Σ (hits − p · rows)² = 0.25 + 0 + 0.25, times 3 / 2, under the root, divided by 4 rows.
    void theIntervalOfAccuracyIsOverUsersNotRows()
    {
        const FixedScorer scorer({{0, 3, 2, 1}, {0, 3, 2, 1}, {0, 3, 2, 1}});
        const std::vector<UserRow> users{{0}, {1}, {1}, {2}};
        const std::vector<MovieRow> movies{{1}, {1}, {2}, {3}};
        const PositivesByUser seen{{0, 0, 0, 2}, {{1}, {2}}};
        const std::vector<int> ks{1, 2};
        const auto ranks = countRanks(scorer, users, movies, &seen, {}, ks);
        QCOMPARE(ranks->accuracies.size(), std::size_t{2});
        const auto& first = ranks->accuracies[0];
        QCOMPARE(first.k, 1);
        QCOMPARE(first.all.value, 0.5);
        QVERIFY(std::abs(first.all.halfInterval95 - 1.96 * std::sqrt(0.5 * 1.5) / 4) < 1e-12);
        QCOMPARE(first.seenHidden->value, 0.75);  // user 2 has seen the two films above film 3
        QCOMPARE(ranks->accuracies[1].all.value, 0.75);
        QVERIFY(countRanks(scorer, users, movies, nullptr, {}, ks)->accuracies[0].seenHidden == std::nullopt);
    }

    void popularityGivesEveryUserTheCounts()
    {
        const std::vector<std::uint32_t> counts{0, 7, 3, 9};
        const auto scorer = popularityScorer(counts, 2);
        QCOMPARE(scorer->users(), std::size_t{2});
        std::vector<float> scores(8);
        scorer->score(0, 2, scores);
        QCOMPARE(scores, (std::vector<float>{0, 7, 3, 9, 0, 7, 3, 9}));
    }

    void aStopGivesNothing()
    {
        const auto data = randomCase(20, 20, 50, 1);
        std::stop_source source;
        source.request_stop();
        QVERIFY(!countRanks(FixedScorer(data.scores), data.users, data.movies, nullptr, source.get_token()));
    }
};

QTEST_GUILESS_MAIN(TestRanks)
#include "tst_ranks.moc"
