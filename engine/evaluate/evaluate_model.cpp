// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/evaluate_model.h"

#include "engine/data/split.h"
#include "engine/data/test_rows.h"

#include <algorithm>
#include <iterator>
#include <new>
#include <set>
#include <utility>

namespace projectionist {

namespace {

std::string inWords(std::uint64_t count, const char* one, const char* many)
{
    return grouped(count) + " " + (count == 1 ? one : many);
}

std::size_t differentUsers(std::span<const UserRow> users)
{
    std::set<UserRow> different(users.begin(), users.end());
    return different.size();
}

PositivesByUser byUser(const TestRows& rows, std::size_t userRows)
{
    std::vector<std::pair<UserRow, MovieRow>> pairs;
    for (std::size_t row = 0; row < rows.users.size(); ++row)
        pairs.emplace_back(rows.users[row], rows.movies[row]);
    std::ranges::sort(pairs);
    const auto doubles = std::ranges::unique(pairs);
    pairs.erase(doubles.begin(), doubles.end());
    PositivesByUser result;
    result.offsets.assign(userRows + 1, 0);
    for (const auto& [user, movie] : pairs) {
        ++result.offsets[user.value + 1];
        result.movies.push_back(movie);
    }
    for (std::size_t user = 0; user < userRows; ++user)
        result.offsets[user + 1] += result.offsets[user];
    return result;
}

/// How many of the rows are positives of the training, too.
std::size_t rowsAmong(const TestRows& rows, const PositivesByUser& seen)
{
    std::size_t count = 0;
    for (std::size_t row = 0; row < rows.users.size(); ++row)
        count += std::ranges::binary_search(seen.of(rows.users[row]), rows.movies[row]) ? 1 : 0;
    return count;
}

Result<Evaluation> evaluated(const Model& model, const std::optional<std::filesystem::path>& testFile,
                             std::vector<int> ks, const std::stop_token& stop, const ProgressFunction& progress,
                             const BaselineOptions& baselineOptions, const RatingReadOptions& reading)
{
    std::erase_if(ks, [](int k) { return k < 1; });
    std::ranges::sort(ks);
    ks.erase(std::ranges::unique(ks).begin(), ks.end());

    Evaluation result;
    const auto split = model.split(stop);
    if (!split)
        return result;
    const bool refitted = model.card().state == RunCard::State::Refit;
    const auto all = refitted ? split->withoutHoldout(stop) : nullptr;  // what the shown tables were trained on
    if (refitted && !all)
        return result;
    TestRows test;
    PositivesByUser relevant;
    MeasuredRows rows;
    rows.training = refitted && testFile ? &all->seen() : &split->seen();
    rows.includeUntrained = model.includesUntrainedByDefault();
    rows.trainCounts = model.parts().trainCounts;
    std::size_t alsoTrained = 0;
    if (testFile) {
        auto read = readTestRows(model.catalogue(), *testFile, reading, stop);
        if (!read)
            return tl::unexpected(std::move(read.error()));
        if (stop.stop_requested())
            return result;
        test = std::move(*read);
        relevant = byUser(test, model.users().rows);
        rows.users = test.users;
        rows.movies = test.movies;
        rows.relevant = &relevant;
        result.skippedRows = test.skippedRows;
        result.skippedUsers = test.skippedUsers;
        result.rowsInWords = inWords(test.users.size(), "positive", "positives") + " of the test file";
        alsoTrained = rowsAmong(test, *rows.training);
        result.trainedOnTheseRows = alsoTrained > 0;
    } else if (!split->holdoutUsers().empty()) {
        rows.users = split->holdoutUsers();
        rows.movies = split->holdoutMovies();
        rows.relevant = &split->relevant();
        result.trainedOnTheseRows = refitted && split->options().holdout.kind != Holdout::Kind::File;
        result.rowsInWords = inWords(rows.users.size(), "held-out positive", "held-out positives");
    } else {
        rows.users = split->trainUsers();
        rows.movies = split->trainMovies();
        rows.lists = false;
        result.trainedOnTheseRows = true;
        result.rowsInWords = inWords(rows.users.size(), "training row", "training rows");
    }
    result.rows = rows.users.size();
    result.users = differentUsers(rows.users);
    result.rowsInWords += " of " + inWords(result.users, "user", "users");
    if (!rows.lists)
        result.rowsInWords += ", nothing hidden";
    else if (alsoTrained > 0)
        result.rowsInWords +=
            "; the model was trained on " + grouped(alsoTrained) + " of these rows: the figures flatter it";
    else if (result.trainedOnTheseRows)
        result.rowsInWords += ", on which the model was trained after the search: these figures flatter it";

    auto line = measure("model", *dotScorer(model.users(), model.movies()), rows, ks, stop, progress);
    if (!line)
        return result;
    auto baselines = measureBaselines(rows, ks, baselineOptions, stop, progress);
    if (!baselines)
        return tl::unexpected(std::move(baselines.error()));
    if (baselines->lines.empty())
        return result;
    result.lines.push_back(std::move(*line));
    std::ranges::move(baselines->lines, std::back_inserter(result.lines));
    result.leftOut = std::move(baselines->leftOut);
    result.notes = std::move(baselines->notes);
    return result;
}

}  // namespace

Result<Evaluation> evaluateModel(const Model& model, const std::optional<std::filesystem::path>& testFile,
                                 std::vector<int> ks, std::stop_token stop, const ProgressFunction& progress,
                                 const BaselineOptions& baselines, const RatingReadOptions& reading)
{
    try {
        return evaluated(model, testFile, std::move(ks), stop, progress, baselines, reading);
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory,
                       "there is not enough memory to evaluate this model. Close other programs.");
    }
}

}  // namespace projectionist
