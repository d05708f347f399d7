// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/version.h"
#include "engine/train/training_run_private.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace projectionist {

namespace {

std::string withThreeDecimals(double value)
{
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 3).ptr;
    return {text.data(), end};
}

/// "ndcg@10" as people write it.
std::string metricInWords(const std::string& name)
{
    if (name.starts_with("ndcg"))
        return "NDCG" + name.substr(4);
    if (name.starts_with("hit_rate"))
        return "hit rate" + name.substr(8);
    if (name.starts_with("top_k@"))
        return "top-" + name.substr(6) + " accuracy";
    return name == "mrr" ? "MRR" : name;
}

std::string epochs(std::uint32_t count)
{
    return grouped(count) + (count == 1 ? " epoch" : " epochs");
}

void copyColumns(const Matrix& from, std::size_t fromColumn, Matrix& to, std::size_t toColumn, std::size_t columns)
{
    for (std::size_t row = 0; row < from.rows(); ++row)
        std::ranges::copy(from.row(row).subspan(fromColumn, columns), to.row(row).subspan(toColumn).begin());
}

}  // namespace

void joinStarts(const std::vector<TwoTower>& starts, Matrix TwoTower::*table, Matrix& joined)
{
    const auto& first = starts.front().*table;
    const auto columns = first.columns();
    if (joined.rows() != first.rows() || joined.columns() != columns * starts.size())
        joined = Matrix(first.rows(), columns * starts.size());
    for (std::size_t start = 0; start < starts.size(); ++start)
        copyColumns(starts[start].*table, 0, joined, start * columns, columns);
}

void divideStarts(const Matrix& joined, Matrix TwoTower::*table, std::vector<TwoTower>& starts)
{
    for (std::size_t start = 0; start < starts.size(); ++start) {
        auto& part = starts[start].*table;
        copyColumns(joined, start * part.columns(), part, 0, part.columns());
    }
}

Outcome TrainingRun::Private::outcome(OutcomeKind kind, std::string message) const
{
    return {kind, phase, epoch, step, std::move(message)};
}

std::string TrainingRun::Private::bestInWords() const
{
    return "epoch " + grouped(bestEpoch) + ", " + metricInWords(options.metric) + " " + withThreeDecimals(bestValue);
}

std::string TrainingRun::Private::completedMessage() const
{
    const auto count = split->trainUsers().size();
    if (static_cast<std::size_t>(options.batchSize) <= count)
        return resultInWords();
    return resultInWords() + " The batch of " + grouped(static_cast<std::size_t>(options.batchSize)) +
           " rows is larger than the " + grouped(count) +
           " training rows, so every epoch was a single step; a smaller batch_size learns in more of them.";
}

std::string TrainingRun::Private::resultInWords() const
{
    const auto trainingRows = grouped(split->trainUsers().size());
    if (!hasHoldout())
        return "Trained " + epochs(epoch) + " on " + trainingRows + " rows.";
    if (phase == Phase::Search)
        return "Finished after " + epochs(epoch) + "; kept " + bestInWords() + ".";
    return "The best was " + bestInWords() + " on the held-out rows; trained anew on all " +
           grouped(split->trainUsers().size() + split->holdoutUsers().size()) + " rows for " + epochs(epoch) + ".";
}

std::string TrainingRun::Private::stoppedMessage() const
{
    const auto where = "Stopped in epoch " + grouped(epoch + 1);
    if (phase == Phase::Refit)
        return where + " of the refit, which is dropped; kept " + bestInWords() + ".";
    if (bestEpoch > 0)
        return where + "; kept " + bestInWords() + ".";
    if (epoch == 0 && step == 0)
        return "Stopped before the first step.";
    return where + " after " + grouped(step) + (step == 1 ? " step" : " steps") +
           (hasHoldout() ? ", before anything was measured" : "") + "; the tables stay as they are.";
}

ShownTables TrainingRun::Private::firstTables() const
{
    const auto fresh = freshStarts({});
    ShownTables first;
    joinStarts(fresh, &TwoTower::users, first.users);
    joinStarts(fresh, &TwoTower::movies, first.movies);
    return first;
}

ShownTables TrainingRun::Private::tablesAsTheyAre() const
{
    ShownTables now;
    joinStarts(starts, &TwoTower::users, now.users);
    joinStarts(starts, &TwoTower::movies, now.movies);
    now.state = hasHoldout() ? RunCard::State::Search : RunCard::State::WithoutHoldout;
    now.epoch = epoch;
    return now;
}

ShownTables TrainingRun::Private::tablesToShow() const
{
    if (phase == Phase::Refit && finished && !failure)
        return last;
    if (kept.isThere())
        return kept;
    if (hasHoldout() && last.isThere())  // an epoch whose measurement was interrupted
        return last;
    if (failure)
        return last.isThere() ? last : firstTables();
    if (starts.empty() || (epoch == 0 && step == 0))
        return firstTables();
    const bool averaged = options.averaging > 0 && last.isThere();
    return averaged ? last : tablesAsTheyAre();
}

std::shared_ptr<const TrainingState> TrainingRun::Private::state() const
{
    if (failure)
        return nullptr;
    const auto fresh = starts.empty() ? freshStarts({}) : std::vector<TwoTower>();
    const auto& now =
        starts.empty() ? fresh : starts;  // a phase that was stopped before it began begins when it goes on
    auto state = std::make_shared<TrainingState>();
    state->phase = phase;
    state->epoch = epoch;
    state->step = step;
    joinStarts(now, &TwoTower::users, state->rawUsers);
    joinStarts(now, &TwoTower::movies, state->rawMovies);
    joinStarts(now, &TwoTower::userAccumulators, state->userAccumulators);
    joinStarts(now, &TwoTower::movieAccumulators, state->movieAccumulators);
    if (options.averaging > 0 && last.isThere()) {
        state->averagedUsers = last.users;
        state->averagedMovies = last.movies;
    }
    if (initial && phase == Phase::Search && willRefit()) {
        state->initialUsers = initial->users;
        state->initialMovies = initial->movies;
    }
    state->bestValue = bestValue;
    state->bestEpoch = bestEpoch;
    state->epochsWithoutBetter = epochsWithoutBetter;
    return state;
}

RunCard TrainingRun::Private::card(const ShownTables& shown) const
{
    const auto& catalogue = *split->catalogue();
    const auto& parts = catalogue.parts();
    auto named = options;
    named.data.holdout.file =
        named.data.holdout.file.filename();  // equal runs give equal cards, wherever the file lies
    RunCard card;
    card.programVersion = programVersion();
    card.dataName = parts.dataName;
    card.fingerprint = parts.fingerprint;
    card.simulated = parts.simulated;
    card.users = catalogue.userRows() - 1;
    card.movies = catalogue.movieRows() - 1;
    card.trainingRows = split->trainUsers().size();
    card.heldOutRows = split->holdoutUsers().size();
    card.preset = matchingPreset(options);
    card.basePreset = basePreset;
    card.options = namedValues(named);
    card.seed = options.seed;
    card.state = shown.state;
    card.finished = finished;
    card.shownEpoch = shown.epoch;
    card.bestEpoch = bestEpoch;
    for (const auto& record : history.epochs) {
        if (record.phase == Phase::Search && (!hasHoldout() || record.epoch == bestEpoch))
            card.results = record;
    }
    return card;
}

std::shared_ptr<const Model> TrainingRun::Private::model(ShownTables shown,
                                                         std::shared_ptr<const TrainingState> itsState) const
{
    ModelParts parts;
    parts.catalogue = split->catalogue();
    parts.card = card(shown);
    parts.trainCounts.assign(split->trainCounts().begin(), split->trainCounts().end());
    if (shown.state == RunCard::State::Untrained)
        std::ranges::fill(parts.trainCounts, 0U);
    if (shown.state == RunCard::State::Refit) {
        for (const auto movie : split->holdoutMovies())
            ++parts.trainCounts[movie.value];
    }
    parts.users = std::move(shown.users);
    parts.movies = std::move(shown.movies);
    parts.holdoutUsers.assign(split->holdoutUsers().begin(), split->holdoutUsers().end());
    parts.holdoutMovies.assign(split->holdoutMovies().begin(), split->holdoutMovies().end());
    parts.holdoutPositions.assign(split->holdoutPositions().begin(), split->holdoutPositions().end());
    parts.history = history;
    parts.state = std::move(itsState);
    auto model = Model::make(std::move(parts));
    return model ? std::move(*model) : nullptr;
}

}  // namespace projectionist
