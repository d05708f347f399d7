// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/open_dataset.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <algorithm>

#include <sys/stat.h>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

namespace fs = std::filesystem;

/// `good` rows in the form of the file's name, for users and films from 1 on; all pairs differ.
std::string goodRows(std::string_view name, int good)
{
    std::string text = name == "ratings.csv" ? "userId,movieId,rating,timestamp\n" : "";
    const std::string separator = name.ends_with(".csv") ? "," : name.ends_with(".dat") ? "::" : "\t";
    for (int row = 0; row < good; ++row) {
        const auto user = std::to_string(row / 10 + 1);
        const auto movie = std::to_string(row % 10 + 1);
        text += user + separator + movie + separator + std::to_string(row % 5 + 1) + separator + "881250949\n";
    }
    return text;
}

/// "" when it opened, else the error in full.
std::string opening(const std::vector<fs::path>& paths, const OpenOptions& options = {})
{
    const auto opened = openDataset(paths, options);
    return opened ? std::string() : inFull(opened.error());
}

}  // namespace

class TestBadFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// A file of its own in a folder, and what opening it must say.
    void everyBadFileNamesItsLineAndWhatToDo_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("line");
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char* test, const char* name, const std::string& content, const char* code, int line,
                            const QStringList& words) {
            QTest::newRow(test) << QString::fromUtf8(name) << QByteArray::fromStdString(content)
                                << QString::fromUtf8(code) << line << words;
        };
        const std::string header = "userId,movieId,rating,timestamp\n";

        row("empty", "u.data", "", "Empty", 0, {"empty (0 bytes)", "again"});
        row("only blank lines", "u.data", "\n \r\n\n", "Empty", 0, {"nothing but blank lines"});
        row("a header and nothing else", "ratings.csv", header, "Empty", 0, {"a header but no ratings"});
        row("a mark and nothing else", "ratings.csv", "\xEF\xBB\xBF", "Empty", 0, {"nothing"});
        row("zeros", "u.data", std::string(1000, '\0'), "Malformed", 0, {"binary", "Choose"});
        row("a picture", "ratings.csv", std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16), "Malformed", 0, {"binary"});
        row("UTF-16", "ratings.csv", std::string("\xFF\xFEu\0s\0e\0r\0", 10), "Malformed", 0,
            {"UTF-16", "Save it as UTF-8"});
        row("prose", "notes.csv", "Dear diary,\ntoday it rained.\n", "Malformed", 1,
            {"\"Dear diary,\"", "userId, movieId and rating"});
        row("a table of something else", "ratings.csv", "title,user_id\nStar Wars,1\n", "Malformed", 1,
            {"\"title,user_id\"", "header"});
        row("a table of tags", "tags.csv", "userId,movieId,tag,timestamp\n2,60756,funny,1445714994\n", "Malformed", 1,
            {"userId, movieId and rating"});

        for (const char* name : {"u.data", "ratings.csv", "ratings.dat"}) {
            const std::string file = name;
            const std::string good = goodRows(file, 20);
            const int bad = file == "ratings.csv" ? 22 : 21;  // the line after the good rows
            const std::string comma = file == "u.data" ? "\t" : file == "ratings.csv" ? "," : "::";
            const auto line = [&](std::initializer_list<const char*> fields) {
                std::string text;
                for (const char* field : fields)
                    text += (text.empty() ? "" : comma) + field;
                return text + "\n";
            };
            const auto test = [&](const char* what) { return qstrdup(qPrintable(QString("%1: %2").arg(name, what))); };
            const auto cut = line({"77", "1", "3"});
            row(test("cut off in the middle of a line"), name, good + cut.substr(0, cut.size() - 1), "Malformed", bad,
                {"3 columns instead of 4", "1 of 21 rows", "skip it"});
            row(test("too few columns"), name, good + line({"77", "1"}), "Malformed", bad, {"2 columns instead of 4"});
            row(test("too many columns"), name, good + line({"77", "1", "3", "881250949", "7", "8"}), "Malformed", bad,
                {"6 columns instead of 4"});
            row(test("no columns at all"), name, good + "what?\n", "Malformed", bad, {"1 column instead of 4"});
            row(test("a rating that is no number"), name, good + line({"77", "1", "good", "881250949"}), "Malformed",
                bad, {"the rating is \"good\"", "not a number"});
            row(test("a rating that is not finite"), name, good + line({"77", "1", "nan", "881250949"}), "Malformed",
                bad, {"the rating is \"nan\"", "not finite"});
            row(test("an infinite rating"), name, good + line({"77", "1", "-inf", "881250949"}), "Malformed", bad,
                {"the rating is \"-inf\"", "not finite"});
            row(test("a rating that is too large"), name, good + line({"77", "1", "1e99", "881250949"}), "Malformed",
                bad, {"the rating is \"1e99\"", "not finite"});
            row(test("no rating"), name, good + line({"77", "1", "", "881250949"}), "Malformed", bad,
                {"the rating is missing"});
            row(test("a negative user"), name, good + line({"-77", "1", "3", "881250949"}), "Malformed", bad,
                {"the user id is \"-77\"", "not negative"});
            row(test("a negative film"), name, good + line({"77", "-1", "3", "881250949"}), "Malformed", bad,
                {"the film id is \"-1\"", "not negative"});
            row(test("no film"), name, good + line({"77", "", "3", "881250949"}), "Malformed", bad,
                {"the film id is missing"});
            row(test("a time that is no number"), name, good + line({"77", "1", "3", "noon"}), "Malformed", bad,
                {"the time is \"noon\""});
            row(test("a zero byte"), name, good + line({"77", "1", "3", "881250949"}).replace(3, 1, 1, '\1'),
                "Malformed", bad, {"1 of 21 rows"});
            row(test("only bad rows"), name, (file == "ratings.csv" ? header : "") + line({"1", "2", "x", "4"}),
                "Malformed", file == "ratings.csv" ? 2 : 1, {"the rating is \"x\"", "only row"});
        }
        row("u.data: a user that is no number", "u.data", goodRows("u.data", 20) + "x\t1\t3\t4\n", "Malformed", 21,
            {"the user id is \"x\"", "not a number"});
        row("u.data: a decimal comma", "u.data", goodRows("u.data", 20) + "77\t1\t4,5\t881250949\n", "Malformed", 21,
            {"the rating is \"4,5\". 1 of 21 rows has such a rating: read it as 4.5, skip it, or export the file again "
             "with "
             "decimal points."});
        row("ratings.csv: a decimal comma in quotes", "ratings.csv",
            goodRows("ratings.csv", 20) + "77,1,\"4,5\",881250949\n", "Malformed", 22,
            {"the rating is \"4,5\". 1 of 21 rows has such a rating"});
        row("ratings.csv: decimal commas without quotes", "ratings.csv",
            goodRows("ratings.csv", 20) + "77,1,4,5,881250949\n77,2,3,5,881250949\n", "Malformed", 22,
            {"the rating is \"4,5\". 2 of 22 rows have such a rating: read them as 4.5, skip them, or export the file "
             "again "
             "with decimal points."});
        row("ratings.csv: a quote that is not closed", "ratings.csv",
            goodRows("ratings.csv", 20) + "\"77,1,3,881250949\n", "Malformed", 22, {"1 column instead of 4"});
        row("ratings.csv: a header without the rating", "ratings.csv", "userId,movieId,timestamp\n1,2,3\n", "Malformed",
            1, {"\"userId,movieId,timestamp\"", "rating"});
    }
    void everyBadFileNamesItsLineAndWhatToDo()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, code);
        QFETCH(int, line);
        QFETCH(QStringList, words);
        const TemporaryFolder folder;
        const auto path = folder.write(name.toStdString(), content.toStdString());
        const auto opened = openDataset({path});
        QVERIFY(!opened);
        const auto& error = opened.error();
        QVERIFY2(nameOf(error.code) == code.toStdString(), inFull(error).c_str());
        QVERIFY2(error.path == path.string(), inFull(error).c_str());
        QVERIFY2(error.line == static_cast<std::uint64_t>(line), inFull(error).c_str());
        for (const auto& word : words)
            QVERIFY2(QString::fromStdString(error.message).contains(word), inFull(error).c_str());
        QVERIFY2(error.message.ends_with('.'), inFull(error).c_str());
    }

    void placesWithoutDataSayWhatToDo()
    {
        const TemporaryFolder folder;
        auto said = opening({folder.path() / "missing"});
        QVERIFY2(said.starts_with("NotFound: " + (folder.path() / "missing").string()), said.c_str());
        said = opening({folder.path() / "missing", folder.path()});
        QVERIFY2(said.starts_with("NotFound"), said.c_str());
        said = opening({});
        QVERIFY2(said.starts_with("NotFound"), said.c_str());

        const auto empty = folder.path() / "empty";
        fs::create_directory(empty);
        said = opening({empty});
        QVERIFY2(said.starts_with("NotFound: " + empty.string() + ": there are no ratings in this folder"),
                 said.c_str());
        folder.write("empty/notes.txt", "nothing of interest\n");
        said = opening({empty});
        QVERIFY2(said.find("u.data, ratings.csv or ratings.dat") != std::string::npos, said.c_str());

        folder.write("outer/ml-100k/u.data", goodRows("u.data", 20));
        said = opening({folder.path() / "outer"});
        QVERIFY2(said.find("ml-100k inside it. Open that.") != std::string::npos, said.c_str());

        said = opening({"/dev/null"});
        QVERIFY2(said.starts_with("NotAFile: /dev/null"), said.c_str());
        const auto pipe = folder.path() / "pipe.csv";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        said = opening({pipe});
        QVERIFY2(said.starts_with("NotAFile"), said.c_str());
    }

    void unreadablePlacesSaySoToAnOrdinaryUser()
    {
        const TemporaryFolder folder;
        const auto file = folder.write("ratings.csv", goodRows("ratings.csv", 20));
        const auto locked = folder.write("locked/ratings.csv", goodRows("ratings.csv", 20)).parent_path();
        const auto films = folder.write("films/ratings.csv", goodRows("ratings.csv", 20)).parent_path();
        fs::permissions(folder.write("films/movies.csv", "movieId,title,genres\n1,A (1990),Drama\n"), fs::perms::none);
        fs::permissions(file, fs::perms::none);
        fs::permissions(locked, fs::perms::none);
        auto said = asOrdinaryUser([&] { return opening({file}); });
        QVERIFY2(said.starts_with("Unreadable: " + file.string()), said.c_str());
        said = asOrdinaryUser([&] { return opening({folder.path()}); });
        QVERIFY2(said.starts_with("Unreadable: " + file.string()), said.c_str());
        said = asOrdinaryUser([&] { return opening({locked}); });
        QVERIFY2(said.starts_with("Unreadable: " + locked.string()), said.c_str());
        said = asOrdinaryUser([&] { return opening({films}); });
        QVERIFY2(said.starts_with("Unreadable: " + (films / "movies.csv").string()), said.c_str());
        fs::permissions(locked, fs::perms::owner_all);
    }

    void filesWithoutRatingsSayWhatIsMissing()
    {
        const TemporaryFolder folder;
        const auto films = folder.write("movies.csv", "movieId,title,genres\n1,A (1990),Drama\n");
        auto said = opening({films});
        QVERIFY2(said.starts_with("NotFound: " + films.string() + ": it holds films but no ratings. Add"),
                 said.c_str());
        const auto users = folder.write("u.user", "1|24|M|technician|85711\n");
        said = opening({users});
        QVERIFY2(said.find("it holds users but no ratings") != std::string::npos, said.c_str());
    }

    void twoFilesOfRatingsAreOneTooMany()
    {
        const TemporaryFolder folder;
        const auto one = folder.write("u1.base", goodRows("u.data", 20));
        const auto two = folder.write("u1.test", goodRows("u.data", 30));
        auto said = opening({one, two});
        QVERIFY2(said.starts_with("Ambiguous: " + two.string() + ": it holds ratings, and so does u1.base."),
                 said.c_str());
        said = opening({folder.path()});
        QVERIFY2(said.starts_with("Ambiguous: " + folder.path().string()), said.c_str());
    }

    void badFilmAndUserFilesNameTheirLine_data()
    {
        QTest::addColumn<QString>("ratings");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("line");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* test, const char* ratings, const char* name, const QByteArray& content,
                            const char* code, int line, const char* words) {
            QTest::newRow(test) << ratings << name << content << code << line << words;
        };
        row("an empty movies.csv", "ratings.csv", "movies.csv", "", "Empty", 0, "empty (0 bytes)");
        row("movies.csv with a header only", "ratings.csv", "movies.csv", "movieId,title,genres\n", "Empty", 0,
            "no films");
        row("movies.csv that holds ratings", "ratings.csv", "movies.csv", "userId,movieId,rating\n1,2,3\n", "Malformed",
            0, "it holds ratings, not films");
        row("movies.csv with too few columns", "ratings.csv", "movies.csv",
            "movieId,title,genres\n1,A (1990),Drama\n2,B\n", "Malformed", 3, "2 columns instead of 3");
        row("movies.csv with a negative id", "ratings.csv", "movies.csv", "movieId,title,genres\n-1,A (1990),Drama\n",
            "Malformed", 2, "the film id is \"-1\"");
        row("movies.csv with an open quote", "ratings.csv", "movies.csv",
            "movieId,title,genres\n1,\"A (1990),Drama\n2,B (1990),Drama\n", "Malformed", 2, "a quote is not closed");
        row("u.item with a flag that is none", "u.data", "u.item",
            "1|A (1995)|01-Jan-1995||x|0|0|0|1\n2|B (1995)|01-Jan-1995||x|0|0|7|1\n", "Malformed", 2,
            "a genre flag is \"7\"");
        row("u.item cut off", "u.data", "u.item", "1|A (1995)|01-Jan-1995||x|0|0|0|1\n2|B (1995)|01-Ja", "Malformed", 2,
            "3 columns instead of 9");
        row("u.user without an age", "u.data", "u.user", "1|24|M|writer|1\n2||F|writer|1\n", "Malformed", 2,
            "the age is \"\"");
        row("a binary movies.dat", "ratings.dat", "movies.dat", QByteArray(200, '\0'), "Malformed", 0, "binary");
        row("users.dat with too many columns", "ratings.dat", "users.dat",
            "1::F::1::10::48067\n2::M::56::16::70072::1\n", "Malformed", 2, "6 columns instead of 5");
    }
    void badFilmAndUserFilesNameTheirLine()
    {
        QFETCH(QString, ratings);
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(QString, code);
        QFETCH(int, line);
        QFETCH(QString, words);
        const TemporaryFolder folder;
        folder.write(ratings.toStdString(), goodRows(ratings.toStdString(), 20));
        const auto path = folder.write(name.toStdString(), content.toStdString());
        const auto opened = openDataset({folder.path()});
        QVERIFY(!opened);
        const auto said = inFull(opened.error());
        QVERIFY2(said.starts_with(code.toStdString() + ": " + path.string()), said.c_str());
        QVERIFY2(opened.error().line == static_cast<std::uint64_t>(line), said.c_str());
        QVERIFY2(said.find(words.toStdString()) != std::string::npos, said.c_str());
    }

    void fewBadRowsAreSkippedCountedAndListed()
    {
        const TemporaryFolder folder;
        auto text = goodRows("ratings.csv", 400);  // lines 2 to 401
        text += "41,1,good,1\n\n41,2\n41,3,2.5,noon\n41,4,3\n";
        const auto path = folder.write("ratings.csv", text);
        const auto opened = openDataset({path});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto& report = (*opened)->report();
        QCOMPARE((*opened)->ratingCount(), std::size_t{400});
        QCOMPARE(report.skippedRows(), std::uint64_t{4});
        QCOMPARE(report.files.size(), std::size_t{1});
        QCOMPARE(report.files[0].role, std::string("ratings"));
        QCOMPARE(report.files[0].rows, std::uint64_t{400});
        QCOMPARE(report.files[0].bytes, std::uint64_t{text.size()});
        std::vector<std::pair<std::string, std::vector<std::uint64_t>>> found;
        for (const auto& problem : report.problems) {
            QCOMPARE(problem.path, path.string());
            QVERIFY(problem.skipped);
            QCOMPARE(problem.count, problem.lines.size());
            found.emplace_back(problem.what, problem.lines);
        }
        const std::vector<std::pair<std::string, std::vector<std::uint64_t>>> expected = {
            {"the rating is not a number", {402}},
            {"2 columns instead of 4", {404}},
            {"the time is not a number", {405}},
            {"3 columns instead of 4", {406}}};
        QCOMPARE(found, expected);
        QCOMPARE(report.problems[0].examples, std::vector<std::string>{"41,1,good,1"});
    }

    void oneInAHundredIsTheMostThatIsSkippedUnasked()
    {
        const TemporaryFolder folder;
        const std::string bad = "9\t9\tx\t9\n";
        QCOMPARE(opening({folder.write("u.data", goodRows("u.data", 99) + bad)}), std::string());
        const auto path = folder.write("u.data", goodRows("u.data", 98) + bad);
        const auto said = opening({path});
        QVERIFY2(said.find("1 of 99 rows cannot be read, more than 1 in 100: skip it, or export") != std::string::npos,
                 said.c_str());
        OpenOptions options;
        options.reading.skipAnyNumberOfBadRows = true;
        QCOMPARE(opening({path}, options), std::string());
        const auto none = folder.write("u.data", bad + bad);
        QVERIFY(opening({none}, options).find("None of its 2 rows can be read") != std::string::npos);
    }

    void doublesKeepTheLatestAndAreCounted()
    {
        const TemporaryFolder folder;
        const auto path = folder.write("u.data", "1\t1\t1\t100\n"  // line 1: older
                                                 "2\t1\t5\t100\n"  // kept
                                                 "1\t1\t2\t300\n"  // line 3: the latest
                                                 "1\t1\t3\t200\n"  // line 4: older
                                                 "\n"
                                                 "1\t2\t4\t100\n"    // line 6: same time, earlier line
                                                 "1\t2\t5\t100\n");  // line 7: same time, later line
        const auto opened = openDataset({path});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto& dataset = **opened;
        const auto values = dataset.ratingValues();
        QCOMPARE(std::vector<float>(values.begin(), values.end()), (std::vector<float>{5, 2, 5}));
        const auto& problems = dataset.report().problems;
        QCOMPARE(problems.size(), std::size_t{1});
        QCOMPARE(problems[0].what, std::string("rated twice; the latest kept"));
        QCOMPARE(problems[0].count, std::uint64_t{3});
        QCOMPARE(problems[0].lines, (std::vector<std::uint64_t>{1, 4, 6}));
        QCOMPARE(problems[0].examples[1], std::string("1\t1\t3\t200"));
        QCOMPARE(dataset.report().files[0].rows, std::uint64_t{3});
    }

    void filmsAndUsersThatNoFileListsAreNoticed()
    {
        const TemporaryFolder folder;
        folder.write("u.data", "1\t1\t3\t9\n7\t1\t3\t9\n1\t5\t3\t9\n7\t5\t4\t9\n");
        folder.write("u.item", "1|A (1995)|01-Jan-1995||x|0|0|0|1\n");
        folder.write("u.user", "1|24|M|writer|1\n");
        const auto opened = openDataset({folder.path()});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto& dataset = **opened;
        QCOMPARE(dataset.ratingCount(), std::size_t{4});
        const auto& film = dataset.movie(*dataset.findMovie("5"));
        QVERIFY(!film.hasTitle);
        QCOMPARE(film.title, std::string("5"));
        const auto& problems = dataset.report().problems;
        QCOMPARE(problems.size(), std::size_t{2});
        QCOMPARE(problems[0].what, std::string("the user is not in u.user"));
        QCOMPARE(problems[0].lines, std::vector<std::uint64_t>{2});
        QCOMPARE(problems[1].what, std::string("the film is not in u.item; shown by its id"));
        QCOMPARE(problems[1].lines, std::vector<std::uint64_t>{3});
        QVERIFY(!problems[0].skipped && !problems[1].skipped);
        QCOMPARE(dataset.report().skippedRows(), std::uint64_t{0});
    }

    void filmIdsThatStandTwiceKeepTheFirst()
    {
        const TemporaryFolder folder;
        folder.write("ratings.csv", goodRows("ratings.csv", 10));
        folder.write("movies.csv", "movieId,title,genres\n1,A (1990),Drama\n1,B (1991),Comedy\n2,,Comedy\n");
        const auto opened = openDataset({folder.path()});
        QVERIFY2(opened, opened ? "" : inFull(opened.error()).c_str());
        const auto& dataset = **opened;
        QCOMPARE(dataset.movie(*dataset.findMovie("1")).title, std::string("A (1990)"));
        QVERIFY(!dataset.movie(*dataset.findMovie("2")).hasTitle);
        const auto& problems = dataset.report().problems;
        const auto twice = std::find_if(problems.begin(), problems.end(), [](const LoadProblem& problem) {
            return problem.what == "the film id stands twice; the first kept";
        });
        QVERIFY(twice != problems.end());
        QCOMPARE(twice->lines, std::vector<std::uint64_t>{3});
    }

    void noMoreThanAThousandLinesOfAKindAreKept()
    {
        const TemporaryFolder folder;
        std::string text;
        for (int row = 0; row < 3000; ++row)
            text += "1\t2\tbad\t3\n";
        text += goodRows("u.data", 10);
        OpenOptions options;
        options.reading.skipAnyNumberOfBadRows = true;
        const auto opened = openDataset({folder.write("u.data", text)}, options);
        QVERIFY(opened);
        const auto& problem = (*opened)->report().problems.at(0);
        QCOMPARE(problem.count, std::uint64_t{3000});
        QCOMPARE(problem.lines.size(), std::size_t{1000});
        QCOMPARE(problem.lines.back(), std::uint64_t{1000});
        QCOMPARE(problem.examples.size(), std::size_t{3});
    }

    void badBytesEverywhereAreNoCrash()
    {
        // Every prefix of a small file, and every byte of it replaced by awkward ones: an error or data, never a crash.
        const TemporaryFolder folder;
        const std::string films =
            "movieId,title,genres\r\n1,\"Rock, The (1996)\",Action|Drama\r\n2,\"A \"\"B\"\"\",\r\n";
        const std::string ratings = "userId,movieId,rating,timestamp\r\n1,1,4.5,9\r\n1,2,\"3\",9\r\n007,2,1,9\r\n";
        for (std::size_t length = 0; length <= films.size(); ++length) {
            folder.write("movies.csv", films.substr(0, length));
            folder.write("ratings.csv", ratings.substr(0, length % (ratings.size() + 1)));
            (void)opening({folder.path()});
        }
        for (std::size_t place = 0; place < ratings.size(); ++place) {
            for (const char byte : {'\0', '"', ',', '\n', '\r', '-', '\xFF', '|', ':', '\t'}) {
                auto spoilt = ratings;
                spoilt[place] = byte;
                folder.write("movies.csv", films);
                (void)opening({folder.write("ratings.csv", spoilt)});
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestBadFiles)
#include "tst_bad_files.moc"
