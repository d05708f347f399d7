// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/core/text.h"
#include "engine/evaluate/baselines.h"
#include "engine/train/row_order.h"
#include "engine/train/training_run_private.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <Eigen/Core>

namespace projectionist {

namespace {

using Clock = std::chrono::steady_clock;
using Values = Eigen::Map<Eigen::ArrayXf>;
using ConstValues = Eigen::Map<const Eigen::ArrayXf>;

constexpr std::size_t valuesPerBlock = std::size_t{1} << 18;
constexpr std::size_t stepsToReserve = std::size_t{1} << 17;

double secondsSince(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// body(begin, end) over blocks of rows of about valuesPerBlock values.
void overRows(const Matrix& table, const std::function<void(std::size_t begin, std::size_t end)>& body)
{
    const auto rows = std::max<std::size_t>(1, valuesPerBlock / std::max<std::size_t>(1, table.columns()));
    parallelFor((table.rows() + rows - 1) / rows,
                [&](std::size_t block) { body(block * rows, std::min(table.rows(), (block + 1) * rows)); });
}

bool isFinite(const Matrix& table)
{
    std::atomic<bool> finite = true;
    overRows(table, [&](std::size_t begin, std::size_t end) {
        const auto count = static_cast<Eigen::Index>((end - begin) * table.columns());
        if (!ConstValues(table.row(begin).data(), count).allFinite())
            finite = false;
    });
    return finite;
}

/// average ← share · average + (1 − share) · tables of the starts side by side.
void average(const std::vector<TwoTower>& starts, Matrix TwoTower::*table, float share, Matrix& average)
{
    overRows(average, [&](std::size_t begin, std::size_t end) {
        for (auto row = begin; row < end; ++row) {
            for (std::size_t start = 0; start < starts.size(); ++start) {
                const auto& now = starts[start].*table;
                const auto count = static_cast<Eigen::Index>(now.columns());
                Values older(average.row(row).data() + start * now.columns(), count);
                older = share * older + (1.0F - share) * ConstValues(now.row(row).data(), count);
            }
        }
    });
}

}  // namespace

bool TrainingRun::Private::willRefit() const
{
    return hasHoldout() && options.refit && options.data.holdout.kind != Holdout::Kind::File;
}

std::uint32_t TrainingRun::Private::stepsPerEpoch() const
{
    const auto count = rows->split->trainUsers().size();
    const auto batch = static_cast<std::size_t>(options.batchSize);
    return static_cast<std::uint32_t>((count + batch - 1) / batch);
}

std::uint32_t TrainingRun::Private::epochRecords(Phase of) const
{
    return static_cast<std::uint32_t>(std::ranges::count(history.epochs, of, &EpochRecord::phase));
}

bool TrainingRun::Private::phaseIsComplete() const
{
    if (phase == Phase::Refit)
        return epoch >= refitEpochs;
    const bool givenUp = hasHoldout() && epochsWithoutBetter >= static_cast<std::uint32_t>(options.patience);
    return epoch >= static_cast<std::uint32_t>(options.epochs) || givenUp;
}

bool TrainingRun::Private::prepare(const std::stop_token& stop)
{
    if (!rows) {
        const auto rowsOfPhase = phase == Phase::Refit ? split->withoutHoldout(stop) : split;
        if (!rowsOfPhase)
            return false;
        rows = std::make_unique<PhaseRows>(rowsOfPhase, options);
    }
    if (starts.empty())
        starts = freshStarts(stop);
    return !starts.empty();
}

std::vector<TwoTower> TrainingRun::Private::freshStarts(const std::stop_token& stop) const
{
    const auto& catalogue = *split->catalogue();
    std::vector<TwoTower> fresh;
    for (int start = 0; start < options.starts; ++start) {
        fresh.emplace_back(catalogue.userRows(), catalogue.movieRows(), static_cast<std::size_t>(options.dimension));
        if (!fresh.back().begin(options, static_cast<std::uint32_t>(start), stop))
            return {};
    }
    if (initial) {
        divideStarts(initial->users, &TwoTower::users, fresh);
        divideStarts(initial->movies, &TwoTower::movies, fresh);
    }
    return fresh;
}

bool TrainingRun::Private::measureBaselines(const std::stop_token& stop, const RunListener& listener)
{
    if (history.baselines == Baselines{}) {
        Baselines measured;
        const auto& catalogue = *split->catalogue();
        const auto on = MeasuredRows::of(*split, basePreset == "tutorial");
        const auto popular =
            measure("most popular", *popularityScorer(split->trainCounts(), catalogue.userRows()), on, epochKs, stop, listener.measuring);
        if (!popular)
            return false;
        const auto random =
            expectedRandomRanks(catalogue.movieRows(), on.users, on.movies, on.lists ? on.training : nullptr, {}, stop);
        if (!random)
            return false;
        if (on.lists) {
            measured.popularMetrics = epochMetrics(popular->metrics);
            measured.popularHoldout = popular->ranks.all;
            measured.popularHoldoutSeenHidden = popular->ranks.seenHidden;
            measured.randomHoldout = random->all;
            measured.randomHoldoutSeenHidden = random->seenHidden;
        } else {
            measured.popularTraining = popular->ranks.all;
            measured.randomTraining = random->all;
        }
        history.baselines = measured;
    }
    if (!baselinesAnnounced && listener.baselinesMeasured)
        listener.baselinesMeasured(history.baselines);
    baselinesAnnounced = true;
    return true;
}

bool TrainingRun::Private::takeStep(const std::stop_token& stop, const RunListener& listener)
{
    orders.resize(starts.size());
    if (orderedEpoch != epoch) {
        orderedEpoch.reset();
        for (std::uint32_t start = 0; start < starts.size(); ++start) {
            if (!orderRows(*rows->split, options, phase, epoch + 1, start, orders[start], stop))
                return false;
        }
        orderedEpoch = epoch;
    }
    const auto batch = static_cast<std::size_t>(options.batchSize);
    const auto first = std::size_t{step} * batch;
    const auto count = std::min(batch, orders.front().size() - first);
    SoftmaxLoss mean;
    for (std::size_t start = 0; start < starts.size(); ++start) {
        const auto places = std::span(orders[start]).subspan(first, count);
        const auto loss = starts[start].compute(*rows, places, options, stop);
        if (!loss)
            return false;
        mean.loss += loss->loss / static_cast<double>(starts.size());
        mean.guessing += loss->guessing / static_cast<double>(starts.size());
    }
    if (!std::isfinite(mean.loss)) {
        fail("the loss of step " + grouped(step + 1) + " of epoch " + grouped(epoch + 1) + " is no number any more");
        return true;
    }
    for (auto& start : starts)
        start.move(*rows, options);
    ++step;
    history.steps.push_back({phase, epoch + 1, step, static_cast<std::uint32_t>(count), mean.loss, mean.guessing});
    if (listener.stepDone)
        listener.stepDone(history.steps.back());
    return true;
}

/// Makes the end of an epoch of its last step: nothing here can be interrupted.
bool TrainingRun::Private::completeEpoch()
{
    const bool finite = std::ranges::all_of(
        starts, [](const TwoTower& start) { return isFinite(start.users) && isFinite(start.movies); });
    if (!finite) {
        fail("after epoch " + grouped(epoch + 1) + " some vectors are no numbers any more");
        return false;
    }
    if (options.averaging > 0 && last.isThere()) {
        average(starts, &TwoTower::users, options.averaging, last.users);
        average(starts, &TwoTower::movies, options.averaging, last.movies);
    } else {
        joinStarts(starts, &TwoTower::users, last.users);
        joinStarts(starts, &TwoTower::movies, last.movies);
    }
    ++epoch;
    step = 0;
    last.epoch = epoch;
    last.state = phase == Phase::Refit ? RunCard::State::Refit
                 : hasHoldout()        ? RunCard::State::Search
                                       : RunCard::State::WithoutHoldout;
    return true;
}

bool TrainingRun::Private::measureEpoch(const std::stop_token& stop, const RunListener& listener)
{
    EpochRecord record{
        .phase = phase, .epoch = epoch, .training = {}, .holdout = {}, .holdoutSeenHidden = {}, .metrics = {}};
    bool better = false;
    if (phase == Phase::Search) {
        const auto scorer = dotScorer(last.users, last.movies);
        const auto line = measure("model", *scorer, MeasuredRows::of(*split, basePreset == "tutorial"), epochKs, stop, listener.measuring);
        if (!line)
            return false;
        if (hasHoldout()) {
            record.metrics = epochMetrics(line->metrics);
            record.holdout = line->ranks.all;
            record.holdoutSeenHidden = line->ranks.seenHidden;
            const double value = metricByName(record, options.metric).value_or(0.0);
            better = bestEpoch == 0 || value > bestValue;
            epochsWithoutBetter = better ? 0 : epochsWithoutBetter + 1;
            if (better) {
                bestValue = value;
                bestEpoch = epoch;
                kept = last;
            }
        } else {
            record.training = line->ranks.all;
        }
    }
    history.epochs.push_back(record);
    return true;
}

void TrainingRun::Private::leavePhase()
{
    if (phase == Phase::Refit || !willRefit()) {
        finished = true;
        return;
    }
    phase = Phase::Refit;
    refitEpochs = bestEpoch;
    epoch = step = 0;
    last = {};
    starts.clear();
    rows.reset();
    orderedEpoch.reset();
    phaseAnnounced = false;
}

void TrainingRun::Private::fail(std::string what)
{
    std::string message = what + ". The learning rate of " + shortest(options.learningRate) +
                          " is probably too large: try a smaller one.";
    message.front() = static_cast<char>(message.front() - 'a' + 'A');
    if (kept.isThere())
        message += " Kept " + bestInWords() + ".";
    else if (last.isThere())
        message += " Kept epoch " + grouped(last.epoch) + ".";
    failure = Outcome{OutcomeKind::NotFinite, phase, epoch, step + 1, std::move(message)};
}

Outcome TrainingRun::Private::run(const std::stop_token& stop, const RunListener& listener,
                                  std::optional<std::uint32_t> until)
{
    auto lap = Clock::now();
    const auto endLap = [&] {
        secondsInEpoch += secondsSince(lap);
        lap = Clock::now();
    };
    const auto stopped = [&] {
        endLap();
        return outcome(OutcomeKind::Stopped, stoppedMessage());
    };
    while (!failure && !finished) {
        if (!prepare(stop))
            return stopped();
        if (measurementIsDue()) {
            if (!measureEpoch(stop, listener))
                return stopped();
            endLap();
            epochSeconds.push_back(secondsInEpoch);
            secondsInEpoch = 0;
            if (listener.epochDone)
                listener.epochDone({history.epochs.back(), epochSeconds.back(),
                                    phase == Phase::Search && bestEpoch == epoch, bestEpoch});
            lap = Clock::now();
        } else if (step == 0 && phaseIsComplete()) {
            leavePhase();
        } else if (until && phase == Phase::Search && step == 0 && epoch >= *until) {
            return outcome(OutcomeKind::Reached, "Epoch " + grouped(epoch) + " is complete.");
        } else if (step > 0 && step == stepsPerEpoch()) {
            completeEpoch();
        } else {
            if (!phaseAnnounced) {
                const auto epochs = phase == Phase::Refit ? refitEpochs : static_cast<std::uint32_t>(options.epochs);
                if (listener.phaseStarted)
                    listener.phaseStarted({phase, epochs, stepsPerEpoch(), rows->split->trainUsers().size()});
                phaseAnnounced = true;
                history.steps.reserve(history.steps.size() +
                                      std::min(stepsToReserve, std::size_t{epochs} * stepsPerEpoch()));
            }
            if (!measureBaselines(stop, listener))
                return stopped();
            endLap();
            if (listener.betweenSteps)
                listener.betweenSteps();
            lap = Clock::now();  // a pause is no training
            if (stop.stop_requested() || !takeStep(stop, listener))
                return stopped();
        }
    }
    return failure ? *failure : outcome(OutcomeKind::Completed, completedMessage());
}

}  // namespace projectionist
