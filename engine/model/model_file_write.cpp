// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/text.h"
#include "engine/model/model_file.h"
#include "engine/model/model_tensors.h"
#include "engine/model/safetensors.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace projectionist {

namespace {

using Json = nlohmann::ordered_json;

bool isFinite(const Matrix& table)
{
    return std::ranges::all_of(table.values(), [](float value) { return std::isfinite(value); });
}

bool isFinite(const TrainingState& state)
{
    return isFinite(state.rawUsers) && isFinite(state.rawMovies) && isFinite(state.userAccumulators) &&
           isFinite(state.movieAccumulators) && isFinite(state.averagedUsers) && isFinite(state.averagedMovies) &&
           isFinite(state.initialUsers) && isFinite(state.initialMovies);
}

/// Texts as one run of bytes with offsets.
class Texts {
public:
    explicit Texts(std::size_t count) { m_offsets.reserve(count + 1); }

    void add(std::string_view text)
    {
        if (!isUtf8(text))
            return add(fromLatin1(text));
        m_bytes.insert(m_bytes.end(), text.begin(), text.end());
        m_offsets.push_back(static_cast<std::int64_t>(m_bytes.size()));
    }
    [[nodiscard]] std::int64_t count() const { return static_cast<std::int64_t>(m_offsets.size()) - 1; }

    void takeTo(SafetensorsWriter& writer, const std::string& name)
    {
        writer.take(name + ".bytes", std::move(m_bytes));
        writer.take(name + ".offsets", std::move(m_offsets));
    }

private:
    std::vector<char> m_bytes;
    std::vector<std::int64_t> m_offsets{0};
};

void addTable(SafetensorsWriter& writer, const char* name, const Matrix& table)
{
    writer.add(name, {table.rows(), table.columns()}, table.values());
}

template <class Owner, class Field>
void addTexts(SafetensorsWriter& writer, const std::string& name, const std::vector<Owner>& owners, Field field)
{
    Texts texts(owners.size());
    for (const auto& owner : owners)
        texts.add(owner.*field);
    texts.takeTo(writer, name);
}

template <class Field>
void addLists(SafetensorsWriter& writer, const std::string& name, const std::vector<CatalogueMovie>& movies,
              Field field)
{
    Texts texts(movies.size());
    std::vector<std::int64_t> starts{0};
    starts.reserve(movies.size() + 1);
    for (const auto& movie : movies) {
        for (const auto& text : movie.*field)
            texts.add(text);
        starts.push_back(texts.count());
    }
    texts.takeTo(writer, name);
    writer.take(name + ".starts", std::move(starts));
}

template <class Owner, class Field>
void addNumbers(SafetensorsWriter& writer, const char* name, const std::vector<Owner>& owners, Field field)
{
    std::vector<std::int32_t> numbers;
    numbers.reserve(owners.size());
    for (const auto& owner : owners)
        numbers.push_back((owner.*field).value_or(none));
    writer.take(name, std::move(numbers));
}

void addCatalogue(SafetensorsWriter& writer, const Catalogue& catalogue)
{
    const auto& parts = catalogue.parts();
    addTexts(writer, "users.ids", parts.users, &User::id);
    addTexts(writer, "users.genders", parts.users, &User::gender);
    addTexts(writer, "users.occupations", parts.users, &User::occupation);
    addNumbers(writer, "users.ages", parts.users, &User::age);
    addLists(writer, "movies.ids", parts.movies, &CatalogueMovie::ids);
    addTexts(writer, "movies.titles", parts.movies, &CatalogueMovie::title);
    addLists(writer, "movies.genres", parts.movies, &CatalogueMovie::genres);
    addNumbers(writer, "movies.years", parts.movies, &CatalogueMovie::year);
    std::vector<std::uint8_t> hasTitle;
    std::vector<std::uint32_t> popularity;
    for (std::uint32_t row = 0; row < parts.movies.size(); ++row) {
        hasTitle.push_back(parts.movies[row].hasTitle ? 1 : 0);
        popularity.push_back(catalogue.ratingCount(MovieRow{row}));
    }
    writer.take("movies.has_title", std::move(hasTitle));
    writer.take("movies.popularity", std::move(popularity));

    std::vector<std::int64_t> offsets(parts.ratingOffsets.begin(), parts.ratingOffsets.end());
    writer.take("ratings.offsets", std::move(offsets));
    writer.add("ratings.movies", parts.ratingMovies);
    writer.add("ratings.values", parts.ratingValues);
    if (!parts.ratingTimes.empty())
        writer.add("ratings.times", parts.ratingTimes);
    writer.add("ratings.positions", parts.ratingPositions);
    if (!parts.ratingIds.empty())
        writer.add("ratings.ids", parts.ratingIds);
}

void addHits(std::vector<std::uint64_t>& column, const std::optional<TopKHits>& hits)
{
    const auto figures = hits.value_or(TopKHits{});
    column.push_back(figures.rows);
    column.insert(column.end(), figures.hits.begin(), figures.hits.end());
}

void addFigures(SafetensorsWriter& writer, const std::string& name, const std::vector<EpochRecord>& records)
{
    std::vector<std::uint8_t> phase, measured;
    std::vector<std::uint32_t> epoch;
    std::vector<std::uint64_t> training, holdout, seenHidden, metricUsers;
    std::vector<double> metrics;
    for (const auto& record : records) {
        phase.push_back(static_cast<std::uint8_t>(record.phase));
        epoch.push_back(record.epoch);
        unsigned sum = record.training ? Measured::training : 0U;
        sum += record.holdout ? Measured::holdout : 0U;
        sum += record.holdoutSeenHidden ? Measured::holdoutSeenHidden : 0U;
        sum += record.metrics ? Measured::metrics : 0U;
        measured.push_back(static_cast<std::uint8_t>(sum));
        addHits(training, record.training);
        addHits(holdout, record.holdout);
        addHits(seenHidden, record.holdoutSeenHidden);
        const auto figures = record.metrics.value_or(RankingMetrics{});
        metricUsers.push_back(figures.users);
        for (const auto& field : metricFields)
            metrics.push_back(figures.*field.value);
    }
    const std::uint64_t rows = records.size();
    writer.take(name + ".phase", std::move(phase));
    writer.take(name + ".epoch", std::move(epoch));
    writer.take(name + ".measured", std::move(measured));
    writer.take(name + ".training", {rows, hitColumns}, std::move(training));
    writer.take(name + ".holdout", {rows, hitColumns}, std::move(holdout));
    writer.take(name + ".holdout_seen_hidden", {rows, hitColumns}, std::move(seenHidden));
    writer.take(name + ".metric_users", std::move(metricUsers));
    writer.take(name + ".metrics", {rows, metricColumns}, std::move(metrics));
}

template <class T, class Field>
void addSteps(SafetensorsWriter& writer, const char* name, const std::vector<StepRecord>& steps, Field field)
{
    std::vector<T> column;
    column.reserve(steps.size());
    for (const auto& step : steps)
        column.push_back(static_cast<T>(step.*field));
    writer.take(name, std::move(column));
}

void addHistory(SafetensorsWriter& writer, const History& history)
{
    addSteps<std::uint8_t>(writer, "history.steps.phase", history.steps, &StepRecord::phase);
    addSteps<std::uint32_t>(writer, "history.steps.epoch", history.steps, &StepRecord::epoch);
    addSteps<std::uint32_t>(writer, "history.steps.step", history.steps, &StepRecord::step);
    addSteps<std::uint32_t>(writer, "history.steps.rows", history.steps, &StepRecord::rows);
    addSteps<double>(writer, "history.steps.loss", history.steps, &StepRecord::loss);
    addSteps<double>(writer, "history.steps.guessing", history.steps, &StepRecord::guessing);
    addFigures(writer, "history.epochs", history.epochs);
    const auto& lines = history.baselines;
    EpochRecord popular, random;
    popular.training = lines.popularTraining;
    popular.holdout = lines.popularHoldout;
    popular.holdoutSeenHidden = lines.popularHoldoutSeenHidden;
    popular.metrics = lines.popularMetrics;
    random.training = lines.randomTraining;
    random.holdout = lines.randomHoldout;
    random.holdoutSeenHidden = lines.randomHoldoutSeenHidden;
    addFigures(writer, "history.baselines", {popular, random});
}

void addState(SafetensorsWriter& writer, const TrainingState& state)
{
    addTable(writer, "users.raw", state.rawUsers);
    addTable(writer, "movies.raw", state.rawMovies);
    addTable(writer, "users.accumulators", state.userAccumulators);
    addTable(writer, "movies.accumulators", state.movieAccumulators);
    if (state.averagedUsers.rows() > 0) {
        addTable(writer, "users.averaged", state.averagedUsers);
        addTable(writer, "movies.averaged", state.averagedMovies);
    }
    if (state.initialUsers.rows() > 0) {
        addTable(writer, "users.initial", state.initialUsers);
        addTable(writer, "movies.initial", state.initialMovies);
    }
    writer.take("state.counters", std::vector<std::uint32_t>{static_cast<std::uint32_t>(state.phase), state.epoch,
                                                             state.step, state.bestEpoch, state.epochsWithoutBetter});
    writer.take("state.best_value", std::vector<double>{state.bestValue});
}

std::string catalogueJson(const Catalogue::Parts& parts)
{
    const Json json = {{"data_name", parts.dataName},
                       {"fingerprint", parts.fingerprint},
                       {"simulated", parts.simulated},
                       {"ages_are_groups", parts.agesAreGroups},
                       {"key", parts.key == Key::Title ? "title" : "id"},
                       {"rating_above", double{parts.ratingAbove}}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<void> save(const Model& model, const std::filesystem::path& path, const ProgressFunction& progress)
{
    const auto& parts = model.parts();
    if (!isFinite(parts.users) || !isFinite(parts.movies))
        return failure(ErrorCode::Malformed,
                       "not saved: the model's vectors are not all finite numbers. Train again with a smaller learning "
                       "rate, then save.",
                       path.string());
    SafetensorsWriter writer;
    writer.metadata("format", std::string(formatName) + std::to_string(formatVersion));
    writer.metadata("run", parts.card.toJson());
    writer.metadata("catalogue", catalogueJson(parts.catalogue->parts()));
    addTable(writer, "users.vectors", parts.users);
    addTable(writer, "movies.vectors", parts.movies);
    addCatalogue(writer, *parts.catalogue);
    writer.add("movies.train_counts", parts.trainCounts);
    writer.add("holdout.users", parts.holdoutUsers);
    writer.add("holdout.movies", parts.holdoutMovies);
    writer.add("holdout.positions", parts.holdoutPositions);
    addHistory(writer, parts.history);
    if (parts.state && isFinite(*parts.state))  // what is not finite cannot be continued
        addState(writer, *parts.state);
    return writer.write(path, "Saving the model", progress);
}

}  // namespace

Result<void> saveModel(const Model& model, const std::filesystem::path& path, const ProgressFunction& progress)
{
    try {
        return save(model, path, progress);
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory,
                       "not saved: there is not enough memory. Close something, then save again.", path.string());
    }
}

}  // namespace projectionist
