// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/baselines.h"

#include "engine/core/random.h"
#include "engine/core/text.h"
#include "engine/evaluate/item_scorers.h"

#include <algorithm>
#include <array>
#include <map>
#include <new>
#include <numeric>
#include <utility>

namespace projectionist {

namespace {

constexpr double fixedLambda = 500;
constexpr std::size_t nearestFilms = 200, mostWithAllNeighbours = 4'000;
constexpr std::uint64_t lambdaSeed = 1;
constexpr double validationShare = 0.1;

std::vector<bool> trained(std::span<const std::uint32_t> trainCounts)
{
    std::vector<bool> result;
    for (const auto count : trainCounts)
        result.push_back(count > 0);
    return result;
}

std::vector<bool> candidatesOf(const MeasuredRows& rows)
{
    return rows.includeUntrained ? std::vector<bool>() : trained(rows.trainCounts);
}

/// Positives but for those at the places that `held` names; or only those.
PositivesByUser part(const PositivesByUser& all, const std::vector<bool>& held, bool wanted)
{
    PositivesByUser result{{0}, {}};
    for (std::size_t user = 0; user < all.users(); ++user) {
        for (auto place = all.offsets[user]; place < all.offsets[user + 1]; ++place) {
            if (held[place] == wanted)
                result.movies.push_back(all.movies[place]);
        }
        result.offsets.push_back(result.movies.size());
    }
    return result;
}

std::vector<std::uint32_t> countsOf(const PositivesByUser& positives, std::size_t movieRows)
{
    std::vector<std::uint32_t> counts(movieRows, 0);
    for (const auto movie : positives.movies)
        ++counts[movie.value];
    return counts;
}

std::size_t trainedFilms(const MeasuredRows& rows)
{
    return rows.trainCounts.size() - static_cast<std::size_t>(std::ranges::count(rows.trainCounts, 0U));
}

/// EASE's figures into the result, or a note that says why there are none. False when stopped.
bool measureEase(const MeasuredRows& rows, std::span<const int> ks, const BaselineOptions& options,
                 const std::stop_token& stop, const ProgressFunction& progress, BaselineFigures& result)
{
    const auto movieRows = rows.trainCounts.size(), films = trainedFilms(rows);
    if (films > options.mostEaseFilms) {
        result.notes.push_back("EASE is left out: it is computed for up to " + grouped(options.mostEaseFilms) +
                               " films, and here are " + grouped(films) + ".");
        return true;
    }
    double lambda = options.easeLambda;
    std::string why;
    if (lambda == 0 && films <= options.mostTunedFilms) {
        const auto best = chooseEaseLambda(*rows.training, movieRows, lambdaSeed, stop, progress);
        lambda = best.value_or(fixedLambda);
        why = best ? ", the best on 10 % of the training rows" : "";
    } else if (lambda == 0) {
        lambda = fixedLambda;
    }
    if (stop.stop_requested())
        return false;
    const auto ease = easeScorer(*rows.training, movieRows, lambda, stop, progress);
    if (!ease) {
        result.notes.push_back("EASE is left out: it cannot be computed here with λ " + shortest(lambda) + ".");
        return !stop.stop_requested();
    }
    auto line = measure("EASE", *ease, rows, ks, stop, progress);
    if (!line)
        return false;
    result.lines.push_back(std::move(*line));
    result.notes.push_back("EASE has λ " + shortest(lambda) + why + ".");
    result.easeLambda = lambda;
    return true;
}

/// False when stopped.
bool measureAll(const MeasuredRows& rows, std::span<const int> ks, const BaselineOptions& options,
                const std::stop_token& stop, const ProgressFunction& progress, BaselineFigures& result)
{
    const auto userRows = rows.training->users();
    const auto movieRows = rows.trainCounts.size();
    const auto add = [&](const char* name, const Scorer* scorer) {
        if (scorer == nullptr)
            return false;
        auto line = measure(name, *scorer, rows, ks, stop, progress);
        if (line)
            result.lines.push_back(std::move(*line));
        return line.has_value();
    };
    if (!add("most popular", popularityScorer(rows.trainCounts, userRows).get()))
        return false;
    if (options.itemModels) {
        const auto neighbours = options.neighbours > 0                        ? options.neighbours
                                : trainedFilms(rows) <= mostWithAllNeighbours ? movieRows
                                                                              : nearestFilms;
        if (!add("item-kNN", itemKnnScorer(*rows.training, movieRows, neighbours, stop, progress).get()) ||
            !measureEase(rows, ks, options, stop, progress, result))
            return false;
    }
    EvaluationRow random{"random", {}, {}};
    random.ranks = expectedRandomRanks(movieRows, rows.users, rows.movies, rows.lists ? rows.training : nullptr, ks);
    if (rows.lists)
        random.metrics =
            expectedRandomMetrics(movieRows, *rows.training, *rows.relevant, rows.trainCounts, candidatesOf(rows), ks);
    result.lines.push_back(std::move(random));
    return !stop.stop_requested();
}

}  // namespace

MeasuredRows MeasuredRows::of(const Split& split, bool includeUntrained)
{
    MeasuredRows rows;
    rows.lists = !split.holdoutUsers().empty();
    rows.users = rows.lists ? split.holdoutUsers() : split.trainUsers();
    rows.movies = rows.lists ? split.holdoutMovies() : split.trainMovies();
    rows.training = &split.seen();
    rows.relevant = rows.lists ? &split.relevant() : nullptr;
    rows.includeUntrained = includeUntrained;
    rows.trainCounts = split.trainCounts();
    return rows;
}

std::optional<EvaluationRow> measure(std::string name, const Scorer& scorer, const MeasuredRows& rows,
                                     std::span<const int> ks, std::stop_token stop, const ProgressFunction& progress)
{
    EvaluationRow line{std::move(name), {}, {}};
    auto ranks = countRanks(scorer, rows.users, rows.movies, rows.lists ? rows.training : nullptr, stop, ks);
    if (!ranks)
        return {};
    line.ranks = std::move(*ranks);
    if (!rows.lists)
        return line;
    auto metrics = rankingMetrics(scorer, *rows.training, *rows.relevant, rows.trainCounts, candidatesOf(rows), ks,
                                  stop, progress);
    if (!metrics)
        return {};
    line.metrics = std::move(*metrics);
    return line;
}

Result<BaselineFigures> measureBaselines(const MeasuredRows& rows, std::span<const int> ks,
                                         const BaselineOptions& options, std::stop_token stop,
                                         const ProgressFunction& progress)
{
    if (!(options.easeLambda >= 0))
        return failure(ErrorCode::InvalidOption, "λ of EASE must be above 0, or 0 for the best on validation rows.");
    try {
        BaselineFigures result;
        if (!measureAll(rows, ks, options, stop, progress, result) && stop.stop_requested())
            return BaselineFigures{};
        if (result.lines.empty() || result.lines.back().name != "random")
            throw std::bad_alloc();
        return result;
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory,
                       "there is not enough memory for the baselines. Leave item-kNN and EASE out.");
    }
}

std::optional<double> chooseEaseLambda(const PositivesByUser& training, std::size_t movieRows, std::uint64_t seed,
                                       std::stop_token stop, const ProgressFunction& progress)
try {
    const auto positives = training.movies.size();
    std::vector<std::uint32_t> places(positives);
    std::iota(places.begin(), places.end(), 0U);
    Random random(seed, static_cast<std::uint64_t>(RandomStream::Baseline));
    random.shuffle(places);
    std::vector<bool> held(positives, false);
    for (std::size_t place = 0; place < static_cast<std::size_t>(validationShare * double(positives)); ++place)
        held[places[place]] = true;
    const auto rest = part(training, held, false), validation = part(training, held, true);
    if (validation.movies.empty())
        return {};
    const auto counts = countsOf(rest, movieRows);
    const auto candidates = trained(counts);
    constexpr std::array ks{10};
    std::map<int, double> known;
    constexpr int first = 0, start = 4, last = 9;
    const auto lambdaOf = [](int step) { return 12.5 * double(1 << step); };
    const auto valueOf = [&](int step) -> std::optional<double> {
        if (step < first || step > last)
            return -1.0;
        if (const auto found = known.find(step); found != known.end())
            return found->second;
        const auto ease = easeScorer(rest, movieRows, lambdaOf(step), stop, progress);
        if (!ease)
            return stop.stop_requested() ? std::nullopt : std::optional(-1.0);
        const auto metrics = rankingMetrics(*ease, rest, validation, counts, candidates, ks, stop, progress);
        if (!metrics)
            return {};
        return known[step] = metrics->front().mean.ndcg;
    };
    int best = start;
    for (bool climbed = true; climbed;) {
        climbed = false;
        for (const int next : {best + 1, best - 1}) {
            const auto here = valueOf(best), there = valueOf(next);
            if (!here || !there)
                return {};
            if (*there > *here) {
                best = next;
                climbed = true;
                break;
            }
        }
    }
    return known.contains(best) ? std::optional(lambdaOf(best)) : std::nullopt;
} catch (const std::bad_alloc&) {
    return {};
}

}  // namespace projectionist
