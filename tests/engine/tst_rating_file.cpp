// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/open_dataset.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <array>
#include <random>
#include <string>
#include <vector>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

struct Row {
    std::string user, movie, rating, time;
};

/// Each with everything that a rating file may hold and still be read, at the bounds where one way of reading ends and
/// another begins.
std::vector<Row> strangeRows(std::size_t count)
{
    const std::vector<std::string> ids = {"0",         "7",          "07",         "12345678",   "123456789",
                                          "87654321",  "1234567890", "2147483647", "2147483648", "4294967296",
                                          "000000001", "16777215",   "16777216",   "user-1",     "\xC3\xA9"};
    const std::vector<std::string> ratings = {"0",    "5",  "0.5", "4.5", "9.9", "10",
                                              "4.25", "-1", "1e0", "3.0", "0.1", "7."};
    const std::vector<std::string> times = {"0",          "1",          "99999999",   "100000000",
                                            "1147880044", "4294967295", "0000000012", "123456789.0"};
    std::mt19937 random(3);
    const auto any = [&](const std::vector<std::string>& of) { return of[random() % of.size()]; };
    std::vector<Row> rows;
    for (std::size_t row = 0; row < count; ++row)
        rows.push_back({row % 3 == 0 ? any(ids) : std::to_string(random() % 300), any(ids) + std::to_string(row),
                        any(ratings), any(times)});
    return rows;
}

void expectRows(const Dataset& dataset, const std::vector<Row>& rows)
{
    QCOMPARE(dataset.ratingCount(), rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto& expected = rows[row];
        const auto line = expected.user + "," + expected.movie + "," + expected.rating + "," + expected.time;
        QVERIFY2(dataset.user(dataset.ratingUsers()[row]).id == expected.user, line.c_str());
        QVERIFY2(dataset.movie(dataset.ratingMovies()[row]).id == expected.movie, line.c_str());
        QVERIFY2(dataset.ratingValues()[row] == std::stof(expected.rating), line.c_str());
        QVERIFY2(dataset.ratingTimes()[row] == std::stoll(expected.time), line.c_str());
    }
}

}  // namespace

class TestRatingFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFormOfARowIsReadAsItStands_data()
    {
        QTest::addColumn<QString>("lineEnd");
        QTest::addColumn<bool>("lastEnd");
        QTest::addRow("LF") << "\n" << true;
        QTest::addRow("CRLF") << "\r\n" << true;
        QTest::addRow("no last line end") << "\n" << false;
    }
    void everyFormOfARowIsReadAsItStands()
    {
        QFETCH(QString, lineEnd);
        QFETCH(bool, lastEnd);
        const auto end = lineEnd.toStdString();
        const auto rows = strangeRows(2000);
        std::string text = "userId,movieId,rating,timestamp" + end;
        for (const auto& row : rows)
            text += row.user + "," + row.movie + "," + row.rating + "," + row.time + end;
        if (!lastEnd)
            text.resize(text.size() - end.size());
        const TemporaryFolder folder;
        const auto opened = openDataset({folder.write("ratings.csv", text)});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        expectRows(**opened, rows);
        const auto& problems = (*opened)->report().problems;
        QCOMPARE(problems.size(), lastEnd ? std::size_t{0} : std::size_t{1});
        if (lastEnd)
            return;
        QCOMPARE(problems[0].what, std::string(endsWithinALine));
        QCOMPARE(problems[0].lines, std::vector<std::uint64_t>{rows.size() + 1});
        QVERIFY(!problems[0].skipped);
    }

    void aRowThatIsAlmostRightIsBad_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addRow("no rating") << QByteArray("1,2,,1147880044");
        QTest::addRow("no time") << QByteArray("1,2,4.5,");
        QTest::addRow("no user") << QByteArray(",2,4.5,1147880044");
        QTest::addRow("two points") << QByteArray("1,2,4..5,1147880044");
        QTest::addRow("another separator") << QByteArray("1,2;4.5,1147880044");
        QTest::addRow("a letter in the film") << QByteArray("1,-2,4.5,1147880044");
        QTest::addRow("a column too many") << QByteArray("1,2,4.5,1147880044,1");
        QTest::addRow("a lone CR") << QByteArray("1,2,4.5,11478800\r44");
        QTest::addRow("a point in the time") << QByteArray("1,2,4.5,1147.88.0044");
    }
    void aRowThatIsAlmostRightIsBad()
    {
        QFETCH(QByteArray, line);
        const TemporaryFolder folder;
        std::string good;
        for (int row = 0; row < 200; ++row)
            good += "9," + std::to_string(row) + ",3.5,1147880044\n";
        const auto opened = openDataset(
            {folder.write("ratings.csv", "userId,movieId,rating,timestamp\n" + line.toStdString() + "\n" + good)});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        QCOMPARE((*opened)->ratingCount(), std::size_t{200});
        QCOMPARE((*opened)->report().problems.size(), std::size_t{1});
        QCOMPARE((*opened)->report().problems[0].lines, (std::vector<std::uint64_t>{2}));
    }

    void timesOfEveryCenturyAreKept()
    {
        // The first block of the file has times of our days only: the others decide.
        std::string text = "userId,movieId,rating,timestamp\n";
        constexpr std::uint32_t rows = 100'000;
        for (std::uint32_t row = 0; row < rows; ++row)
            text += std::to_string(row / 100) + "," + std::to_string(row % 100) + ",3.5," +
                    std::to_string(900'000'000 + row) + "\n";
        const std::array<std::int64_t, 3> strange = {-5, 4'294'967'296, 253'402'300'799};
        for (const auto time : strange)
            text += "last," + std::to_string(time) + "x,1," + std::to_string(time) + "\n";
        const TemporaryFolder folder;
        const auto opened = openDataset({folder.write("ratings.csv", text)});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto times = (*opened)->ratingTimes();
        QCOMPARE(times.size(), std::size_t{rows + 3});
        for (std::uint32_t row = 0; row < rows; ++row)
            QCOMPARE(times[row], std::int64_t{900'000'000 + row});
        for (std::size_t i = 0; i < strange.size(); ++i)
            QCOMPARE(times[rows + i], strange[i]);
        const auto all = figures(**opened);
        QCOMPARE(all.firstTime, std::optional<std::int64_t>(-5));
        QCOMPARE(all.lastTime, std::optional<std::int64_t>(253'402'300'799));
    }

    void dataThatDoesNotFitIntoMemorySaysSoBeforeItIsRead()
    {
        std::string text = "userId,movieId,rating,timestamp\n";
        for (int row = 0; row < 10'000; ++row)
            text += std::to_string(row) + ",1,3.5,900000000\n";
        const TemporaryFolder folder;
        const auto path = folder.write("ratings.csv", text);
        OpenOptions options;
        options.memoryLimit = 200'000;
        bool began = false;
        const auto opened = openDataset({path}, options, {}, [&](const Progress&) { began = true; });
        QVERIFY(!opened);
        QCOMPARE(nameOf(opened.error().code), std::string("OutOfMemory"));
        QCOMPARE(opened.error().path, path.string());
        const auto& words = opened.error().message;
        QVERIFY2(words.find("need about 1 MiB of memory, and 1 MiB are left") != std::string::npos, words.c_str());
        QVERIFY2(words.find("its ratings, about 10,0") != std::string::npos, words.c_str());
        QVERIFY(!began);
        options.memoryLimit = 400'000;
        QVERIFY(openDataset({path}, options));
    }
};

QTEST_GUILESS_MAIN(TestRatingFile)
#include "tst_rating_file.moc"
