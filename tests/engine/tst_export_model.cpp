// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/data/open_dataset.h"
#include "engine/model/export_model.h"
#include "engine/model/npy.h"
#include "engine/retrieve/recommend.h"
#include "tests/support/environment.h"
#include "tests/support/small_model.h"
#include "tests/support/test_files.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

ModelParts simulatedParts()
{
    auto catalogue = smallCatalogueParts();
    catalogue.simulated = true;
    auto parts = smallModelParts();
    parts.catalogue = *Catalogue::make(std::move(catalogue));
    parts.card.simulated = true;
    return parts;
}

/// Keyed by title, with texts that would break lines and cells.
ModelParts awkwardParts()
{
    auto catalogue = smallCatalogueParts();
    catalogue.key = Key::Title;
    catalogue.movies[1].ids = {"0120", "121"};
    catalogue.movies[2].title = "Two\nlines\tand a tab";
    catalogue.movies[3].title = "=SUM(A1)";
    catalogue.movies[4].title = "Rock, \"The\"";
    catalogue.users[1].id = "-x";
    catalogue.users[2].id = "007";
    auto parts = smallModelParts();
    parts.catalogue = *Catalogue::make(std::move(catalogue));
    return parts;
}

/// Files of this process may not grow beyond so many bytes while it lives: writing more fails as on a full disk.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : m_handler(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    void (*m_handler)(int);
    rlimit m_before{};
};

/// The vocabulary of MovieLens 100K as the tutorial has it, with the reference's initial tables for vectors.
std::shared_ptr<const Model> tutorialModel()
{
    const auto dataset = openDataset({*dataFolder() / "ml-100k"});
    if (!dataset)
        qFatal("%s", describe(dataset.error()).c_str());
    ModelParts parts;
    parts.catalogue = *Catalogue::make(**dataset, Key::Title, 3.0F);
    parts.users = *readNpy(*referenceFolder() / "tutorial/file-order/initial_users.npy");
    parts.movies = *readNpy(*referenceFolder() / "tutorial/file-order/initial_movies.npy");
    parts.trainCounts.assign(parts.movies.rows(), 1);
    return makeModel(std::move(parts));
}

}  // namespace

class TestExportModel : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] std::filesystem::path folder() const { return m_folder.filePath("out").toStdString(); }
    [[nodiscard]] QByteArray read(const char* name) const
    {
        QFile file(m_folder.filePath("out") + '/' + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] QStringList files() const
    {
        return QDir(m_folder.filePath("out")).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }
    static QStringList namesOf(const std::vector<std::filesystem::path>& paths)
    {
        QStringList names;
        for (const auto& path : paths)
            names << QString::fromStdString(path.filename().string());
        return names;
    }

private Q_SLOTS:
    void init() { QVERIFY(m_folder.isValid()); }
    void cleanup() { QDir(m_folder.filePath("out")).removeRecursively(); }

    void formatsGoByName()
    {
        QVERIFY(exportFormat("npy") == ExportFormat::Npy);
        QVERIFY(exportFormat("csv") == ExportFormat::Csv);
        QVERIFY(exportFormat("projector") == ExportFormat::Projector);
        QVERIFY(!exportFormat("NPY"));
        QVERIFY(!exportFormat(""));
    }

    void npyHoldsTheTablesAndTheirTokens()
    {
        const auto model = smallModel();
        const auto written = exportVectors(*model, ExportFormat::Npy, folder());
        QVERIFY2(written, written ? "" : describe(written.error()).c_str());
        QCOMPARE(namesOf(*written), (QStringList{"users.npy", "movies.npy", "users.txt", "movies.txt"}));
        for (const auto& [name, table] :
             {std::pair("users.npy", model->users()), std::pair("movies.npy", model->movies())}) {
            const auto back = readNpy(folder() / name);
            QVERIFY2(back, back ? "" : describe(back.error()).c_str());
            QCOMPARE(back->rows(), table.rows);
            QCOMPARE(back->columns(), table.columns);
            QVERIFY(std::memcmp(back->data(), table.data, table.values().size_bytes()) == 0);
        }
        QCOMPARE(read("users.txt"), QByteArray("-1\n5\n2\n6\n3\n1\n4\n"));
        QCOMPARE(read("movies.txt"), QByteArray("[UNK]\n120\n110\n100\n90\n80\n70\n60\n50\n40\n30\n20\n10\n"));
    }

    void theTutorialsVocabularyIsThatOfTheReference()
    {
        PROJECTIONIST_REQUIRE(dataFolder());
        PROJECTIONIST_REQUIRE(referenceFolder());
        const auto model = tutorialModel();
        QVERIFY(exportVectors(*model, ExportFormat::Npy, folder()));
        for (const auto& [ours, theirs] :
             {std::pair("users.txt", "user_vocabulary.txt"), std::pair("movies.txt", "movie_vocabulary.txt")})
            QVERIFY2(contentOf(folder() / ours) == contentOf(*referenceFolder() / "tutorial" / theirs), ours);
        const auto users = readNpy(folder() / "users.npy"), movies = readNpy(folder() / "movies.npy");
        QCOMPARE(users->rows(), 943U);
        QCOMPARE(movies->rows(), 1665U);
        QCOMPARE(movies->columns(), 64U);
        QVERIFY(contentOf(folder() / "movies.npy") ==
                contentOf(*referenceFolder() / "tutorial/file-order/initial_movies.npy"));
    }

    void filmsKeyedByTitleAreNamedByIt()
    {
        QVERIFY(exportVectors(*makeModel(awkwardParts()), ExportFormat::Npy, folder()));
        const auto lines = read("movies.txt").split('\n');
        QCOMPARE(lines.size(), 14);
        QCOMPARE(lines[0], QByteArray("[UNK]"));
        QCOMPARE(lines[1], QByteArray("Star Wars (1977)"));
        QCOMPARE(lines[2], QByteArray("Two lines\tand a tab"));
        QCOMPARE(lines[4], QByteArray("Rock, \"The\""));
    }

    void csvHasRowNoughtFirst()
    {
        const auto written = exportVectors(*smallModel(), ExportFormat::Csv, folder());
        QVERIFY(written);
        QCOMPARE(namesOf(*written), (QStringList{"users.csv", "movies.csv"}));
        const auto users = read("users.csv").split('\n');
        QCOMPARE(users.size(), 9);
        QCOMPARE(users[0], QByteArray("user_id,d0,d1,d2,d3"));
        QCOMPARE(users[1], QByteArray("-1,0.25,0.25,-0.25,-0.25"));
        QCOMPARE(users[7], QByteArray("4,1,-1,0,0"));
        QCOMPARE(users[8], QByteArray());
        const auto movies = read("movies.csv").split('\n');
        QCOMPARE(movies.size(), 15);
        QCOMPARE(movies[0], QByteArray("film_id,title,d0,d1,d2,d3"));
        QCOMPARE(movies[1], QByteArray("[UNK],[UNK],0.25,-0.25,0.25,-0.25"));
        QCOMPARE(movies[3], QByteArray("110,\"Empire Strikes Back, The (1980)\",4,3,0,0"));
    }

    void csvCellsAreSafe()
    {
        QVERIFY(exportVectors(*makeModel(awkwardParts()), ExportFormat::Csv, folder()));
        QVERIFY(read("users.csv").contains("\n'-x,1,0,0,0\n007,"));
        QVERIFY(read("movies.csv").contains("\n0120,Star Wars (1977),5,"));
        QVERIFY(read("movies.csv").contains("\n100,'=SUM(A1),3,"));
        QVERIFY(read("movies.csv").contains("\n90,\"Rock, \"\"The\"\"\",0,"));
    }

    void theProjectorGetsVectorsAndMetadataOfEqualLength()
    {
        const auto written = exportVectors(*makeModel(awkwardParts()), ExportFormat::Projector, folder());
        QVERIFY(written);
        QCOMPARE(namesOf(*written),
                 (QStringList{"users_vectors.tsv", "users_metadata.tsv", "movies_vectors.tsv", "movies_metadata.tsv"}));
        QCOMPARE(read("movies_vectors.tsv").split('\n').first(), QByteArray("5\t0\t0\t0"));
        QCOMPARE(read("movies_vectors.tsv").count('\n'), 12);
        const auto movies = read("movies_metadata.tsv").split('\n');
        QCOMPARE(movies.size(), 14);
        QCOMPARE(movies[0], QByteArray("title\tfilm_id\tyear\tgenres\tratings\ttrained"));
        QCOMPARE(movies[1], QByteArray("Star Wars (1977)\t0120\t1977\tAction|Adventure|Sci-Fi\t5\tyes"));
        QCOMPARE(movies[2], QByteArray("Two lines and a tab\t110\t1980\tAction|Adventure|Sci-Fi\t2\tyes"));
        QCOMPARE(movies[12], QByteArray("unknown\t10\t\t\t2\tno"));
        QCOMPARE(read("users_vectors.tsv").count('\n'), 6);
        const auto users = read("users_metadata.tsv").split('\n');
        QCOMPARE(users[0], QByteArray("user_id\tage\tgender\toccupation\tratings"));
        QCOMPARE(users[1], QByteArray("-x\t24\tM\tstudent\t5"));
        QCOMPARE(users[5], QByteArray("1\t\t\t\t3"));
        QCOMPARE(users.size(), 8);
    }

    void simulatedDataSaysSo_data()
    {
        QTest::addColumn<QString>("format");
        for (const auto* name : {"npy", "csv", "projector"})
            QTest::newRow(name) << name;
    }

    void simulatedDataSaysSo()
    {
        QFETCH(QString, format);
        const auto chosen = *exportFormat(format.toStdString());
        QVERIFY(exportVectors(*smallModel(), chosen, folder()));
        QVERIFY(!files().contains("README.txt"));
        QVERIFY(!read("users.csv").contains("# "));
        const auto written = exportVectors(*makeModel(simulatedParts()), chosen, folder());
        QVERIFY(written);
        if (chosen == ExportFormat::Csv) {
            QVERIFY(read("users.csv").startsWith("# Simulated data"));
            QVERIFY(read("movies.csv").startsWith("# Simulated data"));
            QVERIFY(!files().contains("README.txt"));
        } else {
            QVERIFY(read("README.txt").startsWith("Simulated data"));
            QVERIFY(namesOf(*written).contains("README.txt"));
        }
    }

    void aReadmeOfSomebodyElsesStays()
    {
        QVERIFY(QDir().mkpath(m_folder.filePath("out")));
        QFile readme(m_folder.filePath("out/README.txt"));
        QVERIFY(readme.open(QIODevice::WriteOnly) && readme.write("mine") == 4);
        readme.close();
        const auto model = makeModel(simulatedParts());
        QVERIFY(exportVectors(*model, ExportFormat::Npy, folder()));
        QVERIFY(exportScores(*model, folder()));
        QCOMPARE(read("README.txt"), QByteArray("mine"));
        QVERIFY(read("README-simulated.txt").startsWith("Simulated data"));
    }

    void scoresAreThoseOfTheLists()
    {
        const auto model = randomModel({.users = 150, .movies = 77, .dimension = 19});
        const auto path = exportScores(*model, folder());
        QVERIFY2(path, path ? "" : describe(path.error()).c_str());
        QVERIFY(*path == folder() / "scores.npy");
        QCOMPARE(files(), QStringList{"scores.npy"});
        const auto scores = readNpy(*path);
        QVERIFY(scores);
        QCOMPARE(scores->rows(), 151U);
        QCOMPARE(scores->columns(), 78U);
        std::vector<float> row(78);
        for (std::uint32_t user = 0; user < 151; ++user) {
            scoresOf(*model, UserRow{user}, row);
            QVERIFY2(std::memcmp(row.data(), scores->row(user).data(), 78 * sizeof(float)) == 0,
                     std::to_string(user).c_str());
        }
    }

    void scoresByHand()
    {
        const auto path = exportScores(*smallModel(), folder());
        QVERIFY(path);
        const auto scores = readNpy(*path);
        QCOMPARE(scores->row(1)[2], 4.0F);   // (1, 0, 0, 0) · (4, 3, 0, 0)
        QCOMPARE(scores->row(5)[10], 3.5F);  // (½, 0, ½, 0) · (3, 0, 4, 0)
        QCOMPARE(scores->row(6)[9], -7.0F);  // (1, −1, 0, 0) · (−3, 4, 0, 0)
        QCOMPARE(scores->row(0)[0], 0.0F);
    }

    void threadsDoNotChangeABit()
    {
        const auto model = randomModel({.users = 3000, .movies = 3000, .dimension = 16});  // more than one block
        QByteArray first;
        for (const int threads : {1, 2, 3}) {
            const ThreadLimit limit(threads);
            const ThreadCensus census(threads);
            QVERIFY(exportScores(*model, folder()));
            QCOMPARE(census.threads(), threads);
            if (first.isEmpty())
                first = read("scores.npy");
            QVERIFY(read("scores.npy") == first);
        }
        QCOMPARE(first.size(), 128 + 3001 * 3001 * 4);
    }

    void aStopLeavesNoHalfFile()
    {
        const auto model = randomModel({.users = 3000, .movies = 3000, .dimension = 16});
        std::stop_source source;
        const auto scores = exportScores(*model, folder(), source.get_token(), [&](const Progress& progress) {
            if (progress.done > 0)
                source.request_stop();
        });
        QVERIFY(scores && scores->empty());
        QCOMPARE(files(), QStringList());

        for (const auto format : {ExportFormat::Npy, ExportFormat::Csv, ExportFormat::Projector}) {
            std::stop_source during;
            const auto written =
                exportVectors(*model, format, folder(), during.get_token(), [&](const Progress& progress) {
                    if (progress.stage.find("movies") != std::string_view::npos)
                        during.request_stop();
                });
            QVERIFY(written);
            auto names = namesOf(*written);
            names.sort();
            QVERIFY(!names.isEmpty());
            QCOMPARE(files(), names);
            QVERIFY(names.size() < (format == ExportFormat::Csv ? 2 : 4) || format == ExportFormat::Npy);
            cleanup();
        }
    }

    void progressNamesTheFileAndEnds()
    {
        std::set<std::string> stages;
        Progress last;
        QVERIFY(exportVectors(*smallModel(), ExportFormat::Projector, folder(), {}, [&](const Progress& progress) {
            stages.emplace(progress.stage);
            last = {.stage = {}, .done = progress.done, .total = progress.total};
        }));
        QVERIFY(stages.contains("Writing users_vectors.tsv"));
        QVERIFY(stages.contains("Writing movies_metadata.tsv"));
        QCOMPARE(stages.size(), 4U);
        QCOMPARE(last.done, 12U);
        QCOMPARE(last.total, 12U);
    }

    void aFileInPlaceOfTheFolderIsSaid()
    {
        QFile file(m_folder.filePath("file"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const std::filesystem::path path = m_folder.filePath("file").toStdString();
        const auto written = exportVectors(*smallModel(), ExportFormat::Npy, path);
        QVERIFY(!written && written.error().code == ErrorCode::NotAFile);
        const auto scores = exportScores(*smallModel(), path);
        QVERIFY(!scores && scores.error().code == ErrorCode::NotAFile);
        const auto below = exportVectors(*smallModel(), ExportFormat::Npy, path / "deeper");
        QVERIFY(!below);
    }

    void aFullDiskLeavesTheOldFiles_data()
    {
        QTest::addColumn<QString>("format");
        for (const auto* name : {"npy", "csv", "projector", "scores"})
            QTest::newRow(name) << name;
    }

    void aFullDiskLeavesTheOldFiles()
    {
        QFETCH(QString, format);
        const auto exported = [&](const Model& model) -> std::string {
            if (format == "scores") {
                const auto path = exportScores(model, folder());
                return path ? "written" : nameOf(path.error().code);
            }
            const auto written = exportVectors(model, *exportFormat(format.toStdString()), folder());
            return written ? "written" : nameOf(written.error().code);
        };
        QCOMPARE(exported(*smallModel()), std::string("written"));
        const auto before = files();
        std::vector<QByteArray> contents;
        for (const auto& name : before)
            contents.push_back(read(qPrintable(name)));
        const auto larger = randomModel({.users = 300, .movies = 300, .dimension = 32});
        {
            const FileSizeLimit limit(4096);  // in this process: parallel loops do not survive a fork
            QCOMPARE(exported(*larger), std::string("DiskFull"));
        }
        QCOMPARE(files(), before);
        for (qsizetype i = 0; i < before.size(); ++i)
            QVERIFY2(read(qPrintable(before[i])) == contents[static_cast<std::size_t>(i)], qPrintable(before[i]));
    }

    void withoutPermissionItIsSaid()
    {
        QVERIFY(QDir().mkpath(m_folder.filePath("out")));
        QCOMPARE(::chmod(m_folder.path().toStdString().c_str(), 0755), 0);
        QCOMPARE(::chmod(folder().c_str(), 0555), 0);
        const auto model = smallModel();
        const auto said = asOrdinaryUser([&] {
            std::string codes;
            for (const auto& place : {folder(), folder() / "new"}) {
                const auto written = exportVectors(*model, ExportFormat::Csv, place);
                codes += written ? "written " : nameOf(written.error().code) + " ";
            }
            return codes;
        });
        QCOMPARE(::chmod(folder().c_str(), 0755), 0);
        QCOMPARE(said, std::string("Unwritable Unwritable "));
        QCOMPARE(files(), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestExportModel)
#include "tst_export_model.moc"
