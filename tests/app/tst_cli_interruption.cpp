// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/small_data.h"
#include "tests/support/process.h"

#include <QTest>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>

namespace projectionist::testing {

class TestCliInterruption : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void interruptedTrainingKeepsTheBestAndSaves_data();
    void interruptedTrainingKeepsTheBestAndSaves();
    void anInterruptedRunCanBeResumed();
    void aSecondInterruptionDuringSavingLosesNothing();
    void interruptedWritingLeavesNoHalfFile();
    void aReaderThatGoesAwayEndsQuietly_data();
    void aReaderThatGoesAwayEndsQuietly();
    void aReaderThatGoesAwayDoesNotLoseTheModel();
    void aFullStandardOutputIsSaid();
    void aClosedStandardOutputIsSaidAndLosesNothing();
    void nothingButProgressGoesToStandardError();

private:
    [[nodiscard]] std::vector<std::string> endlessTraining(const std::string& out, bool heldOut) const
    {
        return {"train",     m_scratch / "data",
                "--out",     out,
                "--history", m_scratch / "history.json",
                "--set",     "epochs=100000",
                "--set",     "patience=100000",
                "--set",     "dimension=8",
                "--set",     heldOut ? "holdout=random:0.1" : "holdout=none"};
    }

    ScratchFolder m_scratch;
    std::string m_model;
};

void TestCliInterruption::initTestCase()
{
    m_model = trainSmallModel(m_scratch);
    QVERIFY(!m_model.empty());
}

void TestCliInterruption::interruptedTrainingKeepsTheBestAndSaves_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<bool>("heldOut");
    QTest::newRow("Ctrl+C in the search") << SIGINT << true;
    QTest::newRow("Ctrl+C without a holdout") << SIGINT << false;
    QTest::newRow("SIGTERM") << SIGTERM << true;
    QTest::newRow("the terminal is closed") << SIGHUP << true;
}

void TestCliInterruption::interruptedTrainingKeepsTheBestAndSaves()
{
    QFETCH(int, signal);
    QFETCH(bool, heldOut);
    const auto model = m_scratch / "stopped.projectionist";
    std::filesystem::remove(model);
    CliProcess process(endlessTraining(model, heldOut));
    QVERIFY(process.awaitOutput("\n    3 "));
    process.send(signal);
    const auto sent = std::chrono::steady_clock::now();
    const auto result = process.finish();
    const auto took = std::chrono::steady_clock::now() - sent;
    PROJECTIONIST_EXITS(result, 130);
    QVERIFY2(result.error.empty(), result.described().c_str());
    QVERIFY2(result.out.find("Saved " + model) != std::string::npos, result.described().c_str());
    QVERIFY2(took < std::chrono::seconds(20), "stopping took too long");  // also where others keep the machine busy
    PROJECTIONIST_EXITS(runCli({"recommend", model, "--user", "1"}), 0);
    const auto info = jsonOf(runCli({"info", model, "--json"}).out);
    QCOMPARE(info["can_be_continued"].get<bool>(), true);
    std::ifstream history(m_scratch / "history.json");
    const auto object = nlohmann::json::parse(history, nullptr, false);
    QVERIFY(object.is_object());
    QVERIFY(object["epochs"].size() >= 3);
}

void TestCliInterruption::anInterruptedRunCanBeResumed()
{
    const auto model = m_scratch / "resumed.projectionist";
    CliProcess first(endlessTraining(model, true));
    QVERIFY(first.awaitOutput("\n    2 "));
    first.send(SIGINT);
    PROJECTIONIST_EXITS(first.finish(), 130);
    CliProcess second({"train", "--resume", model});
    QVERIFY(second.awaitOutput("loss/row"));  // the header comes with the first epoch
    second.send(SIGINT);
    const auto result = second.finish();
    PROJECTIONIST_EXITS(result, 130);
    QVERIFY2(result.out.find("Saved " + model) != std::string::npos, result.described().c_str());
}

void TestCliInterruption::aSecondInterruptionDuringSavingLosesNothing()
{
    const auto model = m_scratch.write("kept.projectionist", "old");
    CliProcess process(endlessTraining(model, true));
    QVERIFY(process.awaitOutput("\n    2 "));
    process.send(SIGINT);
    process.send(SIGINT);
    PROJECTIONIST_EXITS(process.finish(), 130);
    PROJECTIONIST_EXITS(runCli({"recommend", model, "--user", "1"}), 0);
}

void TestCliInterruption::interruptedWritingLeavesNoHalfFile()
{
    const auto folder = m_scratch / "big";
    CliProcess process({"sample", "--out", folder, "--shape", "32m"});
    // It says nothing until the end, and makes its folder at once.
    for (int i = 0; i < 600 && !std::filesystem::exists(folder); ++i)
        QTest::qWait(50);
    QVERIFY(std::filesystem::exists(folder));
    process.send(SIGINT);
    const auto result = process.finish();
    PROJECTIONIST_EXITS(result, 130);
    QVERIFY2(result.error.empty(), result.described().c_str());
    QVERIFY(!std::filesystem::exists(folder + "/ratings.csv"));
}

void TestCliInterruption::aReaderThatGoesAwayEndsQuietly_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("--help") << QStringList{"--help"};
    QTest::newRow("--version") << QStringList{"--version"};
    QTest::newRow("text") << QStringList{"recommend", "MODEL", "--all-users", "-k", "all"};
    QTest::newRow("JSON") << QStringList{"recommend", "MODEL", "--all-users", "-k", "all", "--json"};
    QTest::newRow("CSV") << QStringList{"recommend", "MODEL", "--all-users", "-k", "all", "--csv", "-"};
    QTest::newRow("pairs") << QStringList{"pairs", "MODEL", "--threshold", "-1"};
    QTest::newRow("pairs as CSV") << QStringList{"pairs", "MODEL", "--threshold", "-1", "--csv", "-"};
    QTest::newRow("info") << QStringList{"info", "MODEL"};
}

void TestCliInterruption::aReaderThatGoesAwayEndsQuietly()
{
    QFETCH(QStringList, arguments);
    std::vector<std::string> texts;
    for (const auto& argument : arguments)
        texts.push_back(argument == "MODEL" ? m_model : argument.toStdString());
    ProcessOptions options;
    options.standardOutput = ProcessOptions::StandardOutput::ReaderGone;
    const auto result = runCli(texts, options);
    PROJECTIONIST_EXITS(result, 0);
    QVERIFY2(result.error.empty(), result.described().c_str());
}

void TestCliInterruption::aReaderThatGoesAwayDoesNotLoseTheModel()
{
    const auto model = m_scratch / "unread.projectionist";
    ProcessOptions options;
    options.standardOutput = ProcessOptions::StandardOutput::ReaderGone;
    const auto result =
        runCli({"train", m_scratch / "data", "--out", model, "--set", "epochs=2", "--set", "dimension=4"}, options);
    PROJECTIONIST_EXITS(result, 0);
    PROJECTIONIST_EXITS(runCli({"recommend", model, "--user", "1"}), 0);
}

void TestCliInterruption::aFullStandardOutputIsSaid()
{
    ProcessOptions options;
    options.standardOutput = ProcessOptions::StandardOutput::Full;
    for (const auto& more : std::vector<std::vector<std::string>>{{}, {"--json"}, {"--csv", "-"}}) {
        std::vector<std::string> arguments{"recommend", m_model, "--user", "1"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = runCli(arguments, options);
        PROJECTIONIST_EXITS(result, 1);
        QCOMPARE(result.errorLines(), std::size_t{1});
        QVERIFY2(result.error.starts_with("standard output: "), result.described().c_str());
    }
}

void TestCliInterruption::aClosedStandardOutputIsSaidAndLosesNothing()
{
    const auto model = m_scratch / "closed.projectionist";
    ProcessOptions options;
    options.standardOutput = ProcessOptions::StandardOutput::Closed;
    const auto result =
        runCli({"train", m_scratch / "data", "--out", model, "--set", "epochs=1", "--set", "dimension=4"}, options);
    PROJECTIONIST_EXITS(result, 1);
    QVERIFY2(result.error.starts_with("standard output: "), result.described().c_str());
    QCOMPARE(result.errorLines(), std::size_t{1});
    PROJECTIONIST_EXITS(runCli({"recommend", model, "--user", "1"}), 0);  // and no table was written into it
}

void TestCliInterruption::nothingButProgressGoesToStandardError()
{
    const auto result = runCli({"train", m_scratch / "data", "--out", m_scratch / "quiet.projectionist", "--set",
                                "epochs=2", "--set", "dimension=4", "--json"});
    PROJECTIONIST_EXITS(result, 0);
    QVERIFY2(result.error.empty(), result.described().c_str());
    QVERIFY(jsonOf(result.out).is_object());
}

}  // namespace projectionist::testing

QTEST_GUILESS_MAIN(projectionist::testing::TestCliInterruption)
#include "tst_cli_interruption.moc"
