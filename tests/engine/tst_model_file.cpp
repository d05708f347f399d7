// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model_file.h"
#include "engine/model/safetensors.h"
#include "tests/support/environment.h"
#include "tests/support/small_model.h"
#include "tests/support/test_files.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <sys/stat.h>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

using Path = std::filesystem::path;

template <class T>
bool sameBits(const std::vector<T>& a, const std::vector<T>& b)
{
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

bool sameBits(const Matrix& a, const Matrix& b)
{
    return a.rows() == b.rows() && a.columns() == b.columns() &&
           (a.rows() == 0 || std::memcmp(a.data(), b.data(), a.values().size_bytes()) == 0);
}

bool sameBits(double a, double b)
{
    return std::memcmp(&a, &b, sizeof a) == 0;
}

bool same(const User& a, const User& b)
{
    return a.id == b.id && a.age == b.age && a.gender == b.gender && a.occupation == b.occupation;
}

bool same(const CatalogueMovie& a, const CatalogueMovie& b)
{
    return a.ids == b.ids && a.title == b.title && a.year == b.year && a.genres == b.genres && a.hasTitle == b.hasTitle;
}

std::string difference(const Catalogue::Parts& a, const Catalogue::Parts& b)
{
    if (a.dataName != b.dataName || a.fingerprint != b.fingerprint || a.simulated != b.simulated ||
        a.agesAreGroups != b.agesAreGroups || a.key != b.key || a.ratingAbove != b.ratingAbove)
        return "what the catalogue says about the data";
    if (a.usersWithVectors != b.usersWithVectors ||
        !std::ranges::equal(a.users, b.users, [](const User& x, const User& y) { return same(x, y); }))
        return "users";
    if (!std::ranges::equal(a.movies, b.movies,
                            [](const CatalogueMovie& x, const CatalogueMovie& y) { return same(x, y); }))
        return "movies";
    if (a.ratingOffsets != b.ratingOffsets || a.ratingMovies != b.ratingMovies ||
        !sameBits(a.ratingValues, b.ratingValues) || a.ratingTimes != b.ratingTimes ||
        a.ratingPositions != b.ratingPositions || a.ratingIds != b.ratingIds)
        return "ratings";
    return {};
}

std::string difference(const History& a, const History& b)
{
    const auto sameStep = [](const StepRecord& x, const StepRecord& y) {
        return x.phase == y.phase && x.epoch == y.epoch && x.step == y.step && x.rows == y.rows &&
               sameBits(x.loss, y.loss) && sameBits(x.guessing, y.guessing);
    };
    if (!std::ranges::equal(a.steps, b.steps, sameStep))
        return "steps of the history";
    if (a.epochs != b.epochs)
        return "epochs of the history";
    return a.baselines == b.baselines ? "" : "baselines";
}

std::string difference(const TrainingState& a, const TrainingState& b)
{
    if (a.phase != b.phase || a.epoch != b.epoch || a.step != b.step || a.bestEpoch != b.bestEpoch ||
        !sameBits(a.bestValue, b.bestValue) || a.epochsWithoutBetter != b.epochsWithoutBetter)
        return "counters of the state";
    if (!sameBits(a.rawUsers, b.rawUsers) || !sameBits(a.rawMovies, b.rawMovies) ||
        !sameBits(a.userAccumulators, b.userAccumulators) || !sameBits(a.movieAccumulators, b.movieAccumulators) ||
        !sameBits(a.averagedUsers, b.averagedUsers) || !sameBits(a.averagedMovies, b.averagedMovies) ||
        !sameBits(a.initialUsers, b.initialUsers) || !sameBits(a.initialMovies, b.initialMovies))
        return "tables of the state";
    return {};
}

/// The first thing that is not the same to the last bit.
std::string difference(const ModelParts& a, const ModelParts& b)
{
    if (auto catalogue = difference(a.catalogue->parts(), b.catalogue->parts()); !catalogue.empty())
        return catalogue;
    if (a.card.toJson() != b.card.toJson())
        return "run card";
    if (!sameBits(a.users, b.users) || !sameBits(a.movies, b.movies))
        return "vectors";
    if (a.trainCounts != b.trainCounts)
        return "train counts";
    if (a.holdoutUsers != b.holdoutUsers || a.holdoutMovies != b.holdoutMovies ||
        a.holdoutPositions != b.holdoutPositions)
        return "held-out rows";
    if (auto history = difference(a.history, b.history); !history.empty())
        return history;
    if (!a.state != !b.state)
        return "whether there is a state";
    return a.state ? difference(*a.state, *b.state) : "";
}

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

    void partsThatDoNotFitAreRefusedInWords_data()
    {
        QTest::addColumn<int>("change");
        QTest::addColumn<QString>("words");
        QTest::newRow("no catalogue") << 0 << "no catalogue";
        QTest::newRow("no dimension") << 1 << "no dimension";
        QTest::newRow("users") << 2 << "the user table is 6 × 4 and must be 7 × 4";
        QTest::newRow("films") << 3 << "the film table is 12 × 4 and must be 13 × 4";
        QTest::newRow("dimensions") << 4 << "the user table is 7 × 5 and must be 7 × 4";
        QTest::newRow("counts") << 5 << "12 counts of training rows for 13 film rows";
        QTest::newRow("held-out films") << 6 << "2 users and 1 films";
        QTest::newRow("held-out positions") << 7 << "of 2 held-out rows 1 have a position";
        QTest::newRow("held-out user") << 8 << "user without a vector";
        QTest::newRow("held-out film") << 9 << "film that is not there";
        QTest::newRow("held-out place") << 10 << "behind the last rating";
        QTest::newRow("raw table") << 11 << "the raw film table is 13 × 3 and must be 13 × 4";
        QTest::newRow("accumulators") << 12 << "the table of user accumulators is 0 × 0";
        QTest::newRow("one averaged table") << 13 << "only one of the two averaged tables";
        QTest::newRow("initial table") << 14 << "the initial user table is 7 × 5 and must be 7 × 4";
        QTest::newRow("one initial table") << 15 << "only one of the two initial tables";
    }

    void partsThatDoNotFitAreRefusedInWords()
    {
        QFETCH(int, change);
        QFETCH(QString, words);
        auto parts = smallRunParts();
        auto state = std::make_shared<TrainingState>(*parts.state);
        switch (change) {
        case 0:
            parts.catalogue.reset();
            break;
        case 1:
            parts.movies = Matrix(13, 0);
            break;
        case 2:
            parts.users = Matrix(6, 4);
            break;
        case 3:
            parts.movies = Matrix(12, 4);
            break;
        case 4:
            parts.users = Matrix(7, 5);
            break;
        case 5:
            parts.trainCounts.pop_back();
            break;
        case 6:
            parts.holdoutMovies.pop_back();
            break;
        case 7:
            parts.holdoutPositions.pop_back();
            break;
        case 8:
            parts.holdoutUsers[1] = UserRow{7};
            break;
        case 9:
            parts.holdoutMovies[1] = MovieRow{13};
            break;
        case 10:
            parts.holdoutPositions[1] = 25;
            break;
        case 11:
            state->rawMovies = Matrix(13, 3);
            break;
        case 12:
            state->userAccumulators = Matrix();
            break;
        case 13:
            state->averagedMovies = Matrix();
            break;
        case 14:
            state->initialUsers = Matrix(7, 5);
            break;
        case 15:
            state->initialMovies = Matrix();
            break;
        default:
            QFAIL("no such change");
        }
        parts.state = state;
        const auto model = Model::make(std::move(parts));
        QVERIFY(!model);
        QVERIFY(model.error().code == ErrorCode::Mismatch);
        QVERIFY2(QString::fromStdString(model.error().message).contains(words), model.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestModelFile)
#include "tst_model_file.moc"
