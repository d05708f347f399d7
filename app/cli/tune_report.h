// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "app/cli/text_table.h"
#include "engine/train/tune.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace projectionist::cli {

/// Tells of a search for options while it goes on: a line of a table for each trial on standard output (unless
/// `quiet`), and the bar, which shows how much of the time is used up.
class TuneReport {
public:
    TuneReport(Context& context, const TrainOptions& base, const TuneBudget& budget, bool quiet);

    [[nodiscard]] TuneListener listener();

private:
    using Clock = std::chrono::steady_clock;

    void show(const TuneTrial& trial);
    void finish(const TuneTrial& trial);
    void line(const std::string& text);

    Context& m_context;
    TuneBudget m_budget;
    std::string m_metric;
    bool m_quiet;
    Clock::time_point m_begin, m_trialBegin;
    std::vector<std::string> m_names;  ///< Of the options that have a column.
    std::optional<TextTable> m_table;
    double m_best = 0;
    bool m_hasBest = false;
};

}  // namespace projectionist::cli
