// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/small_data.h"
#include "tests/support/process.h"

#include <QTest>

#include <cstdint>
#include <fstream>
#include <iterator>

#include <sys/stat.h>

namespace projectionist::testing {

/// Everything that can be wrong with what the program is given: exit code 1, one line on standard error that names the
/// place, nothing broken.
class TestCliBadInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void dataThatCannotBeReadNamesItsFile_data();
    void dataThatCannotBeReadNamesItsFile();
    void everyRemedyIsAnOptionThatOpensTheData_data();
    void everyRemedyIsAnOptionThatOpensTheData();
    void aTestFileIsReadOnWithTheSameOptions();
    void aFileThatEndsWithinALineLosesThatLineOnly();
    void aFileThatEndsWithinATimeIsKeptAndTold();
    void modelsThatCannotBeOpenedNameTheirFile_data();
    void modelsThatCannotBeOpenedNameTheirFile();
    void unknownNamesSayWhatToDo_data();
    void unknownNamesSayWhatToDo();
    void placesThatCannotBeWrittenAreNamed_data();
    void placesThatCannotBeWrittenAreNamed();
    void aModelThatCannotBeWrittenIsSaidBeforeTraining();
    void aFullDiskLeavesTheOldModel();
    void aFullDiskLeavesNoHalfExport();
    void aFilterThatLeavesNothingSaysSo();
    void initialTablesMustFit();
    void aTestFileMustExist();
    void inputsAreNotOverwritten();
    void aModelOfOtherDataIsNotResumed();
    void aFinishedRunIsNotResumed();
    void exportedTablesDoNotReplaceTheirSource();

private:
    static std::string read(const std::string& path)
    {
        std::ifstream stream(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    }
    void expectFailure(const std::vector<std::string>& arguments, const std::string& words,
                       const ProcessOptions& options = {});

    ScratchFolder m_scratch;
    std::string m_model;
};

#define EXPECT_FAILURE(...)                                                                                            \
    do {                                                                                                               \
        expectFailure(__VA_ARGS__);                                                                                    \
        if (QTest::currentTestFailed())                                                                                \
            return;                                                                                                    \
    } while (false)

void TestCliBadInput::initTestCase()
{
    m_model = trainSmallModel(m_scratch);
    QVERIFY(!m_model.empty());
}

void TestCliBadInput::expectFailure(const std::vector<std::string>& arguments, const std::string& words,
                                    const ProcessOptions& options)
{
    const auto result = runCli(arguments, options);
    PROJECTIONIST_EXITS(result, 1);
    QVERIFY2(result.errorLines() == 1, result.described().c_str());
    QVERIFY2(result.error.find(words) != std::string::npos, (words + "\n" + result.described()).c_str());
    QVERIFY2(result.error.size() > words.size() + 10, "a name alone is no sentence");
}

void TestCliBadInput::dataThatCannotBeReadNamesItsFile_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* what, const char* name, const QByteArray& content, const char* words) {
        QTest::newRow(what) << name << content << words;
    };
    const QByteArray header = "userId,movieId,rating,timestamp\n";
    row("missing", "missing/ratings.csv", {}, "missing");
    row("empty", "empty/ratings.csv", "", "empty/ratings.csv");
    row("header only", "header/ratings.csv", header, "header/ratings.csv");
    row("binary", "binary/ratings.csv",
        QByteArray("\x7f"
                   "ELF\0\0\1\2\xff\xfe\0",
                   11)
            .repeated(50),
        "binary/ratings.csv");
    row("columns", "columns/ratings.csv", header + "1,2\n1,3\n", "line 2");
    row("not numbers", "words/ratings.csv", header + "1,1,4,1\n1,2,good,1\n", "line 3");
    row("decimal commas", "commas/u.data", "1\t1\t4,5\t1\n", "line 1");
    row("not finite", "finite/ratings.csv", header + "1,1,inf,1\n", "line 2");
    row("negative ids", "negative/ratings.csv", header + "-5,1,4,1\n", "line 2");
    row("no data in the folder", "folder/notes.txt", "nothing here", "folder");
}

void TestCliBadInput::dataThatCannotBeReadNamesItsFile()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QString, words);
    const auto folder = name.left(name.indexOf('/')).toStdString();
    if (!content.isNull())
        m_scratch.write(name.toStdString(), content.toStdString());
    EXPECT_FAILURE({"info", m_scratch / folder}, words.toStdString());
    EXPECT_FAILURE({"export", m_scratch / folder, "--to", m_scratch / "never"}, words.toStdString());
    EXPECT_FAILURE({"train", m_scratch / folder, "--out", m_scratch / "never.projectionist"}, words.toStdString());
    QVERIFY(!std::filesystem::exists(m_scratch / "never.projectionist"));
}

void TestCliBadInput::everyRemedyIsAnOptionThatOpensTheData_data()
{
    QTest::addColumn<QString>("rows");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QStringList>("options");
    const auto row = [](const char* what, const char* rows, const char* words, const QStringList& options) {
        QTest::newRow(what) << rows << words << options;
    };
    row("commas", "1,1,\"4,5\",1\n1,2,5,1\n2,1,5,1\n",
        "Add --decimal-comma to read 4,5 as 4.5, or --skip-bad-lines to leave the bad lines out.", {"--decimal-comma"});
    row("commas left out", "1,1,\"4,5\",1\n1,2,5,1\n2,1,5,1\n", "", {"--skip-bad-lines"});
    row("commas alone", "1,1,\"4,5\",1\n2,1,\"4,5\",1\n", "Add --decimal-comma to read 4,5 as 4.5.\n",
        {"--decimal-comma"});
    row("words", "1,1,good,1\n1,2,5,1\n2,2,5,1\n", "Add --skip-bad-lines to leave the bad lines out.",
        {"--skip-bad-lines"});
    row("commas and words", "1,1,\"4,5\",1\n1,2,good,1\n1,3,5,1\n2,2,5,1\n",
        "Add --decimal-comma and --skip-bad-lines to read 4,5 as 4.5 and leave the other bad lines out, or "
        "--skip-bad-lines alone to leave out all.",
        {"--decimal-comma", "--skip-bad-lines"});
    row("nothing that helps", "1,1,good,1\n", "choose another.\n", {});
}

void TestCliBadInput::everyRemedyIsAnOptionThatOpensTheData()
{
    QFETCH(QString, rows);
    QFETCH(QString, words);
    QFETCH(QStringList, options);
    const auto path = m_scratch.write("remedies.csv", "userId,movieId,rating,timestamp\n" + rows.toStdString());
    const std::vector<std::vector<std::string>> commands{
        {"info", path},
        {"export", path, "--to", m_scratch / "remedies"},
        {"train", path, "--out", m_scratch / "remedies.projectionist", "--set", "holdout=none", "--set", "epochs=1",
         "--set", "dimension=4"},
        {"train", m_scratch / "data", "--ratings", path, "--out", m_scratch / "remedies.projectionist", "--set",
         "holdout=none", "--set", "epochs=1", "--set", "dimension=4"}};
    for (auto command : commands) {
        EXPECT_FAILURE(command, words.toStdString());
        for (const auto& option : options)
            command.push_back(option.toStdString());
        if (options.isEmpty())
            continue;
        const auto read = runCli(command);
        PROJECTIONIST_EXITS(read, 0);
        if (options.contains("--skip-bad-lines")) {  // what is advised then opens the data, too
            const auto advice = "\"projectionist-cli info PATH --report " + options.join(' ').toStdString() + "\"";
            QVERIFY2(read.error.find(advice) != std::string::npos, read.described().c_str());
        }
    }
    if (options.contains("--decimal-comma")) {
        const auto read = runCli({"info", path, "--json", "--decimal-comma", "--skip-bad-lines"});
        QCOMPARE(jsonOf(read.out)["histogram"][0]["rating"].get<double>(), 4.5);
    }
}

void TestCliBadInput::aTestFileIsReadOnWithTheSameOptions()
{
    const auto test = m_scratch.write("commas-test.csv", "userId,movieId,rating,timestamp\n1,8,\"4,5\",1\n");
    const std::vector<std::string> evaluate{"evaluate", m_model, "--test", test, "--quick"};
    const std::vector<std::string> train{
        "train", m_scratch / "data", "--out", m_scratch / "tested.projectionist", "--test", test, "--set", "epochs=1",
        "--set", "dimension=4"};
    for (auto command : {evaluate, train}) {
        EXPECT_FAILURE(command, test + ", line 2: the rating is \"4,5\".");
        EXPECT_FAILURE(command, "Add --decimal-comma to read 4,5 as 4.5.\n");
        command.push_back("--decimal-comma");
        PROJECTIONIST_EXITS(runCli(command), 0);
    }
}

void TestCliBadInput::aFileThatEndsWithinALineLosesThatLineOnly()
{
    writeSmallData(m_scratch, "cut");
    auto ratings = read(m_scratch / "cut/ratings.csv");
    ratings.resize(ratings.rfind(',', ratings.size() - 2) - 2);  // within the rating of the last line
    m_scratch.write("cut/ratings.csv", ratings);
    const auto result = runCli({"info", m_scratch / "cut", "--json"});
    PROJECTIONIST_EXITS(result, 0);
    QCOMPARE(jsonOf(result.out)["report"]["skipped_rows"].get<int>(), 1);
    QVERIFY2(result.error.find("line 1,201") != std::string::npos, result.described().c_str());
}

void TestCliBadInput::aFileThatEndsWithinATimeIsKeptAndTold()
{
    writeSmallData(m_scratch, "cut-in-time");
    auto ratings = read(m_scratch / "cut-in-time/ratings.csv");
    ratings.resize(ratings.size() - 3);  // the time of the last line is shorter, and a number still
    m_scratch.write("cut-in-time/ratings.csv", ratings);
    const auto result = runCli({"info", m_scratch / "cut-in-time", "--json"});
    PROJECTIONIST_EXITS(result, 0);
    QCOMPARE(jsonOf(result.out)["report"]["skipped_rows"].get<int>(), 0);
    QVERIFY2(result.error.find("ratings.csv, line 1,201: the file ends without a line end and may be cut off. Copy") !=
                 std::string::npos,
             result.described().c_str());
}

void TestCliBadInput::modelsThatCannotBeOpenedNameTheirFile_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("how");
    for (const auto* how : {"missing", "folder", "empty", "text", "cut off", "huge header", "damaged", "unreadable"})
        QTest::newRow(how) << QString(how).replace(' ', '-') + ".projectionist" << how;
}

void TestCliBadInput::modelsThatCannotBeOpenedNameTheirFile()
{
    QFETCH(QString, name);
    QFETCH(QString, how);
    const auto file = name.toStdString();
    auto bytes = read(m_model);
    QVERIFY(bytes.size() > 1000);
    if (how == "folder")
        m_scratch.write(file + "/inside", "");
    else if (how == "empty")
        m_scratch.write(file, "");
    else if (how == "text")
        m_scratch.write(file, "userId,movieId,rating\n1,2,3\n");
    else if (how == "cut off")
        m_scratch.write(file, bytes.substr(0, bytes.size() / 2));
    else if (how == "huge header")
        m_scratch.write(file, std::string(8, '\x7f') + bytes.substr(8));
    else if (how == "damaged")
        m_scratch.write(file, bytes.replace(8, 40, std::string(40, 'x')));
    else if (how == "unreadable")
        QVERIFY(::chmod(m_scratch.write(file, bytes).c_str(), 0) == 0);
    const auto path = m_scratch / file;
    EXPECT_FAILURE({"recommend", path, "--user", "1"}, path);
    EXPECT_FAILURE({"info", path}, path);
    EXPECT_FAILURE({"train", "--resume", path, "--out", m_scratch / "never.projectionist"}, path);
}

void TestCliBadInput::unknownNamesSayWhatToDo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("user") << QStringList{"recommend", "MODEL", "--user", "4711"} << QStringList{"4711"};
    QTest::newRow("user's neighbours") << QStringList{"neighbours", "MODEL", "--user", "4711"} << QStringList{"4711"};
    QTest::newRow("film id") << QStringList{"neighbours", "MODEL", "--film-id", "4711"} << QStringList{"4711"};
    QTest::newRow("title") << QStringList{"neighbours", "MODEL", "--film", "Film 12 (1963)"}
                           << QStringList{"Film 12 (1963)"};
    QTest::newRow("title under two ids") << QStringList{"neighbours", "MODEL", "--film", "Twins, The (1990)"}
                                         << QStringList{"7", "8", "Twins, The (1990)"};
    QTest::newRow("vector of nobody") << QStringList{"embedding", "MODEL", "--user", "0"} << QStringList{"0"};
    QTest::newRow("component beyond") << QStringList{"map", "MODEL", "--method", "pca", "--components", "1,9"}
                                      << QStringList{"component 9", "only 8"};
}

void TestCliBadInput::unknownNamesSayWhatToDo()
{
    QFETCH(QStringList, arguments);
    QFETCH(QStringList, words);
    std::vector<std::string> texts;
    for (const auto& argument : arguments)
        texts.push_back(argument == "MODEL" ? m_model : argument.toStdString());
    for (const auto& word : words)
        EXPECT_FAILURE(texts, word.toStdString());
}

void TestCliBadInput::placesThatCannotBeWrittenAreNamed_data()
{
    QTest::addColumn<QString>("place");
    QTest::newRow("no such folder") << "nowhere/file";
    QTest::newRow("a folder") << "data";
    QTest::newRow("not allowed") << "locked/file";
    QTest::newRow("full") << "/dev/full";
}

void TestCliBadInput::placesThatCannotBeWrittenAreNamed()
{
    QFETCH(QString, place);
    if (place == "locked/file" && !std::filesystem::exists(m_scratch / "locked")) {
        m_scratch.write("locked/other", "");
        QVERIFY(::chmod((m_scratch / "locked").c_str(), 0555) == 0);
    }
    const auto path = place.startsWith('/') ? place.toStdString() : m_scratch / place.toStdString();
    EXPECT_FAILURE({"recommend", m_model, "--user", "1", "--csv", path}, path);
    EXPECT_FAILURE({"recommend", m_model, "--all-users", "-k", "all", "--csv", path}, path);
    EXPECT_FAILURE({"pairs", m_model, "--threshold", "0", "--csv", path}, path);
    EXPECT_FAILURE({"train", m_scratch / "data", "--out", path, "--set", "epochs=1", "--set", "dimension=4"}, path);
    EXPECT_FAILURE({"train", m_scratch / "data", "--out", m_scratch / "side.projectionist", "--history", path, "--set",
                    "epochs=1", "--set", "dimension=4"},
                   path);
    if (place == "locked/file") {
        EXPECT_FAILURE({"export", m_model, "--to", path, "--format", "npy"}, m_scratch / "locked");
        EXPECT_FAILURE({"sample", "--out", path}, m_scratch / "locked");
    }
}

void TestCliBadInput::aModelThatCannotBeWrittenIsSaidBeforeTraining()
{
    const auto result = runCli({"train", m_scratch / "data", "--out", m_scratch / "nowhere/m.projectionist"});
    PROJECTIONIST_EXITS(result, 1);
    QVERIFY2(result.out.empty(), result.described().c_str());
}

void TestCliBadInput::aFullDiskLeavesTheOldModel()
{
    const auto model = m_scratch.write("old.projectionist", read(m_model));
    ProcessOptions options;
    options.fileSizeLimit = 8192;
    EXPECT_FAILURE({"train", m_scratch / "data", "--out", model, "--set", "epochs=1", "--set", "dimension=64"}, model,
                   options);
    QVERIFY(read(model) == read(m_model));
    PROJECTIONIST_EXITS(runCli({"recommend", model, "--user", "1"}), 0);
}

void TestCliBadInput::aFullDiskLeavesNoHalfExport()
{
    ProcessOptions options;
    options.fileSizeLimit = 1024;
    const auto csv = m_scratch / "half.csv";
    EXPECT_FAILURE({"recommend", m_model, "--all-users", "--csv", csv}, csv, options);
    QVERIFY(!std::filesystem::exists(csv));
    EXPECT_FAILURE({"export", m_model, "--to", m_scratch / "half", "--format", "npy"}, m_scratch / "half", options);
    for (const auto& entry : std::filesystem::directory_iterator(m_scratch.path())) {
        QVERIFY2(entry.path().filename().string().find("half.csv") == std::string::npos, entry.path().c_str());
    }
}

void TestCliBadInput::aFilterThatLeavesNothingSaysSo()
{
    EXPECT_FAILURE({"train", m_scratch / "data", "--out", m_scratch / "never.projectionist", "--set", "rating_above=5"},
                   "5");
}

void TestCliBadInput::initialTablesMustFit()
{
    const auto folder = m_scratch / "tables";
    PROJECTIONIST_EXITS(runCli({"export", m_model, "--to", folder, "--format", "npy"}), 0);
    const std::vector<std::string> train{"train",
                                         m_scratch / "data",
                                         "--out",
                                         m_scratch / "never.projectionist",
                                         "--preset",
                                         "tutorial",
                                         "--initial-users",
                                         folder + "/users.npy",
                                         "--initial-movies",
                                         folder + "/movies.npy"};
    EXPECT_FAILURE(train, "8");  // 64 numbers are wanted, and these have 8
    auto broken = train;
    broken.back() = m_scratch.write("broken.npy", "no numbers");
    EXPECT_FAILURE(broken, m_scratch / "broken.npy");
    broken.back() = m_scratch / "missing.npy";
    EXPECT_FAILURE(broken, m_scratch / "missing.npy");
}

void TestCliBadInput::aTestFileMustExist()
{
    const auto file = m_scratch / "missing-test.csv";
    EXPECT_FAILURE({"evaluate", m_model, "--test", file}, file);
    EXPECT_FAILURE({"train", m_scratch / "data", "--out", m_scratch / "never.projectionist", "--test", file}, file);
    EXPECT_FAILURE({"train", m_scratch / "data", "--out", m_scratch / "never.projectionist", "--ratings", file}, file);
}

void TestCliBadInput::inputsAreNotOverwritten()
{
    const auto ratings = m_scratch / "data/ratings.csv";
    const auto before = read(ratings);
    EXPECT_FAILURE({"train", m_scratch / "data", "--out", ratings}, ratings);
    EXPECT_FAILURE({"train", m_scratch / "data", "--out", m_scratch / "never.projectionist", "--history", ratings},
                   ratings);
    QVERIFY(read(ratings) == before);
}

void TestCliBadInput::aModelOfOtherDataIsNotResumed()
{
    m_scratch.write("other/ratings.csv", "userId,movieId,rating,timestamp\n1,1,5,1\n2,1,5,1\n");
    EXPECT_FAILURE({"train", m_scratch / "other", "--resume", m_model, "--out", m_scratch / "never.projectionist",
                    "--set", "epochs=5"},
                   "other data");
}

void TestCliBadInput::aFinishedRunIsNotResumed()
{
    EXPECT_FAILURE({"train", "--resume", m_model, "--out", m_scratch / "never.projectionist"}, m_model + ": ");
    EXPECT_FAILURE({"train", "--resume", m_model, "--out", m_scratch / "never.projectionist"}, "--set epochs=N");
}

void TestCliBadInput::exportedTablesDoNotReplaceTheirSource()
{
    const auto before = read(m_scratch / "data/ratings.csv");
    EXPECT_FAILURE({"export", m_scratch / "data", "--to", m_scratch / "data"}, m_scratch / "data");
    QVERIFY(read(m_scratch / "data/ratings.csv") == before);
}

}  // namespace projectionist::testing

QTEST_GUILESS_MAIN(projectionist::testing::TestCliBadInput)
#include "tst_cli_bad_input.moc"
