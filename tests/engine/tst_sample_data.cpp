// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/sample_data.h"

#include "engine/core/parallel.h"
#include "engine/core/text.h"
#include "engine/data/open_dataset.h"
#include "engine/data/sample_world.h"
#include "engine/data/split.h"
#include "engine/retrieve/neighbours.h"
#include "engine/train/training_run.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

constexpr std::string_view readmeLine = "Simulated data made by Projectionist: well-known films, invented viewers. "
                                        "Results say nothing about real ones.";

std::shared_ptr<const Dataset> sample(std::uint64_t seed = 1, SampleShape shape = SampleShape::Sample)
{
    auto dataset = sampleDataset(seed, shape);
    if (!dataset)
        qFatal("%s", describe(dataset.error()).c_str());
    return *dataset;
}

bool shareAGenre(const std::vector<std::string>& a, const std::vector<std::string>& b)
{
    return std::any_of(a.begin(), a.end(),
                       [&](const auto& genre) { return std::find(b.begin(), b.end(), genre) != b.end(); });
}

/// The share of all pairs of films that have a genre in common.
double chanceOfACommonGenre(const Catalogue& catalogue)
{
    std::size_t common = 0, pairs = 0;
    for (std::uint32_t a = 1; a < catalogue.movieRows(); ++a) {
        for (std::uint32_t b = 1; b < a; ++b, ++pairs)
            common += shareAGenre(catalogue.movie(MovieRow{a}).genres, catalogue.movie(MovieRow{b}).genres) ? 1 : 0;
    }
    return static_cast<double>(common) / static_cast<double>(pairs);
}

}  // namespace

class TestSampleData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shapesGoByTheirNames()
    {
        QVERIFY(sampleShape("sample") == SampleShape::Sample);
        QVERIFY(sampleShape("100k") == SampleShape::MovieLens100K);
        QVERIFY(sampleShape("1m") == SampleShape::MovieLens1M);
        QVERIFY(sampleShape("25m") == SampleShape::MovieLens25M);
        QVERIFY(sampleShape("32m") == SampleShape::MovieLens32M);
        QVERIFY(!sampleShape("20m"));
        QVERIFY(!sampleShape(""));
    }

    void filmsAreSpreadOverDecadesAndGenresAndEachStandsOnce()
    {
        const auto data = sample();
        QVERIFY2(data->movies().size() >= 400, qPrintable(QString::number(data->movies().size())));
        static const std::set<std::string> genres = {
            "Action",    "Adventure", "Animation", "Children", "Comedy",  "Crime",  "Documentary", "Drama", "Fantasy",
            "Film-Noir", "Horror",    "Musical",   "Mystery",  "Romance", "Sci-Fi", "Thriller",    "War",   "Western"};
        std::set<std::string> titles;
        std::map<std::string, int> films;
        std::map<int, int> decades;
        for (const auto& movie : data->movies()) {
            QVERIFY2(titles.insert(movie.title).second, movie.title.c_str());
            QVERIFY2(isUtf8(movie.title), movie.title.c_str());
            const auto parts = splitTitle(movie.title);
            QVERIFY2(parts.year && parts.year == movie.year, movie.title.c_str());
            QVERIFY2(*movie.year >= 1900 && *movie.year <= 2023, movie.title.c_str());
            ++decades[*movie.year / 10];
            QVERIFY2(!movie.genres.empty(), movie.title.c_str());
            QVERIFY2(std::is_sorted(movie.genres.begin(), movie.genres.end()), movie.title.c_str());
            for (const auto& genre : movie.genres) {
                QVERIFY2(genres.contains(genre), genre.c_str());
                ++films[genre];
            }
        }
        for (const auto& genre : genres)
            QVERIFY2(films[genre] >= 10, qPrintable(QString("%1: %2").arg(genre.c_str()).arg(films[genre])));
        for (const int decade : {193, 194, 195, 196, 197, 198, 199, 200, 201})
            QVERIFY2(decades[decade] >= 20, qPrintable(QString("%1: %2").arg(decade).arg(decades[decade])));
    }

    void titlesYearsAndGenresAreFacts_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("genres");
        QTest::newRow("article at the end") << "Rock, The (1996)"
                                            << "Action Adventure Thriller";
        QTest::newRow("accent") << QString::fromUtf8("Amélie (2001)") << "Comedy Romance";
        QTest::newRow("comma within") << "Good, the Bad and the Ugly, The (1966)"
                                      << "Action Adventure Western";
        QTest::newRow("number") << "2001: A Space Odyssey (1968)"
                                << "Adventure Sci-Fi";
        QTest::newRow("Japan") << "Seven Samurai (1954)"
                               << "Action Adventure";
        QTest::newRow("noir") << "Double Indemnity (1944)"
                              << "Crime Film-Noir";
    }

    void titlesYearsAndGenresAreFacts()
    {
        QFETCH(QString, title);
        QFETCH(QString, genres);
        const auto data = sample();
        const auto movies = data->movies();
        const auto found = std::find_if(movies.begin(), movies.end(),
                                        [&](const Movie& movie) { return movie.title == title.toStdString(); });
        QVERIFY(found != movies.end());
        QStringList words;
        for (const auto& genre : found->genres)
            words << QString::fromStdString(genre);
        QCOMPARE(words.join(' '), genres);
    }

    void ratingsLookLikeRatings()
    {
        const auto data = sample();
        QVERIFY(data->isSimulated());
        QCOMPARE(data->users().size(), 900U);
        const auto about = figures(*data);
        QVERIFY2(about.ratings >= 60'000 && about.ratings <= 80'000, qPrintable(QString::number(about.ratings)));
        QVERIFY2(about.fewestPerUser >= 20 && about.fewestPerUser < 25,
                 qPrintable(QString::number(about.fewestPerUser)));
        QVERIFY2(about.mostPerUser >= 400, qPrintable(QString::number(about.mostPerUser)));
        QVERIFY2(about.meanRating > 3.3 && about.meanRating < 3.7, qPrintable(QString::number(about.meanRating)));
        std::size_t liked = 0;
        for (const auto& [value, count] : about.histogram) {
            QVERIFY(value >= 1 && value <= 5 && std::floor(2 * value) == 2 * value);
            liked += value > 3 ? count : 0;
        }
        const double share = static_cast<double>(liked) / static_cast<double>(about.ratings);
        QVERIFY2(share > 0.5 && share < 0.6, qPrintable(QString::number(share)));
        // The long tail: a fifth of the films hold half of the ratings, and the foremost is known to half of the
        // viewers.
        QVERIFY2(about.moviesHoldingHalf < data->movies().size() / 5,
                 qPrintable(QString::number(about.moviesHoldingHalf)));
        QVERIFY2(about.ratingsPerMovie.front() > 450, qPrintable(QString::number(about.ratingsPerMovie.front())));
        QVERIFY(about.lastTime && about.firstTime && *about.lastTime - *about.firstTime > 5 * 365 * 86'400LL);
    }

    void nobodyRatesAFilmTwiceOrBeforeItWasMade()
    {
        const auto data = sample();
        for (std::uint32_t user = 0; user < data->users().size(); ++user) {
            std::set<std::uint32_t> movies;
            for (const auto row : data->ratingsOfUser(UserIndex{user})) {
                const auto movie = data->ratingMovies()[row];
                QVERIFY(movies.insert(movie.value).second);
                const auto firstOfItsYear = (std::int64_t{*data->movie(movie).year} - 1970) * 365 * 86'400;
                QVERIFY2(data->ratingTimes()[row] >= firstOfItsYear, data->movie(movie).title.c_str());
            }
        }
    }

    void viewersHaveAgesGendersAndOccupations()
    {
        const auto data = sample();
        std::set<std::string> occupations, genders;
        for (const auto& user : data->users()) {
            QVERIFY(user.age && *user.age >= 10 && *user.age <= 90);
            occupations.insert(user.occupation);
            genders.insert(user.gender);
        }
        QCOMPARE(genders, (std::set<std::string>{"F", "M"}));
        QVERIFY(occupations.size() >= 15 && !occupations.contains(""));
        QVERIFY(data->findUser("42"));
    }

    void sameSeedGivesTheSameDataAtAnyThreadCount_data()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {1, 2, 3})
            QTest::addRow("%d", threads) << threads;
    }

    void sameSeedGivesTheSameDataAtAnyThreadCount()
    {
        QFETCH(int, threads);
        const auto expected = sample(7, SampleShape::MovieLens100K);
        const ThreadLimit limit(threads);
        QCOMPARE(sample(7, SampleShape::MovieLens100K)->fingerprint(), expected->fingerprint());
    }

    void anotherSeedGivesOtherData()
    {
        const auto one = sample(1), two = sample(2);
        QVERIFY(one->fingerprint() != two->fingerprint());
        QCOMPARE(one->movies().size(), two->movies().size());
        for (std::size_t movie = 0; movie < one->movies().size(); ++movie)
            QCOMPARE(one->movies()[movie].title, two->movies()[movie].title);
    }

    void releasesHaveTheirNumbersAndALongTail_data()
    {
        QTest::addColumn<SampleShape>("shape");
        QTest::addColumn<std::size_t>("users");
        QTest::addColumn<std::size_t>("movies");
        QTest::addColumn<std::size_t>("ratings");
        QTest::newRow("100k") << SampleShape::MovieLens100K << std::size_t{943} << std::size_t{1682}
                              << std::size_t{100'000};
        QTest::newRow("1m") << SampleShape::MovieLens1M << std::size_t{6040} << std::size_t{3706}
                            << std::size_t{1'000'209};
    }

    void releasesHaveTheirNumbersAndALongTail()
    {
        QFETCH(SampleShape, shape);
        QFETCH(std::size_t, users);
        QFETCH(std::size_t, movies);
        QFETCH(std::size_t, ratings);
        const auto data = sample(1, shape);
        QCOMPARE(data->users().size(), users);
        QCOMPARE(data->movies().size(), movies);
        QCOMPARE(data->ratingCount(), ratings);
        std::vector<std::uint64_t> pairs(ratings);
        for (std::size_t row = 0; row < ratings; ++row)
            pairs[row] = std::uint64_t{data->ratingUsers()[row].value} << 32 | data->ratingMovies()[row].value;
        std::sort(pairs.begin(), pairs.end());
        QVERIFY(std::adjacent_find(pairs.begin(), pairs.end()) == pairs.end());
        const auto about = figures(*data);
        QCOMPARE(about.moviesNeverRated, 0U);
        QVERIFY2(about.moviesHoldingHalf * 5 < movies, qPrintable(QString::number(about.moviesHoldingHalf)));
        QVERIFY2(about.ratingsPerMovie.front() > users / 3, qPrintable(QString::number(about.ratingsPerMovie.front())));
        const auto last = data->movies().back();
        QCOMPARE(last.title, "Simulated film " + std::to_string(movies) + " (" + std::to_string(*last.year) + ")");
        QVERIFY(std::stoul(last.id) > movies);
    }

    void viewersOfALargeReleaseCanBeAskedInAnyOrder()
    {
        const SampleWorld world(1, SampleShape::MovieLens25M);
        QCOMPARE(world.userCount(), 162'541U);
        QCOMPARE(world.movies().size(), std::size_t{59'047});
        QCOMPARE(world.ratingCount(), 25'000'095U);
        std::uint64_t sum = 0;
        std::uint32_t busiest = 0;
        for (std::uint32_t user = 0; user < world.userCount(); ++user) {
            sum += world.ratingsOfUser(user);
            busiest = world.ratingsOfUser(user) > world.ratingsOfUser(busiest) ? user : busiest;
        }
        QCOMPARE(sum, world.ratingCount());

        SampleWorld::Scratch shared;
        std::vector<SampleRating> inOrder, alone;
        for (const auto user : {0U, 1U, 2U, busiest, 162'540U, 0U}) {
            world.rate(user, inOrder, shared);
            QCOMPARE(inOrder.size(), std::size_t{world.ratingsOfUser(user)});
            for (std::size_t row = 1; row < inOrder.size(); ++row)
                QVERIFY(inOrder[row - 1].movie < inOrder[row].movie);
            SampleWorld::Scratch fresh;
            world.rate(user, alone, fresh);
            QVERIFY(std::equal(inOrder.begin(), inOrder.end(), alone.begin(), alone.end(),
                               [](const SampleRating& a, const SampleRating& b) {
                                   return a.movie == b.movie && a.value == b.value && a.time == b.time;
                               }));
        }
    }

    void aWrittenFolderReadsBackAsTheSameData_data()
    {
        QTest::addColumn<SampleShape>("shape");
        QTest::newRow("sample") << SampleShape::Sample;
        QTest::newRow("100k") << SampleShape::MovieLens100K;
    }

    void aWrittenFolderReadsBackAsTheSameData()
    {
        QFETCH(SampleShape, shape);
        const TemporaryFolder folder;
        const auto path = folder.path() / "new" / "films";
        const auto written = writeSampleData(path, 5, shape);
        QVERIFY2(written, written ? "" : describe(written.error()).c_str());
        QVERIFY(contentOf(path / "README.txt").starts_with(std::string(readmeLine) + '\n'));
        QVERIFY(contentOf(path / "ratings.csv").starts_with("userId,movieId,rating,timestamp\n1,"));
        QVERIFY(contentOf(path / "movies.csv").starts_with("movieId,title,genres\n"));
        const auto read = openDataset({path});
        QVERIFY2(read, read ? "" : describe(read.error()).c_str());
        QVERIFY((*read)->isSimulated());
        QCOMPARE((*read)->fingerprint(), sample(5, shape)->fingerprint());
    }

    void aWrittenFolderIsReplacedByTheNextButNothingElseIs_data()
    {
        QTest::addColumn<QString>("file");
        for (const char* file : {"ratings.csv", "movies.csv", "README.txt"})
            QTest::newRow(file) << file;
    }

    void aWrittenFolderIsReplacedByTheNextButNothingElseIs()
    {
        QFETCH(QString, file);
        const TemporaryFolder folder;
        const auto path = folder.path();
        QVERIFY(writeSampleData(path / "ours", 1, SampleShape::Sample));
        const auto before = contentOf(path / "ours" / "ratings.csv");
        QVERIFY(writeSampleData(path / "ours", 2, SampleShape::Sample));
        QVERIFY(contentOf(path / "ours" / "ratings.csv") != before);

        folder.write(std::filesystem::path("theirs") / file.toStdString(), "mine\n");
        const auto refused = writeSampleData(path / "theirs", 1, SampleShape::Sample);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Unwritable);
        QCOMPARE(refused.error().path, (path / "theirs" / file.toStdString()).string());
        QCOMPARE(contentOf(path / "theirs" / file.toStdString()), std::string("mine\n"));
        QCOMPARE(std::distance(std::filesystem::directory_iterator(path / "theirs"), {}), 1);
    }

    void aFullDiskIsAnErrorAndLeavesNoRatings()
    {
        const TemporaryFolder folder;
        // The README and the films fit, the ratings do not.
        const auto said = withFileSizeLimit(200'000, [&] {
            const ThreadLimit one(1);
            const auto written = writeSampleData(folder.path(), 1, SampleShape::Sample);
            return written ? std::string("written") : nameOf(written.error().code) + ' ' + written.error().path;
        });
        QCOMPARE(said, "DiskFull " + (folder.path() / "ratings.csv").string());
        QVERIFY(!std::filesystem::exists(folder.path() / "ratings.csv"));
    }

    void stopEndsIt()
    {
        std::stop_source source;
        source.request_stop();
        const auto stopped = sampleDataset(1, SampleShape::Sample, source.get_token());
        QVERIFY(stopped && *stopped == nullptr);
        const TemporaryFolder folder;
        QVERIFY(writeSampleData(folder.path() / "films", 1, SampleShape::Sample, source.get_token()));
        QVERIFY(!std::filesystem::exists(folder.path() / "films" / "ratings.csv"));
    }

    void stopEndsALargeOneSoonAndLeavesNothing()
    {
        const TemporaryFolder folder;
        std::stop_source source;
        std::chrono::steady_clock::time_point stopped;
        QVERIFY(writeSampleData(folder.path(), 1, SampleShape::MovieLens25M, source.get_token(), [&](const Progress&) {
            if (source.request_stop())
                stopped = std::chrono::steady_clock::now();
        }));
        QVERIFY(source.stop_requested());
        const auto took = std::chrono::steady_clock::now() - stopped;
        QVERIFY2(took < std::chrono::seconds(2), "it took more than two seconds");
        QVERIFY(std::filesystem::is_empty(folder.path()));
    }

    void progressGrowsUpToTheEnd()
    {
        std::uint64_t last = 0, total = 0;
        bool grows = true;
        const auto data = sampleDataset(1, SampleShape::MovieLens1M, {}, [&](const Progress& progress) {
            grows = grows && progress.done >= last && progress.done <= progress.total;
            last = progress.done;
            total = progress.total;
        });
        QVERIFY(data);
        QVERIFY(grows);
        QCOMPARE(total, 1'000'209U);
        QCOMPARE(last, total);
    }

    /// It behaves like data: what is worth more on MovieLens is worth more here, and like comes to lie by like.
    void balancedBeatsMostPopularByHalfAndNearestFilmsShareGenres()
    {
        auto options = *preset("balanced");
        options.refit = false;
        const auto split = Split::make(sample(), options.data);
        QVERIFY2(split, split ? "" : describe(split.error()).c_str());
        auto run = TrainingRun::create(*split, options);
        QVERIFY2(run, run ? "" : describe(run.error()).c_str());
        QCOMPARE((*run)->run({}).kind, OutcomeKind::Completed);

        double best = 0;
        for (const auto& epoch : (*run)->history().epochs)
            best = std::max(best, epoch.metrics->recallAt20);
        const double popular = (*run)->history().baselines.popularMetrics->recallAt20;
        qInfo("recall@20: balanced %.3f, most popular %.3f", best, popular);
        QVERIFY2(best >= 1.5 * popular, qPrintable(QString("%1, %2").arg(best).arg(popular)));

        const auto model = (*run)->model();
        const auto& catalogue = model->catalogue();
        std::size_t common = 0, films = 0;
        for (std::uint32_t row = 1; row < catalogue.movieRows(); ++row) {
            if (!model->isTrained(MovieRow{row}))
                continue;
            const auto nearest = neighbours(*model, MovieRow{row}, {.k = 1, .includeUntrained = false});
            QVERIFY(nearest && nearest->size() == 1);
            ++films;
            common += shareAGenre(catalogue.movie(MovieRow{row}).genres, catalogue.movie(nearest->front().movie).genres)
                          ? 1
                          : 0;
        }
        const double share = static_cast<double>(common) / static_cast<double>(films);
        const double chance = chanceOfACommonGenre(catalogue);
        qInfo("nearest films with a genre in common: %.3f, by chance %.3f", share, chance);
        QVERIFY2(share >= 2 * chance, qPrintable(QString("%1, %2").arg(share).arg(chance)));
    }
};

QTEST_GUILESS_MAIN(TestSampleData)
#include "tst_sample_data.moc"
