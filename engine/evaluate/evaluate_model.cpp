// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/evaluate_model.h"

#include "engine/data/split.h"

#include <algorithm>
#include <new>
#include <set>
#include <utility>

namespace projectionist {

namespace {

/// Rows to measure on and what is known about them.
struct Rows {
    std::span<const UserRow> users;
    std::span<const MovieRow> movies;
    const PositivesByUser* seen = nullptr;  ///< Null: nothing is hidden and there are no lists to rank.
    const PositivesByUser* relevant = nullptr;
};

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

/// Figures of one scorer; false when stopped.
bool measure(const Scorer& scorer, const Rows& rows, const Model& model, std::span<const int> ks,
             const std::stop_token& stop, const ProgressFunction& progress, EvaluationRow& line)
{
    auto ranks = countRanks(scorer, rows.users, rows.movies, rows.seen, stop);
    if (!ranks)
        return false;
    line.ranks = std::move(*ranks);
    if (rows.seen == nullptr)
        return true;
    std::vector<bool> candidates;
    if (!model.includesUntrainedByDefault()) {
        for (const auto count : model.parts().trainCounts)
            candidates.push_back(count > 0);
    }
    auto metrics =
        rankingMetrics(scorer, *rows.seen, *rows.relevant, model.parts().trainCounts, candidates, ks, stop, progress);
    if (!metrics)
        return false;
    line.metrics = std::move(*metrics);
    return true;
}

Result<Evaluation> evaluated(const Model& model, const std::optional<std::filesystem::path>& testFile,
                             std::vector<int> ks, const std::stop_token& stop, const ProgressFunction& progress)
{
    std::erase_if(ks, [](int k) { return k < 1; });
    std::ranges::sort(ks);
    ks.erase(std::ranges::unique(ks).begin(), ks.end());

    const auto split = model.split();
    const bool refitted = model.card().state == RunCard::State::Refit;
    const auto all = refitted ? split->withoutHoldout() : nullptr;  // what the shown tables were trained on
    Evaluation result;
    TestRows test;
    PositivesByUser relevant;
    Rows rows;
    std::size_t alsoTrained = 0;
    if (testFile) {
        auto read = readTestRows(model.catalogue(), *testFile);
        if (!read)
            return tl::unexpected(std::move(read.error()));
        test = std::move(*read);
        relevant = byUser(test, model.users().rows);
        rows = {test.users, test.movies, refitted ? &all->seen() : &split->seen(), &relevant};
        result.skippedRows = test.skippedRows;
        result.skippedUsers = test.skippedUsers;
        result.rowsInWords = inWords(test.users.size(), "positive", "positives") + " of the test file";
        alsoTrained = rowsAmong(test, *rows.seen);
        result.trainedOnTheseRows = alsoTrained > 0;
    } else if (!split->holdoutUsers().empty()) {
        rows = {split->holdoutUsers(), split->holdoutMovies(), &split->seen(), &split->relevant()};
        result.trainedOnTheseRows = refitted && split->options().holdout.kind != Holdout::Kind::File;
        result.rowsInWords = inWords(rows.users.size(), "held-out positive", "held-out positives");
    } else {
        rows = {split->trainUsers(), split->trainMovies(), nullptr, nullptr};
        result.trainedOnTheseRows = true;
        result.rowsInWords = inWords(rows.users.size(), "training row", "training rows");
    }
    result.rows = rows.users.size();
    result.users = differentUsers(rows.users);
    result.rowsInWords += " of " + inWords(result.users, "user", "users");
    if (rows.seen == nullptr)
        result.rowsInWords += ", nothing hidden";
    else if (alsoTrained > 0)
        result.rowsInWords +=
            "; the model was trained on " + grouped(alsoTrained) + " of these rows: the figures flatter it";
    else if (result.trainedOnTheseRows)
        result.rowsInWords += ", on which the model was trained after the search: these figures flatter it";

    const auto scorer = dotScorer(model.users(), model.movies());
    const auto popular = popularityScorer(model.parts().trainCounts, model.users().rows);
    result.lines.push_back({"model", {}, {}});
    result.lines.push_back({"most popular", {}, {}});
    const bool finished = measure(*scorer, rows, model, ks, stop, progress, result.lines[0]) &&
                          measure(*popular, rows, model, ks, stop, progress, result.lines[1]);
    if (!finished)
        result.lines.clear();
    else
        result.lines.push_back(
            {"random", expectedRandomRanks(model.movies().rows, rows.users, rows.movies, rows.seen), {}});
    return result;
}

}  // namespace

Result<Evaluation> evaluateModel(const Model& model, const std::optional<std::filesystem::path>& testFile,
                                 std::vector<int> ks, std::stop_token stop, const ProgressFunction& progress)
{
    try {
        return evaluated(model, testFile, std::move(ks), stop, progress);
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory,
                       "there is not enough memory to evaluate this model. Close other programs.");
    }
}

}  // namespace projectionist
