// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/small_data.h"
#include "tests/support/process.h"

#include <QTest>

#include <string>
#include <vector>

namespace projectionist::testing {

/// Data and options at the edges of what there can be: each command ends with a result or with one sentence that says
/// what to do.
class TestCliEdges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tinyDataIsTrainedAndLookedAt_data();
    void tinyDataIsTrainedAndLookedAt();
    void aSingleRatingNeedsAllOfIt();
    void sizesOfBatchesAndVectorsAtTheEdges_data();
    void sizesOfBatchesAndVectorsAtTheEdges();
    void optionsBeyondTheEdgesNameTheRange_data();
    void optionsBeyondTheEdgesNameTheRange();
    void aLossThatRunsAwayNamesStepCauseAndWhatIsLeft();

private:
    /// Films 1 to `films` are rated by users 1 to `users`; what is liked is rated 5, the rest 1.
    std::string writeData(const std::string& folder, int users, int films, int likedFilms)
    {
        std::string movies = "movieId,title,genres\n", ratings = "userId,movieId,rating,timestamp\n";
        for (int film = 1; film <= films; ++film)
            movies += std::to_string(film) + ",Film " + std::to_string(film) + " (1990),Drama\n";
        for (int user = 1; user <= users; ++user)
            for (int film = 1; film <= films; ++film)
                ratings += std::to_string(user) + "," + std::to_string(film) + (film <= likedFilms ? ",5," : ",1,") +
                           std::to_string(user * 100 + film) + "\n";
        m_scratch.write(folder + "/movies.csv", movies);
        m_scratch.write(folder + "/ratings.csv", ratings);
        return m_scratch / folder;
    }
    [[nodiscard]] std::vector<std::string> training(const std::string& data, const std::vector<std::string>& more) const
    {
        std::vector<std::string> arguments{"train", data, "--out", m_scratch / "edge.projectionist"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    ScratchFolder m_scratch;
    std::string m_data;
};

void TestCliEdges::initTestCase()
{
    m_data = writeSmallData(m_scratch);
}

void TestCliEdges::tinyDataIsTrainedAndLookedAt_data()
{
    QTest::addColumn<int>("users");
    QTest::addColumn<int>("films");
    QTest::addColumn<int>("likedFilms");
    QTest::addColumn<QString>("preset");
    QTest::addColumn<bool>("filmsMakeAPlane");
    QTest::addColumn<bool>("usersMakeAPlane");
    for (const char* preset : {"balanced", "thorough", "tutorial"}) {
        QTest::addRow("one user, %s", preset) << 1 << 8 << 8 << preset << true << false;
        QTest::addRow("one film, %s", preset) << 9 << 1 << 1 << preset << false << true;
        // The tutorial shows the films that nobody likes, too.
        QTest::addRow("all positives the same film, %s", preset)
            << 8 << 5 << 1 << preset << (std::string_view(preset) == "tutorial") << true;
    }
}

void TestCliEdges::tinyDataIsTrainedAndLookedAt()
{
    QFETCH(int, users);
    QFETCH(int, films);
    QFETCH(int, likedFilms);
    QFETCH(QString, preset);
    QFETCH(bool, filmsMakeAPlane);
    QFETCH(bool, usersMakeAPlane);
    const auto data = writeData("tiny", users, films, likedFilms);
    PROJECTIONIST_EXITS(runCli(training(data, {"--preset", preset.toStdString(), "--set", "epochs=3"})), 0);
    const auto model = m_scratch / "edge.projectionist";
    for (const auto& command : std::vector<std::vector<std::string>>{
             {"info", model},
             {"evaluate", model},
             {"recommend", model, "--user", "1"},
             {"recommend", model, "--all-users"},
             {"neighbours", model, "--film-id", "1"},
             {"neighbours", model, "--user", "1"},
             {"pairs", model, "--threshold", "-1"},
             {"embedding", model, "--film-id", "1"},
             {"export", model, "--to", m_scratch / "vectors", "--format", "npy", "--scores"}})
        PROJECTIONIST_EXITS(runCli(command), 0);
    const auto says = [](const std::vector<std::string>& command, const char* words) {
        const auto result = runCli(command);
        QVERIFY2(result.out.find(words) != std::string::npos, result.described().c_str());
    };
    if (likedFilms == films)  // everybody has rated everything
        says({"recommend", model, "--user", "1"}, "No film is left to list. --hide none lists those that they rated");
    if (films == 1)
        says({"neighbours", model, "--film-id", "1"}, "There is no other film to compare with.");
    if (users == 1)
        says({"neighbours", model, "--user", "1"}, "There is no other user to compare with.");
    const auto map = [&](const char* of, bool isPlane) {
        for (const auto* method : {"tsne", "umap"}) {
            const auto formed =
                runCli({"map", model, "--method", method, "--of", of, "--iterations", "9", "--quality"});
            PROJECTIONIST_EXITS(formed, isPlane ? 0 : 1);
            QVERIFY2(isPlane ||
                         formed.error.find(std::string("a plane needs at least three ") + of) != std::string::npos,
                     formed.described().c_str());
        }
        const auto result = runCli({"map", model, "--method", "pca", "--of", of});
        PROJECTIONIST_EXITS(result, isPlane ? 0 : 1);
        if (isPlane)
            return;
        QCOMPARE(result.errorLines(), std::size_t{1});
        QVERIFY2(result.error.find(std::string("a plane needs at least three ") + of) != std::string::npos,
                 result.described().c_str());
        QVERIFY2(result.error.ends_with("Train on more data, or with a larger dimension.\n"),
                 result.described().c_str());
    };
    map("films", filmsMakeAPlane);
    map("users", usersMakeAPlane);
}

void TestCliEdges::aSingleRatingNeedsAllOfIt()
{
    const auto data = writeData("single", 1, 1, 1);
    const auto refused = runCli(training(data, {}));
    PROJECTIONIST_EXITS(refused, 1);
    QVERIFY2(refused.error.find("only one rating is above 3. Hold out nothing.") != std::string::npos,
             refused.described().c_str());
    PROJECTIONIST_EXITS(runCli(training(data, {"--set", "holdout=none"})), 0);
    const auto untuned = runCli(training(data, {"--set", "holdout=none", "--tune", "1"}));
    PROJECTIONIST_EXITS(untuned, 1);
    QVERIFY2(untuned.error.find("1 training row is too few") != std::string::npos, untuned.described().c_str());
}

void TestCliEdges::sizesOfBatchesAndVectorsAtTheEdges_data()
{
    QTest::addColumn<QStringList>("settings");
    QTest::newRow("a batch of one") << QStringList{"batch_size=1"};
    QTest::newRow("a batch of one, hard negatives") << QStringList{"batch_size=1", "hard_negatives=3"};
    QTest::newRow("a batch of one against all films") << QStringList{"batch_size=1", "candidates=all"};
    QTest::newRow("a batch larger than the data") << QStringList{"batch_size=2147483647"};
    QTest::newRow("one dimension") << QStringList{"dimension=1"};
    QTest::newRow("thousands of dimensions") << QStringList{"dimension=1024", "starts=4"};
}

void TestCliEdges::sizesOfBatchesAndVectorsAtTheEdges()
{
    QFETCH(QStringList, settings);
    std::vector<std::string> more{"--set", "epochs=1", "--json"};
    for (const auto& setting : settings)
        more.insert(more.end(), {"--set", setting.toStdString()});
    const auto result = runCli(training(m_data, more));
    PROJECTIONIST_EXITS(result, 0);
    QCOMPARE(jsonOf(result.out)["outcome"].get<std::string>(), std::string("completed"));
    PROJECTIONIST_EXITS(runCli({"recommend", m_scratch / "edge.projectionist", "--user", "1"}), 0);
}

void TestCliEdges::optionsBeyondTheEdgesNameTheRange_data()
{
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, const QStringList& options, const char* words) {
        QTest::newRow(name) << options << words;
    };
    row("no thread", {"--threads", "0"}, "--threads must be a whole number from 1 to 1,024 and is \"0\"");
    row("less than no thread", {"--threads", "-2"}, "--threads must be a whole number from 1 to 1,024");
    row("thousands of threads", {"--threads", "4000"}, "--threads must be a whole number from 1 to 1,024");
    row("too many dimensions", {"--set", "dimension=5000"}, "it must be a whole number from 1 to 1024");
    row("too many dimensions together", {"--set", "dimension=1024", "--set", "starts=5"},
        "dimension × starts is 5,120; it must be at most 4,096. Make one of them smaller.");
    row("no batch", {"--set", "batch_size=0"}, "it must be a whole number of at least 1");
    row("a batch beyond all bounds", {"--set", "batch_size=3000000000"}, "and at most 2,147,483,647");
}

void TestCliEdges::optionsBeyondTheEdgesNameTheRange()
{
    QFETCH(QStringList, options);
    QFETCH(QString, words);
    std::vector<std::string> more;
    for (const auto& option : options)
        more.push_back(option.toStdString());
    const auto result = runCli(training(m_data, more));
    PROJECTIONIST_EXITS(result, 2);
    QCOMPARE(result.errorLines(), std::size_t{1});
    QVERIFY2(QString::fromStdString(result.error).contains(words), result.described().c_str());
}

void TestCliEdges::aLossThatRunsAwayNamesStepCauseAndWhatIsLeft()
{
    const auto model = m_scratch / "edge.projectionist";
    std::filesystem::remove(model);
    const std::vector<std::string> runsAway{"--set", "learning_rate=1e25", "--set", "averaging=0",
                                            "--set", "dimension=8"};
    const auto later = runCli(training(m_data, runsAway));  // the first epoch is a single step
    PROJECTIONIST_EXITS(later, 1);
    QCOMPARE(later.errorLines(), std::size_t{1});
    for (const auto* words : {"The loss of step 1 of epoch 2 is no number any more. The learning rate of 1e+25 is "
                              "probably too large: try a smaller one. Kept epoch 1",
                              "The model of the last good epoch is in "})
        QVERIFY2(later.error.find(words) != std::string::npos, later.described().c_str());
    PROJECTIONIST_EXITS(runCli({"recommend", model, "--user", "1"}), 0);

    std::filesystem::remove(model);
    auto small = runsAway;
    small.insert(small.end(), {"--set", "batch_size=16"});
    const auto atOnce = runCli(training(m_data, small));
    PROJECTIONIST_EXITS(atOnce, 1);
    QVERIFY2(atOnce.error.find("The loss of step 2 of epoch 1") != std::string::npos &&
                 atOnce.error.ends_with("Nothing was saved.\n"),
             atOnce.described().c_str());
    QVERIFY(!std::filesystem::exists(model));
}

}  // namespace projectionist::testing

QTEST_GUILESS_MAIN(projectionist::testing::TestCliEdges)
#include "tst_cli_edges.moc"
