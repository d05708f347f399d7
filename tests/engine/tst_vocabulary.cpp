// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/catalogue.h"
#include "engine/data/open_dataset.h"
#include "tests/support/environment.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <array>
#include <cmath>
#include <fstream>
#include <limits>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

/// Films 1 and 3 share a title; users 5 and 10 have two positives each, user 9 one, user 2 none.
std::shared_ptr<const Dataset> smallData()
{
    DatasetParts parts;
    parts.name = "small";
    parts.users = {{"2", {}, {}, {}}, {"5", 31, "F", "artist"}, {"9", {}, {}, {}}, {"10", {}, {}, {}}};
    parts.movies = {{"1", "Rock, The (1996)", 1996, {"Action"}, true},
                    {"2", "Am\xC3\xA9lie (2001)", 2001, {}, true},
                    {"3", "Rock, The (1996)", 1996, {"Drama"}, true},
                    {"4", "Star Wars (1977)", 1977, {}, true},
                    {"12", "12", {}, {}, false},
                    {"7", "Psycho (1960)", 1960, {}, true},
                    {"8", "Psycho (1998)", 1998, {}, true}};
    const std::vector<std::array<int, 4>> rows = {// user, film, rating, time
                                                  {3, 0, 5, 10}, {1, 1, 4, 11}, {0, 3, 2, 12}, {3, 2, 4, 13},
                                                  {2, 3, 5, 14}, {1, 3, 4, 15}, {2, 0, 1, 16}, {1, 2, 3, 17}};
    for (const auto& row : rows) {
        parts.ratingUsers.push_back({static_cast<std::uint32_t>(row[0])});
        parts.ratingMovies.push_back({static_cast<std::uint32_t>(row[1])});
        parts.ratingValues.push_back(static_cast<float>(row[2]));
        parts.ratingTimes.push_back(row[3]);
    }
    return *Dataset::make(std::move(parts));
}

std::vector<std::string> linesOf(const std::filesystem::path& path)
{
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        lines.push_back(line);
    return lines;
}

}  // namespace

class TestVocabulary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void orderIsThatOfTheReference()
    {
        const auto data = dataFolder();
        const auto reference = referenceFolder();
        PROJECTIONIST_REQUIRE(data);
        PROJECTIONIST_REQUIRE(reference);
        const auto dataset = openDataset({*data / "ml-100k"});
        QVERIFY(dataset);
        const auto made = Catalogue::make(**dataset, Key::Title, 3.0F);
        QVERIFY(made);
        const auto& catalogue = **made;
        std::vector<std::string> users, movies;
        for (std::uint32_t row = 0; row < catalogue.userRows(); ++row)
            users.push_back(catalogue.user(UserRow{row}).id);
        for (std::uint32_t row = 0; row < catalogue.movieRows(); ++row)
            movies.push_back(catalogue.movie(MovieRow{row}).title);
        QCOMPARE(users, linesOf(*reference / "tutorial/user_vocabulary.txt"));
        QCOMPARE(movies, linesOf(*reference / "tutorial/movie_vocabulary.txt"));
        QCOMPARE(catalogue.allUsers(), std::size_t{944});
        QCOMPARE(catalogue.user(UserRow{943}).id, std::string("685"));
    }

    void usersComeByPositivesThenById()
    {
        const auto catalogue = *Catalogue::make(*smallData(), Key::Id, 3.0F);
        std::vector<std::string> users;
        for (const auto& user : catalogue->parts().users)
            users.push_back(user.id);
        // 10 and 5 have two positives each (10 is the larger number), 9 has one, 2 none and so no vector.
        QCOMPARE(users, (std::vector<std::string>{"-1", "10", "5", "9", "2"}));
        QCOMPARE(catalogue->userRows(), std::size_t{4});
        QCOMPARE(catalogue->allUsers(), std::size_t{5});
        QCOMPARE(catalogue->user(UserRow{2}).occupation, std::string("artist"));
        QCOMPARE(catalogue->findUser("2")->value, 4U);
        QVERIFY(!catalogue->findUser("-1"));
    }

    void filmsByIdComeInDescendingOrderOfNumbers()
    {
        const auto catalogue = *Catalogue::make(*smallData(), Key::Id, 3.0F);
        std::vector<std::string> films;
        for (const auto& movie : catalogue->parts().movies)
            films.push_back(movie.ids.at(0));
        // 12 stands in no film file: it has no rows there and comes last.
        QCOMPARE(films, (std::vector<std::string>{"[UNK]", "8", "7", "4", "3", "2", "1", "12"}));
        QVERIFY(catalogue->parts().ratingIds.empty());
    }

    void filmsByTitleAreJoinedAndKnowTheirIds()
    {
        const auto catalogue = *Catalogue::make(*smallData(), Key::Title, 3.0F);
        std::vector<std::string> films;
        for (const auto& movie : catalogue->parts().movies)
            films.push_back(movie.title);
        QCOMPARE(films, (std::vector<std::string>{"[UNK]", "Rock, The (1996)", "Star Wars (1977)", "Psycho (1998)",
                                                  "Psycho (1960)", "Am\xC3\xA9lie (2001)", "12"}));
        const auto& rock = catalogue->movie(MovieRow{1});
        QCOMPARE(rock.ids, (std::vector<std::string>{"1", "3"}));
        QCOMPARE(rock.genres, std::vector<std::string>{"Action"});
        QCOMPARE(catalogue->findMovieById("3")->value, 1U);
        QCOMPARE(catalogue->findMovieById("1")->value, 1U);
        QVERIFY(!catalogue->findMovieById("99"));
        // User 10 rated both, first 1, then 3.
        const auto range = catalogue->ratingsOfUser(UserRow{1});
        QCOMPARE(range.end - range.begin, std::size_t{2});
        QCOMPARE(catalogue->filmIdOf(range.begin), std::string("1"));
        QCOMPARE(catalogue->filmIdOf(range.begin + 1), std::string("3"));
        QCOMPARE(catalogue->parts().ratingPositions[range.begin + 1], 3U);
    }

    void filmsKnowWhoRatedThem()
    {
        const auto catalogue = *Catalogue::make(*smallData(), Key::Title, 3.0F);
        const MovieRow rock{1}, starWars{2}, psycho{3};
        QCOMPARE(catalogue->ratingCount(rock), 4U);
        QCOMPARE(catalogue->likedCount(rock), 2U);
        QCOMPARE(catalogue->meanRating(rock), (5.0 + 4 + 1 + 3) / 4);
        QCOMPARE(catalogue->popularityRank(rock), 1U);
        QCOMPARE(catalogue->popularityRank(starWars), 2U);
        QCOMPARE(catalogue->popularityRank(psycho), 4U);  // three films without a rating share the place
        QCOMPARE(catalogue->popularityRank(MovieRow{6}), 4U);
        QCOMPARE(catalogue->popularityRank(MovieRow{0}), 0U);
        QVERIFY(std::isnan(catalogue->meanRating(psycho)));
        std::vector<std::pair<std::uint32_t, float>> raters;
        for (const auto& rater : catalogue->ratersOf(starWars))
            raters.emplace_back(rater.user.value, catalogue->parts().ratingValues[rater.rating]);
        QCOMPARE(raters, (std::vector<std::pair<std::uint32_t, float>>{{2, 4.0F}, {3, 5.0F}, {4, 2.0F}}));
    }

    void filmsAreFoundByAnyOfTheirNames_data()
    {
        QTest::addColumn<QString>("asked");
        QTest::addColumn<int>("row");
        QTest::newRow("the data's title") << "Star Wars (1977)" << 2;
        QTest::newRow("another case") << "star wars (1977)" << 2;
        QTest::newRow("without the year") << "Star Wars" << 2;
        QTest::newRow("as shown") << "The Rock" << 1;
        QTest::newRow("as shown, with the year") << "the rock (1996)" << 1;
        QTest::newRow("the data's without the year") << "Rock, The" << 1;
        QTest::newRow("year without brackets") << "The Rock 1996" << 1;
        QTest::newRow("without the accent") << "amelie" << 5;
        QTest::newRow("with the accent, capitals") << QString::fromUtf8("AMÉLIE") << 5;
        QTest::newRow("spaces around") << "  Star Wars " << 2;
        QTest::newRow("told apart by year") << "Psycho (1998)" << 3;
    }
    void filmsAreFoundByAnyOfTheirNames()
    {
        QFETCH(QString, asked);
        QFETCH(int, row);
        const auto catalogue = *Catalogue::make(*smallData(), Key::Title, 3.0F);
        const auto found = catalogue->findMovieByTitle(asked.toStdString());
        QVERIFY2(found, found ? "" : inFull(found.error()).c_str());
        QCOMPARE(found->value, static_cast<std::uint32_t>(row));
    }

    void filmsThatCannotBeToldApartListTheirIds()
    {
        const auto byId = *Catalogue::make(*smallData(), Key::Id, 3.0F);
        QCOMPARE(
            inFull(byId->findMovieByTitle("Rock, The (1996)").error()),
            std::string("Ambiguous: 2 films are called \"Rock, The (1996)\": ids 1 and 3. Name the film by its id."));
        QCOMPARE(
            inFull(byId->findMovieByTitle("psycho").error()),
            std::string("Ambiguous: 2 films are called \"psycho\": ids 7 (Psycho (1960)) and 8 (Psycho (1998)). Name "
                        "the film by its id."));
    }

    void namesThatNobodyHasGetTheClosest()
    {
        const auto catalogue = *Catalogue::make(*smallData(), Key::Title, 3.0F);
        QCOMPARE(inFull(catalogue->findMovieByTitle("Star Wasr").error()),
                 std::string("NotFound: no film is called \"Star Wasr\". The closest title is \"Star Wars (1977)\"."));
        QCOMPARE(inFull(catalogue->findMovieByTitle("Wars").error()),
                 std::string("NotFound: no film is called \"Wars\". The closest title is \"Star Wars (1977)\"."));
        QCOMPARE(
            inFull(catalogue->findMovieByTitle("Psyco").error()),
            std::string("NotFound: no film is called \"Psyco\". The closest titles are \"Psycho (1998)\" and \"Psycho "
                        "(1960)\"."));
        QCOMPARE(
            inFull(catalogue->findMovieByTitle("Gone with the Wind").error()),
            std::string("NotFound: no film is called \"Gone with the Wind\". Give the title as the data has it, or the "
                        "film's id."));
        QVERIFY(inFull(catalogue->findMovieByTitle("").error()).starts_with("NotFound"));
        QVERIFY(inFull(catalogue->findMovieByTitle("[UNK]").error()).starts_with("NotFound"));
    }

    void unknownIdsSayWhichThereAre()
    {
        const auto catalogue = *Catalogue::make(*smallData(), Key::Title, 3.0F);
        QCOMPARE(catalogue->requireUser("9")->value, 3U);
        QCOMPARE(inFull(catalogue->requireUser("77").error()),
                 std::string(
                     "NotFound: there is no user \"77\". The 4 users have the ids of the rating file, from 2 to 10."));
        QCOMPARE(catalogue->requireMovieById("3")->value, 1U);
        QCOMPARE(
            inFull(catalogue->requireMovieById("77").error()),
            std::string("NotFound: there is no film with the id \"77\". The ids of the 7 films are those of the data, "
                        "from 1 to 12; films can also be named by title."));
    }

    void theDataComesBackOutOfTheCatalogue()
    {
        const auto data = smallData();
        for (const auto key : {Key::Title, Key::Id}) {
            const auto catalogue = *Catalogue::make(*data, key, 3.0F);
            const auto back = catalogue->toDataset();
            QVERIFY2(back, back ? "" : inFull(back.error()).c_str());
            const auto& dataset = **back;
            QCOMPARE(dataset.fingerprint(), data->fingerprint());
            QCOMPARE(dataset.ratingCount(), data->ratingCount());
            for (std::size_t row = 0; row < data->ratingCount(); ++row) {
                QCOMPARE(dataset.user(dataset.ratingUsers()[row]).id, data->user(data->ratingUsers()[row]).id);
                QCOMPARE(dataset.movie(dataset.ratingMovies()[row]).id, data->movie(data->ratingMovies()[row]).id);
                QCOMPARE(dataset.ratingValues()[row], data->ratingValues()[row]);
                QCOMPARE(dataset.ratingTimes()[row], data->ratingTimes()[row]);
            }
            QCOMPARE(dataset.movie(*dataset.findMovie("3")).title, std::string("Rock, The (1996)"));
            QVERIFY(!dataset.movie(*dataset.findMovie("12")).hasTitle);
            // And the same catalogue again.
            const auto again = *Catalogue::make(dataset, key, 3.0F);
            QCOMPARE(again->parts().ratingMovies, catalogue->parts().ratingMovies);
            QCOMPARE(again->parts().ratingPositions, catalogue->parts().ratingPositions);
            QCOMPARE(again->parts().ratingIds, catalogue->parts().ratingIds);
        }
    }

    void partsThatDoNotFitAreRefused()
    {
        using Parts = Catalogue::Parts;
        const auto good = (*Catalogue::make(*smallData(), Key::Title, 3.0F))->parts();
        QVERIFY(Catalogue::make(good));
        const std::vector<std::pair<const char*, std::function<void(Parts&)>>> spoilt = {
            {"rows of the unknown", [](Parts& parts) { parts.movies.clear(); }},
            {"rows of the unknown", [](Parts& parts) { parts.users.clear(); }},
            {"number of users", [](Parts& parts) { parts.usersWithVectors = 9; }},
            {"number of users", [](Parts& parts) { parts.usersWithVectors = 0; }},
            {"has no vector", [](Parts& parts) { parts.usersWithVectors = 2; }},
            {"different lengths", [](Parts& parts) { parts.ratingValues.pop_back(); }},
            {"different lengths", [](Parts& parts) { parts.ratingTimes.pop_back(); }},
            {"different lengths", [](Parts& parts) { parts.ratingPositions.pop_back(); }},
            {"different lengths", [](Parts& parts) { parts.ratingIds.pop_back(); }},
            {"follow one another", [](Parts& parts) { parts.ratingOffsets.pop_back(); }},
            {"follow one another", [](Parts& parts) { parts.ratingOffsets[2] = 100; }},
            {"follow one another", [](Parts& parts) { parts.ratingOffsets[0] = 1; }},
            {"unknown user has ratings", [](Parts& parts) { parts.ratingOffsets[1] = 1; }},
            {"bound", [](Parts& parts) { parts.ratingAbove = std::numeric_limits<float>::quiet_NaN(); }},
            {"no id", [](Parts& parts) { parts.movies[3].ids.clear(); }},
            {"film that is not there", [](Parts& parts) { parts.ratingMovies[3].value = 0; }},
            {"film that is not there", [](Parts& parts) { parts.ratingMovies[3].value = 99; }},
            {"not a finite", [](Parts& parts) { parts.ratingValues[3] = std::numeric_limits<float>::infinity(); }},
            {"same place", [](Parts& parts) { parts.ratingPositions[3] = parts.ratingPositions[4]; }},
            {"same place", [](Parts& parts) { parts.ratingPositions[3] = 8; }},
            {"film id that is not there", [](Parts& parts) { parts.ratingIds[3] = 2; }},
            {"order of the rating file",
             [](Parts& parts) { std::swap(parts.ratingPositions[0], parts.ratingPositions[1]); }},
        };
        for (const auto& [words, spoil] : spoilt) {
            auto parts = good;
            spoil(parts);
            const auto made = Catalogue::make(std::move(parts));
            QVERIFY2(!made, words);
            QVERIFY2(made.error().message.find(words) != std::string::npos, inFull(made.error()).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestVocabulary)
#include "tst_vocabulary.moc"
