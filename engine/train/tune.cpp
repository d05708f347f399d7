// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/tune.h"

#include "engine/core/random.h"
#include "engine/core/text.h"
#include "engine/evaluate/metrics.h"
#include "engine/train/training_run.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <new>

namespace projectionist {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double validationShare = 0.1;
constexpr std::uint32_t firstRung = 3;
constexpr int mostDimensionsTried = 512;

/// Between middle / span and middle · span, evenly on a logarithmic scale, with two digits.
float around(Random& random, double middle, double span)
{
    const double value = middle * std::exp((2 * random.uniform() - 1) * std::log(span));
    const double unit = std::pow(10.0, std::floor(std::log10(value)) - 1);
    return static_cast<float>(std::round(value / unit) * unit);
}

/// The trial of this number: the base, or one drawn around it.
TrainOptions choice(const TrainOptions& base, int number)
{
    auto options = base;
    if (number == 1)
        return options;
    Random random(base.seed, static_cast<std::uint64_t>(RandomStream::Tuning), static_cast<std::uint64_t>(number));
    options.learningRate = around(random, double(base.learningRate), 3);
    const bool hasL2 = base.l2 > 0;
    options.l2 = hasL2 ? around(random, double(base.l2), 4) : around(random, 0.2, 4);
    if (!hasL2)
        options.l2Exponent = 0.25F;
    constexpr std::array<double, 4> factors{0.5, 1, 1, 2};
    const auto factor = factors[random.below(factors.size())];
    const auto most = std::max(base.dimension, std::min(mostDimensionsTried, 4096 / base.starts));
    options.dimension = std::clamp(static_cast<int>(base.dimension * factor), 1, most);
    if (!base.samplingCorrection && base.candidates == Candidates::Batch)
        options.samplingCorrection = random.below(4) != 0;
    return options;
}

std::vector<std::pair<std::string, std::string>> namedChoice(const TrainOptions& options)
{
    std::vector<std::pair<std::string, std::string>> named;
    for (const auto& name : tunedOptions())
        named.emplace_back(name, optionValue(options, name));
    return named;
}

/// How good the trials were at each rung, so that a new one can be compared.
class Rungs {
public:
    /// False when the trial is behind: not among the better half of those that came so far, itself included.
    bool passes(std::uint32_t epoch, double best)
    {
        if (!isRung(epoch))
            return true;
        auto& values = m_values[epoch];
        values.push_back(best);
        const auto better = static_cast<std::size_t>(std::ranges::count_if(values, [&](double v) { return v > best; }));
        return 2 * better < values.size();
    }

private:
    static bool isRung(std::uint32_t epoch)
    {
        auto rung = firstRung;
        while (rung < epoch)
            rung *= 2;
        return rung == epoch;
    }
    std::map<std::uint32_t, std::vector<double>> m_values;
};

/// Trains the trial until it ends; fills it.
class TrialRun {
public:
    TrialRun(std::shared_ptr<const Split> split, std::stop_token stop, Clock::time_point deadline,
             const TuneListener& listener, Rungs& rungs)
        : m_split(std::move(split)), m_stop(std::move(stop)), m_deadline(deadline), m_listener(listener), m_rungs(rungs)
    {
    }

    void run(TuneTrial& trial, const std::string& basePreset) const
    {
        auto options = trial.options;
        options.refit = false;
        auto run = TrainingRun::create(m_split, options, basePreset);
        if (!run) {
            trial.end = TuneTrial::End::Failed;
            return;
        }
        std::stop_source until;
        const std::stop_callback forward(m_stop, [&until] { until.request_stop(); });
        bool behind = false;
        RunListener listener;
        listener.betweenSteps = [&] {
            if (Clock::now() >= m_deadline)
                until.request_stop();
        };
        listener.epochDone = [&](const RunListener::EpochDone& done) {
            const auto value = metricByName(done.record, options.metric).value_or(0.0);
            trial.values.push_back(value);
            if (trial.bestEpoch == 0 || value > trial.best) {
                trial.best = value;
                trial.bestEpoch = done.record.epoch;
            }
            if (m_listener.epochDone)
                m_listener.epochDone(trial);
            if (!m_rungs.passes(done.record.epoch, trial.best)) {
                behind = true;
                until.request_stop();
            }
        };
        const auto outcome = (*run)->run(until.get_token(), listener);
        trial.end = outcome.kind == OutcomeKind::NotFinite ? TuneTrial::End::NotFinite
                    : behind                               ? TuneTrial::End::Behind
                    : outcome.kind == OutcomeKind::Stopped ? TuneTrial::End::OutOfTime
                                                           : TuneTrial::End::Finished;
    }

private:
    std::shared_ptr<const Split> m_split;
    std::stop_token m_stop;
    Clock::time_point m_deadline;
    const TuneListener& m_listener;
    Rungs& m_rungs;
};

std::string inWords(const TuneResult& result, const TrainOptions& base)
{
    if (!result.best)
        return "The time was not enough for one epoch; the options stay as they are.";
    const auto& best = result.trials[*result.best];
    std::string text = "Tried " + grouped(result.trials.size()) +
                       (result.trials.size() == 1 ? " choice of options" : " choices of options") + " on " +
                       grouped(result.validationRows) + " rows cut from the training; ";
    if (best.number == 1)
        return text + "none was better than the options as they are.";
    text += "the best was number " + std::to_string(best.number) + ": ";
    bool first = true;
    for (const auto& [name, value] : best.choice) {
        if (value == optionValue(base, name))
            continue;
        text += (first ? "" : ", ") + name + "=" + value;
        first = false;
    }
    return text + ".";
}

Result<TuneResult> tuned(const std::shared_ptr<const Split>& split, const TrainOptions& base, const TuneBudget& budget,
                         const std::stop_token& stop, const TuneListener& listener)
{
    if (auto objection = base.validate())
        return failure(ErrorCode::InvalidOption, std::move(*objection));
    if (!(budget.seconds > 0) || budget.trials < 1)
        return failure(ErrorCode::InvalidOption,
                       "A search for options needs more than 0 seconds and at least 1 trial.");
    const auto duration = std::chrono::duration<double>(std::min(budget.seconds, 1e8));
    const auto deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(duration);
    auto validation = split->forValidation(validationShare, base.seed, stop);
    if (!validation)
        return tl::unexpected(std::move(validation.error()));
    TuneResult result;
    result.options = base;
    if (!*validation) {
        result.stopped = true;
        return result;
    }
    result.trainingRows = (*validation)->trainUsers().size();
    result.validationRows = (*validation)->holdoutUsers().size();
    Rungs rungs;
    const auto basePreset = matchingPreset(base);
    const TrialRun runner(*validation, stop, deadline, listener, rungs);
    for (int number = 1; number <= budget.trials && Clock::now() < deadline && !stop.stop_requested(); ++number) {
        TuneTrial trial;
        trial.number = number;
        trial.options = choice(base, number);
        trial.choice = namedChoice(trial.options);
        if (listener.trialBegan)
            listener.trialBegan(trial);
        runner.run(trial, basePreset);
        if (listener.trialDone)
            listener.trialDone(trial);
        result.trials.push_back(std::move(trial));
        const auto& last = result.trials.back();
        if (last.bestEpoch > 0 && (!result.best || last.best > result.trials[*result.best].best))
            result.best = result.trials.size() - 1;
    }
    result.stopped = stop.stop_requested();
    if (result.best) {
        auto& best = result.trials[*result.best];
        if (split->holdoutUsers().empty() || split->options().holdout.kind == Holdout::Kind::File)
            best.options.epochs = static_cast<int>(best.bestEpoch);
        result.options = best.options;
    }
    result.message = inWords(result, base);
    return result;
}

}  // namespace

const std::vector<std::string>& tunedOptions()
{
    static const std::vector<std::string> names{"dimension", "learning_rate", "l2", "l2_exponent",
                                                "sampling_correction"};
    return names;
}

std::string nameOf(TuneTrial::End end)
{
    switch (end) {
    case TuneTrial::End::Finished:
        return "finished";
    case TuneTrial::End::Behind:
        return "behind";
    case TuneTrial::End::OutOfTime:
        return "out_of_time";
    case TuneTrial::End::NotFinite:
        return "not_finite";
    case TuneTrial::End::Failed:
        return "failed";
    case TuneTrial::End::Running:
        break;
    }
    return "running";
}

Result<TuneResult> tune(const std::shared_ptr<const Split>& split, const TrainOptions& base, const TuneBudget& budget,
                        std::stop_token stop, const TuneListener& listener)
{
    try {
        return tuned(split, base, budget, stop, listener);
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory,
                       "there is not enough memory for a search for options. Choose fewer dimensions or starts.");
    }
}

std::string tuningJson(const TuneResult& result)
{
    std::string text = "{\"metric\": \"" + result.options.metric +
                       "\", \"training_rows\": " + std::to_string(result.trainingRows) +
                       ", \"validation_rows\": " + std::to_string(result.validationRows) +
                       ", \"best\": " + (result.best ? std::to_string(result.trials[*result.best].number) : "null") +
                       ", \"trials\": [";
    for (const auto& trial : result.trials) {
        text += &trial == &result.trials.front() ? "\n" : ",\n";
        text +=
            "{\"number\": " + std::to_string(trial.number) + ", \"end\": \"" + nameOf(trial.end) + "\", \"options\": {";
        for (const auto& [name, value] : trial.choice)
            text += (&name == &trial.choice.front().first ? "\"" : ", \"") + name + "\": \"" + value + "\"";
        text += "}, \"best\": " + (trial.bestEpoch > 0 ? shortest(trial.best) : "null") +
                ", \"best_epoch\": " + std::to_string(trial.bestEpoch) + ", \"values\": [";
        for (std::size_t epoch = 0; epoch < trial.values.size(); ++epoch)
            text += (epoch > 0 ? ", " : "") + shortest(trial.values[epoch]);
        text += "]}";
    }
    return text + "]}";
}

}  // namespace projectionist
