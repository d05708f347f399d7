// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/random.h"
#include "engine/model/model_file.h"
#include "tests/support/safetensors_pieces.h"
#include "tests/support/small_model.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

using Json = nlohmann::ordered_json;

constexpr auto nan = std::numeric_limits<float>::quiet_NaN();
constexpr auto infinity = std::numeric_limits<float>::infinity();

std::vector<DamageCase> contentCases()
{
    const auto metadata = [](const char* name, const char* value) {
        return changed([=](SafetensorsPieces& pieces) { pieces.metadata[name] = value; });
    };
    const auto catalogue = [](const char* field, const char* value) {
        return changed([=](SafetensorsPieces& pieces) {
            auto json = Json::parse(pieces.metadata["catalogue"].get<std::string>());
            json[field] = Json::parse(value);
            pieces.metadata["catalogue"] = json.dump();
        });
    };
    const auto shorter = [](const char* tensor, std::size_t bytes) {
        return changed([=](SafetensorsPieces& pieces) { pieces.shorten(tensor, bytes); });
    };
    const auto empty = [](const char* tensor, std::vector<std::uint64_t> shape) {
        return changed([=](SafetensorsPieces& pieces) {
            pieces[tensor].bytes.clear();
            pieces[tensor].shape = shape;
        });
    };
    return {
        {"no format", "no model of Projectionist", changed([](SafetensorsPieces& p) { p.metadata.erase("format"); })},
        {"another format", "no model of Projectionist", metadata("format", "pt")},
        {"version nought", "no model of Projectionist", metadata("format", "projectionist/0")},
        {"version of words", "no model of Projectionist", metadata("format", "projectionist/1beta")},
        {"no run card", "run card", changed([](SafetensorsPieces& p) { p.metadata.erase("run"); })},
        {"broken run card", "run card", metadata("run", "{\"seed\": ")},
        {"no catalogue", "data_name", changed([](SafetensorsPieces& p) { p.metadata.erase("catalogue"); })},
        {"key by colour", "key", catalogue("key", "\"colour\"")},
        {"bound that is no float", "rating_above", catalogue("rating_above", "1e300")},
        {"simulated by words", "simulated", catalogue("simulated", "\"no\"")},
        {"vectors of nobody", "\"users.vectors\" is empty", empty("users.vectors", {0, 4})},
        {"vectors of no film", "\"movies.vectors\" is empty", empty("movies.vectors", {0, 4})},
        {"endless vectors of nothing", "\"movies.vectors\" is empty", empty("movies.vectors", {1'099'511'627'776, 0})},
        {"vectors missing", "\"movies.vectors\" is missing",
         changed([](SafetensorsPieces& p) { p.remove("movies.vectors"); })},
        {"vectors in float64", "is F64 [13, 2] and must be F32 [any, any]", changed([](SafetensorsPieces& p) {
             p["movies.vectors"].type = "F64";
             p["movies.vectors"].shape = {13, 2};
         })},
        {"vectors in one dimension", "is F32 [52]",
         changed([](SafetensorsPieces& p) { p["movies.vectors"].shape = {52}; })},
        {"vectors of other dimensions", "is F32 [14, 2] and must be F32 [any, 4]", changed([](SafetensorsPieces& p) {
             p["users.vectors"].shape = {14, 2};
         })},
        {"vectors with NaN", "\"movies.vectors\" holds a number that is not finite, in row 2",
         number("movies.vectors", 9, nan)},
        {"vectors with infinity", "\"users.vectors\" holds a number that is not finite",
         number("users.vectors", 27, -infinity)},
        {"more vectors than users", "\"users.ids.offsets\"", changed([](SafetensorsPieces& p) {
             p["users.vectors"].shape[0] = 9;
             p["users.vectors"].bytes.append(2 * 4 * sizeof(float), '\0');
         })},
        {"fewer ages", "\"users.ages\" is I32 [7] and must be I32 [8]", shorter("users.ages", 4)},
        {"fewer genders", "\"users.genders.offsets\"", shorter("users.genders.offsets", 8)},
        {"fewer titles", "\"movies.titles.offsets\"", shorter("movies.titles.offsets", 8)},
        {"offsets of nothing", "\"users.ids.offsets\" does not ascend", empty("users.ids.offsets", {0})},
        {"offsets that fall", "\"users.ids.offsets\" does not ascend", number("users.ids.offsets", 3, std::int64_t{1})},
        {"offsets below nought", "does not ascend", number("movies.titles.offsets", 1, std::int64_t{-1})},
        {"offsets beyond the bytes", "does not ascend", number("movies.titles.offsets", 13, std::int64_t{1} << 40)},
        {"offsets that begin later", "does not ascend", number("movies.titles.offsets", 0, std::int64_t{1})},
        {"offsets short of the bytes", "does not ascend", number("movies.titles.offsets", 13, std::int64_t{234})},
        {"title that is no UTF-8", "\"movies.titles.bytes\" holds text that is not UTF-8, in row 1",
         number("movies.titles.bytes", 8, '\xff')},
        {"film without id", "gives the film in row 4 no id", number("movies.ids.starts", 5, std::int64_t{4})},
        {"starts that fall", "\"movies.genres.starts\" does not ascend",
         number("movies.genres.starts", 4, std::int64_t{1})},
        {"starts beyond the texts", "\"movies.ids.starts\" does not ascend",
         number("movies.ids.starts", 13, std::int64_t{14})},
        {"perhaps a title", "\"movies.has_title\"", number("movies.has_title", 3, std::uint8_t{2})},
        {"years missing", "\"movies.years\" is missing",
         changed([](SafetensorsPieces& p) { p.remove("movies.years"); })},
        {"years in I64", "\"movies.years\" is I64", changed([](SafetensorsPieces& p) {
             p["movies.years"].type = "I64";
             p["movies.years"].bytes.resize(13 * 8);
         })},
        {"rating of row 0", "\"ratings.movies\" names a film", number("ratings.movies", 0, std::uint32_t{0})},
        {"rating of no film", "\"ratings.movies\" names a film", number("ratings.movies", 24, std::uint32_t{13})},
        {"rating that is no number", "\"ratings.values\"", number("ratings.values", 3, nan)},
        {"ratings of the unknown user", "\"ratings.offsets\" gives ratings to the unknown user",
         number("ratings.offsets", 1, std::int64_t{1})},
        {"offsets of ratings that fall", "\"ratings.offsets\" does not ascend",
         number("ratings.offsets", 4, std::int64_t{1})},
        {"fewer values", "\"ratings.values\"", shorter("ratings.values", 4)},
        {"fewer times", "\"ratings.times\"", shorter("ratings.times", 8)},
        {"place beyond the file", "\"ratings.positions\"", number("ratings.positions", 0, std::uint32_t{25})},
        {"place twice", "\"ratings.positions\"", number("ratings.positions", 0, std::uint32_t{7})},
        {"places out of order", "\"ratings.positions\"", changed([](SafetensorsPieces& p) {
             p.set("ratings.positions", 0, std::uint32_t{7});
             p.set("ratings.positions", 1, std::uint32_t{0});
         })},
        {"id that the film has not", "\"ratings.ids\"", changed([](SafetensorsPieces& p) {
             p.tensors.push_back({"ratings.ids", "U32", {25}, std::string(25 * 4, '\0')});
             p.set("ratings.ids", 24, std::uint32_t{1});
         })},
        {"liked by someone without vector", "liked", number("ratings.values", 24, 5.0F)},
        {"popularity of another", "\"movies.popularity\" does not agree",
         number("movies.popularity", 1, std::uint32_t{99})},
        {"fewer train counts", "\"movies.train_counts\"", shorter("movies.train_counts", 4)},
        {"held-out user without vector", "\"holdout.users\"", number("holdout.users", 0, std::uint32_t{7})},
        {"held-out user of row 0", "\"holdout.users\"", number("holdout.users", 0, std::uint32_t{0})},
        {"held-out film beyond all", "\"holdout.movies\"", number("holdout.movies", 1, ~std::uint32_t{0})},
        {"held-out place of another rating", "\"holdout.positions\"", number("holdout.positions", 0, std::uint32_t{3})},
        {"held-out places that fall", "\"holdout.positions\"", number("holdout.positions", 1, std::uint32_t{2})},
        {"held-out place beyond all", "\"holdout.positions\"", number("holdout.positions", 1, ~std::uint32_t{0})},
        {"fewer held-out films", "\"holdout.movies\"", shorter("holdout.movies", 4)},
        {"fewer held-out places", "\"holdout.positions\"", shorter("holdout.positions", 4)},
        {"step of no phase", "\"history.steps.phase\"", number("history.steps.phase", 2, std::uint8_t{2})},
        {"fewer losses", "\"history.steps.loss\"", shorter("history.steps.loss", 8)},
        {"epoch of no phase", "\"history.epochs.phase\"", number("history.epochs.phase", 1, std::uint8_t{255})},
        {"other hits", "\"history.epochs.holdout\" is U64 [4, 3] and must be U64 [2, 6]",
         changed([](SafetensorsPieces& p) {
             p["history.epochs.holdout"].shape = {4, 3};
         })},
        {"three baselines", "\"history.baselines.phase\"", changed([](SafetensorsPieces& p) {
             p["history.baselines.phase"].bytes += '\0';
             p["history.baselines.phase"].shape = {3};
         })},
        {"state without accumulators", "\"movies.accumulators\" is missing",
         changed([](SafetensorsPieces& p) { p.remove("movies.accumulators"); })},
        {"one averaged table", "\"users.averaged\" is missing",
         changed([](SafetensorsPieces& p) { p.remove("users.averaged"); })},
        {"one initial table", "\"movies.initial\" is missing",
         changed([](SafetensorsPieces& p) { p.remove("movies.initial"); })},
        {"state of other shape", "\"users.raw\" is F32 [4, 7] and must be F32 [7, 4]",
         changed([](SafetensorsPieces& p) {
             p["users.raw"].shape = {4, 7};
         })},
        {"state with NaN", "\"movies.raw\" holds", number("movies.raw", 0, nan)},
        {"state of no phase", "\"state.counters\"", number("state.counters", 0, std::uint32_t{2})},
        {"fewer counters", "\"state.counters\"", shorter("state.counters", 4)},
    };
}

/// Looks at everything that a view would, so that a sanitizer sees what a damaged file leads to.
double lookAround(const Model& model)
{
    double sum = 0;
    const auto& catalogue = model.catalogue();
    for (std::uint32_t row = 0; row < catalogue.allUsers(); ++row) {
        const auto [begin, end] = catalogue.ratingsOfUser(UserRow{row});
        for (auto rating = begin; rating < end; ++rating)
            sum += static_cast<double>(catalogue.parts().ratingValues[rating]) +
                   static_cast<double>(catalogue.filmIdOf(rating).size());
        sum += static_cast<double>(catalogue.user(UserRow{row}).id.size());
    }
    for (std::uint32_t row = 0; row < catalogue.movieRows(); ++row) {
        for (const auto& rater : catalogue.ratersOf(MovieRow{row}))
            sum += static_cast<double>(catalogue.user(rater.user).occupation.size());
        sum += model.isTrained(MovieRow{row}) ? 1.0 : 0.0;
    }
    for (const auto table : {model.users(), model.movies()})
        for (const auto value : table.values())
            sum += static_cast<double>(value);
    const auto split = model.split();
    sum += static_cast<double>(split->trainUsers().size() + split->withoutHoldout()->trainMovies().size());
    const auto dataset = catalogue.toDataset();
    return sum + (dataset ? static_cast<double>((*dataset)->ratingCount()) : 0.0);
}

}  // namespace

class TestHostileModelFile : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string m_file;

    [[nodiscard]] std::filesystem::path path() const { return m_folder.filePath("m.projectionist").toStdString(); }

    void write(const std::string& content) const
    {
        QFile file(QString::fromStdString(path().string()));
        file.remove();  // some file systems flush a file to the disk that is emptied and filled again
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(content.data(), static_cast<qint64>(content.size())) != static_cast<qint64>(content.size()))
            qFatal("cannot write the test's file");
    }

    /// Nothing when the file is refused in a sentence, or opens as a model that can be looked at, saved and opened
    /// again.
    [[nodiscard]] std::string complaint(const std::string& content, bool toDisk = true) const
    {
        write(content);
        const auto opened = openModel(path());
        if (!opened) {
            const auto& error = opened.error();
            if (error.code != ErrorCode::Malformed && error.code != ErrorCode::Mismatch)
                return "another kind of error: " + describe(error);
            if (error.path != path().string() || error.message.find('\n') != std::string::npos ||
                error.message.find(". ") == std::string::npos || error.message.size() > 600)
                return "the error is not as errors are here: " + describe(error);
            return {};
        }
        if (std::isnan(lookAround(**opened)))
            return "a number that is not finite got through";
        const auto saved = saveModel(**opened, toDisk ? path() : "/dev/null");  // flushing to the disk takes its time
        if (!saved)
            return "cannot be saved again: " + describe(saved.error());
        const auto again = openModel(path());
        return again ? std::string() : "cannot be opened again: " + describe(again.error());
    }

    void everyCase_data(const std::vector<DamageCase>& cases)
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("words");
        for (const auto& one : cases) {
            SafetensorsPieces pieces(m_file);
            const auto file = one.damage(pieces);
            QTest::newRow(one.name) << QByteArray(file.data(), static_cast<qsizetype>(file.size())) << one.words;
        }
    }

    void everyCase()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, words);
        QCOMPARE(complaint(file.toStdString()), std::string());
        write(file.toStdString());
        const auto opened = openModel(path());
        QVERIFY(!opened);
        QVERIFY(opened.error().code == ErrorCode::Malformed);
        QVERIFY2(QString::fromStdString(opened.error().message).contains(words), opened.error().message.c_str());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(saveModel(*makeModel(smallRunParts()), path()));
        QFile file(QString::fromStdString(path().string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_file = file.readAll().toStdString();
    }

    void putTogetherWithoutDamageItOpens()
    {
        write(SafetensorsPieces(m_file).file());
        const auto opened = openModel(path());
        QVERIFY2(opened, opened ? "" : describe(opened.error()).c_str());
        QCOMPARE(complaint(m_file), std::string());
    }

    void whatIsNoModelIsSaid_data() { everyCase_data(contentCases()); }
    void whatIsNoModelIsSaid() { everyCase(); }

    void aNewerVersionIsNamed()
    {
        SafetensorsPieces pieces(m_file);
        pieces.metadata["format"] = "projectionist/2";
        auto run = Json::parse(pieces.metadata["run"].get<std::string>());
        run["program_version"] = "3.1.4";
        pieces.metadata["run"] = run.dump();
        pieces["movies.vectors"].type = "BF16";
        pieces["movies.vectors"].shape = {13, 8};
        write(pieces.file());
        const auto opened = openModel(path());
        QVERIFY(!opened);
        QVERIFY(opened.error().code == ErrorCode::Mismatch);
        const auto message = QString::fromStdString(opened.error().message);
        QVERIFY2(message.contains("newer version") && message.contains("3.1.4") &&
                     message.contains("Update Projectionist"),
                 qPrintable(message));
    }

    void whatLaterVersionsAddIsPassedOver()
    {
        SafetensorsPieces pieces(m_file);
        pieces.tensors.push_back({"users.moods", "BF16", {2, 2}, "12345678"});
        pieces.metadata["note"] = "more";
        write(pieces.file());
        QVERIFY(openModel(path()));
    }

    void withoutStateAndTimesItOpens()
    {
        SafetensorsPieces pieces(m_file);
        for (const auto* name : {"state.counters", "state.best_value", "users.raw", "ratings.times"})
            pieces.remove(name);
        write(pieces.file());
        const auto opened = openModel(path());
        QVERIFY2(opened, opened ? "" : describe(opened.error()).c_str());
        QVERIFY(!(*opened)->parts().state);
        QVERIFY((*opened)->catalogue().parts().ratingTimes.empty());
    }

    void missingFilesAndFoldersAreSaid()
    {
        const auto missing = openModel(m_folder.filePath("nothing").toStdString());
        QVERIFY(!missing && missing.error().code == ErrorCode::NotFound);
        const auto folder = openModel(m_folder.path().toStdString());
        QVERIFY(!folder && folder.error().code == ErrorCode::NotAFile);
        const auto device = openModel("/dev/zero");
        QVERIFY(!device && device.error().code == ErrorCode::NotAFile);
    }

    void aStopGivesNothing()
    {
        write(m_file);
        std::stop_source source;
        source.request_stop();
        const auto opened = openModel(path(), {}, source.get_token());
        QVERIFY(opened && !*opened);
    }

    void noPlaceToCutMakesItCrash()
    {
        for (std::size_t length = 0; length < m_file.size(); length += length < 64 ? 1 : 13) {
            write(m_file.substr(0, length));
            const auto opened = openModel(path());
            QVERIFY2(!opened, std::to_string(length).c_str());
            QVERIFY2(opened.error().code == ErrorCode::Malformed, describe(opened.error()).c_str());
        }
    }

    void noFlippedBitMakesItCrash()
    {
        Random random(20'240'601);
        for (int trial = 0; trial < 1500; ++trial) {
            auto damaged = m_file;
            const auto place = random.below(damaged.size());
            damaged[place] = static_cast<char>(damaged[place] ^ (1 << random.below(8)));
            const auto said = complaint(damaged, trial % 50 == 0);
            QVERIFY2(said.empty(), (said + " (byte " + std::to_string(place) + ")").c_str());
        }
    }

    void noOverwrittenPieceMakesItCrash()
    {
        Random random(7);
        for (int trial = 0; trial < 1000; ++trial) {
            auto damaged = m_file;
            for (auto changes = 1 + random.below(3); changes > 0; --changes) {
                const auto from = random.below(damaged.size()), to = random.below(damaged.size());
                const auto count = std::min(damaged.size() - std::max(from, to), std::size_t{1} + random.below(64));
                if (random.below(2) == 0)
                    std::memmove(damaged.data() + to, damaged.data() + from, count);
                else
                    std::memset(damaged.data() + to, random.below(2) == 0 ? 0 : 0xff, count);
            }
            const auto said = complaint(damaged, trial % 50 == 0);
            QVERIFY2(said.empty(), (said + " (trial " + std::to_string(trial) + ")").c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestHostileModelFile)
#include "tst_hostile_model_file.moc"
