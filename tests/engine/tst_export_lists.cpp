// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/export_lists.h"
#include "tests/support/small_model.h"

#include <QTest>

#include <functional>
#include <string>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

std::string textOf(const std::function<void(CsvWriter&)>& write)
{
    std::string text;
    CsvWriter csv([&](std::string_view piece) {
        text += piece;
        return true;
    });
    write(csv);
    return csv.finish() ? text : "failed";
}

}  // namespace

class TestExportLists : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recommendationsOfSeveralUsersStandInOneTable()
    {
        const auto model = smallModel();
        const auto text = textOf([&](CsvWriter& csv) {
            writeRunCard(csv, *model, {});
            writeRecommendationHeader(csv);
            const RecommendOptions options{.k = 2, .hide = Hide::Liked, .includeUntrained = true};
            for (const UserRow user : {UserRow{1}, UserRow{5}})
                QVERIFY(writeRecommendations(csv, *model, user, *recommend(*model, user, options)));
        });
        QCOMPARE(text, std::string("user_id,rank,film_id,title,score,year,genres,ratings\n"
                                   "5,1,30,Solaris (1972),3,1972,Drama|Sci-Fi,2\n"
                                   "5,2,20,Solaris (2002),3,2002,Drama|Sci-Fi,1\n"
                                   "1,1,120,Star Wars (1977),2.5,1977,Action|Adventure|Sci-Fi,5\n"
                                   "1,2,80,Sense and Sensibility (1995),2.5,1995,Drama|Romance,3\n"));
    }

    void titlesWithCommasAreQuotedAndMissingYearsAreEmpty()
    {
        const auto model = smallModel();
        const auto list = std::vector<ScoredMovie>{{MovieRow{4}, 0.5F}, {MovieRow{12}, 0.1F}};
        const auto text = textOf([&](CsvWriter& csv) { writeNeighbours(csv, *model, list); });
        QCOMPARE(text, std::string("rank,film_id,title,similarity,year,genres,ratings\n"
                                   "1,90,\"Rock, The (1996)\",0.5,1996,Action|Thriller,2\n"
                                   "2,10,unknown,0.1,,,2\n"));
    }

    void neighboursOfUsers()
    {
        const auto text = textOf([&](CsvWriter& csv) {
            writeNeighbours(csv, *smallModel(), std::vector<ScoredUser>{{UserRow{5}, 0.75F}, {UserRow{6}, -0.5F}});
        });
        QCOMPARE(text, std::string("rank,user_id,similarity\n1,1,0.75\n2,4,-0.5\n"));
    }

    void pairs()
    {
        const auto text = textOf([&](CsvWriter& csv) {
            writePairHeader(csv);
            const std::vector<SimilarPair> list{{MovieRow{10}, MovieRow{11}, 1.0F}, {MovieRow{1}, MovieRow{4}, 0.25F}};
            QVERIFY(writePairs(csv, *smallModel(), list));
        });
        QCOMPARE(text, std::string("film_id_a,title_a,film_id_b,title_b,similarity,ratings_a,ratings_b\n"
                                   "30,Solaris (1972),20,Solaris (2002),1,2,1\n"
                                   "120,Star Wars (1977),90,\"Rock, The (1996)\",0.25,5,2\n"));
    }

    void simulatedDataSaysSoBeforeTheHeader()
    {
        auto parts = smallModelParts();
        parts.card.simulated = true;
        const auto model = makeModel(std::move(parts));
        const auto text = textOf([&](CsvWriter& csv) {
            writeRunCard(csv, *model, {});
            writePairHeader(csv);
        });
        QVERIFY(text.starts_with("# Simulated data"));
        QVERIFY(text.find("\nfilm_id_a,") != std::string::npos);
    }

    void theRunCardIsAComment()
    {
        const auto model = smallModel();
        const auto text = textOf([&](CsvWriter& csv) {
            writeRunCard(csv, *model, {.runCard = true});
            writePairHeader(csv);
        });
        const auto card = text.substr(0, text.find("\nfilm_id_a,") + 1);
        std::string json;
        for (std::size_t begin = 0; begin < card.size();) {
            const auto end = card.find('\n', begin);
            QVERIFY(card.compare(begin, 2, "# ") == 0);
            json += card.substr(begin + 2, end - begin - 1);
            begin = end + 1;
        }
        const auto read = RunCard::fromJson(json);
        QVERIFY(read.has_value());
        QCOMPARE(read->toJson(), model->card().toJson());
    }

    void aFilmUnderTwoIdsLeadsWithTheFirst()
    {
        auto catalogue = smallCatalogueParts();
        catalogue.key = Key::Title;
        catalogue.movies[1].ids = {"120", "7"};
        auto parts = smallModelParts();
        parts.catalogue = *Catalogue::make(std::move(catalogue));
        const auto model = makeModel(std::move(parts));
        const auto text = textOf([&](CsvWriter& csv) {
            writeNeighbours(csv, *model, std::vector<ScoredMovie>{{MovieRow{1}, 1.0F}});
        });
        QVERIFY(text.find("\n1,120,Star Wars (1977),1,") != std::string::npos);
    }

    void aFullSinkEndsTheWriting()
    {
        CsvWriter csv([](std::string_view) { return false; });
        const auto model = randomModel({.users = 1, .movies = 20'000, .dimension = 2});
        const auto list = *recommend(*model, UserRow{1}, {.k = 0, .hide = Hide::Nothing, .includeUntrained = true});
        QVERIFY(!writeRecommendations(csv, *model, UserRow{1}, list));
    }
};

QTEST_GUILESS_MAIN(TestExportLists)
#include "tst_export_lists.moc"
