// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"

#include <chrono>
#include <mutex>

namespace projectionist::cli {

/// How far the work has come, in one line that is written over, when the descriptor is a terminal; nothing at all
/// otherwise. Thread-safe.
class ProgressBar {
public:
    explicit ProgressBar(int descriptor);
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ~ProgressBar();

    void show(const Progress& progress);
    /// Takes the line away, before something else is written.
    void clear();
    /// For the engine: calls show().
    [[nodiscard]] ProgressFunction function();

private:
    int m_descriptor;
    bool m_terminal;
    bool m_visible = false;
    std::chrono::steady_clock::time_point m_last;
    std::mutex m_mutex;
};

}  // namespace projectionist::cli
