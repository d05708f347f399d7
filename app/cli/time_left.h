// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/progress_bar.h"
#include "engine/core/progress.h"

#include <chrono>
#include <string>

namespace projectionist::cli {

/// "8 s", "2 min 10 s", "1 h 5 min".
[[nodiscard]] std::string durationInWords(double seconds);

/// Shows progress with the time that is left, which it tells by the time that a stage has taken so far. For work whose
/// steps are about equally long.
class TimeLeft {
public:
    explicit TimeLeft(ProgressBar& bar);

    void show(const Progress& progress);
    /// For the engine: calls show(). Empty where nothing would be seen.
    [[nodiscard]] ProgressFunction function();

private:
    ProgressBar& m_bar;
    std::chrono::steady_clock::time_point m_begin;
};

}  // namespace projectionist::cli
