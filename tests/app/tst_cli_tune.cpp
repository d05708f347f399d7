// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/small_data.h"
#include "tests/support/process.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <string>
#include <vector>

namespace projectionist::testing {

class TestCliTune : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theOptionsThatWereFoundAreTrainedWith();
    void everyTrialHasALine();
    void aSearchDoesNotGoWithAResumedRun();

private:
    [[nodiscard]] std::vector<std::string> search(const std::vector<std::string>& more) const
    {
        std::vector<std::string> arguments{"train",  writeSmallData(m_scratch),
                                           "--out",  m_scratch / "tuned.projectionist",
                                           "--tune", "0.5",
                                           "--set",  "dimension=8",
                                           "--set",  "epochs=4",
                                           "--set",  "batch_size=64"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    ScratchFolder m_scratch;
};

void TestCliTune::theOptionsThatWereFoundAreTrainedWith()
{
    const auto historyFile = m_scratch / "history.json";
    const auto result = runCli(search({"--history", historyFile, "--json"}));
    PROJECTIONIST_EXITS(result, 0);
    const auto object = jsonOf(result.out);
    const auto tuning = object["tuning"];
    QVERIFY2(tuning["trials"].size() >= 1, result.out.c_str());
    QCOMPARE(tuning["metric"].get<std::string>(), std::string("ndcg@10"));
    const auto best = tuning["trials"][tuning["best"].get<std::size_t>() - 1];
    for (const auto& [name, value] : best["options"].items())
        QVERIFY2(object["run"]["options"][name] == value, name.c_str());
    QCOMPARE(object["run"]["options"]["epochs"].get<std::string>(), std::string("4"));
    const auto history = jsonOf(contentOf(historyFile));
    QCOMPARE(history["tuning"].dump(), tuning.dump());
    QVERIFY(history["run"].is_object() && history["steps"].is_array());
}

void TestCliTune::everyTrialHasALine()
{
    const auto result = runCli(search({}));
    PROJECTIONIST_EXITS(result, 0);
    const auto lines = linesOf(result.out);
    std::size_t header = 0;
    while (header < lines.size() && lines[header].find("learning_rate") == std::string::npos)
        ++header;
    QVERIFY2(header + 1 < lines.size(), result.out.c_str());
    QVERIFY2(lines[header + 1].find("best so far") != std::string::npos, result.out.c_str());
    QVERIFY(result.out.find("Tried ") != std::string::npos);
    QVERIFY(result.out.find("Saved ") != std::string::npos);
}

void TestCliTune::aSearchDoesNotGoWithAResumedRun()
{
    const auto result = runCli({"train", "--resume", m_scratch / "tuned.projectionist", "--tune", "1"});
    PROJECTIONIST_EXITS(result, 2);
    QVERIFY2(result.error.find("--tune does not go with --resume") != std::string::npos, result.described().c_str());
}

}  // namespace projectionist::testing

QTEST_GUILESS_MAIN(projectionist::testing::TestCliTune)
#include "tst_cli_tune.moc"
