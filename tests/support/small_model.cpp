// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/small_model.h"

#include "engine/core/random.h"

#include <QtGlobal>

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

namespace projectionist::testing {

namespace {

constexpr std::int64_t firstTime = 874'724'710;

User user(std::string id, std::optional<int> age, std::string gender, std::string occupation)
{
    return {.id = std::move(id), .age = age, .gender = std::move(gender), .occupation = std::move(occupation)};
}

CatalogueMovie movie(std::string id, std::string title, std::optional<int> year, std::vector<std::string> genres)
{
    return {.ids = {std::move(id)}, .title = std::move(title), .year = year, .genres = std::move(genres)};
}

std::shared_ptr<const Catalogue> makeCatalogue(Catalogue::Parts parts)
{
    auto catalogue = Catalogue::make(std::move(parts));
    if (!catalogue)
        qFatal("%s", describe(catalogue.error()).c_str());
    return *catalogue;
}

std::vector<std::uint32_t> likedCounts(const Catalogue& catalogue)
{
    std::vector<std::uint32_t> counts(catalogue.movieRows());
    for (std::uint32_t row = 0; row < counts.size(); ++row)
        counts[row] = catalogue.likedCount(MovieRow{row});
    return counts;
}

RunCard cardFor(const Catalogue& catalogue, std::size_t dimension)
{
    const auto counts = likedCounts(catalogue);
    RunCard card;
    card.programVersion = "0.1.0";
    card.dataName = catalogue.parts().dataName;
    card.fingerprint = catalogue.parts().fingerprint;
    card.simulated = catalogue.isSimulated();
    card.users = catalogue.userRows() - 1;
    card.movies = catalogue.movieRows() - 1;
    card.trainingRows = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    card.preset = "custom";
    card.basePreset = "balanced";
    card.options = {{"dimension", std::to_string(dimension)},
                    {"batch_size", "8"},
                    {"learning_rate", "0.1"},
                    {"epochs", "2"},
                    {"temperature", "1"},
                    {"sampling_correction", "true"},
                    {"remove_accidental_hits", "false"},
                    {"hard_negatives", "0"},
                    {"l2", "0.32"},
                    {"l2_exponent", "0.25"},
                    {"averaging", "0.7"},
                    {"starts", "1"},
                    {"candidates", "batch"},
                    {"order", "shuffled"},
                    {"rating_above", "3"},
                    {"key", "id"},
                    {"holdout", "none"},
                    {"metric", "ndcg@10"},
                    {"patience", "5"},
                    {"refit", "false"},
                    {"start_range", "0.05"}};
    card.state = RunCard::State::WithoutHoldout;
    card.finished = true;
    card.shownEpoch = 2;
    return card;
}

TopKHits hits(std::uint64_t rows, std::array<std::uint64_t, 5> counts)
{
    return {.rows = rows, .hits = counts};
}

RankingMetrics metrics(double base)
{
    return {.users = 2,
            .recallAt10 = base,
            .recallAt20 = base + 0.125,
            .ndcgAt10 = base / 3,
            .ndcgAt20 = base / 7,
            .hitRateAt10 = base + 0.0625,
            .mrr = base / 11,
            .coverageAt10 = 0.75,
            .giniAt10 = 0.1,
            .noveltyAt10 = 3.3};
}

History shortHistory()
{
    History history;
    for (std::uint32_t epoch = 1; epoch <= 2; ++epoch) {
        for (std::uint32_t step = 1; step <= 2; ++step)
            history.steps.push_back({.phase = Phase::Search,
                                     .epoch = epoch,
                                     .step = step,
                                     .rows = step == 1 ? 8U : 7U,
                                     .loss = 20.0 / (epoch + step) + 1e-9,
                                     .guessing = step == 1 ? 16.635532333438686 : 13.621371043387192});
        history.epochs.push_back({.phase = Phase::Search,
                                  .epoch = epoch,
                                  .training = {},
                                  .holdout = hits(2, {0, 1, 1, 2, 2}),
                                  .holdoutSeenHidden = hits(2, {epoch - 1, 1, 2, 2, 2}),
                                  .metrics = metrics(0.25 * epoch)});
    }
    history.baselines.popularHoldout = hits(2, {0, 0, 1, 2, 2});
    history.baselines.popularHoldoutSeenHidden = hits(2, {0, 1, 1, 2, 2});
    history.baselines.randomHoldout = hits(2, {0, 1, 2, 2, 2});
    history.baselines.popularMetrics = metrics(0.125);
    return history;
}

Matrix scaled(const Matrix& table, float factor)
{
    Matrix result = table;
    for (auto& value : result.values())
        value *= factor;
    return result;
}

}  // namespace

void setRatings(Catalogue::Parts& parts, const std::vector<RatingLine>& lines)
{
    std::vector<std::uint32_t> byUser(lines.size());
    std::iota(byUser.begin(), byUser.end(), 0U);
    std::ranges::stable_sort(byUser, {}, [&](std::uint32_t line) { return lines[line].user; });
    parts.ratingOffsets.assign(parts.users.size() + 1, 0);
    for (const auto& line : lines)
        ++parts.ratingOffsets[line.user + 1];
    std::partial_sum(parts.ratingOffsets.begin(), parts.ratingOffsets.end(), parts.ratingOffsets.begin());
    parts.ratingMovies.clear();
    parts.ratingValues.clear();
    parts.ratingTimes.clear();
    parts.ratingPositions = byUser;
    for (const auto line : byUser) {
        parts.ratingMovies.push_back(MovieRow{lines[line].movie});
        parts.ratingValues.push_back(lines[line].value);
        parts.ratingTimes.push_back(firstTime + 100 * std::int64_t{line});
    }
}

Catalogue::Parts smallCatalogueParts()
{
    Catalogue::Parts parts;
    parts.dataName = "Small data";
    parts.fingerprint = "0123456789abcdef";
    parts.key = Key::Id;
    parts.ratingAbove = 3.0F;
    parts.usersWithVectors = 7;
    parts.users = {
        user("-1", {}, "", ""),           user("5", 24, "M", "student"), user("2", 53, "F", "other"),
        user("6", 33, "M", "programmer"), user("3", 24, "F", "student"), user("1", {}, "", ""),
        user("4", 60, "M", "retired"),    user("7", 18, "F", "student"),
    };
    parts.movies = {
        movie("[UNK]", "[UNK]", {}, {}),
        movie("120", "Star Wars (1977)", 1977, {"Action", "Adventure", "Sci-Fi"}),
        movie("110", "Empire Strikes Back, The (1980)", 1980, {"Action", "Adventure", "Sci-Fi"}),
        movie("100", "Return of the Jedi (1983)", 1983, {"Action", "Adventure"}),
        movie("90", "Rock, The (1996)", 1996, {"Action", "Thriller"}),
        movie("80", "Sense and Sensibility (1995)", 1995, {"Drama", "Romance"}),
        movie("70", "Emma (1996)", 1996, {"Drama", "Romance"}),
        movie("60", "Fabuleux destin d'Am\u00e9lie Poulain, Le (2001)", 2001, {"Comedy", "Romance"}),
        movie("50", "Toy Story (1995)", 1995, {"Animation", "Children", "Comedy"}),
        movie("40", "Scream (1996)", 1996, {"Horror", "Thriller"}),
        movie("30", "Solaris (1972)", 1972, {"Drama", "Sci-Fi"}),
        movie("20", "Solaris (2002)", 2002, {"Drama", "Sci-Fi"}),
        movie("10", "unknown", {}, {}),
    };
    setRatings(parts,
               {{1, 1, 5},  {2, 5, 5}, {3, 8, 4},  {4, 1, 4},  {5, 10, 5}, {6, 1, 4}, {7, 1, 3}, {1, 2, 5}, {2, 6, 4},
                {3, 7, 5},  {4, 9, 5}, {5, 11, 4}, {6, 5, 1},  {7, 12, 2}, {1, 3, 4}, {2, 7, 4}, {3, 6, 5}, {4, 4, 4},
                {5, 12, 1}, {6, 8, 3}, {1, 4, 4},  {2, 10, 5}, {4, 2, 1},  {1, 5, 2}, {2, 1, 3}});
    return parts;
}

ModelParts smallModelParts()
{
    ModelParts parts;
    parts.catalogue = makeCatalogue(smallCatalogueParts());
    parts.users = matrix({{0.25F, 0.25F, -0.25F, -0.25F},
                          {1, 0, 0, 0},
                          {0, 0, 1, 0},
                          {0, 0, 0, 1},
                          {0, 1, 0, 0},
                          {0.5F, 0, 0.5F, 0},
                          {1, -1, 0, 0}});
    parts.movies = matrix({{0.25F, -0.25F, 0.25F, -0.25F},
                           {5, 0, 0, 0},
                           {4, 3, 0, 0},
                           {3, 4, 0, 0},
                           {0, 5, 0, 0},
                           {0, 0, 5, 0},
                           {0, 0, 4, 3},
                           {0, 0, 3, 4},
                           {0, 0, 0, 5},
                           {-3, 4, 0, 0},
                           {3, 0, 4, 0},
                           {3, 0, 4, 0},
                           {0.5F, 0.5F, 0.5F, 0.5F}});
    parts.trainCounts = likedCounts(*parts.catalogue);
    parts.card = cardFor(*parts.catalogue, parts.movies.columns());
    return parts;
}

std::shared_ptr<const Model> smallModel()
{
    return makeModel(smallModelParts());
}

ModelParts smallRunParts()
{
    auto parts = smallModelParts();
    parts.holdoutUsers = {UserRow{3}, UserRow{1}};
    parts.holdoutMovies = {MovieRow{8}, MovieRow{4}};
    parts.holdoutPositions = {2, 20};
    --parts.trainCounts[8];
    --parts.trainCounts[4];
    parts.history = shortHistory();
    auto& card = parts.card;
    for (auto& [name, value] : card.options) {
        if (name == "holdout")
            value = "random:0.1";
    }
    card.heldOutRows = 2;
    card.trainingRows -= 2;
    card.state = RunCard::State::Search;
    card.finished = false;
    card.bestEpoch = 2;
    card.results = parts.history.epochs.back();

    auto state = std::make_shared<TrainingState>();
    state->phase = Phase::Search;
    state->epoch = 2;
    state->step = 1;
    state->rawUsers = scaled(parts.users, 1.1F);
    state->rawMovies = scaled(parts.movies, 0.9F);
    state->userAccumulators = scaled(parts.users, 0.3F);
    state->movieAccumulators = scaled(parts.movies, 0.7F);
    for (auto* table : {&state->userAccumulators, &state->movieAccumulators}) {
        for (auto& value : table->values())
            value = value * value + 0.1F;
    }
    state->averagedUsers = scaled(parts.users, 1.0F / 3);
    state->averagedMovies = scaled(parts.movies, 1.0F / 7);
    state->initialUsers = scaled(parts.users, 0.01F);
    state->initialMovies = scaled(parts.movies, 0.02F);
    state->bestValue = 1.0 / 6;
    state->bestEpoch = 2;
    state->epochsWithoutBetter = 1;
    parts.state = std::move(state);
    return parts;
}

ModelParts randomModelParts(const RandomModelOptions& options)
{
    static const std::vector<std::string> genres{"Action", "Comedy", "Drama", "Horror", "Romance", "Sci-Fi"};
    Random random(options.seed);
    Catalogue::Parts catalogue;
    catalogue.dataName = "Random data";
    catalogue.fingerprint = "fedcba9876543210";
    catalogue.usersWithVectors = options.users + 1;
    catalogue.users.push_back(user("-1", {}, "", ""));
    for (std::uint32_t row = 1; row <= options.users; ++row)
        catalogue.users.push_back(user(std::to_string(row), {}, "", ""));
    catalogue.movies.push_back(movie("[UNK]", "[UNK]", {}, {}));
    for (std::uint32_t row = 1; row <= options.movies; ++row) {
        const int year = 1950 + static_cast<int>(random.below(70));
        const auto first = random.below(genres.size()), second = random.below(genres.size());
        auto title = "Film " + std::to_string(row) + " (" + std::to_string(year) + ")";
        catalogue.movies.push_back(movie(std::to_string(1000 + row), std::move(title), year, {genres[first]}));
        if (second != first)
            catalogue.movies.back().genres.push_back(genres[second]);
    }
    std::vector<RatingLine> lines;
    std::vector<std::uint32_t> films(options.movies);
    std::iota(films.begin(), films.end(), 1U);
    for (std::uint32_t row = 1; row <= options.users; ++row) {
        const auto count = std::min(options.ratingsPerUser, options.movies);
        for (std::uint32_t i = 0; i < count; ++i) {  // the first places of a shuffle
            std::swap(films[i], films[i + random.below(options.movies - i)]);
            const auto value = static_cast<float>(i == 0 ? 4 + random.below(2) : 1 + random.below(5));
            lines.push_back({.user = row, .movie = films[i], .value = value});
        }
    }
    setRatings(catalogue, lines);

    ModelParts parts;
    parts.catalogue = makeCatalogue(std::move(catalogue));
    parts.users = Matrix(options.users + 1, options.dimension);
    parts.movies = Matrix(options.movies + 1, options.dimension);
    for (auto* table : {&parts.users, &parts.movies}) {
        for (auto& value : table->values())
            value = random.uniform(-1, 1);
    }
    parts.trainCounts = likedCounts(*parts.catalogue);
    parts.card = cardFor(*parts.catalogue, options.dimension);
    return parts;
}

std::shared_ptr<const Model> randomModel(const RandomModelOptions& options)
{
    return makeModel(randomModelParts(options));
}

std::shared_ptr<const Model> makeModel(ModelParts parts)
{
    auto model = Model::make(std::move(parts));
    if (!model)
        qFatal("%s", describe(model.error()).c_str());
    return *model;
}

Matrix matrix(const std::vector<std::vector<float>>& rows)
{
    Matrix result(rows.size(), rows.empty() ? 0 : rows.front().size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        std::ranges::copy(rows[row], result.row(row).begin());
    return result;
}

}  // namespace projectionist::testing
