// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/small_data.h"
#include "tests/support/process.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

namespace projectionist::testing {

class TestCliLists : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void recommendHasTheSameListsInEveryForm();
    void allUsersHaveTheListsThatEachWouldHave();
    void everyScoreOfEveryUserCanBeStreamed();
    void likedFilmsAreHiddenAndRatedOnesToo();
    void tablesAreAlignedForPeople();
    void neighboursAreSortedAndNotTheFilmItself();
    void neighboursOfAUserAreUsers();
    void everyPairStandsOnceAtTheLowestThreshold();
    void pairsAreThoseAtOrAboveTheThreshold();
    void theMinimumOfRatingsLeavesFilmsOut();
    void theEmbeddingIsTheRowOfTheExportedTable();
    void theMapHasItsColumns();
    void theMapShowsOtherComponentsOfUsers();
    void evaluateComparesWithTheBaselines();
    void evaluateOnATestFileHasListMetrics();
    void evaluateSaysThatTestRowsWereTrainedOn();

private:
    [[nodiscard]] static std::string read(const std::string& path)
    {
        std::ifstream stream(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    }

    ScratchFolder m_scratch;
    std::string m_model;
};

void TestCliLists::initTestCase()
{
    m_model = trainSmallModel(m_scratch);
    QVERIFY(!m_model.empty());
}

void TestCliLists::recommendHasTheSameListsInEveryForm()
{
    const auto json = runCli({"recommend", m_model, "--user", "3", "-k", "5", "--json"});
    const auto csv = runCli({"recommend", m_model, "--user", "3", "-k", "5", "--csv", "-"});
    const auto text = runCli({"recommend", m_model, "--user", "3", "-k", "5"});
    const auto file = m_scratch / "list.csv";
    const auto toFile = runCli({"recommend", m_model, "--user", "3", "-k", "5", "--csv", file});
    for (const auto* result : {&json, &csv, &text, &toFile}) {
        PROJECTIONIST_EXITS(*result, 0);
        QVERIFY2(result->error.empty(), result->described().c_str());
    }
    QCOMPARE(read(file), csv.out);
    QVERIFY2(toFile.out.find("5 recommendations for 1 user") != std::string::npos, toFile.out.c_str());

    const auto object = jsonOf(json.out);
    QCOMPARE(object["user_id"].get<std::string>(), std::string("3"));
    QCOMPARE(object["hide"].get<std::string>(), std::string("liked"));
    const auto lines = linesOf(csv.out);
    QCOMPARE(lines.size(), std::size_t{6});
    QVERIFY2(lines[0].starts_with("user_id,rank,film_id,title,score"), lines[0].c_str());
    for (std::size_t i = 0; i < 5; ++i) {
        const auto cells = cellsOf(lines[i + 1]);
        const auto& entry = object["recommendations"][i];
        QCOMPARE(cells[0], std::string("3"));
        QCOMPARE(cells[1], std::to_string(i + 1));
        QCOMPARE(cells[2], entry["film_id"].get<std::string>());
        QCOMPARE(cells[3], entry["title"].get<std::string>());
        QCOMPARE(std::stof(cells[4]), entry["score"].get<float>());
        QVERIFY(text.out.find(cells[3]) != std::string::npos);
    }
}

void TestCliLists::allUsersHaveTheListsThatEachWouldHave()
{
    const auto csv = runCli({"recommend", m_model, "--all-users", "-k", "7", "--hide", "rated", "--csv", "-"});
    PROJECTIONIST_EXITS(csv, 0);
    std::map<std::string, std::string> byUser;
    for (const auto& line : linesOf(csv.out))
        byUser[line.substr(0, line.find(','))] += line + "\n";
    QCOMPARE(byUser.size(), std::size_t{smallUsers + 1});
    for (const auto* user : {"1", "17", "60"}) {
        const auto one = runCli({"recommend", m_model, "--user", user, "-k", "7", "--hide", "rated", "--csv", "-"});
        PROJECTIONIST_EXITS(one, 0);
        QCOMPARE(one.out.substr(one.out.find('\n') + 1), byUser[user]);
    }
    const auto json = jsonOf(runCli({"recommend", m_model, "--all-users", "-k", "7", "--json"}).out);
    QCOMPARE(json["users"].size(), std::size_t{smallUsers});
    QCOMPARE(json["users"][5]["recommendations"].size(), std::size_t{7});
}

void TestCliLists::everyScoreOfEveryUserCanBeStreamed()
{
    const auto result = runCli({"recommend", m_model, "--all-users", "-k", "all", "--hide", "none", "--csv", "-"});
    PROJECTIONIST_EXITS(result, 0);
    QCOMPARE(linesOf(result.out).size(), std::size_t{1 + smallUsers * smallFilms});
}

void TestCliLists::likedFilmsAreHiddenAndRatedOnesToo()
{
    const auto count = [this](const char* hide) {
        const auto result = runCli({"recommend", m_model, "--user", "4", "-k", "all", "--hide", hide, "--csv", "-"});
        return result.exitCode == 0 ? linesOf(result.out).size() - 1 : std::size_t{0};
    };
    const auto ratings = read(m_scratch / "data/ratings.csv");
    std::size_t liked = 0, rated = 0;
    for (const auto& line : linesOf(ratings)) {
        const auto cells = cellsOf(line);
        if (cells[0] != "4")
            continue;
        ++rated;
        liked += cells[2] == "4.5" ? 1 : 0;
    }
    QCOMPARE(rated, std::size_t{20});
    QCOMPARE(count("none"), std::size_t{smallFilms});
    QCOMPARE(count("liked"), smallFilms - liked);
    QCOMPARE(count("rated"), smallFilms - rated);
}

void TestCliLists::tablesAreAlignedForPeople()
{
    const auto result = runCli({"recommend", m_model, "--user", "3", "-k", "12", "--hide", "none"});
    PROJECTIONIST_EXITS(result, 0);
    const auto lines = linesOf(result.out);
    QCOMPARE(lines.size(), std::size_t{14});
    const auto column = lines[1].find("title");
    QVERIFY2(column != std::string::npos, result.out.c_str());
    for (std::size_t i = 2; i < lines.size(); ++i)
        QVERIFY2(lines[i][column] != ' ' && lines[i][column - 1] == ' ', lines[i].c_str());
}

void TestCliLists::neighboursAreSortedAndNotTheFilmItself()
{
    for (const auto* metric : {"cosine", "dot"}) {
        const auto result =
            runCli({"neighbours", m_model, "--film", "Film 12 (1962)", "-k", "all", "--metric", metric, "--json"});
        PROJECTIONIST_EXITS(result, 0);
        const auto list = jsonOf(result.out)["neighbours"];
        QCOMPARE(list.size(), std::size_t{smallFilms - 1});
        for (std::size_t i = 0; i < list.size(); ++i) {
            QVERIFY(list[i]["film_id"] != "12");
            QVERIFY(i == 0 || list[i - 1]["similarity"].get<float>() >= list[i]["similarity"].get<float>());
        }
    }
    const auto byId = runCli({"neighbours", m_model, "--film-id", "12", "--csv", "-"});
    const auto byTitle = runCli({"neighbours", m_model, "--film", "Film 12 (1962)", "--csv", "-"});
    PROJECTIONIST_EXITS(byId, 0);
    QCOMPARE(byId.out, byTitle.out);
    QVERIFY(byId.out.starts_with("rank,film_id,title,similarity"));
    QCOMPARE(linesOf(byId.out).size(), std::size_t{11});
}

void TestCliLists::neighboursOfAUserAreUsers()
{
    const auto csv = runCli({"neighbours", m_model, "--user", "5", "-k", "all", "--csv", "-"});
    PROJECTIONIST_EXITS(csv, 0);
    const auto lines = linesOf(csv.out);
    QVERIFY(lines[0].starts_with("rank,user_id,similarity"));
    QCOMPARE(lines.size(), std::size_t{smallUsers});
    const auto json = jsonOf(runCli({"neighbours", m_model, "--user", "5", "--json"}).out);
    QCOMPARE(json["neighbours"].size(), std::size_t{10});
    QCOMPARE(json["neighbours"][0]["user_id"].get<std::string>(), cellsOf(lines[1])[1]);
}

void TestCliLists::everyPairStandsOnceAtTheLowestThreshold()
{
    const auto result = runCli({"pairs", m_model, "--threshold", "-1", "--csv", "-"});
    PROJECTIONIST_EXITS(result, 0);
    const auto lines = linesOf(result.out);
    QCOMPARE(lines[0], std::string("film_id_a,title_a,film_id_b,title_b,similarity,ratings_a,ratings_b"));
    std::set<std::set<std::string>> pairs;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto cells = cellsOf(lines[i]);
        pairs.insert({cells[0], cells[2]});
    }
    QCOMPARE(pairs.size(), std::size_t{smallFilms * (smallFilms - 1) / 2});
    QCOMPARE(lines.size(), pairs.size() + 1);
}

void TestCliLists::pairsAreThoseAtOrAboveTheThreshold()
{
    const auto all = jsonOf(runCli({"pairs", m_model, "--threshold", "-1", "--json"}).out)["pairs"];
    QVERIFY(all.size() > 50);
    const auto threshold = all[20]["similarity"].dump();
    const auto some = runCli({"pairs", m_model, "--threshold", all[20]["similarity"].dump(), "--json"});
    PROJECTIONIST_EXITS(some, 0);
    const auto object = jsonOf(some.out);
    QCOMPARE(object["count"].get<std::size_t>(), object["pairs"].size());
    QVERIFY2(object["pairs"].size() >= 21, threshold.c_str());
    for (std::size_t i = 0; i < object["pairs"].size(); ++i)
        QVERIFY(object["pairs"][i] == all[i]);
    QVERIFY(all[object["pairs"].size()]["similarity"].get<float>() < all[20]["similarity"].get<float>());
    const auto text = runCli({"pairs", m_model, "--threshold", threshold});
    PROJECTIONIST_EXITS(text, 0);
    QCOMPARE(linesOf(text.out).size(), object["pairs"].size() + 2);
}

void TestCliLists::theMinimumOfRatingsLeavesFilmsOut()
{
    const auto all = jsonOf(runCli({"pairs", m_model, "--threshold", "-1", "--min-ratings", "1", "--json"}).out);
    QCOMPARE(all["min_ratings"].get<int>(), 1);
    QCOMPARE(all["count"].get<int>(), (smallFilms - 1) * (smallFilms - 2) / 2);  // film 40 is never rated
    QCOMPARE(jsonOf(runCli({"pairs", m_model, "--threshold", "-1", "--min-ratings", "100", "--json"}).out)["count"]
                 .get<int>(),
             0);
}

void TestCliLists::theEmbeddingIsTheRowOfTheExportedTable()
{
    const auto folder = m_scratch / "vectors";
    PROJECTIONIST_EXITS(runCli({"export", m_model, "--to", folder, "--format", "csv"}), 0);
    const auto film = runCli({"embedding", m_model, "--film-id", "12", "--csv", "-"});
    PROJECTIONIST_EXITS(film, 0);
    const auto lines = linesOf(film.out);
    QCOMPARE(lines.size(), std::size_t{2});
    QVERIFY2(lines[0].starts_with("film_id,title,d0,d1"), lines[0].c_str());
    QVERIFY(read(folder + "/movies.csv").find("\n" + lines[1] + "\n") != std::string::npos);
    const auto user = runCli({"embedding", m_model, "--user", "9", "--csv", "-"});
    PROJECTIONIST_EXITS(user, 0);
    QVERIFY(read(folder + "/users.csv").find("\n" + linesOf(user.out)[1] + "\n") != std::string::npos);

    const auto json = jsonOf(runCli({"embedding", m_model, "--film-id", "12", "--json"}).out);
    QCOMPARE(json["vector"].size(), std::size_t{8});
    QCOMPARE(json["title"].get<std::string>(), std::string("Film 12 (1962)"));
    const auto cells = cellsOf(lines[1]);
    for (std::size_t i = 0; i < 8; ++i)
        QCOMPARE(json["vector"][i].get<float>(), std::stof(cells[i + 2]));
    const auto text = runCli({"embedding", m_model, "--film-id", "12"});
    QVERIFY2(text.out.starts_with("Film 12 (1962) (id 12), 8 numbers\n"), text.out.c_str());
    QCOMPARE(linesOf(text.out).size(), std::size_t{2});
}

void TestCliLists::theMapHasItsColumns()
{
    const auto csv = runCli({"map", m_model, "--method", "pca", "--csv", "-"});
    PROJECTIONIST_EXITS(csv, 0);
    const auto lines = linesOf(csv.out);
    QVERIFY(lines[0].starts_with("kind,id,title,x,y"));
    QCOMPARE(lines.size(), std::size_t{smallFilms + 1});
    QVERIFY2(csv.error.find("of the variance") != std::string::npos, csv.described().c_str());
    QCOMPARE(csv.errorLines(), std::size_t{1});
    const auto text = runCli({"map", m_model, "--method", "pca"});
    QVERIFY(text.out.find("of the variance") != std::string::npos);
    QVERIFY(text.error.empty());
}

void TestCliLists::theMapShowsOtherComponentsOfUsers()
{
    const auto first = jsonOf(runCli({"map", m_model, "--method", "pca", "--of", "users", "--json"}).out);
    const auto other =
        jsonOf(runCli({"map", m_model, "--method", "pca", "--of", "users", "--components", "2,3", "--json"}).out);
    QCOMPARE(first["points"].size(), std::size_t{smallUsers});
    QCOMPARE(first["points"][0]["kind"].get<std::string>(), std::string("user"));
    for (std::size_t i = 0; i < smallUsers; ++i)
        QVERIFY(first["points"][i]["y"] == other["points"][i]["x"]);
    QVERIFY(first["variance_share"] == other["variance_share"]);
}

void TestCliLists::evaluateComparesWithTheBaselines()
{
    const auto result = runCli({"evaluate", m_model, "--json"});
    PROJECTIONIST_EXITS(result, 0);
    const auto lines = jsonOf(result.out)["lines"];
    std::set<std::string> names;
    for (const auto& line : lines)
        names.insert(line["name"].get<std::string>());
    QVERIFY2((names == std::set<std::string>{"model", "most popular", "item-kNN", "EASE", "random"}), result.out.c_str());
    QCOMPARE(lines[0]["accuracy"][2]["k"].get<int>(), 10);
    QCOMPARE(lines[0]["accuracy"][2]["top_k"].get<double>(),
             lines[0]["top_k"]["10"].get<double>() / jsonOf(result.out)["rows"].get<double>());
    const auto withQuick = jsonOf(runCli({"evaluate", m_model, "--json", "--quick", "-k", "3"}).out);
    QCOMPARE(withQuick["left_out"].size(), std::size_t{2});
    QCOMPARE(withQuick["left_out"][1]["name"].get<std::string>(), std::string("EASE"));
    const auto& quick = withQuick["lines"];
    QCOMPARE(quick.size(), std::size_t{3});
    QCOMPARE(quick[0]["accuracy"].size(), std::size_t{1});
    QCOMPARE(quick[0]["accuracy"][0]["k"].get<int>(), 3);
    QVERIFY(lines[0]["top_k"]["10"].get<int>() > lines[0]["top_k"]["1"].get<int>());
    const auto text = runCli({"evaluate", m_model});
    PROJECTIONIST_EXITS(text, 0);
    QVERIFY2(text.out.find("most popular") != std::string::npos, text.out.c_str());
}

void TestCliLists::evaluateOnATestFileHasListMetrics()
{
    std::string test = "userId,movieId,rating,timestamp\n";
    for (int user = 1; user <= 20; ++user)
        test += std::to_string(user) + "," + std::to_string(user % 2 + 2) + ",5,1\n";
    test += "999,1,5,1\n";
    const auto file = m_scratch.write("test.csv", test);
    const auto result = runCli({"evaluate", m_model, "--test", file, "--json"});
    PROJECTIONIST_EXITS(result, 0);
    const auto object = jsonOf(result.out);
    QCOMPARE(object["rows"].get<int>(), 20);
    QCOMPARE(object["skipped_rows"].get<int>(), 1);
    for (const auto& line : object["lines"])
        QCOMPARE(line["metrics"].size(), std::size_t{6});
    const auto at20 = object["lines"][0]["metrics"][3];
    QCOMPARE(at20["k"].get<int>(), 20);
    QVERIFY(at20["half_interval_95"].contains("ndcg") && at20["lists_half_interval_95"].contains("novelty_bits"));
    QVERIFY(!at20["lists_half_interval_95"].contains("gini"));
    QVERIFY(object["notes"][0].get<std::string>().starts_with("EASE has λ "));
    const auto text = runCli({"evaluate", m_model, "--test", file});
    for (const auto* word :
         {"recall", "NDCG", "hit rate", "coverage", "Gini", "novelty", "long tail", "seen films hidden"})
        QVERIFY2(text.out.find(word) != std::string::npos, text.out.c_str());
    const auto csv = runCli({"evaluate", m_model, "--test", file, "--csv", "-"});
    PROJECTIONIST_EXITS(csv, 0);
    QVERIFY(csv.out.find("name,measure,k,value,half_interval_95\n") != std::string::npos);
}

void TestCliLists::evaluateSaysThatTestRowsWereTrainedOn()
{
    const auto result = runCli({"evaluate", m_model, "--test", m_scratch / "data/ratings.csv", "--json"});
    PROJECTIONIST_EXITS(result, 0);
    const auto object = jsonOf(result.out);
    QCOMPARE(object["trained_on_these_rows"].get<bool>(), true);
    const auto words = "trained on " + std::to_string(object["rows"].get<int>()) + " of these rows";
    QVERIFY2(object["measured_on"].get<std::string>().find(words) != std::string::npos, result.out.c_str());
}

}  // namespace projectionist::testing

QTEST_GUILESS_MAIN(projectionist::testing::TestCliLists)
#include "tst_cli_lists.moc"
