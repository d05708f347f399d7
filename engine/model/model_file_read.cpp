// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model_file.h"
#include "engine/model/model_tensors.h"
#include "engine/model/tensor_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace projectionist {

namespace {

constexpr std::size_t largestJsonBytes = std::size_t{1} << 20;
constexpr std::uint64_t mostRows = std::numeric_limits<std::uint32_t>::max();

std::optional<int> known(std::int32_t value)
{
    return value == none ? std::nullopt : std::optional<int>(value);
}

void readUsers(TensorReader& reader, Catalogue::Parts& parts)
{
    auto ids = reader.texts("users.ids");
    const auto count = ids.size();
    auto genders = reader.texts("users.genders", count);
    auto occupations = reader.texts("users.occupations", count);
    const auto ages = reader.column<std::int32_t>("users.ages", count);
    if (reader.failed())
        return;
    if (count < parts.usersWithVectors || count > mostRows) {
        reader.reject("users.ids.offsets", "names fewer users than there are vectors, or too many");
        return;
    }
    parts.users.resize(count);
    for (std::size_t row = 0; row < count; ++row)
        parts.users[row] = {.id = std::move(ids[row]),
                            .age = known(ages[row]),
                            .gender = std::move(genders[row]),
                            .occupation = std::move(occupations[row])};
}

void readMovies(TensorReader& reader, Catalogue::Parts& parts, std::size_t count)
{
    auto ids = reader.lists("movies.ids", count);
    auto titles = reader.texts("movies.titles", count);
    auto genres = reader.lists("movies.genres", count);
    const auto years = reader.column<std::int32_t>("movies.years", count);
    const auto hasTitle = reader.column<std::uint8_t>("movies.has_title", count);
    if (reader.failed())
        return;
    parts.movies.resize(count);
    for (std::size_t row = 0; row < count; ++row) {
        if (ids[row].empty())
            reader.reject("movies.ids.starts", "gives the film in row " + grouped(row) + " no id");
        if (hasTitle[row] > 1)
            reader.reject("movies.has_title", "is neither 0 nor 1 in row " + grouped(row));
        parts.movies[row] = {.ids = std::move(ids[row]),
                             .title = std::move(titles[row]),
                             .year = known(years[row]),
                             .genres = std::move(genres[row]),
                             .hasTitle = hasTitle[row] != 0};
    }
}

/// Every place of the rating file once, and ascending within each user.
bool arePlaces(const std::vector<std::uint32_t>& positions, const std::vector<std::uint64_t>& offsets)
{
    std::vector<bool> taken(positions.size());
    for (const auto position : positions) {
        if (position >= taken.size() || taken[position])
            return false;
        taken[position] = true;
    }
    for (std::size_t user = 0; user + 1 < offsets.size(); ++user) {
        const auto begin = positions.begin() + static_cast<std::ptrdiff_t>(offsets[user]);
        if (!std::is_sorted(begin, positions.begin() + static_cast<std::ptrdiff_t>(offsets[user + 1])))
            return false;
    }
    return true;
}

void readRatings(TensorReader& reader, Catalogue::Parts& parts)
{
    parts.ratingMovies = reader.column<MovieRow>("ratings.movies");
    const auto count = parts.ratingMovies.size();
    parts.ratingOffsets = reader.offsets("ratings.offsets", parts.users.size() + 1, count);
    parts.ratingValues = reader.column<float>("ratings.values", count);
    parts.ratingPositions = reader.column<std::uint32_t>("ratings.positions", count);
    if (reader.has("ratings.times"))
        parts.ratingTimes = reader.column<std::int64_t>("ratings.times", count);
    if (reader.has("ratings.ids"))
        parts.ratingIds = reader.column<std::uint32_t>("ratings.ids", count);
    if (reader.failed())
        return;
    const auto movies = parts.movies.size();
    if (count > mostRows)
        reader.reject("ratings.movies", "has more ratings than can be counted");
    if (parts.ratingOffsets[1] != 0)
        reader.reject("ratings.offsets", "gives ratings to the unknown user");
    if (!std::ranges::all_of(parts.ratingMovies, [=](MovieRow row) { return row.value > 0 && row.value < movies; }))
        reader.reject("ratings.movies", "names a film that is not there");
    if (!std::ranges::all_of(parts.ratingValues, [](float value) { return std::isfinite(value); }))
        reader.reject("ratings.values", "holds a number that is not finite");
    if (reader.failed())
        return;
    if (!arePlaces(parts.ratingPositions, parts.ratingOffsets))
        reader.reject("ratings.positions", "does not name every place of the rating file once, in order for each user");
    for (std::size_t i = 0; i < parts.ratingIds.size(); ++i) {
        if (parts.ratingIds[i] >= parts.movies[parts.ratingMovies[i].value].ids.size())
            reader.reject("ratings.ids", "names an id that its film does not have");
    }
}

void readCatalogueJson(const SafetensorsFile& file, TensorReader& reader, Catalogue::Parts& parts)
{
    const auto text = file.metadata("catalogue").value_or("");
    const auto json = nlohmann::json::parse(text.size() > largestJsonBytes ? "" : text, nullptr, false);
    const auto wrong = [&](const char* field) {
        reader.reject("__metadata__",
                      "lacks what it must say about the data, or says it wrongly: " + std::string(field));
    };
    const auto field = [&](const char* name, bool (nlohmann::json::*isKind)() const noexcept) -> const nlohmann::json* {
        const auto found = json.is_object() ? json.find(name) : json.end();
        if (found != json.end() && ((*found).*isKind)())
            return &*found;
        wrong(name);
        return nullptr;
    };
    if (const auto* value = field("data_name", &nlohmann::json::is_string))
        parts.dataName = value->get<std::string>();
    if (const auto* value = field("fingerprint", &nlohmann::json::is_string))
        parts.fingerprint = value->get<std::string>();
    if (const auto* value = field("simulated", &nlohmann::json::is_boolean))
        parts.simulated = value->get<bool>();
    if (const auto* value = field("ages_are_groups", &nlohmann::json::is_boolean))
        parts.agesAreGroups = value->get<bool>();
    if (const auto* value = field("key", &nlohmann::json::is_string)) {
        parts.key = *value == "title" ? Key::Title : Key::Id;
        if (*value != "title" && *value != "id")
            wrong("key");
    }
    if (const auto* value = field("rating_above", &nlohmann::json::is_number)) {
        const auto number = value->get<double>();
        if (std::abs(number) > double{std::numeric_limits<float>::max()})
            wrong("rating_above");
        else
            parts.ratingAbove = static_cast<float>(number);
    }
}

void readHoldout(TensorReader& reader, ModelParts& parts)
{
    parts.holdoutUsers = reader.column<UserRow>("holdout.users");
    parts.holdoutMovies = reader.column<MovieRow>("holdout.movies", parts.holdoutUsers.size());
    parts.holdoutPositions = reader.column<std::uint32_t>("holdout.positions");
    if (reader.failed())
        return;
    const auto& catalogue = *parts.catalogue;
    const auto rows = parts.holdoutUsers.size();
    for (std::size_t i = 0; i < rows; ++i) {
        if (parts.holdoutUsers[i].value == 0 || parts.holdoutUsers[i].value >= catalogue.userRows())
            reader.reject("holdout.users", "names a user without a vector");
        if (parts.holdoutMovies[i].value == 0 || parts.holdoutMovies[i].value >= catalogue.movieRows())
            reader.reject("holdout.movies", "names a film that is not there");
    }
    if (reader.failed() || parts.holdoutPositions.empty())
        return;
    if (parts.holdoutPositions.size() != rows || !std::ranges::is_sorted(parts.holdoutPositions, std::less_equal{})) {
        reader.reject("holdout.positions", "does not have one ascending place for each held-out row");
        return;
    }
    const auto& ratings = catalogue.parts();
    for (std::size_t i = 0; i < rows; ++i) {
        const auto [begin, end] = catalogue.ratingsOfUser(parts.holdoutUsers[i]);
        const auto places = std::span(ratings.ratingPositions).subspan(begin, end - begin);
        const auto found = std::ranges::lower_bound(places, parts.holdoutPositions[i]);
        const auto rating = begin + static_cast<std::size_t>(found - places.begin());
        if (found == places.end() || *found != parts.holdoutPositions[i] ||
            ratings.ratingMovies[rating] != parts.holdoutMovies[i] || !catalogue.isLiked(rating)) {
            reader.reject("holdout.positions", "names a place that holds no such positive rating");
            return;
        }
    }
}

std::optional<TopKHits> hitsAt(const std::vector<std::uint64_t>& figures, std::size_t row)
{
    TopKHits hits;
    const auto* first = figures.data() + row * hitColumns;
    hits.rows = *first;
    std::copy_n(first + 1, hits.hits.size(), hits.hits.begin());
    return hits;
}

std::vector<EpochRecord> readFigures(TensorReader& reader, const std::string& name, TensorReader::Extent rows = {})
{
    const auto phase = reader.column<std::uint8_t>(name + ".phase", rows);
    const auto count = phase.size();
    const auto epoch = reader.column<std::uint32_t>(name + ".epoch", count);
    const auto measured = reader.column<std::uint8_t>(name + ".measured", count);
    const auto training = reader.columns<std::uint64_t>(name + ".training", count, hitColumns);
    const auto holdout = reader.columns<std::uint64_t>(name + ".holdout", count, hitColumns);
    const auto seenHidden = reader.columns<std::uint64_t>(name + ".holdout_seen_hidden", count, hitColumns);
    const auto metricUsers = reader.column<std::uint64_t>(name + ".metric_users", count);
    const auto metrics = reader.columns<double>(name + ".metrics", count, metricColumns);
    std::vector<EpochRecord> records;
    if (reader.failed())
        return records;
    records.resize(count);
    for (std::size_t row = 0; row < count; ++row) {
        auto& record = records[row];
        if (phase[row] > 1)
            reader.reject(name + ".phase", "is neither 0 nor 1 in row " + grouped(row));
        record.phase = phase[row] == 0 ? Phase::Search : Phase::Refit;
        record.epoch = epoch[row];
        if ((measured[row] & Measured::training) != 0)
            record.training = hitsAt(training, row);
        if ((measured[row] & Measured::holdout) != 0)
            record.holdout = hitsAt(holdout, row);
        if ((measured[row] & Measured::holdoutSeenHidden) != 0)
            record.holdoutSeenHidden = hitsAt(seenHidden, row);
        if ((measured[row] & Measured::metrics) == 0)
            continue;
        auto& figures = record.metrics.emplace();
        figures.users = metricUsers[row];
        for (std::size_t column = 0; column < metricColumns; ++column)
            figures.*metricFields[column].value = metrics[row * metricColumns + column];
    }
    return records;
}

History readHistory(TensorReader& reader)
{
    History history;
    const auto phase = reader.column<std::uint8_t>("history.steps.phase");
    const auto count = phase.size();
    const auto epoch = reader.column<std::uint32_t>("history.steps.epoch", count);
    const auto step = reader.column<std::uint32_t>("history.steps.step", count);
    const auto rows = reader.column<std::uint32_t>("history.steps.rows", count);
    const auto loss = reader.column<double>("history.steps.loss", count);
    const auto guessing = reader.column<double>("history.steps.guessing", count);
    history.epochs = readFigures(reader, "history.epochs");
    auto baselines = readFigures(reader, "history.baselines", 2);
    if (reader.failed())
        return {};
    history.steps.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (phase[i] > 1)
            reader.reject("history.steps.phase", "is neither 0 nor 1 in row " + grouped(i));
        history.steps[i] = {.phase = phase[i] == 0 ? Phase::Search : Phase::Refit,
                            .epoch = epoch[i],
                            .step = step[i],
                            .rows = rows[i],
                            .loss = loss[i],
                            .guessing = guessing[i]};
    }
    history.baselines = {.popularTraining = baselines[0].training,
                         .popularHoldout = baselines[0].holdout,
                         .popularHoldoutSeenHidden = baselines[0].holdoutSeenHidden,
                         .randomTraining = baselines[1].training,
                         .randomHoldout = baselines[1].holdout,
                         .randomHoldoutSeenHidden = baselines[1].holdoutSeenHidden,
                         .popularMetrics = baselines[0].metrics};
    return history;
}

std::shared_ptr<const TrainingState> readState(TensorReader& reader, const ModelParts& parts)
{
    if (!reader.has("state.counters"))
        return nullptr;
    const auto users = parts.users.rows(), movies = parts.movies.rows(), dimension = parts.movies.columns();
    auto state = std::make_shared<TrainingState>();
    state->rawUsers = reader.table("users.raw", users, dimension);
    state->rawMovies = reader.table("movies.raw", movies, dimension);
    state->userAccumulators = reader.table("users.accumulators", users, dimension);
    state->movieAccumulators = reader.table("movies.accumulators", movies, dimension);
    if (reader.has("users.averaged") || reader.has("movies.averaged")) {
        state->averagedUsers = reader.table("users.averaged", users, dimension);
        state->averagedMovies = reader.table("movies.averaged", movies, dimension);
    }
    if (reader.has("users.initial") || reader.has("movies.initial")) {
        state->initialUsers = reader.table("users.initial", users, dimension);
        state->initialMovies = reader.table("movies.initial", movies, dimension);
    }
    const auto counters = reader.column<std::uint32_t>("state.counters", stateCounters);
    const auto bestValue = reader.column<double>("state.best_value", 1);
    if (reader.failed())
        return nullptr;
    if (counters[0] > 1)
        reader.reject("state.counters", "names a phase that is not known");
    state->phase = counters[0] == 0 ? Phase::Search : Phase::Refit;
    state->epoch = counters[1];
    state->step = counters[2];
    state->bestEpoch = counters[3];
    state->epochsWithoutBetter = counters[4];
    state->bestValue = bestValue[0];
    return state;
}

/// What is wrong with the format's name and version, or nothing.
std::optional<Error> wrongFormat(const SafetensorsFile& file)
{
    const auto format = file.metadata("format").value_or("");
    const auto isOurs = format.starts_with(formatName);
    const auto number = isOurs ? format.substr(formatName.size()) : std::string_view();
    std::uint32_t version = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), version);
    if (error != std::errc{} || end != number.data() + number.size() || version == 0)
        return Error{
            .code = ErrorCode::Malformed,
            .message =
                "this safetensors file holds no model of Projectionist's. Open a model that Projectionist saved.",
            .path = {}};
    if (version <= formatVersion)
        return {};
    std::string maker;
    const auto run = file.metadata("run").value_or("");
    const auto json = nlohmann::json::parse(run.size() > largestJsonBytes ? "" : run, nullptr, false);
    if (json.is_object() && json.contains("program_version") && json["program_version"].is_string())
        maker = " (" + quotedName(json["program_version"].get<std::string>()) + ")";
    return Error{.code = ErrorCode::Mismatch,
                 .message = "this model was made by a newer version of Projectionist" + maker + ": its format is " +
                            std::to_string(version) + ", and this version reads up to " +
                            std::to_string(formatVersion) + ". Update Projectionist, then open it again.",
                 .path = {}};
}

/// The parts as the file tells them; what is wrong stands in the reader.
void readParts(const SafetensorsFile& file, TensorReader& reader, ModelParts& parts, const std::stop_token& stop)
{
    parts.movies = reader.table("movies.vectors", {}, {});
    const auto movieRows = parts.movies.rows(), dimension = parts.movies.columns();
    if (!reader.failed() && (movieRows == 0 || dimension == 0))
        reader.reject("movies.vectors", "is empty");
    parts.users = reader.table("users.vectors", {}, dimension);
    if (!reader.failed() && parts.users.rows() == 0)
        reader.reject("users.vectors", "is empty");
    Catalogue::Parts catalogue;
    catalogue.usersWithVectors = parts.users.rows();
    if (!reader.failed())
        readCatalogueJson(file, reader, catalogue);
    if (!reader.failed())
        readUsers(reader, catalogue);
    if (!reader.failed())
        readMovies(reader, catalogue, movieRows);
    if (!reader.failed())
        readRatings(reader, catalogue);
    if (reader.failed())
        return;
    auto made = Catalogue::make(std::move(catalogue), stop);
    if (!made) {
        if (made.error().code == ErrorCode::OutOfMemory)
            throw std::bad_alloc();  // as everything else here that asks for memory
        reader.fail(made.error().message);
        return;
    }
    if (!*made)
        return;  // stopped
    parts.catalogue = std::move(*made);
    const auto popularity = reader.column<std::uint32_t>("movies.popularity", movieRows);
    parts.trainCounts = reader.column<std::uint32_t>("movies.train_counts", movieRows);
    readHoldout(reader, parts);
    if (!reader.failed())
        parts.history = readHistory(reader);
    if (!reader.failed())
        parts.state = readState(reader, parts);
    for (std::uint32_t row = 0; !reader.failed() && row < movieRows; ++row) {
        if (popularity[row] != parts.catalogue->ratingCount(MovieRow{row}))
            reader.reject("movies.popularity", "does not agree with the ratings in row " + grouped(row));
    }
}

constexpr const char* nextStep = " Open a model that Projectionist saved, or another copy of this one.";

Result<std::shared_ptr<const Model>> open(const std::filesystem::path& path, const ProgressFunction& progress,
                                          std::stop_token stop)
{
    const auto file = SafetensorsFile::open(path);
    if (!file) {
        auto error = file.error();
        if (error.code == ErrorCode::Malformed)
            error.message += nextStep;
        return tl::unexpected(std::move(error));
    }
    if (auto wrong = wrongFormat(*file)) {
        wrong->path = path.string();
        return tl::unexpected(std::move(*wrong));
    }
    ModelParts parts;
    auto card = RunCard::fromJson(file->metadata("run").value_or(""));
    if (!card)
        return failure(card.error().code, "the file is damaged: " + card.error().message + nextStep, path.string());
    parts.card = std::move(*card);
    TensorReader reader(*file, progress, "Opening the model", stop);
    readParts(*file, reader, parts, stop);
    if (reader.stopped() || stop.stop_requested())
        return std::shared_ptr<const Model>();
    if (reader.failed())
        return failure(ErrorCode::Malformed, "the file is damaged: " + reader.problem() + nextStep, path.string());
    auto model = Model::make(std::move(parts));
    if (!model)
        return failure(ErrorCode::Malformed, "the file is damaged: " + model.error().message + nextStep, path.string());
    if (progress)
        progress({.stage = "Opening the model", .done = file->size(), .total = file->size()});
    return model;
}

}  // namespace

Result<std::shared_ptr<const Model>> openModel(const std::filesystem::path& path, const ProgressFunction& progress,
                                               std::stop_token stop)
{
    try {
        return open(path, progress, std::move(stop));
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory,
                       "there is not enough memory to open this model. Close something, then open it again.",
                       path.string());
    }
}

bool looksLikeModel(const std::filesystem::path& path)
{
    const auto extension = path.extension();
    if (extension == ".projectionist" || extension == ".safetensors")
        return true;
    const auto file = MappedFile::open(path);
    return file && startsLikeSafetensors(file->text());
}

}  // namespace projectionist
