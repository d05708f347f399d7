// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/small_data.h"
#include "tests/support/process.h"
#include "tests/support/test_files.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <vector>

namespace projectionist::testing {

class TestCliExport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void exportedScoresAreRecommendedScores();
    void exportWritesEveryFormat();
    void exportOfDataWritesTheTutorialsTables();

private:
    ScratchFolder m_scratch;
    std::string m_model;
};

void TestCliExport::initTestCase()
{
    m_model = trainSmallModel(m_scratch);
    QVERIFY(!m_model.empty());
}

void TestCliExport::exportedScoresAreRecommendedScores()
{
    const auto folder = m_scratch / "scores";
    const auto result = runCli({"export", m_model, "--to", folder, "--format", "npy", "--scores", "--json"});
    PROJECTIONIST_EXITS(result, 0);
    const auto written = jsonOf(result.out);
    for (const std::string path : written["files"])
        QVERIFY2(!contentOf(path).empty(), path.c_str());
    const auto npy = contentOf(folder + "/scores.npy");
    constexpr std::size_t values = std::size_t{smallUsers + 1} * (smallFilms + 1);
    QVERIFY(npy.size() > values * sizeof(float));
    std::vector<float> scores(values);
    std::memcpy(scores.data(), npy.data() + npy.size() - values * sizeof(float), values * sizeof(float));
    const auto indexOf = [](const std::vector<std::string>& names, const std::string& name) {
        return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    };
    const auto users = linesOf(contentOf(folder + "/users.txt"));
    const auto movies = linesOf(contentOf(folder + "/movies.txt"));
    QCOMPARE(users[0], std::string("-1"));
    QCOMPARE(movies[0], std::string("[UNK]"));
    const auto list =
        jsonOf(runCli({"recommend", m_model, "--user", "11", "-k", "all", "--json"}).out)["recommendations"];
    QVERIFY(list.size() > 10);
    for (const auto& entry : list) {
        // Keyed by id, a film's token is its id.
        const auto column = indexOf(movies, entry["film_id"].get<std::string>());
        QVERIFY(column < movies.size());
        const auto score = scores[indexOf(users, "11") * (smallFilms + 1) + column];
        QVERIFY(std::abs(score - entry["score"].get<float>()) < 1e-5F);
    }
}

void TestCliExport::exportWritesEveryFormat()
{
    const std::map<std::string, std::vector<std::string>> formats{
        {"npy", {"users.npy", "movies.npy", "users.txt", "movies.txt"}},
        {"csv", {"users.csv", "movies.csv"}},
        {"projector", {"users_vectors.tsv", "users_metadata.tsv", "movies_vectors.tsv", "movies_metadata.tsv"}}};
    for (const auto& [format, files] : formats) {
        const auto folder = m_scratch / ("export-" + format);
        const auto result = runCli({"export", m_model, "--to", folder, "--format", format});
        PROJECTIONIST_EXITS(result, 0);
        for (const auto& file : files) {
            QVERIFY2(!contentOf(folder + "/" + file).empty(), file.c_str());
            QVERIFY2(result.out.find(file) != std::string::npos, result.out.c_str());
        }
    }
}

void TestCliExport::exportOfDataWritesTheTutorialsTables()
{
    const auto folder = m_scratch / "tables";
    const auto result = runCli({"export", m_scratch / "data", "--to", folder});
    PROJECTIONIST_EXITS(result, 0);
    QVERIFY2(result.out.find("ratings.csv") != std::string::npos, result.out.c_str());
    const auto movies = linesOf(contentOf(folder + "/movies.csv"));
    QCOMPARE(movies.size(), std::size_t{smallFilms + 1});
    QVERIFY(movies[0].starts_with("movie_id,movie_title"));
    const auto ratings = linesOf(contentOf(folder + "/ratings.csv"));
    QVERIFY(ratings[0].starts_with("movie_title,user_id"));
    const auto source = contentOf(m_scratch / "data/ratings.csv");
    std::size_t liked = 0;
    for (const auto& line : linesOf(source))
        liked += line.find(",4.5,") != std::string::npos ? 1 : 0;
    QCOMPARE(ratings.size(), liked + 1);
}

}  // namespace projectionist::testing

QTEST_GUILESS_MAIN(projectionist::testing::TestCliExport)
#include "tst_cli_export.moc"
