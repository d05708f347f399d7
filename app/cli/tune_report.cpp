// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/tune_report.h"

#include "app/cli/text.h"
#include "engine/core/text.h"

#include <algorithm>
#include <utility>

namespace projectionist::cli {

namespace {

double seconds(std::chrono::steady_clock::duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

std::string endInWords(const TuneTrial& trial, bool bestSoFar)
{
    switch (trial.end) {
    case TuneTrial::End::Behind:
        return "given up: behind";
    case TuneTrial::End::OutOfTime:
        return bestSoFar ? "best so far; cut by the time" : "cut by the time";
    case TuneTrial::End::NotFinite:
        return "ran away";
    case TuneTrial::End::Failed:
        return "too large for the memory";
    case TuneTrial::End::Finished:
    case TuneTrial::End::Running:
        break;
    }
    return bestSoFar ? "best so far" : "";
}

}  // namespace

TuneReport::TuneReport(Context& context, const TrainOptions& base, const TuneBudget& budget, bool quiet)
    : m_context(context), m_budget(budget), m_metric(base.metric), m_quiet(quiet), m_begin(Clock::now())
{
    using Align = TextTable::Align;
    std::vector<TextTable::Column> columns{{"trial", Align::Right, 5}};
    for (const auto& name : tunedOptions()) {
        if ((name == "l2_exponent" && base.l2 > 0) || (name == "sampling_correction" && base.samplingCorrection))
            continue;  // stays as it is
        m_names.push_back(name);
        columns.push_back({name, Align::Right, 9});
    }
    columns.push_back({"epochs", Align::Right, 6});
    columns.push_back({"best at", Align::Right, 7});
    columns.push_back({m_metric, Align::Right, 8});
    columns.push_back({"seconds", Align::Right, 8});
    columns.push_back({""});
    m_table.emplace(std::move(columns));
    line("Search for options, " + shortest(budget.seconds) + " s: " + m_metric +
         " on 10 % of the training rows, cut out for it");
}

TuneListener TuneReport::listener()
{
    TuneListener listener;
    listener.trialBegan = [this](const TuneTrial& trial) {
        m_trialBegin = Clock::now();
        show(trial);
    };
    listener.epochDone = [this](const TuneTrial& trial) { show(trial); };
    listener.trialDone = [this](const TuneTrial& trial) { finish(trial); };
    return listener;
}

void TuneReport::line(const std::string& text)
{
    if (m_quiet)
        return;
    m_context.progress.clear();
    m_context.out.line(text);
    m_context.out.flush();
}

void TuneReport::show(const TuneTrial& trial)
{
    const auto stage = "Search for options, trial " + std::to_string(trial.number) + ", epoch " +
                       std::to_string(trial.values.size() + 1);
    const auto total = std::max(1.0, m_budget.seconds);
    m_context.progress.show({stage, static_cast<std::uint64_t>(std::min(total, seconds(Clock::now() - m_begin))),
                             static_cast<std::uint64_t>(total)});
}

void TuneReport::finish(const TuneTrial& trial)
{
    const bool bestSoFar = trial.bestEpoch > 0 && (!m_hasBest || trial.best > m_best);
    if (bestSoFar) {
        m_best = trial.best;
        m_hasBest = true;
    }
    std::vector<std::string> cells{std::to_string(trial.number)};
    for (const auto& name : m_names)
        cells.push_back(optionValue(trial.options, name));
    cells.push_back(std::to_string(trial.values.size()));
    cells.push_back(trial.bestEpoch > 0 ? std::to_string(trial.bestEpoch) : "–");
    cells.push_back(trial.bestEpoch > 0 ? fixed(trial.best, 4) : "–");
    cells.push_back(fixed(seconds(Clock::now() - m_trialBegin), 1));
    cells.push_back(endInWords(trial, bestSoFar));
    m_table->row(std::move(cells));
    auto text = m_table->take();
    text.pop_back();
    line(text);
}

}  // namespace projectionist::cli
