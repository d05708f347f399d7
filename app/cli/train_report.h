// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "app/cli/text_table.h"
#include "engine/train/training_run.h"

#include <optional>
#include <string>

namespace projectionist::cli {

/// Tells of a run while it goes on: a line of a table for each epoch on standard output (unless `quiet`), and the bar.
class TrainReport {
public:
    TrainReport(Context& context, const TrainingRun& run, bool quiet);

    [[nodiscard]] RunListener listener();

private:
    void startPhase(const RunListener::PhaseStart& start);
    void showBaselines(const Baselines& baselines);
    void step(const StepRecord& record);
    void epoch(const RunListener::EpochDone& done);
    void line(const std::string& text);
    /// The rows of the epoch table that are filled with figures measured after each epoch.
    [[nodiscard]] bool measures() const;

    Context& m_context;
    const TrainingRun& m_run;
    bool m_quiet;
    RunListener::PhaseStart m_phase{Phase::Search, 0, 0, 0};
    std::optional<TextTable> m_table;
    double m_loss = 0, m_guessing = 0;  ///< Sums of the epoch so far.
    std::uint64_t m_rows = 0;
};

}  // namespace projectionist::cli
