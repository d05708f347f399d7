// SPDX-License-Identifier: GPL-3.0-or-later
// From the reference's final tables, what is found in them: tutorial/*/exploration.json and pairs_above_0.8.csv.
#include "engine/core/text.h"
#include "engine/data/open_dataset.h"
#include "engine/model/model.h"
#include "engine/model/npy.h"
#include "engine/project/principal_components.h"
#include "engine/retrieve/neighbours.h"
#include "engine/retrieve/recommend.h"
#include "engine/retrieve/similar_pairs.h"
#include "tests/support/environment.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace projectionist;
using namespace projectionist::testing;
using Json = nlohmann::json;

namespace {

constexpr double tolerance = 1e-4;
constexpr auto all = std::numeric_limits<std::size_t>::max();

std::vector<std::string> linesOf(const std::filesystem::path& path)
{
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        lines.push_back(line);
    return lines;
}

std::shared_ptr<const Model> modelFrom(const std::filesystem::path& tables)
{
    const auto dataset = openDataset({*dataFolder() / "ml-100k"});
    if (!dataset)
        qFatal("%s", describe(dataset.error()).c_str());
    const auto catalogue = Catalogue::make(**dataset, Key::Title, 3.0F);
    if (!catalogue)
        qFatal("%s", describe(catalogue.error()).c_str());
    ModelParts parts;
    parts.catalogue = *catalogue;
    parts.users = *readNpy(tables / "users.npy");
    parts.movies = *readNpy(tables / "movies.npy");
    for (std::uint32_t row = 0; row < parts.movies.rows(); ++row)
        parts.trainCounts.push_back((*catalogue)->likedCount({row}));
    parts.card.preset = parts.card.basePreset = "tutorial";
    auto model = Model::make(std::move(parts));
    if (!model)
        qFatal("%s", describe(model.error()).c_str());
    return *model;
}

/// What differs between a list and the reference's; nothing when they agree. Films whose scores are within the
/// tolerance of each other may stand in either order.
QString difference(const Model& model, std::span<const ScoredMovie> list, const Json& expected, const char* score)
{
    if (list.size() != expected.size())
        return QString("%1 entries instead of %2").arg(list.size()).arg(expected.size());
    std::map<std::string, double> scores;
    for (const auto& entry : expected)
        scores[entry["title"]] = entry[score];
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto& title = model.catalogue().movie(list[i].movie).title;
        const auto place = QString("place %1, %2: ").arg(i + 1).arg(QString::fromStdString(title));
        if (std::abs(double{list[i].score} - expected[i][score].get<double>()) > tolerance)
            return place + QString("%1").arg(double{list[i].score}, 0, 'g', 9);
        if (!scores.contains(title) || std::abs(scores[title] - double{list[i].score}) > tolerance)
            return place + "not in the reference";
    }
    return {};
}

}  // namespace

class TestExplorationReference : public QObject {
    Q_OBJECT

    std::map<QString, std::shared_ptr<const Model>> m_models;
    std::map<QString, Json> m_expected;

    static void runs()
    {
        QTest::addColumn<QString>("run");
        QTest::newRow("file order") << "file-order";
        QTest::newRow("grouped") << "grouped";
    }

private Q_SLOTS:
    void initTestCase()
    {
        PROJECTIONIST_REQUIRE(dataFolder());
        PROJECTIONIST_REQUIRE(referenceFolder());
        for (const QString run : {"file-order", "grouped"}) {
            const auto folder = *referenceFolder() / "tutorial" / run.toStdString();
            m_models[run] = modelFrom(folder);
            m_expected[run] = Json::parse(std::ifstream(folder / "exploration.json"));
        }
    }

    void theVocabularyIsTheReferences()
    {
        const auto& catalogue = m_models["grouped"]->catalogue();
        const auto users = linesOf(*referenceFolder() / "tutorial/user_vocabulary.txt");
        const auto movies = linesOf(*referenceFolder() / "tutorial/movie_vocabulary.txt");
        QCOMPARE(catalogue.userRows(), users.size());
        QCOMPARE(catalogue.movieRows(), movies.size());
        for (std::uint32_t row = 0; row < users.size(); ++row)
            QCOMPARE(catalogue.user({row}).id, users[row]);
        for (std::uint32_t row = 0; row < movies.size(); ++row)
            QCOMPARE(catalogue.movie({row}).title, movies[row]);
    }

    void recommendationsOfUser42_data() { runs(); }
    void recommendationsOfUser42()
    {
        QFETCH(QString, run);
        const auto& model = *m_models[run];
        const auto& expected = m_expected[run];
        const auto user = model.catalogue().requireUser(std::to_string(expected["user"].get<int>()));
        QVERIFY(user.has_value());
        const auto top = recommend(model, *user, {.k = 20, .hide = Hide::Nothing, .includeUntrained = {}});
        QCOMPARE(difference(model, *top, expected["top"], "score"), QString());
        const auto unseen = recommend(model, *user, {.k = 20, .hide = Hide::Liked, .includeUntrained = {}});
        QCOMPARE(difference(model, *unseen, expected["top_without_seen"], "score"), QString());
    }

    void neighboursOfStarWars_data() { runs(); }
    void neighboursOfStarWars()
    {
        QFETCH(QString, run);
        const auto& model = *m_models[run];
        const auto& expected = m_expected[run];
        const auto film = model.catalogue().findMovieByTitle(expected["neighbours_of"].get<std::string>());
        QVERIFY(film.has_value());
        const auto list = neighbours(model, *film, {.k = 20, .metric = Metric::Cosine, .includeUntrained = {}});
        QCOMPARE(difference(model, *list, expected["neighbours"], "cosine"), QString());
    }

    void pairsAboveEachThreshold_data() { runs(); }
    void pairsAboveEachThreshold()
    {
        QFETCH(QString, run);
        const auto pairs = SimilarPairs::compute(m_models[run], {});
        QCOMPARE(pairs->films(), 1664U);
        QCOMPARE(pairs->pairs(), 1'383'616U);
        for (const auto& [threshold, count] : m_expected[run]["pairs_above"].items())
            QCOMPARE(pairs->countAtLeast(static_cast<float>(*parseNumber(threshold))), count.get<std::uint64_t>());
    }

    void theHistogramOfAllSimilarities_data() { runs(); }
    void theHistogramOfAllSimilarities()
    {
        QFETCH(QString, run);
        const auto pairs = SimilarPairs::compute(m_models[run], {}, 1'400'000);
        const auto& expected = m_expected[run]["similarity_histogram"]["counts"];
        QCOMPARE(expected.size(), 40U);
        for (std::size_t bin = 0; bin < 40; ++bin) {
            std::int64_t count = 0;
            for (std::size_t fine = bin * 50; fine < (bin + 1) * 50; ++fine)
                count += std::int64_t(pairs->histogram()[fine]);
            // The reference computed in float64: a similarity at an edge may stand on its other side.
            std::int64_t atEdges = 0;
            for (const auto edge : {pairs->edge(bin * 50), pairs->edge((bin + 1) * 50)})
                atEdges += std::int64_t(pairs->countAtLeast(edge - 1e-6F) - pairs->countAtLeast(edge + 1e-6F));
            QVERIFY2(
                std::abs(count - expected[bin].get<std::int64_t>()) <= atEdges,
                qPrintable(
                    QString("bin %1: %2 instead of %3").arg(bin).arg(count).arg(expected[bin].get<std::int64_t>())));
        }
    }

    void thePairsAbove0_8_data() { runs(); }
    void thePairsAbove0_8()
    {
        QFETCH(QString, run);
        const auto& model = *m_models[run];
        const auto pairs = SimilarPairs::compute(m_models[run], {});
        std::map<std::set<std::string>, double> found;
        for (const auto& pair : pairs->pairsAtLeast(0.8F, all))
            found[{model.catalogue().movie(pair.a).title, model.catalogue().movie(pair.b).title}] = pair.similarity;
        const auto lines = linesOf(*referenceFolder() / "tutorial" / run.toStdString() / "pairs_above_0.8.csv");
        QCOMPARE(found.size(), lines.size() - 1);
        for (std::size_t i = 1; i < lines.size(); ++i) {
            std::vector<std::string> cells(1);
            bool quoted = false;
            for (const char c : lines[i])
                if (c == '"')
                    quoted = !quoted;
                else if (c == ',' && !quoted)
                    cells.emplace_back();
                else if (c != '\r')
                    cells.back() += c;
            QCOMPARE(cells.size(), 3U);
            const auto match = found.find({cells[0], cells[1]});
            QVERIFY2(match != found.end(), lines[i].c_str());
            QVERIFY(std::abs(match->second - *parseNumber(cells[2])) <= tolerance);
        }
    }

    void sharesOfThePrincipalComponents_data() { runs(); }
    void sharesOfThePrincipalComponents()
    {
        QFETCH(QString, run);
        const auto map = projectModel(*m_models[run], MapOf::Films);
        const auto& expected = m_expected[run]["pca_explained_variance_ratio"];
        QCOMPARE(map->rows.size(), 1664U);
        QCOMPARE(map->components.varianceShare.size(), expected.size());
        for (std::size_t c = 0; c < expected.size(); ++c)
            QVERIFY(std::abs(map->components.varianceShare[c] - expected[c].get<double>()) <= 1e-6);
    }

    /// Which the live count of the pairs page shows: 1,664 titles, against counting all pairs one by one.
    void everyPositionOfTheSliderHasTheNaiveCount_data() { runs(); }
    void everyPositionOfTheSliderHasTheNaiveCount()
    {
        QFETCH(QString, run);
        const auto& model = *m_models[run];
        const auto pairs = SimilarPairs::compute(m_models[run], {});
        std::vector<float> similarities;
        NeighbourOptions options;
        options.k = 0;
        for (MovieRow film{1}; film.value <= 1664; ++film.value) {
            const auto others = neighbours(model, film, options);
            for (const auto& [other, score] : *others)
                if (other > film)
                    similarities.push_back(score);
        }
        QCOMPARE(similarities.size(), 1'383'616U);
        std::ranges::sort(similarities);
        for (int position = -1000; position <= 1000; ++position) {
            const auto threshold = static_cast<float>(position / 1000.0);
            const auto below = std::ranges::lower_bound(similarities, threshold) - similarities.begin();
            QCOMPARE(pairs->countAtLeast(threshold), similarities.size() - std::uint64_t(below));
        }
        // And they are cosines: some of them by definition, in float64.
        for (std::uint32_t a = 1; a <= 1664; a += 41)
            for (std::uint32_t b = a + 1; b <= 1664; b += 37) {
                double dot = 0, squareA = 0, squareB = 0;
                for (std::size_t k = 0; k < model.dimension(); ++k) {
                    const double x = model.movies().row(a)[k], y = model.movies().row(b)[k];
                    dot += x * y;
                    squareA += x * x;
                    squareB += y * y;
                }
                QVERIFY(std::abs(dot / std::sqrt(squareA * squareB) -
                                 double{similarity(model, {a}, {b}, Metric::Cosine)}) < 1e-6);
            }
    }
};

QTEST_GUILESS_MAIN(TestExplorationReference)
#include "tst_exploration_reference.moc"
