// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evaluate/baselines.h"

#include "engine/core/memory.h"
#include "engine/core/random.h"
#include "engine/core/text.h"
#include "engine/evaluate/item_scorers.h"
#include "engine/evaluate/list_measurer.h"
#include "engine/evaluate/rank_counter.h"
#include "engine/evaluate/sweep.h"

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
constexpr double quickOperations = 1e11;
constexpr auto outOfMemory = "there is not enough memory for it";

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

/// Measures the baselines of one call, one after the other.
class Bench {
public:
    Bench(const MeasuredRows& rows, std::span<const int> ks, const BaselineOptions& options, std::stop_token stop,
          const ProgressFunction& progress)
        : m_rows(rows), m_ks(ks), m_options(options), m_stop(std::move(stop)), m_progress(progress)
    {
    }

    /// False when stopped.
    bool popularity() { return add("most popular", *popularityScorer(m_rows.trainCounts, m_rows.training->users())); }
    bool itemKnn();
    bool ease();
    bool random();

    /// Takes note of what is not computed, and why, in words that go on "it …".
    void leaveOut(const char* name, std::string why)
    {
        m_figures.notes.push_back(std::string(name) + " is left out: " + why + ".");
        m_figures.leftOut.push_back({name, std::move(why)});
    }
    [[nodiscard]] BaselineFigures take() { return std::move(m_figures); }

private:
    bool add(const char* name, const Scorer& scorer);
    /// Why it does not fit; nothing where it does.
    [[nodiscard]] std::optional<std::string> tooLarge(std::uint64_t bytes) const;

    const MeasuredRows& m_rows;
    std::span<const int> m_ks;
    const BaselineOptions& m_options;
    std::stop_token m_stop;
    const ProgressFunction& m_progress;
    std::size_t m_films = trainedFilms(m_rows);
    BaselineFigures m_figures;
};

bool Bench::add(const char* name, const Scorer& scorer)
{
    auto line = measure(name, scorer, m_rows, m_ks, m_stop, m_progress);
    if (line)
        m_figures.lines.push_back(std::move(*line));
    return line.has_value();
}

std::optional<std::string> Bench::tooLarge(std::uint64_t bytes) const
{
    const auto available = m_options.memoryLimit ? m_options.memoryLimit : availableBytes();
    if (!available || bytes <= *available)
        return {};
    return "it needs about " + bytesInWords(bytes) + " of memory, and " + bytesInWords(*available) + " are left";
}

bool Bench::itemKnn()
{
    const auto movieRows = m_rows.trainCounts.size();
    const auto neighbours = m_options.neighbours > 0           ? m_options.neighbours
                            : m_films <= mostWithAllNeighbours ? movieRows
                                                               : nearestFilms;
    if (const auto why = tooLarge(itemKnnBytes(*m_rows.training, m_films, neighbours))) {
        leaveOut("item-kNN", *why);
        return true;
    }
    const auto scorer = itemKnnScorer(*m_rows.training, movieRows, neighbours, m_stop, m_progress);
    if (!scorer && !m_stop.stop_requested()) {
        leaveOut("item-kNN", outOfMemory);
        return true;
    }
    return scorer && add("item-kNN", *scorer);
}

bool Bench::ease()
{
    const auto movieRows = m_rows.trainCounts.size();
    if (m_films > m_options.mostEaseFilms) {
        leaveOut("EASE", "it is computed for up to " + grouped(m_options.mostEaseFilms) + " films, and here are " +
                             grouped(m_films));
        return true;
    }
    if (const auto why = tooLarge(easeBytes(*m_rows.training, m_films))) {
        leaveOut("EASE", *why);
        return true;
    }
    double lambda = m_options.easeLambda;
    std::string how;
    if (lambda == 0 && m_films <= m_options.mostTunedFilms) {
        const auto best = chooseEaseLambda(*m_rows.training, movieRows, lambdaSeed, m_stop, m_progress);
        lambda = best.value_or(fixedLambda);
        how = best ? ", the best on 10 % of the training rows" : "";
    } else if (lambda == 0) {
        lambda = fixedLambda;
    }
    if (m_stop.stop_requested())
        return false;
    const auto scorer = easeScorer(*m_rows.training, movieRows, lambda, m_stop, m_progress);
    if (!scorer) {
        leaveOut("EASE", "it cannot be computed here with λ " + shortest(lambda));
        return !m_stop.stop_requested();
    }
    if (!add("EASE", *scorer))
        return false;
    m_figures.notes.push_back("EASE has λ " + shortest(lambda) + how + ".");
    m_figures.easeLambda = lambda;
    return true;
}

bool Bench::random()
{
    const auto movieRows = m_rows.trainCounts.size();
    const auto ranks = expectedRandomRanks(movieRows, m_rows.users, m_rows.movies,
                                           m_rows.lists ? m_rows.training : nullptr, m_ks, m_stop);
    if (!ranks)
        return false;
    EvaluationRow line{"random", *ranks, {}};
    if (m_rows.lists)
        line.metrics = expectedRandomMetrics(movieRows, *m_rows.training, *m_rows.relevant, m_rows.trainCounts,
                                             candidatesOf(m_rows), m_ks, m_stop);
    m_figures.lines.push_back(std::move(line));
    return !m_stop.stop_requested();
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
    const auto candidates = candidatesOf(rows);
    const SweepTiles tiles(scorer);
    RankCounter ranks(rows.users, rows.movies, rows.lists ? rows.training : nullptr, ks, tiles);
    std::optional<ListMeasurer> lists;
    if (rows.lists)
        lists.emplace(*rows.training, *rows.relevant, rows.trainCounts, candidates, ks, tiles);
    const bool finished = sweep(
        scorer, tiles, [&](std::size_t user) { return ranks.wants(user) || (lists && lists->wants(user)); },
        [&](std::size_t tile, std::size_t user, std::span<float> scores) {
            if (ranks.wants(user))
                ranks.visit(tile, user, scores);
            if (lists && lists->wants(user))
                lists->visit(tile, user, scores);  // hides what is seen, so it comes last
        },
        stop, "Measuring (" + line.name + ")", progress);
    if (!finished)
        return {};
    line.ranks = ranks.result();
    if (lists)
        line.metrics = lists->result();
    return line;
}

Result<BaselineFigures> measureBaselines(const MeasuredRows& rows, std::span<const int> ks,
                                         const BaselineOptions& options, std::stop_token stop,
                                         const ProgressFunction& progress)
{
    if (!(options.easeLambda >= 0))
        return failure(ErrorCode::InvalidOption, "λ of EASE must be above 0, or 0 for the best on validation rows.");
    try {
        Bench bench(rows, ks, options, stop, progress);
        if (!options.itemModels) {
            for (const auto* name : {"item-kNN", "EASE"})
                bench.leaveOut(name, "only what is quick was asked for");
        }
        const bool finished =
            bench.popularity() && (!options.itemModels || (bench.itemKnn() && bench.ease())) && bench.random();
        return finished ? bench.take() : BaselineFigures{};
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory,
                       "there is not enough memory for the baselines. Leave item-kNN and EASE out.");
    }
}

bool itemModelsAreQuick(const MeasuredRows& rows)
{
    const auto films = double(trainedFilms(rows));
    const auto& training = *rows.training;
    double users = 0, togetherInAll = 0;  // films liked together, counted by item-kNN
    for (std::size_t user = 0; user < training.users(); ++user) {
        const auto liked = double(training.offsets[user + 1] - training.offsets[user]);
        users += liked > 0 ? 1 : 0;
        togetherInAll += liked * liked;
    }
    const double smaller = std::min(users, films);
    return smaller * smaller * smaller + 5 * films * double(training.movies.size()) + 10 * togetherInAll <=
           quickOperations;
}

std::optional<double> chooseEaseLambda(const PositivesByUser& training, std::size_t movieRows, std::uint64_t seed,
                                       std::stop_token stop, const ProgressFunction& progress)
try {
    const auto positives = training.movies.size();
    std::vector<std::uint32_t> places(positives);
    std::iota(places.begin(), places.end(), 0U);
    Random random(seed, static_cast<std::uint64_t>(RandomStream::Baseline));
    random.shuffle(places, stop);
    if (stop.stop_requested())
        return {};
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
