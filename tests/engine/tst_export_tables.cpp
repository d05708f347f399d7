// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/export_tables.h"
#include "engine/data/open_dataset.h"
#include "tests/support/environment.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <algorithm>
#include <map>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

std::shared_ptr<const Dataset> smallData(bool simulated)
{
    DatasetParts parts;
    parts.simulated = simulated;
    parts.users = {{"7", {}, {}, {}}, {"8", {}, {}, {}}};
    parts.movies = {{"1", "Rock, The (1996)", 1996, {"Action", "Thriller"}, true},
                    {"2", "2", {}, {}, false},
                    {"3", " Stray (1990) ", 1990, {}, true}};
    parts.ratingUsers = {{1}, {0}, {1}};
    parts.ratingMovies = {{0}, {1}, {2}};
    parts.ratingValues = {4, 3.5F, 2};
    return *Dataset::make(std::move(parts));
}

/// A cell as a reader of CSV sees it again, for the plain quoting that titles need.
std::string asCell(const std::string& text)
{
    if (text.find_first_of(",\"") == std::string::npos && !text.starts_with(' ') && !text.ends_with(' '))
        return text;
    auto quoted = QString::fromStdString(text);
    return "\"" + quoted.replace("\"", "\"\"").toStdString() + "\"";
}

}  // namespace

class TestExportTables : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTutorialsTablesAreWritten()
    {
        const TemporaryFolder folder;
        const auto out = folder.path() / "new" / "folder";
        const auto done = exportTables(*smallData(false), 3.0F, out);
        QVERIFY2(done, done ? "" : inFull(done.error()).c_str());
        QCOMPARE(contentOf(out / "ratings.csv"), std::string("movie_title,user_id\n\"Rock, The (1996)\",8\n2,7\n"));
        QCOMPARE(contentOf(out / "movies.csv"), std::string("movie_id,movie_title,year,genres\n"
                                                            "1,\"Rock, The (1996)\",1996,Action|Thriller\n"
                                                            "2,,,\n"
                                                            "3,\" Stray (1990) \",1990,\n"));
    }

    void simulatedDataSaysSo()
    {
        const TemporaryFolder folder;
        QVERIFY(exportTables(*smallData(true), 3.0F, folder.path()));
        for (const char* name : {"ratings.csv", "movies.csv"})
            QVERIFY2(contentOf(folder.path() / name).starts_with("# Simulated data"), name);
    }

    void movieLens100KGivesThePositivesOfANaiveReading()
    {
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        const TemporaryFolder folder;
        QVERIFY(exportTables(**openDataset({*data / "ml-100k"}), 3.0F, folder.path()));

        std::map<QString, QString> titles;
        for (const auto& line :
             QString::fromLatin1(contentOf(*data / "ml-100k/u.item").c_str()).split('\n', Qt::SkipEmptyParts)) {
            const auto fields = line.split('|');
            titles[fields[0]] = fields[1];
        }
        std::string expected = "movie_title,user_id\n";
        int rows = 0;
        for (const auto& line :
             QString::fromLatin1(contentOf(*data / "ml-100k/u.data").c_str()).split('\n', Qt::SkipEmptyParts)) {
            const auto fields = line.split('\t');
            if (fields[2].toInt() <= 3)
                continue;
            expected += asCell(titles[fields[1]].toStdString()) + "," + fields[0].toStdString() + "\n";
            ++rows;
        }
        QCOMPARE(rows, 55'375);
        const auto written = contentOf(folder.path() / "ratings.csv");
        QCOMPARE(std::count(written.begin(), written.end(), '\n'), 55'376);
        QVERIFY(written == expected);
        const auto movies = contentOf(folder.path() / "movies.csv");
        QCOMPARE(std::count(movies.begin(), movies.end(), '\n'), 1683);
    }

    void aFilterThatLeavesNothingSaysSo()
    {
        const TemporaryFolder folder;
        const auto done = exportTables(*smallData(false), 4.0F, folder.path() / "out");
        QVERIFY(!done);
        QCOMPARE(inFull(done.error()),
                 std::string("Empty: no rating is above 4: the ratings go from 2 to 4. Choose a lower bound."));
        QVERIFY(!std::filesystem::exists(folder.path() / "out"));
    }

    void placesThatCannotBeWrittenSayWhy()
    {
        const TemporaryFolder folder;
        const auto file = folder.write("file", "x");
        const auto blocked = exportTables(*smallData(false), 3.0F, file);
        QVERIFY(!blocked);
        QVERIFY2(inFull(blocked.error()).starts_with("NotAFile: " + file.string()), inFull(blocked.error()).c_str());
        const auto locked = folder.path() / "locked";
        std::filesystem::create_directory(locked);
        const auto said = asOrdinaryUser([&] {
            const auto done = exportTables(*smallData(false), 3.0F, locked);
            return done ? std::string() : inFull(done.error());
        });
        QVERIFY2(said.starts_with("Unwritable"), said.c_str());
    }

    void aFullDiskLeavesTheOldFiles()
    {
        const auto data = dataFolder();
        PROJECTIONIST_REQUIRE(data);
        const auto dataset = *openDataset({*data / "ml-100k"});
        const TemporaryFolder folder;
        const auto old = folder.write("ratings.csv", "old");
        const auto said = withFileSizeLimit(300'000, [&] {
            const auto done = exportTables(*dataset, 3.0F, folder.path());
            return done ? std::string() : inFull(done.error());
        });
        QVERIFY2(said.starts_with("DiskFull: " + old.string()), said.c_str());
        QCOMPARE(contentOf(old), std::string("old"));
        QCOMPARE(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
    }

    void aStopWritesNothing()
    {
        const TemporaryFolder folder;
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(exportTables(*smallData(false), 3.0F, folder.path(), stop.get_token()));
        QVERIFY(std::filesystem::is_empty(folder.path()));
    }
};

QTEST_GUILESS_MAIN(TestExportTables)
#include "tst_export_tables.moc"
