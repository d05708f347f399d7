// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/small_model.h"
#include "ui/inspector/group_facts.h"

#include <QTest>

#include <cmath>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

Group groupOf(bool ofFilms, std::vector<std::uint32_t> rows)
{
    Group group;
    group.ofFilms = ofFilms;
    group.rows = std::move(rows);
    group.model = smallModel();
    group.films = FilmTexts::of(group.model->catalogue());
    return group;
}

bool isNear(double value, double expected)
{
    return std::abs(value - expected) < 1e-5;
}

}  // namespace

class TestGroupFacts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void threeFilmsByHand()
    {
        const auto facts = groupFacts(groupOf(true, {1, 2, 3}));
        QCOMPARE(facts.count, std::size_t{3});
        QCOMPARE(facts.all, std::size_t{12});
        QCOMPARE(facts.medianRatings, 2.0);  // 5, 2, 1
        QVERIFY(facts.meanRating && isNear(*facts.meanRating, (5 + 4 + 4 + 3 + 3 + 5 + 1 + 4) / 8.0));
        QVERIFY(facts.meanCosine && isNear(*facts.meanCosine, (0.8 + 0.6 + 0.96) / 3));
        QCOMPARE(facts.mostRated.size(), std::size_t{3});
        QCOMPARE(facts.mostRated[0], (std::pair<std::uint32_t, std::size_t>(1, 5)));
        QCOMPARE(facts.mostRated[1].first, 2U);
        // The unit vectors add up to (2.4, 1.4).
        const double length = std::hypot(2.4, 1.4);
        QCOMPARE(facts.typical.size(), std::size_t{3});
        QCOMPARE(facts.typical[0].first, 2U);
        QVERIFY(isNear(facts.typical[0].second, (0.8 * 2.4 + 0.6 * 1.4) / length));
        QCOMPARE(facts.typical[1].first, 3U);
        QCOMPARE(facts.typical[2].first, 1U);
        QVERIFY(isNear(facts.typical[2].second, 2.4 / length));
    }

    void genresAndDecadesStandAgainstAll()
    {
        const auto facts = groupFacts(groupOf(true, {1, 2, 3}));
        QCOMPARE(facts.genres.size(), std::size_t{2});
        QCOMPARE(facts.genres[0].first, GenreGroup::SciFi);
        QCOMPARE(facts.genres[0].second.here, std::size_t{2});
        QCOMPARE(facts.genres[0].second.all, std::size_t{4});
        QVERIFY(isNear(facts.genres[0].second.shareHere, 2 / 3.0));
        QVERIFY(isNear(facts.genres[0].second.shareInAll, 4 / 12.0));
        QCOMPARE(facts.genres[1].first, GenreGroup::Action);
        QCOMPARE(facts.genres[1].second.all, std::size_t{2});
        QCOMPARE(facts.decades.size(), std::size_t{2});
        QCOMPARE(facts.decades[0].first, 1970);
        QCOMPARE(facts.decades[0].second.here, std::size_t{1});
        QCOMPARE(facts.decades[0].second.all, std::size_t{2});
        QCOMPARE(facts.decades[1].first, 1980);
        QCOMPARE(facts.decades[1].second.here, std::size_t{2});
    }

    void oneFilmHasNoPairs()
    {
        const auto facts = groupFacts(groupOf(true, {12}));
        QVERIFY(!facts.meanCosine);
        QCOMPARE(facts.typical.size(), std::size_t{1});
        QVERIFY(isNear(facts.typical[0].second, 1));
        QCOMPARE(facts.genres[0].first, GenreGroup::None);
        QVERIFY(facts.decades.empty());
    }

    void usersHaveNeitherGenresNorDecades()
    {
        const auto facts = groupFacts(groupOf(false, {1, 2, 6}));
        QCOMPARE(facts.count, std::size_t{3});
        QCOMPARE(facts.all, std::size_t{6});
        QVERIFY(facts.genres.empty() && facts.decades.empty());
        QCOMPARE(facts.medianRatings, 5.0);  // 5, 5, 3
        QCOMPARE(facts.typical.size(), std::size_t{3});
        // Cosines 1–2 0, 1–6 √½, 2–6 0.
        QVERIFY(facts.meanCosine && isNear(*facts.meanCosine, std::sqrt(0.5) / 3));
    }

    void listsEndWhereAsked()
    {
        const auto facts = groupFacts(groupOf(true, {1, 2, 3, 4, 5, 6}), 2);
        QCOMPARE(facts.typical.size(), std::size_t{2});
        QCOMPARE(facts.mostRated.size(), std::size_t{2});
        QCOMPARE(groupFacts(groupOf(true, {})).count, std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestGroupFacts)
#include "tst_group_facts.moc"
