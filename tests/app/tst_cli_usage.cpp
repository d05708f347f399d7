// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/version.h"
#include "tests/support/process.h"

#include <QTest>

namespace projectionist::testing {

class TestCliUsage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void versionNamesTheProgramAndTheEngine();
    void helpListsTheSubCommands();
    void everySubCommandHasHelp_data();
    void everySubCommandHasHelp();
    void wrongUsageIsOneLineAndCode2_data();
    void wrongUsageIsOneLineAndCode2();
    void aWrongSetNameListsTheRightOnes();
    void optionsAreCheckedBeforeDataIsRead();
    void aSubCommandsNameIsAlsoAPath();
    void anOptionTakesANegativeNumber();
};

void TestCliUsage::versionNamesTheProgramAndTheEngine()
{
    const auto result = runCli({"--version"});
    PROJECTIONIST_EXITS(result, 0);
    QCOMPARE(result.out, "projectionist-cli " + std::string(programVersion()) + " (engine for " +
                             std::string(engineVariant()) + ")\n");
    QVERIFY(result.error.empty());
}

void TestCliUsage::helpListsTheSubCommands()
{
    const auto result = runCli({"--help"});
    PROJECTIONIST_EXITS(result, 0);
    QVERIFY(result.error.empty());
    for (const auto* name :
         {"info", "sample", "train", "evaluate", "recommend", "neighbours", "pairs", "embedding", "map", "export"})
        QVERIFY2(result.out.find(std::string("\n  ") + name + " ") != std::string::npos, name);
    for (const auto* name : {"import", "compare"})
        QVERIFY2(result.out.find(name) == std::string::npos, name);
}

void TestCliUsage::everySubCommandHasHelp_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("info") << "info" << QStringList{"PATH", "--report", "--json", "\"skipped_rows\""};
    QTest::newRow("sample") << "sample" << QStringList{"--out", "--shape", "--seed"};
    QTest::newRow("train") << "train" << QStringList{"--preset",
                                                     "--set",
                                                     "--seed",
                                                     "--threads",
                                                     "--ratings",
                                                     "--test",
                                                     "--initial-users",
                                                     "--initial-movies",
                                                     "--history",
                                                     "--resume",
                                                     "--decimal-comma",
                                                     "--skip-bad-lines",
                                                     "sampling_correction",
                                                     "l2_exponent"};
    QTest::newRow("evaluate") << "evaluate" << QStringList{"--test", "--decimal-comma", "--skip-bad-lines", "\"ndcg\""};
    QTest::newRow("recommend") << "recommend"
                               << QStringList{"--user", "--all-users", "-k", "--hide", "--csv", "\"score\""};
    QTest::newRow("neighbours") << "neighbours"
                                << QStringList{"--film", "--film-id", "--user", "--metric", "\"similarity\""};
    QTest::newRow("pairs") << "pairs" << QStringList{"--threshold", "--min-ratings", "--metric", "\"ratings_a\""};
    QTest::newRow("embedding") << "embedding" << QStringList{"--user", "--film", "--film-id", "\"vector\""};
    QTest::newRow("map") << "map" << QStringList{"--method",       "--of",         "--components", "--perplexity",
                                        "--exaggeration", "--neighbours", "--min-distance", "--iterations",
                                        "--seed",         "--start",      "--distance",   "--quality",
                                        "--threads",      "--png",        "both",         "\"variance_share\""};
    QTest::newRow("export") << "export" << QStringList{"--to", "--format", "--scores", "--decimal-comma", "--skip-bad-lines"};
}

void TestCliUsage::everySubCommandHasHelp()
{
    QFETCH(QString, name);
    QFETCH(QStringList, words);
    const auto result = runCli({name.toStdString(), "--help"});
    PROJECTIONIST_EXITS(result, 0);
    for (const auto& word : words)
        QVERIFY2(QString::fromStdString(result.out).contains(word),
                 qPrintable(word + "\n" + QString::fromStdString(result.out)));
}

void TestCliUsage::wrongUsageIsOneLineAndCode2_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* name, QStringList arguments, const char* words) {
        QTest::newRow(name) << std::move(arguments) << words;
    };
    row("nothing", {}, "say what to do");
    row("no such sub-command", {"trian"}, "there is no sub-command \"trian\"");
    row("no such option", {"recommend", "m", "--usr", "42"}, "there is no option --usr");
    row("no such option before another fault", {"info", "--frob"}, "there is no option --frob");
    row("no path", {"info"}, "PATH is missing");
    row("one argument too many", {"recommend", "m", "n", "--user", "1"}, "\"n\" is one argument too many");
    row("an option without its value", {"recommend", "m", "--user"}, "--user needs a value");
    row("an option given twice", {"recommend", "m", "--user", "1", "--user", "2"}, "--user is given more than once");
    row("two that do not go together", {"recommend", "m", "--user", "1", "--json", "--csv", "f"}, "do not go together");
    row("nobody to recommend to", {"recommend", "m"}, "--user ID or --all-users");
    row("a user and all of them", {"recommend", "m", "--user", "1", "--all-users"}, "do not go together");
    row("k of nothing", {"recommend", "m", "--user", "1", "-k", "0"}, "-k must be a whole number from 1 up");
    row("k in words", {"recommend", "m", "--user", "1", "-k", "ten"}, "-k must be");
    row("k that is negative", {"recommend", "m", "--user", "1", "-k", "-5"}, "-k must be");
    row("hide", {"recommend", "m", "--user", "1", "--hide", "some"}, "liked, rated or none");
    row("nobody's neighbours", {"neighbours", "m"}, "--film TITLE");
    row("two films", {"neighbours", "m", "--film", "a", "--film-id", "1"}, "one of");
    row("metric", {"neighbours", "m", "--film-id", "1", "--metric", "euclid"}, "cosine or dot");
    row("pairs without threshold", {"pairs", "m"}, "--threshold is missing");
    row("threshold in words", {"pairs", "m", "--threshold", "high"}, "must be a number");
    row("threshold beyond the cosine", {"pairs", "m", "--threshold", "1.5"}, "from -1 to 1");
    row("minimum of ratings", {"pairs", "m", "--threshold", "0.5", "--min-ratings", "-1"}, "--min-ratings must be");
    row("map without method", {"map", "m"}, "--method is missing");
    row("no such method", {"map", "m", "--method", "isomap"}, "pca, tsne or umap");
    row("map of what", {"map", "m", "--method", "pca", "--of", "genres"}, "films, users or both");
    row("perplexity of UMAP", {"map", "m", "--method", "umap", "--perplexity", "5"}, "for --method tsne (umap has");
    row("neighbours of t-SNE", {"map", "m", "--method", "tsne", "--neighbours", "5"}, "for --method umap (tsne has");
    row("components of t-SNE", {"map", "m", "--method", "tsne", "--components", "1,2"}, "for --method pca");
    row("seed of PCA", {"map", "m", "--method", "pca", "--seed", "1"}, "nothing to do with chance");
    row("iterations of PCA", {"map", "m", "--method", "pca", "--iterations", "5"}, "for --method tsne and umap");
    row("distance of PCA", {"map", "m", "--method", "pca", "--distance", "cosine"}, "and for --quality");
    row("distance", {"map", "m", "--method", "tsne", "--distance", "dot"}, "cosine or euclidean");
    row("distance of both", {"map", "m", "--method", "tsne", "--of", "both", "--distance", "euclidean"}, "by the cosine");
    row("perplexity", {"map", "m", "--method", "tsne", "--perplexity", "0.5"}, "a number of at least 1");
    row("exaggeration", {"map", "m", "--method", "tsne", "--exaggeration", "101"}, "from 1 to 100");
    row("iterations", {"map", "m", "--method", "umap", "--iterations", "0"}, "from 1 to 100,000");
    row("minimum distance", {"map", "m", "--method", "umap", "--min-distance", "2"}, "from 0 to 1");
    row("start", {"map", "m", "--method", "tsne", "--start", "current"}, "pca or random");
    row("seed of a map", {"map", "m", "--method", "tsne", "--seed", "x"}, "--seed must be");
    row("picture to nowhere", {"map", "m", "--method", "pca", "--png", "-"}, "--png needs a file");
    row("threads of a map", {"map", "m", "--method", "tsne", "--threads", "0"}, "--threads must be");
    row("components", {"map", "m", "--method", "pca", "--components", "1,11"}, "from 1 to 10");
    row("the same component twice", {"map", "m", "--method", "pca", "--components", "2,2"}, "two different");
    row("export format", {"export", "m", "--to", "d", "--format", "xml"}, "npy, csv or projector");
    row("export of data in a format", {"export", "data", "--to", "d", "--format", "npy"}, "for model files");
    row("export of a model without a format", {"export", "m.projectionist", "--to", "d"}, "say what to export");
    row("shape", {"sample", "--out", "d", "--shape", "2m"}, "100k, 1m, 25m or 32m");
    row("seed", {"sample", "--out", "d", "--seed", "-1"}, "--seed must be");
    row("train on nothing", {"train", "--out", "m"}, "PATH is missing");
    row("train to nowhere", {"train", "d"}, "--out is missing");
    row("threads", {"train", "d", "--out", "m", "--threads", "0"}, "--threads must be a whole number from 1");
    row("several ks", {"evaluate", "m", "-k", "5,,10"}, "or several as in 5,10,20");
    row("lambda", {"evaluate", "m", "--ease-lambda", "0"}, "--ease-lambda must be a number above 0");
    row("preset", {"train", "d", "--out", "m", "--preset", "best"}, "tutorial, balanced or thorough");
    row("tune", {"train", "d", "--out", "m", "--tune", "0"}, "--tune must be a number of seconds above 0");
    row("set without a value", {"train", "d", "--out", "m", "--set", "epochs"}, "name=value");
    row("set to a word", {"train", "d", "--out", "m", "--set", "epochs=many"}, "epochs");
    row("set out of range", {"train", "d", "--out", "m", "--set", "dimension=0"}, "dimension");
    row("set beyond its range", {"train", "d", "--out", "m", "--set", "averaging=1"}, "averaging");
    row("half of the initial tables", {"train", "d", "--out", "m", "--initial-users", "u.npy"}, "--initial-movies");
    row("a test file and a holdout", {"train", "d", "--out", "m", "--test", "t", "--set", "holdout=none"},
        "do not go together");
    row("commas of a model", {"info", "m.projectionist", "--decimal-comma"},
        "--decimal-comma is for rating data, and \"m.projectionist\" is a model");
    row("bad lines of a model", {"export", "m.projectionist", "--to", "d", "--skip-bad-lines"},
        "--skip-bad-lines is for rating data, and \"m.projectionist\" is a model");
    row("commas of no test file", {"evaluate", "m", "--decimal-comma"}, "--decimal-comma needs --test too");
    row("resume with commas", {"train", "--resume", "m", "--decimal-comma"},
        "--resume goes on with the rows in its model file");
    row("resume with a preset", {"train", "--resume", "m", "--preset", "tutorial"},
        "--preset does not go with --resume");
    row("resume with an option", {"train", "--resume", "m", "--set", "dimension=2"}, "only --set epochs=N");
}

void TestCliUsage::wrongUsageIsOneLineAndCode2()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, words);
    std::vector<std::string> texts;
    for (const auto& argument : arguments)
        texts.push_back(argument.toStdString());
    const auto result = runCli(texts);
    PROJECTIONIST_EXITS(result, 2);
    QVERIFY2(QString::fromStdString(result.error).contains(words), result.described().c_str());
    QVERIFY2(result.error.find("--help") != std::string::npos, result.described().c_str());
    QCOMPARE(result.errorLines(), std::size_t{1});
    QVERIFY(result.out.empty());
}

void TestCliUsage::aWrongSetNameListsTheRightOnes()
{
    const auto result = runCli({"train", "d", "--out", "m", "--set", "learning=1"});
    PROJECTIONIST_EXITS(result, 2);
    QCOMPARE(result.errorLines(), std::size_t{1});
    for (const auto* name : {"learning_rate", "dimension", "batch_size", "holdout", "refit", "start_range"})
        QVERIFY2(result.error.find(name) != std::string::npos, result.described().c_str());
}

void TestCliUsage::optionsAreCheckedBeforeDataIsRead()
{
    const auto result = runCli({"train", "/nowhere/at/all", "--out", "/nowhere/m", "--set", "temperature=0"});
    PROJECTIONIST_EXITS(result, 2);
    QVERIFY2(result.error.find("temperature") != std::string::npos, result.described().c_str());
}

void TestCliUsage::aSubCommandsNameIsAlsoAPath()
{
    const auto result = runCli({"info", "map"});
    PROJECTIONIST_EXITS(result, 1);
    QVERIFY2(result.error.starts_with("map: "), result.described().c_str());
}

void TestCliUsage::anOptionTakesANegativeNumber()
{
    const auto result = runCli({"pairs", "missing.projectionist", "--threshold", "-0.5"});
    PROJECTIONIST_EXITS(result, 1);
    QVERIFY2(result.error.starts_with("missing.projectionist: "), result.described().c_str());
}

}  // namespace projectionist::testing

QTEST_GUILESS_MAIN(projectionist::testing::TestCliUsage)
#include "tst_cli_usage.moc"
