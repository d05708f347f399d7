// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/small_data.h"
#include "tests/support/process.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <string>
#include <vector>

namespace projectionist::testing {

class TestCliRuns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void infoOfAModelShowsCardAndTensors();
    void infoReportsSkippedLines();
    void aFilterAndABatchBeyondTheDataStillTrain();
    void itemModelsStandBesideTheResults();
    void sampleDataIsSimulatedAllTheWay();
    void resumeGoesOnAsIfNothingHadHappened();
    void threadsDoNotChangeAByte();

private:
    ScratchFolder m_scratch;
    std::string m_model;
};

void TestCliRuns::initTestCase()
{
    m_model = trainSmallModel(m_scratch);
    QVERIFY(!m_model.empty());
}

void TestCliRuns::infoOfAModelShowsCardAndTensors()
{
    const auto result = runCli({"info", m_model, "--json"});
    PROJECTIONIST_EXITS(result, 0);
    const auto object = jsonOf(result.out);
    QCOMPARE(object["kind"].get<std::string>(), std::string("model"));
    QCOMPARE(object["dimension"].get<int>(), 8);
    QVERIFY(object["run"].is_object());
    bool found = false;
    for (const auto& tensor : object["tensors"]) {
        if (tensor["name"] != "movies.vectors")
            continue;
        found = true;
        QCOMPARE(tensor["shape"].dump(), std::string("[41,8]"));
        QCOMPARE(tensor["type"].get<std::string>(), std::string("F32"));
    }
    QVERIFY(found);
    const auto text = runCli({"info", m_model});
    PROJECTIONIST_EXITS(text, 0);
    for (const auto* word : {"movies.vectors", "batch_size", "fingerprint", "top-k accuracy"})
        QVERIFY2(text.out.find(word) != std::string::npos, text.out.c_str());
}

void TestCliRuns::infoReportsSkippedLines()
{
    writeSmallData(m_scratch, "flawed");
    auto ratings = contentOf(m_scratch / "flawed/ratings.csv");
    ratings += "61,3,excellent,1\n";
    m_scratch.write("flawed/ratings.csv", ratings);
    const auto folder = m_scratch / "flawed";
    const auto summary = runCli({"info", folder});
    PROJECTIONIST_EXITS(summary, 0);
    QCOMPARE(summary.errorLines(), std::size_t{1});
    QVERIFY2(summary.error.find("1 row skipped") != std::string::npos, summary.described().c_str());
    const auto report = runCli({"info", folder, "--report"});
    QVERIFY2(report.out.find("line 1202") != std::string::npos, report.out.c_str());
    QVERIFY2(report.out.find("61,3,excellent,1") != std::string::npos, report.out.c_str());
    const auto json = jsonOf(runCli({"info", folder, "--json"}).out);
    QCOMPARE(json["report"]["skipped_rows"].get<int>(), 1);
    QCOMPARE(json["report"]["problems"][0]["lines"][0].get<int>(), 1202);
    QCOMPARE(json["shared_titles"][0]["film_ids"].dump(), std::string("[\"7\",\"8\"]"));

    const auto trained = runCli(
        {"train", folder, "--out", m_scratch / "flawed.projectionist", "--set", "dimension=4", "--set", "epochs=1"});
    PROJECTIONIST_EXITS(trained, 0);
    QCOMPARE(trained.errorLines(), std::size_t{1});
}

void TestCliRuns::aFilterAndABatchBeyondTheDataStillTrain()
{
    const auto result = runCli({"train", m_scratch / "data", "--out", m_scratch / "other.projectionist", "--set",
                                "batch_size=1000000", "--set", "rating_above=4", "--set", "epochs=2", "--set",
                                "dimension=4", "--history", m_scratch / "history.json"});
    PROJECTIONIST_EXITS(result, 0);
    const auto history = jsonOf(contentOf(m_scratch / "history.json"));
    QVERIFY(history["steps"].size() >= 2);
    QVERIFY(history["run"].is_object());
    bool measured = false;
    for (const auto& epoch : history["epochs"])
        measured = measured || (epoch.contains("holdout") && epoch["holdout"].contains("top_k_seen_hidden"));
    QVERIFY(measured);
    for (const auto* word : {"Search", "Refit", "held-out", "Saved", "most popular", "item-kNN", "EASE has λ"})
        QVERIFY2(result.out.find(word) != std::string::npos, result.out.c_str());
}

void TestCliRuns::itemModelsStandBesideTheResults()
{
    const auto model = m_scratch / "beside.projectionist";
    const auto result = runCli({"train", m_scratch / "data", "--out", model, "--set", "epochs=2", "--set",
                                "dimension=4", "--set", "refit=false", "--json"});
    PROJECTIONIST_EXITS(result, 0);
    const auto baselines = jsonOf(result.out)["baselines"];
    QVERIFY(!baselines.contains("left_out"));
    const auto evaluated = jsonOf(runCli({"evaluate", model, "--json"}).out);
    for (const auto& line : evaluated["lines"]) {
        const auto name = line["name"].get<std::string>();
        if (name != "item-kNN" && name != "EASE")
            continue;
        const auto& beside = baselines[name == "EASE" ? "ease" : "item_knn"];
        QCOMPARE(beside["holdout_seen_hidden"]["10"].get<int>(), line["top_k_seen_hidden"]["10"].get<int>());
        QCOMPARE(beside["metrics"]["ndcg@10"].get<double>(), line["metrics"][2]["mean"]["ndcg"].get<double>());
    }
    QVERIFY(baselines["ease"]["lambda"].get<double>() > 0);
    QVERIFY(evaluated["left_out"].empty());
}

void TestCliRuns::sampleDataIsSimulatedAllTheWay()
{
    const auto folder = m_scratch / "sample";
    const auto written = runCli({"sample", "--out", folder, "--seed", "7"});
    PROJECTIONIST_EXITS(written, 0);
    const auto info = jsonOf(runCli({"info", folder, "--json"}).out);
    QCOMPARE(info["simulated"].get<bool>(), true);
    const auto model = m_scratch / "sample.projectionist";
    PROJECTIONIST_EXITS(runCli({"train", folder, "--out", model, "--preset", "tutorial", "--set", "epochs=1"}), 0);
    const auto csv = runCli({"pairs", model, "--threshold", "0.9", "--csv", "-"});
    QVERIFY2(csv.out.starts_with("# "), csv.out.c_str());
    const auto text = runCli({"recommend", model, "--user", "1"});
    PROJECTIONIST_EXITS(text, 0);
    QVERIFY2(text.out.starts_with("Simulated data"), text.out.c_str());
}

void TestCliRuns::resumeGoesOnAsIfNothingHadHappened()
{
    const auto straight = m_scratch / "straight.projectionist";
    const auto halves = m_scratch / "halves.projectionist";
    const auto train = [this](const std::string& out, const char* epochs) {
        return runCli({"train", m_scratch / "data", "--out", out, "--preset", "tutorial", "--set", "dimension=8",
                       "--set", "batch_size=64", "--set", std::string("epochs=") + epochs});
    };
    PROJECTIONIST_EXITS(train(straight, "4"), 0);
    PROJECTIONIST_EXITS(train(halves, "2"), 0);
    const auto resumed = runCli({"train", m_scratch / "data", "--resume", halves, "--set", "epochs=4"});
    PROJECTIONIST_EXITS(resumed, 0);
    const auto list = [](const std::string& model) {
        return runCli({"recommend", model, "--all-users", "-k", "all", "--csv", "-"}).out;
    };
    QVERIFY(!list(straight).empty());
    QCOMPARE(list(halves), list(straight));
}

void TestCliRuns::threadsDoNotChangeAByte()
{
    std::vector<std::string> files;
    for (const auto* threads : {"1", "2", "3"}) {
        const auto model = m_scratch / (std::string("threads-") + threads + ".projectionist");
        PROJECTIONIST_EXITS(runCli({"train", m_scratch / "data", "--out", model, "--threads", threads, "--set",
                                    "epochs=2", "--set", "dimension=16"}),
                            0);
        files.push_back(contentOf(model));
    }
    QVERIFY(!files[0].empty());
    QVERIFY(files[0] == files[1]);
    QVERIFY(files[0] == files[2]);
}

}  // namespace projectionist::testing

QTEST_GUILESS_MAIN(projectionist::testing::TestCliRuns)
#include "tst_cli_runs.moc"
