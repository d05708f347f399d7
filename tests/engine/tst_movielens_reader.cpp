// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/open_dataset.h"
#include "tests/support/environment.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

using Histogram = std::vector<std::pair<float, std::size_t>>;

}  // namespace

class TestMovieLensReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void movieLens100KHasItsKnownFigures()
    {
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        const auto opened = openDataset({*data / "ml-100k"});
        QVERIFY2(opened, opened ? "" : describe(opened.error()).c_str());
        const auto& dataset = **opened;
        QCOMPARE(dataset.name(), std::string("MovieLens 100K"));
        const auto all = figures(dataset);
        QCOMPARE(all.ratings, std::size_t{100'000});
        QCOMPARE(all.users, std::size_t{943});
        QCOMPARE(all.movies, std::size_t{1682});
        QCOMPARE(all.histogram, (Histogram{{1.0F, 6110}, {2.0F, 11370}, {3.0F, 27145}, {4.0F, 34174}, {5.0F, 21201}}));
        QVERIFY(std::abs(all.meanRating - 3.52986) < 1e-9);
        QCOMPARE(all.firstTime, std::optional<std::int64_t>(874724710));
        QCOMPARE(all.lastTime, std::optional<std::int64_t>(893286638));
        QCOMPARE(all.sharedTitles.size(), std::size_t{18});
        QCOMPARE(all.moviesNeverRated, std::size_t{0});
        QCOMPARE(dataset.report().skippedRows(), std::uint64_t{0});
        QVERIFY(dataset.report().problems.empty());
    }

    void movieLens100KKeepsItsOddTitles()
    {
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        const auto opened = openDataset({*data / "ml-100k"});
        QVERIFY(opened);
        const auto& dataset = **opened;
        const auto title = [&](const char* id) { return dataset.movie(*dataset.findMovie(id)).title; };
        QCOMPARE(title("267"), std::string("unknown"));
        for (const char* id : {"1128", "1201", "1635"})
            QVERIFY2(title(id).starts_with(' ') || title(id).ends_with(' ') ||
                         title(id).find("  ") != std::string::npos,
                     id);
        const auto notAscii = [](const Movie& movie) {
            return std::any_of(movie.title.begin(), movie.title.end(),
                               [](char c) { return static_cast<signed char>(c) < 0; });
        };
        QCOMPARE(std::count_if(dataset.movies().begin(), dataset.movies().end(), notAscii), 9);
        const auto& toyStory = dataset.movie(*dataset.findMovie("1"));
        QCOMPARE(toyStory.year, std::optional<int>(1995));
        QCOMPARE(toyStory.genres, (std::vector<std::string>{"Animation", "Children's", "Comedy"}));
        const auto& first = dataset.user(*dataset.findUser("1"));
        QCOMPARE(first.age, std::optional<int>(24));
        QCOMPARE(first.gender, std::string("M"));
        QCOMPARE(first.occupation, std::string("technician"));
    }

    void latestSmallHasItsKnownFigures()
    {
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        const auto opened = openDataset({*data / "ml-latest-small"});
        QVERIFY2(opened, opened ? "" : describe(opened.error()).c_str());
        const auto& dataset = **opened;
        QCOMPARE(dataset.name(), std::string("ml-latest-small"));
        const auto all = figures(dataset);
        QCOMPARE(all.ratings, std::size_t{100'836});
        QCOMPARE(all.users, std::size_t{610});
        QCOMPARE(all.movies, std::size_t{9742});
        QCOMPARE(all.movies - all.moviesNeverRated, std::size_t{9724});
        QVERIFY(std::abs(all.meanRating - 3.501557) < 1e-6);
        QCOMPARE(all.histogram.front().first, 0.5F);
        QCOMPARE(all.histogram.back().first, 5.0F);
        QCOMPARE(all.histogram.size(), std::size_t{10});
        QCOMPARE(all.firstTime, std::optional<std::int64_t>(828124615));
        QCOMPARE(all.lastTime, std::optional<std::int64_t>(1537799250));
        const auto values = dataset.ratingValues();
        QCOMPARE(std::count_if(values.begin(), values.end(), [](float value) { return value > 3.0F; }), 61716);

        const auto movies = dataset.movies();
        const auto titles = [&] {
            std::map<std::string, int> count;
            for (const auto& movie : movies)
                ++count[movie.title];
            return count.size();
        }();
        QCOMPARE(titles, std::size_t{9737});
        QCOMPARE(std::count_if(movies.begin(), movies.end(), [](const Movie& movie) { return movie.genres.empty(); }),
                 34);
        QCOMPARE(std::count_if(movies.begin(), movies.end(), [](const Movie& movie) { return !movie.year; }), 13);
        const auto notAscii = [](const Movie& movie) {
            return std::any_of(movie.title.begin(), movie.title.end(),
                               [](char c) { return static_cast<signed char>(c) < 0; });
        };
        QCOMPARE(std::count_if(movies.begin(), movies.end(), notAscii), 293);
        QVERIFY(dataset.movie(*dataset.findMovie("7789")).title.find('"') != std::string::npos);
        QVERIFY(dataset.report().problems.empty());
    }

    void movieLens1MIsRead()
    {
        const TemporaryFolder folder;
        folder.write("ratings.dat", "1::1193::5::978300760\n1::661::3::978302109\n2::1193::4::978298413\n");
        folder.write("movies.dat", "661::James and the Giant Peach (1996)::Animation|Children's|Musical\n"
                                   "1193::One Flew Over the Cuckoo's Nest (1975)::Drama\n"
                                   "73::Mis\xE9rables, Les (1995)::Drama|Musical\n");
        folder.write("users.dat", "1::F::1::10::48067\n2::M::56::16::70072\n3::M::25::0::55117\n");
        const auto opened = openDataset({folder.path()});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto& dataset = **opened;
        QCOMPARE(dataset.name(), std::string("MovieLens 1M"));
        QCOMPARE(dataset.ratingCount(), std::size_t{3});
        QCOMPARE(dataset.users().size(), std::size_t{3});
        QVERIFY(dataset.agesAreGroups());
        QCOMPARE(dataset.users()[0].age, std::optional<int>(1));
        QCOMPARE(dataset.users()[0].gender, std::string("F"));
        QCOMPARE(dataset.users()[0].occupation, std::string("K-12 student"));
        QCOMPARE(dataset.users()[2].occupation, std::string("other"));
        const auto& peach = dataset.movie(*dataset.findMovie("661"));
        QCOMPARE(peach.genres, (std::vector<std::string>{"Animation", "Children's", "Musical"}));
        QCOMPARE(peach.year, std::optional<int>(1996));
        QCOMPARE(dataset.movie(*dataset.findMovie("73")).title, std::string("Mis\xC3\xA9rables, Les (1995)"));
        QCOMPARE(dataset.ratingTimes()[0], std::int64_t{978300760});
        QVERIFY(dataset.report().problems.empty());
    }

    void movieLens10MIsRead()
    {
        const TemporaryFolder folder;
        folder.write("ratings.dat", "1::122::5::838985046\n1::185::4.5::838983525\n2::122::0.5::868245777\n");
        folder.write("movies.dat", "122::Boomerang (1992)::Comedy|Romance\n185::Net, The (1995)::Action\n"
                                   "5294::Fabuleux destin d'Am\xC3\xA9lie Poulain, Le (2001)::(no genres listed)\n");
        const auto opened = openDataset({folder.path()});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto& dataset = **opened;
        QCOMPARE(dataset.name(), std::string("MovieLens 10M"));
        QCOMPARE(dataset.ratingValues()[1], 4.5F);
        QCOMPARE(dataset.users().size(), std::size_t{2});
        const auto& amelie = dataset.movie(*dataset.findMovie("5294"));
        QCOMPARE(amelie.title, std::string("Fabuleux destin d'Am\xC3\xA9lie Poulain, Le (2001)"));
        QVERIFY(amelie.genres.empty());
    }

    void csvColumnsGoByTheirNames_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("MovieLens") << QByteArray("userId,movieId,rating,timestamp\n7,50,4.5,900\n");
        QTest::newRow("CRLF") << QByteArray("userId,movieId,rating,timestamp\r\n7,50,4.5,900\r\n");
        QTest::newRow("no last line end") << QByteArray("userId,movieId,rating,timestamp\n7,50,4.5,900");
        QTest::newRow("a mark") << QByteArray("\xEF\xBB\xBFuserId,movieId,rating,timestamp\n7,50,4.5,900\n");
        QTest::newRow("another order") << QByteArray("rating,timestamp,movieId,userId\n4.5,900,50,7\n");
        QTest::newRow("other names") << QByteArray("Movie ID,user_id,Rating,Time\n50,7,4.5,900\n");
        QTest::newRow("more columns") << QByteArray("n,userId,movieId,tag,rating,timestamp\n1,7,50,\"a, b\",4.5,900\n");
        QTest::newRow("quotes everywhere")
            << QByteArray("\"userId\",\"movieId\",\"rating\",\"timestamp\"\n\"7\",\"50\",\"4.5\",\"900\"\n");
        QTest::newRow("blanks") << QByteArray("userId,movieId,rating,timestamp\n 7, 50 ,4.50, 900\n");
        QTest::newRow("semicolons") << QByteArray("userId;movieId;rating;timestamp\n7;50;4.5;900\n");
        QTest::newRow("tabs with a header") << QByteArray("userId\tmovieId\trating\ttimestamp\n7\t50\t4.5\t900\n");
        QTest::newRow("no header") << QByteArray("7,50,4.5,900\n");
        QTest::newRow("blank lines around the header")
            << QByteArray("\n\nuserId,movieId,rating,timestamp\n\n7,50,4.5,900\n\n");
        QTest::newRow("a time with a fraction") << QByteArray("userId,movieId,rating,timestamp\n7,50,4.5,900.0\n");
    }
    void csvColumnsGoByTheirNames()
    {
        QFETCH(QByteArray, content);
        const TemporaryFolder folder;
        const auto opened = openDataset({folder.write("ratings.csv", content.toStdString())});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto& dataset = **opened;
        QCOMPARE(dataset.ratingCount(), std::size_t{1});
        QCOMPARE(dataset.users()[0].id, std::string("7"));
        QCOMPARE(dataset.movies()[0].id, std::string("50"));
        QCOMPARE(dataset.ratingValues()[0], 4.5F);
        QCOMPARE(dataset.ratingTimes()[0], std::int64_t{900});
    }

    void ratingsMayHaveNoTimes()
    {
        const TemporaryFolder folder;
        const auto opened = openDataset({folder.write("r.csv", "user,item,rating\n1,2,3\n1,3,4\n")});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        QVERIFY(!(*opened)->hasTimes());
        QVERIFY(!figures(**opened).firstTime);
    }

    void idsOfEveryKindStayAsTheyAre()
    {
        const TemporaryFolder folder;
        const auto opened = openDataset({folder.write("ratings.csv", "userId,movieId,rating\n"
                                                                     "007,tt0076759,5\n"
                                                                     "7,tt0076759,4\n"
                                                                     "4294967296,\"a, b\",3\n"
                                                                     "2147483648,\"say \"\"hi\"\"\",2\n"
                                                                     "16777216,0,1\n"
                                                                     "anna,\xC3\xA9,1\n"
                                                                     "007,0,3\n")});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto& dataset = **opened;
        std::vector<std::string> users, movies;
        for (const auto& user : dataset.users())
            users.push_back(user.id);
        for (const auto& movie : dataset.movies())
            movies.push_back(movie.id);
        QCOMPARE(users, (std::vector<std::string>{"007", "7", "4294967296", "2147483648", "16777216", "anna"}));
        QCOMPARE(movies, (std::vector<std::string>{"tt0076759", "a, b", "say \"hi\"", "0", "\xC3\xA9"}));
        QCOMPARE(dataset.findUser("007")->value, 0U);
        QCOMPARE(dataset.findUser("7")->value, 1U);
        QVERIFY(!dataset.findUser("07"));
        QCOMPARE(dataset.ratingsOfUser(UserIndex{0}).size(), std::size_t{2});
    }

    void filmTablesMayHoldQuotesAndLineBreaks()
    {
        const TemporaryFolder folder;
        folder.write("ratings.csv", "userId,movieId,rating,timestamp\n1,1,4,1\n");
        folder.write("movies.csv", "genres,title,movieId\n"
                                   "Action|Drama,\"Rock, The (1996)\",1\r\n"
                                   "(no genres listed),\"He said \"\"no\"\"\",2\n"
                                   "Drama,\"two\nlines (2001)\",3\n"
                                   ",  stray  (1990) ,4");
        const auto opened = openDataset({folder.path()});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto movies = (*opened)->movies();
        QCOMPARE(movies.size(), std::size_t{4});
        QCOMPARE(movies[0].title, std::string("Rock, The (1996)"));
        QCOMPARE(movies[0].genres, (std::vector<std::string>{"Action", "Drama"}));
        QCOMPARE(movies[1].title, std::string("He said \"no\""));
        QVERIFY(movies[1].genres.empty());
        QCOMPARE(movies[2].title, std::string("two\nlines (2001)"));
        QCOMPARE(movies[2].year, std::optional<int>(2001));
        QCOMPARE(movies[3].title, std::string("  stray  (1990) "));
        QCOMPARE(movies[3].id, std::string("4"));
    }

    void genresGoByTheirFileOrByTheirKnownNames()
    {
        const TemporaryFolder folder;
        folder.write("u.data", "1\t1\t4\t1\n");
        folder.write("u.item", "1|A|01-Jan-1995||x|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|1\n"
                               "2|B (1990)|01-Jan-1995||x|1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n");
        auto opened = openDataset({folder.path()});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        QCOMPARE((*opened)->movies()[0].genres, (std::vector<std::string>{"Action", "Western"}));
        QCOMPARE((*opened)->movies()[0].year, std::optional<int>(1995));
        QVERIFY((*opened)->movies()[1].genres.empty());
        QCOMPARE((*opened)->movies()[1].year, std::optional<int>(1990));
        folder.write("u.genre", "unknown|0\nAdventure|1\nWild West|18\n\n");
        opened = openDataset({folder.path()});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        QCOMPARE((*opened)->movies()[0].genres, (std::vector<std::string>{"Adventure", "Wild West"}));
    }

    void simulatedDataIsMarked()
    {
        const TemporaryFolder folder;
        folder.write("ratings.csv", "userId,movieId,rating,timestamp\n1,1,4,1\n");
        folder.write("movies.csv", "movieId,title,genres\n1,A (1990),Drama\n");
        folder.write("README.txt", "Summary\n=======\n");
        QVERIFY(!(*openDataset({folder.path()}))->isSimulated());
        folder.write("README.txt",
                     "Simulated data made by Projectionist: well-known films, invented viewers. Results say "
                     "nothing about real ones.\n");
        for (const auto& path : {folder.path(), folder.path() / "ratings.csv"}) {
            const auto opened = openDataset({path});
            QVERIFY((*opened)->isSimulated());
            QCOMPARE((*opened)->form(), std::string("sample data"));
        }
    }
};

QTEST_GUILESS_MAIN(TestMovieLensReader)
#include "tst_movielens_reader.moc"
