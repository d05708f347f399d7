// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/small_data.h"
#include "tests/support/environment.h"
#include "tests/support/process.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

namespace projectionist::testing {

/// The tutorial on MovieLens 100K in file order from the reference's initial tables, by the commands that a user would
/// type.
class TestCliTutorial : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void historyHasTheReferencesStepLosses();
    void historyHasTheReferencesTopKCounts();
    void userFortyTwoGetsTheReferencesList();
    void userFortyTwoGetsTheReferencesListWithoutWhatTheyLiked();
    void starWarsHasTheReferencesNeighbours();
    void thePairsAreTheReferences();
    void theMapExplainsTheReferencesVariance();
    void theSummaryIsJson();
    void theDataIsWhatTheReadmeSays();

private:
    [[nodiscard]] static nlohmann::json read(const std::filesystem::path& path)
    {
        std::ifstream stream(path);
        return nlohmann::json::parse(stream, nullptr, false);
    }
    /// A list is the reference's up to swaps of scores closer than 0.02.
    static void compareLists(const nlohmann::json& ours, const char* ourScore, const nlohmann::json& theirs,
                             const char* theirScore);

    ScratchFolder m_scratch;
    std::filesystem::path m_reference;
    std::string m_data, m_model, m_history;
    ProcessResult m_trained;
};

void TestCliTutorial::initTestCase()
{
    PROJECTIONIST_REQUIRE(dataFolder());
    PROJECTIONIST_REQUIRE(referenceFolder());
    m_reference = *referenceFolder() / "tutorial/file-order";
    m_data = (*dataFolder() / "ml-100k").string();
    m_model = m_scratch / "t.projectionist";
    m_history = m_scratch / "h.json";
    m_trained = runCli({"train", m_data, "--preset", "tutorial", "--set", "order=file", "--out", m_model,
                        "--initial-users", (m_reference / "initial_users.npy").string(), "--initial-movies",
                        (m_reference / "initial_movies.npy").string(), "--history", m_history, "--json"});
    PROJECTIONIST_EXITS(m_trained, 0);
    QVERIFY2(m_trained.error.empty(), m_trained.described().c_str());
}

void TestCliTutorial::historyHasTheReferencesStepLosses()
{
    const auto history = read(m_history);
    const auto reference = read(m_reference / "training.json");
    QVERIFY(history.is_object() && reference.is_object());
    QCOMPARE(history["steps"].size(), std::size_t{42});
    std::size_t i = 0;
    for (const auto& epoch : reference["epochs"]) {
        std::size_t inEpoch = 0;
        for (const double loss : epoch["step_losses"]) {
            const auto& step = history["steps"][i++];
            QCOMPARE(step["epoch"].get<int>(), epoch["epoch"].get<int>());
            QCOMPARE(step["step"].get<std::size_t>(), ++inEpoch);
            QCOMPARE(step["rows"].get<int>(), inEpoch == 14 ? 2127 : 4096);
            QVERIFY2(std::abs(step["loss"].get<double>() - loss) <= 2e-5 * loss,
                     qPrintable(QString("step %1: %2, not %3").arg(i).arg(step["loss"].get<double>()).arg(loss)));
        }
    }
}

void TestCliTutorial::historyHasTheReferencesTopKCounts()
{
    const auto history = read(m_history);
    const auto reference = read(m_reference / "training.json");
    QCOMPARE(history["epochs"].size(), std::size_t{3});
    for (std::size_t epoch = 0; epoch < 3; ++epoch) {
        for (const auto& [k, hits] : reference["epochs"][epoch]["top_k"].items()) {
            const auto ours = history["epochs"][epoch]["training"]["top_k"][k].get<double>();
            QVERIFY2(std::abs(ours - hits.get<double>()) <= 0.003 * 55375,
                     qPrintable(QString("epoch %1, k %2: %3").arg(epoch + 1).arg(k.c_str()).arg(ours)));
        }
    }
}

void TestCliTutorial::compareLists(const nlohmann::json& ours, const char* ourScore, const nlohmann::json& theirs,
                                   const char* theirScore)
{
    constexpr double near = 0.02;
    QVERIFY(ours.is_array() && theirs.is_array() && theirs.size() >= ours.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        const auto title = ours[i]["title"].get<std::string>();
        const auto score = ours[i][ourScore].get<double>();
        const auto at =
            std::find_if(theirs.begin(), theirs.end(), [&](const auto& entry) { return entry["title"] == title; });
        QVERIFY2(at != theirs.end(), title.c_str());
        QVERIFY2(std::abs((*at)[theirScore].get<double>() - score) < near, title.c_str());
        QVERIFY2(std::abs(theirs[i][theirScore].get<double>() - score) < near, title.c_str());
        QCOMPARE(ours[i]["rank"].get<std::size_t>(), i + 1);
    }
}

void TestCliTutorial::userFortyTwoGetsTheReferencesList()
{
    const auto result = runCli({"recommend", m_model, "--user", "42", "--hide", "none", "-k", "10", "--json"});
    PROJECTIONIST_EXITS(result, 0);
    const auto ours = jsonOf(result.out);
    QVERIFY(ours.is_object());
    QCOMPARE(ours["recommendations"].size(), std::size_t{10});
    compareLists(ours["recommendations"], "score", read(m_reference / "exploration.json")["top"], "score");
}

void TestCliTutorial::userFortyTwoGetsTheReferencesListWithoutWhatTheyLiked()
{
    const auto result = runCli({"recommend", m_model, "--user", "42", "--json"});
    PROJECTIONIST_EXITS(result, 0);
    const auto ours = jsonOf(result.out);
    QCOMPARE(ours["recommendations"].size(), std::size_t{10});
    compareLists(ours["recommendations"], "score", read(m_reference / "exploration.json")["top_without_seen"], "score");
}

void TestCliTutorial::starWarsHasTheReferencesNeighbours()
{
    const auto result = runCli({"neighbours", m_model, "--film", "Star Wars (1977)", "-k", "10", "--json"});
    PROJECTIONIST_EXITS(result, 0);
    const auto ours = jsonOf(result.out);
    QCOMPARE(ours["film_id"].get<std::string>(), std::string("50"));
    QCOMPARE(ours["neighbours"].size(), std::size_t{10});
    compareLists(ours["neighbours"], "similarity", read(m_reference / "exploration.json")["neighbours"], "cosine");
}

void TestCliTutorial::thePairsAreTheReferences()
{
    const auto csv = m_scratch / "pairs.csv";
    const auto result = runCli({"pairs", m_model, "--threshold", "0.8", "--csv", csv});
    PROJECTIONIST_EXITS(result, 0);
    const auto readPairs = [](const std::string& path, std::size_t a, std::size_t b) {
        std::ifstream stream(path);
        std::string line;
        std::getline(stream, line);
        std::set<std::set<std::string>> pairs;
        while (std::getline(stream, line)) {
            const auto cells = cellsOf(line);
            pairs.insert({cells[a], cells[b]});
        }
        return pairs;
    };
    std::ifstream stream(csv);
    std::string header;
    std::getline(stream, header);
    QVERIFY2(header.starts_with("film_id_a,title_a,film_id_b,title_b,similarity,ratings_a,ratings_b"), header.c_str());
    const auto ours = readPairs(csv, 1, 3);
    QCOMPARE(ours.size(), std::size_t{49});
    QVERIFY(ours == readPairs(m_reference / "pairs_above_0.8.csv", 0, 1));
}

void TestCliTutorial::theMapExplainsTheReferencesVariance()
{
    const auto result = runCli({"map", m_model, "--method", "pca", "--json"});
    PROJECTIONIST_EXITS(result, 0);
    const auto ours = jsonOf(result.out);
    const auto theirs = read(m_reference / "exploration.json")["pca_explained_variance_ratio"];
    QCOMPARE(ours["points"].size(), std::size_t{1664});
    QCOMPARE(ours["variance_share"].size(), std::size_t{10});
    for (std::size_t i = 0; i < 10; ++i)
        QVERIFY(std::abs(ours["variance_share"][i].get<double>() - theirs[i].get<double>()) < 5e-4);
}

void TestCliTutorial::theSummaryIsJson()
{
    const auto summary = jsonOf(m_trained.out);
    QVERIFY2(summary.is_object(), m_trained.out.c_str());
    QCOMPARE(summary["outcome"].get<std::string>(), std::string("completed"));
    QCOMPARE(summary["model"].get<std::string>(), m_model);
    QVERIFY(summary["run"].is_object());
    QVERIFY(summary["baselines"]["most_popular"]["training"].is_object());
}

void TestCliTutorial::theDataIsWhatTheReadmeSays()
{
    const auto result = runCli({"info", m_data, "--json"});
    PROJECTIONIST_EXITS(result, 0);
    const auto info = jsonOf(result.out);
    QCOMPARE(info["ratings"].get<int>(), 100000);
    QCOMPARE(info["users"].get<int>(), 943);
    QCOMPARE(info["films"].get<int>(), 1682);
    QCOMPARE(info["shared_titles"].size(), std::size_t{18});
    QCOMPARE(info["first_time"].get<int>(), 874724710);
    QCOMPARE(info["last_time"].get<int>(), 893286638);
    QVERIFY(std::abs(info["mean_rating"].get<double>() - 3.52986) < 1e-9);
    const int counts[] = {6110, 11370, 27145, 34174, 21201};
    for (std::size_t i = 0; i < 5; ++i)
        QCOMPARE(info["histogram"][i]["count"].get<int>(), counts[i]);
}

}  // namespace projectionist::testing

QTEST_GUILESS_MAIN(projectionist::testing::TestCliTutorial)
#include "tst_cli_tutorial.moc"
