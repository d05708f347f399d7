// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/data/dataset.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <limits>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

Movie film(std::string id, std::string title, std::optional<int> year = {})
{
    const bool hasTitle = !title.empty();
    return {id, hasTitle ? title : id, year, {}, hasTitle};
}

/// Three users, four films (two of one title, one without), five ratings.
DatasetParts smallParts()
{
    DatasetParts parts;
    parts.name = "small";
    parts.users = {{"10", 24, "M", "writer"}, {"9", {}, {}, {}}, {"007", {}, {}, {}}};
    parts.movies = {film("5", "A (1990)", 1990), film("50", "B"), film("6", "A (1990)", 1990), film("x", "")};
    parts.ratingUsers = {{0}, {1}, {0}, {0}, {1}};
    parts.ratingMovies = {{0}, {0}, {1}, {2}, {1}};
    parts.ratingValues = {4.0F, 0.5F, 3.0F, 4.0F, 5.0F};
    parts.ratingTimes = {50, 40, 30, 20, 10};
    return parts;
}

std::shared_ptr<const Dataset> made(DatasetParts parts)
{
    auto dataset = Dataset::make(std::move(parts));
    return dataset ? *dataset : nullptr;
}

}  // namespace

class TestDataset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ratingsAreFoundByUserAndByFilm()
    {
        const auto dataset = made(smallParts());
        QVERIFY(dataset);
        const auto list = [](const RowPositions& rows) { return std::vector<std::uint32_t>(rows.begin(), rows.end()); };
        QCOMPARE(list(dataset->ratingsOfUser(UserIndex{0})), (std::vector<std::uint32_t>{0, 2, 3}));
        QCOMPARE(list(dataset->ratingsOfUser(UserIndex{1})), (std::vector<std::uint32_t>{1, 4}));
        QVERIFY(dataset->ratingsOfUser(UserIndex{2}).empty());
        QCOMPARE(list(dataset->ratingsOfMovie(MovieIndex{0})), (std::vector<std::uint32_t>{0, 1}));
        QCOMPARE(list(dataset->ratingsOfMovie(MovieIndex{1})), (std::vector<std::uint32_t>{2, 4}));
        QVERIFY(dataset->ratingsOfMovie(MovieIndex{3}).empty());
    }

    void ratingsThatStandInTheOrderOfUsersAreFoundToo()
    {
        auto parts = smallParts();
        parts.users.insert(parts.users.begin(), {"none", {}, {}, {}});
        parts.ratingUsers = {{1}, {1}, {1}, {3}, {3}};
        const auto dataset = made(std::move(parts));
        QVERIFY(dataset);
        const auto list = [](const RowPositions& rows) { return std::vector<std::uint32_t>(rows.begin(), rows.end()); };
        QVERIFY(dataset->ratingsOfUser(UserIndex{0}).empty());
        QCOMPARE(list(dataset->ratingsOfUser(UserIndex{1})), (std::vector<std::uint32_t>{0, 1, 2}));
        QCOMPARE(dataset->ratingsOfUser(UserIndex{1})[2], 2U);
        QVERIFY(dataset->ratingsOfUser(UserIndex{2}).empty());
        QCOMPARE(list(dataset->ratingsOfUser(UserIndex{3})), (std::vector<std::uint32_t>{3, 4}));
        QCOMPARE(list(dataset->ratingsOfMovie(MovieIndex{0})), (std::vector<std::uint32_t>{0, 1}));
    }

    void usersAndFilmsAreFoundByTheirIds()
    {
        const auto dataset = made(smallParts());
        QCOMPARE(dataset->findUser("9")->value, 1U);
        QCOMPARE(dataset->findUser("10")->value, 0U);
        QCOMPARE(dataset->findUser("007")->value, 2U);
        QVERIFY(!dataset->findUser("7"));
        QVERIFY(!dataset->findUser(""));
        QCOMPARE(dataset->findMovie("x")->value, 3U);
        QVERIFY(!dataset->findMovie("51"));
        QVERIFY(dataset->hasTitles());
    }

    void figuresAreExact()
    {
        const auto all = figures(*made(smallParts()));
        QCOMPARE(all.users, std::size_t{3});
        QCOMPARE(all.movies, std::size_t{4});
        QCOMPARE(all.ratings, std::size_t{5});
        QCOMPARE(all.density, 5.0 / 12);
        QCOMPARE(all.meanRating, 16.5 / 5);
        QCOMPARE(all.histogram,
                 (std::vector<std::pair<float, std::size_t>>{{0.5F, 1}, {3.0F, 1}, {4.0F, 2}, {5.0F, 1}}));
        QCOMPARE(all.fewestPerUser, std::size_t{2});
        QCOMPARE(all.mostPerUser, std::size_t{3});
        QCOMPARE(all.medianPerUser, 2.5);
        QCOMPARE(all.firstTime, std::optional<std::int64_t>(10));
        QCOMPARE(all.lastTime, std::optional<std::int64_t>(50));
        QCOMPARE(all.ratingsPerMovie, (std::vector<std::uint32_t>{2, 2, 1, 0}));
        QCOMPARE(all.moviesHoldingHalf, std::size_t{2});
        QCOMPARE(all.moviesNeverRated, std::size_t{1});
        QCOMPARE(all.moviesRatedOnce, std::size_t{1});
        QCOMPARE(all.moviesWithoutYear, std::size_t{2});
        QCOMPARE(all.moviesWithoutTitle, std::size_t{1});
        QCOMPARE(all.sharedTitles.size(), std::size_t{1});
        QCOMPARE(all.sharedTitles[0].title, std::string("A (1990)"));
        QCOMPARE(all.sharedTitles[0].movies, (std::vector<MovieIndex>{{0}, {2}}));
    }

    void figuresOfNothingAreZero()
    {
        const auto all = figures(*made({}));
        QCOMPARE(all.ratings, std::size_t{0});
        QCOMPARE(all.density, 0.0);
        QCOMPARE(all.meanRating, 0.0);
        QCOMPARE(all.moviesHoldingHalf, std::size_t{0});
        QVERIFY(!all.firstTime);
    }

    void partsThatDoNotFitAreRefused_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("words");
        QTest::newRow("a short column") << 0 << "different lengths";
        QTest::newRow("no such user") << 1 << "a user that is not there";
        QTest::newRow("no such film") << 2 << "a film that is not there";
        QTest::newRow("no finite rating") << 3 << "not a finite number";
        QTest::newRow("two users of one id") << 4 << "two users have the same id";
        QTest::newRow("two films of one id") << 5 << "two films have the same id";
        QTest::newRow("too few times") << 6 << "different lengths";
    }
    void partsThatDoNotFitAreRefused()
    {
        QFETCH(int, which);
        QFETCH(QString, words);
        auto parts = smallParts();
        const std::vector<std::function<void()>> spoil = {
            [&] { parts.ratingMovies.pop_back(); },
            [&] { parts.ratingUsers[2].value = 3; },
            [&] { parts.ratingMovies[2].value = 4; },
            [&] { parts.ratingValues[1] = std::numeric_limits<float>::infinity(); },
            [&] { parts.users[2].id = "9"; },
            [&] { parts.movies[2].id = "50"; },
            [&] { parts.ratingTimes.pop_back(); },
        };
        spoil[static_cast<std::size_t>(which)]();
        const auto dataset = Dataset::make(std::move(parts));
        QVERIFY(!dataset);
        QVERIFY2(QString::fromStdString(dataset.error().message).contains(words), inFull(dataset.error()).c_str());
        QCOMPARE(nameOf(dataset.error().code), std::string("Malformed"));
    }

    void theFingerprintIsOfTheContentAlone()
    {
        const auto original = made(smallParts())->fingerprint();
        QCOMPARE(original.size(), std::size_t{16});
        QVERIFY(original.find_first_not_of("0123456789abcdef") == std::string::npos);

        auto elsewhere = smallParts();
        elsewhere.name = "another name";
        elsewhere.files = {"/somewhere/else"};
        QCOMPARE(made(std::move(elsewhere))->fingerprint(), original);

        const std::vector<std::function<void(DatasetParts&)>> changes = {
            [](DatasetParts& parts) { parts.users[0].id = "11"; },
            [](DatasetParts& parts) { parts.movies[1].title = "C"; },
            [](DatasetParts& parts) { parts.movies[1].id = "51"; },
            [](DatasetParts& parts) { parts.movies[1].genres = {"Drama"}; },
            [](DatasetParts& parts) { parts.ratingValues[3] = 4.5F; },
            [](DatasetParts& parts) { parts.ratingTimes.set(3, 21); },
            [](DatasetParts& parts) { parts.ratingUsers[4].value = 2; },
            [](DatasetParts& parts) { std::swap(parts.ratingMovies[0], parts.ratingMovies[2]); },
            [](DatasetParts& parts) { parts.ratingTimes.clear(); },
        };
        for (std::size_t change = 0; change < changes.size(); ++change) {
            auto parts = smallParts();
            changes[change](parts);
            QVERIFY2(made(std::move(parts))->fingerprint() != original, std::to_string(change).c_str());
        }
    }

    void theFingerprintDoesNotDependOnThreads()
    {
        auto parts = smallParts();
        parts.ratingTimes.clear();
        const auto large = [&] {
            auto copy = parts;
            for (std::uint32_t user = 0; user < 1000; ++user)
                copy.users.push_back({"u" + std::to_string(user), {}, {}, {}});
            for (std::uint32_t movie = 0; movie < 1000; ++movie)
                copy.movies.push_back(film("m" + std::to_string(movie), ""));
            for (std::uint32_t row = 0; row < 1'000'000; ++row) {
                copy.ratingUsers.push_back({3 + row / 1000});
                copy.ratingMovies.push_back({4 + row % 1000});
                copy.ratingValues.push_back(static_cast<float>(row % 5));
            }
            return copy;
        }();
        std::string one;
        {
            const ThreadLimit limit(1);
            one = made(large)->fingerprint();
        }
        const ThreadLimit limit(3);
        const ThreadCensus census;
        QCOMPARE(made(large)->fingerprint(), one);
        QVERIFY(census.threads() > 1);
    }
};

QTEST_GUILESS_MAIN(TestDataset)
#include "tst_dataset.moc"
