// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model_file.h"
#include "engine/model/safetensors.h"
#include "tests/support/environment.h"
#include "tests/support/model_difference.h"
#include "tests/support/small_model.h"
#include "tests/support/test_files.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include <sys/stat.h>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

using Path = std::filesystem::path;

/// The small data as 1M-like data keyed by title: a film with two ids, no times, age groups, simulated, odd texts.
ModelParts oddParts()
{
    auto catalogue = smallCatalogueParts();
    catalogue.dataName = "Odd \"data\"\n\u00e9";
    catalogue.simulated = true;
    catalogue.agesAreGroups = true;
    catalogue.key = Key::Title;
    catalogue.ratingAbove = 3.1F;
    catalogue.ratingTimes.clear();
    catalogue.movies[1].ids = {"120", "0120", "tt-120"};
    catalogue.movies[2].genres = {""};
    catalogue.movies[3].genres.clear();
    catalogue.movies[4].title = "";
    catalogue.movies[5].title = std::string("with\0nought\tand\ttabs ", 21);
    catalogue.movies[6].hasTitle = false;
    catalogue.movies[7].year = -44;
    catalogue.users[1].age = 0;
    catalogue.users[2].age = -1;
    catalogue.ratingIds.assign(catalogue.ratingMovies.size(), 0);
    for (std::size_t i = 0; i < catalogue.ratingMovies.size(); ++i) {
        if (catalogue.ratingMovies[i].value == 1)
            catalogue.ratingIds[i] = static_cast<std::uint32_t>(i % 3);
    }
    auto made = Catalogue::make(std::move(catalogue));
    if (!made)
        qFatal("%s", describe(made.error()).c_str());
    auto parts = smallRunParts();
    parts.catalogue = *made;
    parts.history.steps[1].loss = std::numeric_limits<double>::infinity();
    parts.history.epochs[1].phase = Phase::Refit;
    parts.history.epochs[0].holdout.reset();
    parts.history.epochs[0].training =
        TopKHits{.rows = std::numeric_limits<std::uint64_t>::max(), .hits = {1, 2, 3, 4, 5}};
    parts.history.epochs[1].metrics.reset();
    parts.history.baselines = {};
    parts.users.row(1)[0] = -0.0F;
    parts.users.row(1)[1] = std::numeric_limits<float>::denorm_min();
    auto state = *parts.state;
    state.phase = Phase::Refit;
    state.averagedUsers = Matrix();
    state.averagedMovies = Matrix();
    state.initialUsers = Matrix();
    state.initialMovies = Matrix();
    state.bestValue = -std::numeric_limits<double>::infinity();
    parts.state = std::make_shared<TrainingState>(std::move(state));
    return parts;
}

ModelParts partsNamed(const QString& name)
{
    if (name == "small")
        return smallModelParts();
    if (name == "run")
        return smallRunParts();
    if (name == "odd")
        return oddParts();
    if (name == "wide")
        return randomModelParts({.users = 3, .movies = 2, .dimension = 1024, .ratingsPerUser = 1, .seed = 3});
    return randomModelParts({.users = 300, .movies = 200, .dimension = 5, .seed = 9});
}

}  // namespace

class TestModelFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] Path path(const char* name = "a.projectionist") const
    {
        return m_folder.filePath(name).toStdString();
    }

    static QByteArray read(const Path& path)
    {
        QFile file(QString::fromStdString(path.string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static void write(const Path& path, const QByteArray& content)
    {
        QFile file(QString::fromStdString(path.string()));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write the test's file");
    }

private Q_SLOTS:
    void init() { QVERIFY(m_folder.isValid()); }
    void cleanup()
    {
        for (const auto& entry : QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden))
            QFile::remove(m_folder.filePath(entry));
    }

    void everythingComesBackBitForBit_data()
    {
        QTest::addColumn<QString>("model");
        for (const auto* name : {"small", "run", "odd", "wide", "random"})
            QTest::newRow(name) << name;
    }

    void everythingComesBackBitForBit()
    {
        QFETCH(QString, model);
        const auto saved = makeModel(partsNamed(model));
        QVERIFY(saveModel(*saved, path()));
        const auto opened = openModel(path());
        QVERIFY2(opened, opened ? "" : describe(opened.error()).c_str());
        QCOMPARE(difference(saved->parts(), (*opened)->parts()), std::string());
    }

    void everyDifferenceIsSeen()  // so that the test above means something
    {
        const auto a = smallRunParts();
        const auto differs = [&](const auto& change) {
            auto b = a;
            change(b);
            return difference(a, b);
        };
        QCOMPARE(differs([](ModelParts& b) { b.users.row(6)[3] = -0.0F; }), std::string("vectors"));
        QCOMPARE(differs([](ModelParts& b) { b.holdoutPositions[0] = 7; }), std::string("held-out rows"));
        QCOMPARE(differs([](ModelParts& b) { b.history.steps[0].loss += 1e-15; }), std::string("steps of the history"));
        QCOMPARE(differs([](ModelParts& b) { b.history.baselines.popularMetrics.reset(); }), std::string("baselines"));
        QCOMPARE(differs([](ModelParts& b) { b.card.seed = 2; }), std::string("run card"));
        QCOMPARE(differs([](ModelParts& b) {
                     auto state = std::make_shared<TrainingState>(*b.state);
                     state->averagedMovies.row(1)[0] += 1;
                     b.state = state;
                 }),
                 std::string("tables of the state"));
    }

    void equalModelsGiveEqualBytes()
    {
        QVERIFY(saveModel(*makeModel(oddParts()), path()));
        QVERIFY(saveModel(*makeModel(oddParts()), path("b.projectionist")));
        QVERIFY(!read(path()).isEmpty());
        QCOMPARE(read(path()), read(path("b.projectionist")));
        const auto opened = openModel(path());
        QVERIFY(opened);
        QVERIFY(saveModel(**opened, path("c.projectionist")));
        QCOMPARE(read(path("c.projectionist")), read(path()));
    }

    void nothingInTheFileDependsOnWhereItLies()
    {
        QVERIFY(saveModel(*makeModel(smallRunParts()), path()));
        QVERIFY(!read(path()).contains(m_folder.path().toUtf8()));
    }

    void theLayoutIsThatOfTheFormat()
    {
        QVERIFY(saveModel(*makeModel(smallRunParts()), path()));
        const auto bytes = read(path());
        quint64 headerBytes = 0;
        std::memcpy(&headerBytes, bytes.constData(), 8);
        QCOMPARE(headerBytes % 8, 0U);
        const auto header =
            nlohmann::ordered_json::parse(bytes.mid(8, static_cast<qsizetype>(headerBytes)).toStdString());
        QCOMPARE(header["__metadata__"]["format"].get<std::string>(), std::string("projectionist/1"));
        QCOMPARE(header["__metadata__"]["run"].get<std::string>(), smallRunParts().card.toJson());
        std::uint64_t end = 0;
        for (const auto& [name, tensor] : header.items()) {
            if (name == "__metadata__")
                continue;
            const auto type = tensor["dtype"].get<std::string>();
            const std::uint64_t size = type == "U8" ? 1 : type.ends_with("32") ? 4 : 8;
            QCOMPARE(tensor["data_offsets"][0].get<std::uint64_t>(), end);
            QCOMPARE(end % size, 0U);
            std::uint64_t count = size;
            for (const auto& extent : tensor["shape"])
                count *= extent.get<std::uint64_t>();
            end += count;
            QCOMPARE(tensor["data_offsets"][1].get<std::uint64_t>(), end);
        }
        QCOMPARE(static_cast<std::uint64_t>(bytes.size()), 8 + headerBytes + end);
    }

    void othersFindTheTensorsByName()
    {
        QVERIFY(saveModel(*makeModel(smallRunParts()), path()));
        const auto file = SafetensorsFile::open(path());
        QVERIFY2(file, file ? "" : describe(file.error()).c_str());
        const auto* vectors = file->find("movies.vectors");
        QVERIFY(vectors != nullptr);
        QCOMPARE(nameOf(vectors->type), std::string_view("F32"));
        QCOMPARE(vectors->shape, (std::vector<std::uint64_t>{13, 4}));
        float third = 0;
        std::memcpy(&third, vectors->bytes.data() + (3 * 4 + 1) * sizeof(float), sizeof third);
        QCOMPARE(third, 4.0F);
        const auto* titles = file->find("movies.titles.bytes");
        const auto* offsets = file->find("movies.titles.offsets");
        QVERIFY(titles != nullptr && offsets != nullptr);
        std::vector<std::int64_t> at(offsets->shape[0]);
        std::memcpy(at.data(), offsets->bytes.data(), offsets->bytes.size());
        QCOMPARE(at.size(), 14U);
        const auto begin = static_cast<std::size_t>(at[4]), end = static_cast<std::size_t>(at[5]);
        QCOMPARE(std::string(reinterpret_cast<const char*>(titles->bytes.data()) + begin, end - begin),
                 std::string("Rock, The (1996)"));
        for (const auto* name : {"users.ids.bytes", "users.raw", "movies.accumulators", "ratings.times",
                                 "holdout.positions", "history.steps.loss", "movies.years", "movies.popularity"})
            QVERIFY2(file->find(name) != nullptr, name);
    }

    void aFileOpensFromAnotherNameAndThroughALink()
    {
        QVERIFY(saveModel(*smallModel(), path("model")));
        std::filesystem::create_symlink("model", path("link"));
        QVERIFY(openModel(path("link")));
        QVERIFY(saveModel(*makeModel(smallRunParts()), path("link")));
        QVERIFY(std::filesystem::is_symlink(path("link")));
        QCOMPARE((*openModel(path("model")))->history().steps.size(), 4U);
    }

    void theSplitOfAnOpenedModelIsThatOfTheRun()
    {
        QVERIFY(saveModel(*makeModel(smallRunParts()), path()));
        const auto model = openModel(path());
        QVERIFY(model);
        const auto split = (*model)->split();
        QCOMPARE(split->trainUsers().size(), 15U);  // 17 positives, two held out
        QVERIFY(split->options().holdout.kind == Holdout::Kind::Random);
        QCOMPARE(split->holdoutPositions().size(), 2U);
        QVERIFY(std::ranges::equal(split->trainCounts(), (*model)->parts().trainCounts));
        QCOMPARE(split->relevant().of(UserRow{1}).size(), 1U);
        QVERIFY(split->relevant().of(UserRow{1})[0] == MovieRow{4});
    }

    void progressEndsAtTheEnd()
    {
        const auto model = randomModel({.users = 3000, .movies = 3000, .dimension = 64});
        std::vector<std::pair<std::uint64_t, std::uint64_t>> saving, opening;
        QVERIFY(saveModel(*model, path(), [&](const Progress& p) { saving.emplace_back(p.done, p.total); }));
        QVERIFY(openModel(path(), [&](const Progress& p) { opening.emplace_back(p.done, p.total); }));
        for (const auto& reports : {saving, opening}) {
            QVERIFY(!reports.empty());
            QVERIFY(std::ranges::is_sorted(reports));
            QCOMPARE(reports.back().first, reports.back().second);
            QCOMPARE(reports.back().second, static_cast<std::uint64_t>(read(path()).size()));
        }
    }

    void aStateThatIsNotFiniteIsLeftOut()
    {
        auto parts = smallRunParts();
        auto state = std::make_shared<TrainingState>(*parts.state);
        state->rawMovies.row(2)[1] = std::numeric_limits<float>::quiet_NaN();
        parts.state = state;
        QVERIFY(saveModel(*makeModel(std::move(parts)), path()));
        const auto opened = openModel(path());
        QVERIFY2(opened, opened ? "" : describe(opened.error()).c_str());
        QVERIFY(!(*opened)->parts().state);
    }

    void vectorsThatAreNotFiniteAreNotSaved()
    {
        write(path(), "old");
        auto parts = smallModelParts();
        parts.users.row(3)[0] = std::numeric_limits<float>::infinity();
        const auto saved = saveModel(*makeModel(std::move(parts)), path());
        QVERIFY(!saved);
        QVERIFY2(saved.error().message.find("finite") != std::string::npos, saved.error().message.c_str());
        QCOMPARE(read(path()), QByteArray("old"));
    }

    void textThatIsNoUtf8IsSavedAsLatin1()
    {
        auto catalogue = smallCatalogueParts();
        catalogue.movies[7].title = "Am\xe9lie";
        catalogue.dataName = "\xff";
        auto parts = smallModelParts();
        parts.catalogue = *Catalogue::make(std::move(catalogue));
        QVERIFY(saveModel(*makeModel(std::move(parts)), path()));
        const auto opened = openModel(path());
        QVERIFY2(opened, opened ? "" : describe(opened.error()).c_str());
        QCOMPARE((*opened)->catalogue().movie(MovieRow{7}).title, std::string("Am\u00e9lie"));
    }

    void aModelIsRecognisedByNameOrByItsFirstBytes()
    {
        QVERIFY(saveModel(*smallModel(), path("no-ending")));
        write(path("text.csv"), "userId,movieId,rating\n1,2,3\n");
        write(path("short"), "ab");
        write(path("nothing"), "");
        QVERIFY(looksLikeModel(path("no-ending")));
        QVERIFY(looksLikeModel("/nowhere/x.projectionist"));
        QVERIFY(looksLikeModel("/nowhere/x.safetensors"));
        QVERIFY(!looksLikeModel("/nowhere/x"));
        QVERIFY(!looksLikeModel(path("text.csv")));
        QVERIFY(!looksLikeModel(path("short")));
        QVERIFY(!looksLikeModel(path("nothing")));
        QVERIFY(!looksLikeModel(m_folder.path().toStdString()));
        QVERIFY(!looksLikeModel("/dev/null"));
    }

    void aFullDiskLeavesTheOldFile()
    {
        QVERIFY(saveModel(*smallModel(), path()));
        const auto old = read(path());
        const auto larger = randomModel({.users = 500, .movies = 500, .dimension = 64});
        const auto said = withFileSizeLimit(100'000, [&] {
            const auto saved = saveModel(*larger, path());
            return saved ? std::string("saved") : nameOf(saved.error().code);
        });
        QCOMPARE(said, std::string("DiskFull"));
        QCOMPARE(read(path()), old);
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{"a.projectionist"});
    }

    void aFullDeviceIsSaid()
    {
        const auto saved = saveModel(*smallModel(), "/dev/full");
        QVERIFY(!saved);
        QVERIFY(saved.error().code == ErrorCode::DiskFull);
        QCOMPARE(saved.error().path, std::string("/dev/full"));
    }

    void aFolderIsNotReplaced()
    {
        std::filesystem::create_directory(path("folder"));
        const auto saved = saveModel(*smallModel(), path("folder"));
        QVERIFY(!saved);
        QVERIFY(saved.error().code == ErrorCode::NotAFile);
        QVERIFY(std::filesystem::is_directory(path("folder")));
        QVERIFY(std::filesystem::is_empty(path("folder")));
        std::filesystem::remove(path("folder"));
    }

    void aFolderThatIsNotThereIsSaid()
    {
        const auto saved = saveModel(*smallModel(), path("nowhere") / "model");
        QVERIFY(!saved);
        QVERIFY(saved.error().code == ErrorCode::NotFound);
    }

    void withoutPermissionNothingChanges_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("a file of somebody else's") << "a.projectionist";
        QTest::newRow("a new file in a folder of somebody else's") << "b.projectionist";
    }

    void withoutPermissionNothingChanges()
    {
        QFETCH(QString, name);
        const auto model = smallModel();
        write(path(), "old");
        const auto folder = m_folder.path().toStdString();
        QCOMPARE(::chmod(path().c_str(), 0444), 0);
        QCOMPARE(::chmod(folder.c_str(), 0555), 0);
        const auto said = asOrdinaryUser([&] {
            const auto saved = saveModel(*model, path(name.toStdString().c_str()));
            return saved ? std::string("saved") : nameOf(saved.error().code);
        });
        QCOMPARE(::chmod(folder.c_str(), 0755), 0);
        QCOMPARE(said, std::string("Unwritable"));
        QCOMPARE(read(path()), QByteArray("old"));
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{"a.projectionist"});
    }

    void aFileThatMayNotBeReadIsSaid()
    {
        QVERIFY(saveModel(*smallModel(), path()));
        QCOMPARE(::chmod(path().c_str(), 0), 0);
        QCOMPARE(::chmod(m_folder.path().toStdString().c_str(), 0755), 0);
        const auto said = asOrdinaryUser([&] {
            const auto opened = openModel(path());
            return opened ? std::string("opened") : nameOf(opened.error().code);
        });
        QCOMPARE(said, std::string("Unreadable"));
    }
};

QTEST_GUILESS_MAIN(TestModelFile)
#include "tst_model_file.moc"
