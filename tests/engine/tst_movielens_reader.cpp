// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/open_dataset.h"
#include "tests/support/environment.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <map>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

using Histogram = std::vector<std::pair<float, std::size_t>>;

} // namespace

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
};

QTEST_GUILESS_MAIN(TestMovieLensReader)
#include "tst_movielens_reader.moc"
