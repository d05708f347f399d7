// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/open_dataset.h"

#include "engine/core/parallel.h"
#include "tests/support/environment.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

/// 160,000 ratings in some five megabytes (so that they are read in several blocks), with everything that blocks must
/// agree on: ids of text that first stand in one block and again in another, 80 bad rows, 80 blank lines and many
/// doubles.
const std::string& manyRows()
{
    static const std::string rows = [] {
        std::string text = "userId,movieId,rating,timestamp\r\n";
        std::uint32_t state = 1;
        const auto next = [&](std::uint32_t bound) {
            state = state * 1664525U + 1013904223U;
            return (state >> 8) % bound;
        };
        for (int row = 0; row < 160'000; ++row) {
            if (row % 1000 == 500)
                text += row % 2000 == 500 ? "1,2,three,4\r\n" : "\r\n";
            const auto user = next(5000);
            text += user % 7 == 0 ? "user-" : "";
            text += std::to_string(user) + "," + std::to_string(next(3000) * 1000) + "," + std::to_string(next(5)) +
                    (next(2) == 0 ? ".0," : ".5,") + std::to_string(900'000'000 + next(1000)) + "\r\n";
        }
        return text;
    }();
    return rows;
}

}  // namespace

class TestOpenDataset : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFoldAloneFindsItsNeighbours()
    {
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        const auto opened = openDataset({*data / "ml-100k/u1.base"});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto& dataset = **opened;
        QCOMPARE(dataset.ratingCount(), std::size_t{80'000});
        QCOMPARE(dataset.movies().size(), std::size_t{1682});
        QCOMPARE(dataset.users().size(), std::size_t{943});
        QVERIFY(dataset.hasTitles());
        QCOMPARE(dataset.name(), std::string("MovieLens 100K, u1.base"));

        OpenOptions options;
        options.ratingsFile = *data / "ml-100k/u1.test";
        const auto other = openDataset({*data / "ml-100k"}, options);
        QVERIFY(other);
        QCOMPARE((*other)->ratingCount(), std::size_t{20'000});
        QCOMPARE((*other)->users().size(), std::size_t{943});
        options.ratingsOnly = true;
        const auto alone = openDataset({*data / "ml-100k"}, options);
        QVERIFY(alone);
        QCOMPARE((*alone)->users().size(), std::size_t{459});
        QVERIFY(!(*alone)->hasTitles());
    }

    void pathsInAnyOrderGiveTheSameData_data()
    {
        QTest::addColumn<QStringList>("names");
        QTest::newRow("the folder") << QStringList{""};
        QTest::newRow("the ratings") << QStringList{"ratings.csv"};
        QTest::newRow("the films") << QStringList{"movies.csv"};
        QTest::newRow("both") << QStringList{"ratings.csv", "movies.csv"};
        QTest::newRow("both, films first") << QStringList{"movies.csv", "ratings.csv"};
        QTest::newRow("the folder and a file of it") << QStringList{"", "movies.csv"};
    }
    void pathsInAnyOrderGiveTheSameData()
    {
        QFETCH(QStringList, names);
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        const auto whole = openDataset({*data / "ml-latest-small"});
        QVERIFY(whole);
        std::vector<std::filesystem::path> paths;
        for (const auto& name : names)
            paths.push_back(*data / "ml-latest-small" / name.toStdString());
        const auto opened = openDataset(paths);
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        QCOMPARE((*opened)->fingerprint(), (*whole)->fingerprint());
        QCOMPARE((*opened)->name(), std::string("ml-latest-small"));
    }

    void allFilesOfAReleaseMayBeDroppedAtOnce()
    {
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        for (const char* name : {"ml-100k", "ml-latest-small"}) {
            std::vector<std::filesystem::path> paths;
            for (const auto& entry : std::filesystem::directory_iterator(*data / name))
                paths.push_back(entry.path());
            for (const bool backwards : {false, true}) {
                std::sort(paths.begin(), paths.end());
                if (backwards)
                    std::reverse(paths.begin(), paths.end());
                const auto opened = openDataset(paths);
                QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
                QCOMPARE((*opened)->fingerprint(), (*openDataset({*data / name}))->fingerprint());
                const auto& report = (*opened)->report();
                QCOMPARE(report.problems.size() + (*opened)->files().size(), paths.size());
                QVERIFY(std::none_of(report.problems.begin(), report.problems.end(),
                                     [](const LoadProblem& problem) { return problem.skipped; }));
            }
        }
    }

    void ratingsAloneOpenWithoutTitles()
    {
        const TemporaryFolder folder;
        const auto path = folder.write("mine.tsv", "10\t7\t4\t100\n2\t7\t3\t100\n2\t30\t5\t100\n");
        const auto opened = openDataset({path});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto& dataset = **opened;
        QCOMPARE(dataset.form(), std::string("ratings only"));
        QCOMPARE(dataset.name(), std::string("mine.tsv"));
        QVERIFY(!dataset.hasTitles());
        QCOMPARE(dataset.users()[0].id, std::string("10"));
        QCOMPARE(dataset.movies()[1].title, std::string("30"));
        QVERIFY(dataset.report().problems.empty());
    }

    void threadsDoNotChangeABit_data()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {2, 3})
            QTest::addRow("%d", threads) << threads;
    }
    void threadsDoNotChangeABit()
    {
        QFETCH(int, threads);
        const TemporaryFolder folder;
        const auto path = folder.write("ratings.csv", manyRows());
        std::shared_ptr<const Dataset> one;
        {
            const ThreadLimit limit(1);
            one = *openDataset({path});
        }
        const ThreadLimit limit(threads);
        const ThreadCensus census;
        // On a busy machine one thread may be done before another has woken: this one waits for the others in its
        // reports, and reads again until that many have taken part.
        const auto waitForOthers = [&](const Progress&) {
            const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
            while (census.threads() < threads && std::chrono::steady_clock::now() < end)
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
        };
        for (int reading = 0; reading == 0 || (census.threads() < threads && reading < 200); ++reading) {
            const auto opened = openDataset({path}, {}, {}, waitForOthers);
            QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
            const auto& many = **opened;
            QCOMPARE(many.fingerprint(), one->fingerprint());
            const auto same = [](const auto& a, const auto& b) {
                return std::equal(a.begin(), a.end(), b.begin(), b.end());
            };
            QVERIFY(same(many.ratingUsers(), one->ratingUsers()));
            QVERIFY(same(many.ratingMovies(), one->ratingMovies()));
            QVERIFY(same(many.ratingValues(), one->ratingValues()));
            QVERIFY(same(many.ratingTimes(), one->ratingTimes()));
            QCOMPARE(many.report().problems.size(), std::size_t{2});
            for (std::size_t problem = 0; problem < 2; ++problem) {
                QCOMPARE(many.report().problems[problem].count, one->report().problems[problem].count);
                QCOMPARE(many.report().problems[problem].lines, one->report().problems[problem].lines);
                QCOMPARE(many.report().problems[problem].examples, one->report().problems[problem].examples);
            }
            QCOMPARE(many.report().skippedRows() + many.ratingCount(), std::uint64_t{160'000 + 80});
        }
        QCOMPARE(census.threads(), threads);
    }

    void rowsAreThoseOfANaiveReading()
    {
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        const auto opened = openDataset({*data / "ml-latest-small"});
        QVERIFY(opened);
        const auto& dataset = **opened;
        const auto lines = QString::fromStdString(contentOf(*data / "ml-latest-small/ratings.csv")).split("\r\n");
        for (std::size_t row = 0; row < dataset.ratingCount(); ++row) {
            const auto fields = lines[static_cast<qsizetype>(row) + 1].split(',');
            const bool same = fields[0].toStdString() == dataset.user(dataset.ratingUsers()[row]).id &&
                              fields[1].toStdString() == dataset.movie(dataset.ratingMovies()[row]).id &&
                              fields[2].toFloat() == dataset.ratingValues()[row] &&
                              fields[3].toLongLong() == dataset.ratingTimes()[row];
            QVERIFY2(same, qPrintable(lines[static_cast<qsizetype>(row) + 1]));
        }
    }

    void progressGrowsUpToTheEnd()
    {
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        std::vector<std::uint64_t> done;
        std::uint64_t total = 0;
        bool stageNamed = false;
        const auto opened = openDataset({*data / "ml-100k"}, {}, {}, [&](const Progress& progress) {
            if (progress.stage == "Reading u.data") {
                stageNamed = true;
                done.push_back(progress.done);
                total = progress.total;
            }
        });
        QVERIFY(opened);
        QVERIFY(stageNamed);
        QVERIFY(std::is_sorted(done.begin(), done.end()));
        QCOMPARE(total, std::uint64_t{std::filesystem::file_size(*data / "ml-100k/u.data")});
        QCOMPARE(done.back(), total);
    }

    void aStopGivesNothingAndNoError()
    {
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        std::stop_source stop;
        stop.request_stop();
        auto opened = openDataset({*data / "ml-100k"}, {}, stop.get_token());
        QVERIFY(opened);
        QVERIFY(!*opened);
        // … and in the middle: from the progress report.
        std::stop_source later;
        opened =
            openDataset({*data / "ml-100k"}, {}, later.get_token(), [&](const Progress&) { later.request_stop(); });
        QVERIFY(opened);
        QVERIFY(!*opened);
    }

    void namesTellWhatLooksLikeData()
    {
        const TemporaryFolder folder;
        QVERIFY(!looksLikeData(folder.path()));
        folder.write("notes.txt", "");
        QVERIFY(!looksLikeData(folder.path()));
        folder.write("ratings.csv", "");
        QVERIFY(looksLikeData(folder.path()));
        for (const char* name : {"u.data", "u1.base", "ua.test", "U.ITEM", "movies.dat", "some.csv", "x.tsv"})
            QVERIFY2(looksLikeData(name), name);
        for (const char* name : {"model.projectionist", "a.png", "README"})
            QVERIFY2(!looksLikeData(name), name);
    }
};

QTEST_GUILESS_MAIN(TestOpenDataset)
#include "tst_open_dataset.moc"
