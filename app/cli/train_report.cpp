// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/train_report.h"

#include "app/cli/text.h"
#include "engine/evaluate/metrics.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace projectionist::cli {

namespace {

constexpr std::size_t indexOfTen = 2;
static_assert(topKs[indexOfTen] == 10);

const TopKHits* headline(const std::optional<TopKHits>& seenHidden, const std::optional<TopKHits>& training)
{
    return seenHidden ? &*seenHidden : training ? &*training : nullptr;
}

std::string accuracyOf(const TopKHits* hits)
{
    return hits != nullptr ? percent(hits->accuracy(indexOfTen)) : "";
}

}  // namespace

TrainReport::TrainReport(Context& context, const TrainingRun& run, bool quiet)
    : m_context(context), m_run(run), m_quiet(quiet)
{
}

RunListener TrainReport::listener()
{
    RunListener listener;
    listener.phaseStarted = [this](const auto& start) { startPhase(start); };
    listener.baselinesMeasured = [this](const auto& baselines) { showBaselines(baselines); };
    if (!m_quiet)
        listener.measuring = m_context.progress.function();
    listener.stepDone = [this](const auto& record) { step(record); };
    listener.epochDone = [this](const auto& done) { epoch(done); };
    return listener;
}

bool TrainReport::measures() const
{
    return m_phase.phase == Phase::Search;
}

void TrainReport::line(const std::string& text)
{
    if (m_quiet)
        return;
    m_context.progress.clear();
    m_context.out.line(text);
    m_context.out.flush();
}

void TrainReport::startPhase(const RunListener::PhaseStart& start)
{
    m_phase = start;
    m_loss = m_guessing = 0;
    m_rows = 0;
    const auto size = counted(start.epochs, "epoch", "epochs") + " of " +
                      counted(start.stepsPerEpoch, "step", "steps") + ", " + counted(start.rowsPerEpoch, "row", "rows");
    const bool heldOut = !m_run.split().holdoutUsers().empty();
    if (start.phase == Phase::Refit)
        line("Refit on all rows: " + size);
    else if (heldOut)
        line("Search for the best epoch: at most " + size + "; figures on the held-out rows, seen films hidden");
    else
        line("Training: " + size + "; figures on the training rows, nothing hidden");

    using Align = TextTable::Align;
    std::vector<TextTable::Column> columns{
        {"epoch", Align::Right, 5}, {"loss/row", Align::Right, 9}, {"guessing", Align::Right, 9}};
    if (measures()) {
        columns.push_back({"top 10", Align::Right, 8});
        if (heldOut)
            columns.push_back({m_run.options().metric, Align::Right, 8});
    }
    columns.push_back({"seconds", Align::Right, 8});
    if (measures() && heldOut)
        columns.push_back({""});
    m_table.emplace(std::move(columns));
}

void TrainReport::showBaselines(const Baselines& baselines)
{
    const auto* popular = headline(baselines.popularHoldoutSeenHidden, baselines.popularTraining);
    const auto* random = headline(baselines.randomHoldoutSeenHidden, baselines.randomTraining);
    if (popular == nullptr)
        return;
    auto text = "The most popular films: top 10 " + accuracyOf(popular);
    EpochRecord record;
    record.training = baselines.popularTraining;
    record.holdout = baselines.popularHoldout;
    record.holdoutSeenHidden = baselines.popularHoldoutSeenHidden;
    record.metrics = baselines.popularMetrics;
    if (const auto value = metricByName(record, m_run.options().metric); value && record.metrics)
        text += ", " + m_run.options().metric + " " + fixed(*value, 4);
    if (random != nullptr)
        text += ". At random: top 10 " + accuracyOf(random);
    line(text);
}

void TrainReport::step(const StepRecord& record)
{
    m_loss += record.loss;
    m_guessing += record.guessing;
    m_rows += record.rows;
    const auto total = std::uint64_t{m_phase.epochs} * m_phase.stepsPerEpoch;
    const auto done = std::uint64_t{record.epoch - 1} * m_phase.stepsPerEpoch + record.step;
    const auto stage = std::string(record.phase == Phase::Refit ? "Refit" : "Training") + ", epoch " +
                       std::to_string(record.epoch) + " of " + std::to_string(m_phase.epochs) + ", loss " +
                       fixed(record.loss / std::max<double>(record.rows, 1), 3);
    m_context.progress.show({stage, done, total});
}

void TrainReport::epoch(const RunListener::EpochDone& done)
{
    const auto& record = done.record;
    const auto rows = static_cast<double>(std::max<std::uint64_t>(m_rows, 1));
    std::vector<std::string> cells{std::to_string(record.epoch), fixed(m_loss / rows, 4), fixed(m_guessing / rows, 4)};
    const bool heldOut = !m_run.split().holdoutUsers().empty();
    if (measures()) {
        cells.push_back(accuracyOf(headline(record.holdoutSeenHidden, record.training)));
        if (heldOut) {
            const auto value = metricByName(record, m_run.options().metric);
            cells.push_back(value ? fixed(*value, 4) : "");
        }
    }
    cells.push_back(fixed(done.seconds, 2));
    if (measures() && heldOut)
        cells.emplace_back(done.better ? "best so far" : "");
    m_loss = m_guessing = 0;
    m_rows = 0;
    if (!m_table)
        return;
    m_table->row(std::move(cells));
    auto text = m_table->take();
    text.pop_back();
    line(text);
}

}  // namespace projectionist::cli
