// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model_file.h"
#include "engine/project/map_quality.h"
#include "engine/project/map_start.h"
#include "engine/project/neighbour_graph.h"
#include "engine/project/principal_components.h"
#include "engine/project/tsne.h"
#include "engine/project/umap.h"
#include "tests/app/small_data.h"
#include "tests/support/process.h"

#include <QImage>
#include <QTest>

#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>

namespace projectionist::testing {

namespace {

std::string contentOf(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

class TestCliMap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_model = trainSmallModel(m_scratch);
        QVERIFY(!m_model.empty());
    }

    void mapsAreThoseOfTheEngine_data()
    {
        QTest::addColumn<bool>("umap");
        QTest::addColumn<MapOf>("of");
        QTest::addColumn<bool>("random");
        QTest::newRow("t-SNE of films") << false << MapOf::Films << false;
        QTest::newRow("t-SNE of both") << false << MapOf::Both << false;
        QTest::newRow("t-SNE of films from a random start") << false << MapOf::Films << true;
        QTest::newRow("UMAP of users") << true << MapOf::Users << false;
        QTest::newRow("UMAP of both from a random start") << true << MapOf::Both << true;
    }

    void mapsAreThoseOfTheEngine()
    {
        QFETCH(bool, umap);
        QFETCH(MapOf, of);
        QFETCH(bool, random);
        std::vector<std::string> arguments = mapping(umap ? "umap" : "tsne");
        arguments.insert(arguments.end(), {"--of",
                                           of == MapOf::Films   ? "films"
                                           : of == MapOf::Users ? "users"
                                                                : "both",
                                           "--seed", "5", "--iterations", "40", "--quality", "--json"});
        arguments.insert(arguments.end(), {umap ? "--neighbours" : "--perplexity", "6"});
        arguments.insert(arguments.end(), {umap ? "--min-distance" : "--exaggeration", umap ? "0.3" : "4"});
        if (random)
            arguments.insert(arguments.end(), {"--start", "random"});
        const auto result = runCli(arguments);
        PROJECTIONIST_EXITS(result, 0);
        QVERIFY2(result.error.empty(), result.described().c_str());

        const auto model = *openModel(m_model);
        const auto map = projectModel(*model, of);
        const auto graph = std::make_shared<const NeighbourGraph>(
            *neighbourGraph(map->table(*model), map->tableRows(), 18, Distance::Cosine));
        const auto start = random ? randomStart(map->rows.size(), 5) : startFromComponents(map->components);
        std::unique_ptr<Layout> layout;
        if (umap)
            layout = *Umap::create(*graph, start, {.neighbours = 6, .epochs = 40, .minimumDistance = 0.3, .seed = 5});
        else
            layout = *Tsne::create(*graph, start, {.perplexity = 6, .exaggeration = 4, .iterations = 40, .seed = 5});
        QVERIFY(layout->run(40, {}));
        const auto json = jsonOf(result.out);
        QCOMPARE(json["points"].size(), map->rows.size());
        for (std::size_t point = 0; point < map->rows.size(); ++point) {
            const auto& shown = json["points"][point];
            QCOMPARE(shown["x"].get<float>(), layout->positions().row(point)[0]);
            QCOMPARE(shown["y"].get<float>(), layout->positions().row(point)[1]);
            QCOMPARE(shown["kind"].get<std::string>(), std::string(point < map->films ? "film" : "user"));
        }
        const auto quality =
            QualityMeter::create(map->table(*model), map->tableRows(), graph)->measure(layout->positions());
        QCOMPARE(json["quality"]["neighbours"].get<int>(), 15);
        QCOMPARE(json["quality"]["kept_share"].get<double>(), *quality->keptShare);
        QCOMPARE(json["quality"]["trustworthiness"].get<double>(), *quality->trustworthiness);
        QCOMPARE(json["quality"]["measured"].get<std::size_t>(), map->rows.size());
        QCOMPARE(json["iterations_done"].get<int>(), 40);
        QCOMPARE(json["stopped"].get<bool>(), false);
    }

    void mapsAreTheSameBytesAtAnyNumberOfThreads_data()
    {
        QTest::addColumn<QStringList>("method");
        QTest::newRow("t-SNE") << QStringList{"tsne", "--of", "both"};
        QTest::newRow("UMAP, Euclidean") << QStringList{"umap", "--of", "users", "--distance", "euclidean"};
        QTest::newRow("PCA") << QStringList{"pca", "--of", "both", "--quality"};
    }

    void mapsAreTheSameBytesAtAnyNumberOfThreads()
    {
        QFETCH(QStringList, method);
        const auto draw = [&](const char* threads) {
            auto arguments = mapping(method.front().toStdString());
            for (const auto& more : method.mid(1))
                arguments.push_back(more.toStdString());
            arguments.insert(arguments.end(), {"--threads", threads, "--csv", m_scratch / "map.csv"});
            const auto result = runCli(arguments);
            return result.exitCode == 0 ? contentOf(m_scratch / "map.csv") : result.described();
        };
        const auto one = draw("1");
        QVERIFY2(one.find("\nuser,1,,") != std::string::npos, one.c_str());
        QCOMPARE(draw("3"), one);
    }

    void theQualityOfPrincipalComponentsIsMeasuredToo()
    {
        const auto result = runCli({"map", m_model, "--method", "pca", "--quality", "--csv", m_scratch / "pca.csv"});
        PROJECTIONIST_EXITS(result, 0);
        QVERIFY2(result.out.find("Measured on all 40 points.\n") != std::string::npos, result.described().c_str());
        const auto byLength =
            jsonOf(runCli({"map", m_model, "--method", "pca", "--quality", "--distance", "euclidean", "--json"}).out);
        const auto byAngle = jsonOf(runCli({"map", m_model, "--method", "pca", "--quality", "--json"}).out);
        QCOMPARE(byLength["quality"]["distance"].get<std::string>(), std::string("euclidean"));
        QVERIFY(byLength["points"] == byAngle["points"]);
        QVERIFY(byLength["quality"]["kept_share"] != byAngle["quality"]["kept_share"]);
    }

    void whatThePointsDoNotAllowIsLoweredAndSaid()
    {
        auto arguments = mapping("tsne");
        arguments.insert(arguments.end(), {"--iterations", "9", "--json"});
        const auto tsne = runCli(arguments);
        PROJECTIONIST_EXITS(tsne, 0);
        QCOMPARE(tsne.error, std::string("--perplexity 30 is more than 40 films allow: 13.0 was used.\n"));
        QCOMPARE(jsonOf(tsne.out)["perplexity"].get<double>(), 13.0);
        arguments = mapping("umap");
        arguments.insert(arguments.end(), {"--iterations", "9", "--neighbours", "100", "--json"});
        const auto umap = runCli(arguments);
        PROJECTIONIST_EXITS(umap, 0);
        QCOMPARE(umap.error, std::string("--neighbours 100 is more than 40 films have: 39 were used.\n"));
        QCOMPARE(jsonOf(umap.out)["neighbours"].get<int>(), 39);
    }

    void untrainedFilmsAreOnItWhereTheyAreAskedFor()
    {
        for (const auto* method : {"tsne", "umap"}) {
            auto arguments = mapping(method);
            arguments.insert(arguments.end(), {"--iterations", "3", "--csv", "-", "--untrained", "hide"});
            const auto result = runCli(arguments);
            PROJECTIONIST_EXITS(result, 0);
            QVERIFY(result.out.find("Film 40 (1990)") == std::string::npos);
            QVERIFY(result.out.find("Film 39 (1989)") != std::string::npos);
        }
    }

    void interruptedItKeepsTheMapAsItIs_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<int>("times");
        QTest::newRow("t-SNE") << "tsne" << 1;
        QTest::newRow("UMAP, pressed twice") << "umap" << 2;
    }

    void interruptedItKeepsTheMapAsItIs()
    {
        QFETCH(QString, method);
        QFETCH(int, times);
        const auto file = m_scratch / "stopped.csv";
        std::filesystem::remove(file);
        auto arguments = mapping(method.toStdString());
        arguments.insert(arguments.end(), {"--of", "both", "--iterations", "100000", "--quality", "--csv", file});
        CliProcess process(arguments);
        QVERIFY(process.awaitOutput("40 films and 60 users; "));
        QTest::qWait(200);  // into the iterations; before them, too, there would be a defined outcome
        for (int i = 0; i < times; ++i)
            process.send(SIGINT);
        const auto result = process.finish();
        PROJECTIONIST_EXITS(result, 130);
        QVERIFY2(result.error.find("Stopped after ") != std::string::npos &&
                     result.error.find(" of 100,000: the map is as it was then.\n") != std::string::npos,
                 result.described().c_str());
        QVERIFY2(result.out.find("Measured on all 100 points.") != std::string::npos, result.described().c_str());
        QVERIFY2(result.out.find("Wrote 100 points to " + file) != std::string::npos, result.described().c_str());
        QCOMPARE(linesOf(contentOf(file)).size(), std::size_t{101});
    }

    void thePictureHasItsPoints()
    {
        const auto file = m_scratch / "map.png";
        const auto draw = [&](const char* method, const char* of) {
            auto arguments = mapping(method);
            arguments.insert(arguments.end(), {"--of", of, "--png", file, "--quality"});
            const auto result = runCli(arguments);
            if (result.exitCode != 0 || result.out.find("Wrote the picture to " + file) == std::string::npos)
                qWarning("%s", result.described().c_str());
            return QImage(QString::fromStdString(file), "PNG");
        };
        const auto coloured = [](const QImage& image, bool blue) {
            int count = 0;
            for (int y = 50; y < 1'000; ++y)
                for (int x = 0; x < image.width(); ++x) {
                    const auto pixel = image.pixelColor(x, y);
                    count += blue ? pixel.blue() > pixel.red() + 60 : pixel.red() > pixel.blue() + 60;
                }
            return count;
        };
        const auto films = draw("tsne", "films");
        QCOMPARE(films.width(), 1'400);
        QVERIFY(films.height() > 1'000);
        QVERIFY(coloured(films, true) > 40 * 40);  // 40 discs, 10 pixels wide, that overlap little
        QCOMPARE(coloured(films, false), 0);
        const auto first = contentOf(file);
        QVERIFY(draw("tsne", "films") == films);
        QCOMPARE(contentOf(file), first);
        const auto both = draw("pca", "both");
        QVERIFY(coloured(both, true) > 400);
        QVERIFY(coloured(both, false) > 400);
    }

    void aPictureThatCannotBeWrittenIsNamed()
    {
        for (const auto& place : {m_scratch / "nowhere/map.png", std::string("/dev/full"), m_model}) {
            const auto result = runCli({"map", m_model, "--method", "pca", "--png", place});
            PROJECTIONIST_EXITS(result, 1);
            QVERIFY2(result.error.starts_with(place + ": "), result.described().c_str());
        }
    }

    void theModelIsNotOverwritten()
    {
        const auto before = contentOf(m_model);
        const auto result = runCli({"map", m_model, "--method", "pca", "--csv", m_model});
        PROJECTIONIST_EXITS(result, 1);
        QVERIFY2(result.error.find("this is the model to read") != std::string::npos, result.described().c_str());
        QVERIFY(contentOf(m_model) == before);
    }

private:
    [[nodiscard]] std::vector<std::string> mapping(const std::string& method) const
    {
        return {"map", m_model, "--method", method};
    }

    ScratchFolder m_scratch;
    std::string m_model;
};

}  // namespace projectionist::testing

QTEST_GUILESS_MAIN(projectionist::testing::TestCliMap)
#include "tst_cli_map.moc"
