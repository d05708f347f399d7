// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/retrieve/recommend.h"
#include "tests/support/small_model.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

std::vector<std::uint32_t> rowsOf(std::span<const ScoredMovie> list)
{
    std::vector<std::uint32_t> rows;
    for (const auto& entry : list)
        rows.push_back(entry.movie.value);
    return rows;
}

using Rows = std::vector<std::uint32_t>;

bool same(std::span<const ScoredMovie> a, std::span<const ScoredMovie> b)
{
    return std::ranges::equal(a, b, [](const ScoredMovie& left, const ScoredMovie& right) {
        return left.movie == right.movie && left.score == right.score;
    });
}

double dotByDefinition(std::span<const float> a, std::span<const float> b)
{
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k)
        sum += double{a[k]} * double{b[k]};
    return sum;
}

/// Scores all, leaves out, sorts all: in float64.
std::vector<std::pair<double, std::uint32_t>> listByDefinition(const Model& model, UserRow user, Hide hide,
                                                               bool untrained, std::uint32_t minimumRatings)
{
    const auto& catalogue = model.catalogue();
    std::set<std::uint32_t> hidden;
    const auto [begin, end] = catalogue.ratingsOfUser(user);
    for (auto rating = begin; rating < end; ++rating)
        if (hide == Hide::Rated || (hide == Hide::Liked && catalogue.parts().ratingValues[rating] > 3))
            hidden.insert(catalogue.parts().ratingMovies[rating].value);
    std::vector<std::pair<double, std::uint32_t>> list;
    for (std::uint32_t row = 1; row < model.movies().rows; ++row)
        if (!hidden.contains(row) && (untrained || model.isTrained({row})) &&
            catalogue.ratingCount({row}) >= minimumRatings)
            list.emplace_back(-dotByDefinition(model.users().row(user.value), model.movies().row(row)), row);
    std::ranges::sort(list);
    return list;
}

const RecommendOptions everything{.k = 0, .hide = Hide::Nothing, .includeUntrained = true, .minimumRatings = 0};

}  // namespace

class TestRecommend : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theHighestScoresComeFirstAndTiesGoToTheLowerRow()
    {
        // User 1: (½, 0, ½, 0). Scores: 3.5 for both Solaris, 2.5 for Star Wars and Sense, 2 for Empire and Emma, …
        const auto model = smallModel();
        const auto list = recommend(*model, UserRow{5}, {.k = 6, .hide = Hide::Nothing, .includeUntrained = {}});
        QVERIFY(list.has_value());
        QCOMPARE(rowsOf(*list), (Rows{10, 11, 1, 5, 2, 6}));
        QCOMPARE((*list)[0].score, 3.5F);
        QCOMPARE((*list)[2].score, 2.5F);
        QCOMPARE((*list)[5].score, 2.0F);
    }

    void whatIsHiddenIsLeftOut_data()
    {
        QTest::addColumn<int>("hide");
        QTest::addColumn<Rows>("rows");
        // User 5, (1, 0, 0, 0), liked 1 to 4 and rated 5 besides.
        QTest::newRow("liked") << int(Hide::Liked) << Rows{10, 11, 5, 6, 7, 8, 9};
        QTest::newRow("rated") << int(Hide::Rated) << Rows{10, 11, 6, 7, 8, 9};
        QTest::newRow("nothing") << int(Hide::Nothing) << Rows{1, 2, 3, 10, 11, 4, 5, 6, 7, 8, 9};
    }

    void whatIsHiddenIsLeftOut()
    {
        QFETCH(int, hide);
        QFETCH(Rows, rows);
        const auto list = recommend(*smallModel(), UserRow{1}, {.k = 0, .hide = Hide(hide), .includeUntrained = {}});
        QVERIFY(list.has_value());
        QCOMPARE(rowsOf(*list), rows);
    }

    void heldOutFilmsThatWereLikedAreHiddenToo()
    {
        const auto model = makeModel(smallRunParts());  // film 4 of user 5 is held out; film 8 is left untrained
        const auto list = recommend(*model, UserRow{1}, {.k = 0, .hide = Hide::Liked, .includeUntrained = {}});
        QVERIFY(list.has_value());
        QCOMPARE(rowsOf(*list), (Rows{10, 11, 5, 6, 7, 9}));
    }

    void untrainedFilmsAreListedOnlyWhenWanted()
    {
        const auto with = [](const std::string& preset, std::optional<bool> untrained) {
            auto parts = smallModelParts();
            parts.card.basePreset = preset;
            const auto list = recommend(*makeModel(std::move(parts)), UserRow{1},
                                        {.k = 0, .hide = Hide::Nothing, .includeUntrained = untrained});
            return std::ranges::count(rowsOf(*list), 12U) == 1;
        };
        QVERIFY(!with("balanced", {}));
        QVERIFY(with("tutorial", {}));
        QVERIFY(with("balanced", true));
        QVERIFY(!with("tutorial", false));
    }

    void filmsWithFewRatingsAreLeftOutOnRequest()
    {
        const auto model = smallModel();
        const auto list = recommend(*model, UserRow{1},
                                    {.k = 0, .hide = Hide::Nothing, .includeUntrained = true, .minimumRatings = 3});
        QVERIFY(list.has_value());
        for (const auto& entry : *list)
            QVERIFY(model->catalogue().ratingCount(entry.movie) >= 3);
        QVERIFY(rowsOf(*list).front() == 1);
    }

    void aUserWithoutAVectorIsToldWhy()
    {
        const auto list = recommend(*smallModel(), UserRow{7});
        QVERIFY(!list.has_value());
        QCOMPARE(list.error().code, ErrorCode::InvalidOption);
        QCOMPARE(list.error().message, std::string("User 7 rated no film above 3, so the model has no vector for them. "
                                                   "Choose another user."));
    }

    void theUnknownUserAndRowsBeyondTheTableAreErrors()
    {
        QVERIFY(!recommend(*smallModel(), UserRow{0}).has_value());
        QVERIFY(!recommend(*smallModel(), UserRow{4'000'000'000}).has_value());
    }

    void listsEqualTheDefinition_data()
    {
        QTest::addColumn<int>("dimension");
        QTest::addColumn<int>("k");
        QTest::addColumn<int>("hide");
        QTest::addColumn<bool>("untrained");
        QTest::addColumn<int>("minimumRatings");
        for (const int dimension : {1, 7, 64})
            for (const int k : {1, 10, 0, 100'000})
                QTest::addRow("dimension %d, k %d", dimension, k) << dimension << k << int(Hide::Liked) << false << 0;
        QTest::newRow("nothing hidden") << 16 << 25 << int(Hide::Nothing) << true << 0;
        QTest::newRow("rated hidden, three ratings") << 16 << 25 << int(Hide::Rated) << false << 3;
    }

    void listsEqualTheDefinition()
    {
        QFETCH(int, dimension);
        QFETCH(int, k);
        QFETCH(int, hide);
        QFETCH(bool, untrained);
        QFETCH(int, minimumRatings);
        const auto model = randomModel(
            {.users = 20, .movies = 700, .dimension = std::uint32_t(dimension), .ratingsPerUser = 100, .seed = 3});
        const RecommendOptions options{.k = std::size_t(k),
                                       .hide = Hide(hide),
                                       .includeUntrained = untrained,
                                       .minimumRatings = std::uint32_t(minimumRatings)};
        for (std::uint32_t user = 1; user <= 20; ++user) {
            const auto list = recommend(*model, {user}, options);
            const auto expected = listByDefinition(*model, {user}, options.hide, untrained, options.minimumRatings);
            QVERIFY(list.has_value());
            QCOMPARE(list->size(), k == 0 ? expected.size() : std::min(expected.size(), std::size_t(k)));
            for (std::size_t i = 0; i < list->size(); ++i) {
                QVERIFY(std::abs(double{(*list)[i].score} + expected[i].first) < 1e-5);
                QVERIFY(i == 0 || (*list)[i - 1].score >= (*list)[i].score);
            }
        }
    }

    void oneUserAndAllUsersGetTheSameBits_data()
    {
        QTest::addColumn<int>("threads");
        QTest::addColumn<int>("k");
        for (const int threads : {1, 2, 3})
            for (const int k : {5, 0})
                QTest::addRow("%d threads, k %d", threads, k) << threads << k;
    }

    void oneUserAndAllUsersGetTheSameBits()
    {
        QFETCH(int, threads);
        QFETCH(int, k);
        const auto model =
            randomModel({.users = 2000, .movies = 1300, .dimension = 33, .ratingsPerUser = 20, .seed = 5});
        const ThreadLimit limit(threads);
        const ThreadCensus census(threads);
        const RecommendOptions options{.k = std::size_t(k), .hide = Hide::Rated, .includeUntrained = {}};
        std::uint32_t next = 1;
        bool equal = true;
        const auto ended = recommendAll(*model, options, [&](UserRow user, std::span<const ScoredMovie> list) {
            equal = equal && user.value == next++;
            if (user.value % 97 == 1)  // recommend() itself is tested above
                equal = equal && same(list, *recommend(*model, user, options));
            return equal;
        });
        QVERIFY(ended);
        QVERIFY(equal);
        QCOMPARE(next, 2001U);
        QCOMPARE(census.threads(), threads);
    }

    void aScoreIsTheSameInEveryPlace()
    {
        const auto model = randomModel({.users = 60, .movies = 500, .dimension = 129, .seed = 8});
        std::vector<float> scores(model->movies().rows);
        std::map<std::uint32_t, float> fromFilms;
        for (const auto& entry : usersFor(*model, MovieRow{17}, 0))
            fromFilms[entry.user.value] = entry.score;
        QCOMPARE(fromFilms.size(), 60U);
        for (std::uint32_t user = 1; user <= 60; ++user) {
            scoresOf(*model, {user}, scores);
            const auto list = recommend(*model, {user}, everything);
            QCOMPARE(list->size(), 500U);
            for (const auto& entry : *list)
                QCOMPARE(entry.score, scores[entry.movie.value]);
            QCOMPARE(fromFilms[user], scores[17]);
            QVERIFY(std::abs(double{scores[0]} - dotByDefinition(model->users().row(user), model->movies().row(0))) <
                    1e-5);
        }
    }

    void usersForAFilmAreRankedAndTiesGoToTheLowerRow()
    {
        // Star Wars, (5, 0, 0, 0): users 5 and 4 give 5, user 1 gives 2.5, the others 0.
        const auto users = usersFor(*smallModel(), MovieRow{1}, 4);
        QCOMPARE(users.size(), 4U);
        QCOMPARE(users[0].user.value, 1U);
        QCOMPARE(users[1].user.value, 6U);
        QCOMPARE(users[2].user.value, 5U);
        QCOMPARE(users[2].score, 2.5F);
        QCOMPARE(users[3].user.value, 2U);
    }

    void scoresThatAreNoNumbersAreNotListed()
    {
        auto parts = smallModelParts();
        parts.movies.row(3)[0] = std::numeric_limits<float>::quiet_NaN();
        const auto list = recommend(*makeModel(std::move(parts)), UserRow{1}, everything);
        QVERIFY(list.has_value());
        QCOMPARE(rowsOf(*list), (Rows{1, 2, 10, 11, 12, 4, 5, 6, 7, 8, 9}));
    }

    void aSinkEndsTheLists()
    {
        int lists = 0;
        QVERIFY(recommendAll(*smallModel(), {}, [&](UserRow, std::span<const ScoredMovie>) { return ++lists < 3; }));
        QCOMPARE(lists, 3);
    }

    void aStopEndsTheLists()
    {
        const auto model = smallModel();
        std::stop_source source;
        int lists = 0;
        const auto sink = [&](UserRow, std::span<const ScoredMovie>) {
            source.request_stop();
            return ++lists > 0;
        };
        QVERIFY(!recommendAll(*model, {}, sink, source.get_token()));
        QCOMPARE(lists, 1);
    }

    void progressRisesToTheNumberOfUsers()
    {
        const auto model = randomModel({.users = 300, .movies = 100, .dimension = 8});
        std::uint64_t last = 0;
        bool rises = true;
        recommendAll(
            *model, {}, [](UserRow, std::span<const ScoredMovie>) { return true; }, {},
            [&](const Progress& progress) {
                rises = rises && progress.done >= last && progress.total == 300;
                last = progress.done;
            });
        QVERIFY(rises);
        QCOMPARE(last, 300U);
    }

    void namesOfHidingReadBack()
    {
        for (const auto hide : {Hide::Liked, Hide::Rated, Hide::Nothing})
            QCOMPARE(hideFromName(nameOf(hide)), std::optional(hide));
        QVERIFY(!hideFromName("all"));
    }
};

QTEST_GUILESS_MAIN(TestRecommend)
#include "tst_recommend.moc"
