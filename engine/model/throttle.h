// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace projectionist {

/// Passes progress on at most fifty times a second, and the last word (done = total) always.
class Throttle {
public:
    Throttle(const ProgressFunction& progress, std::string_view stage, std::uint64_t total)
        : m_progress(progress), m_stage(stage), m_total(total)
    {
    }

    void advance(std::uint64_t amount)
    {
        m_done += amount;
        if (!m_progress)
            return;
        const auto now = std::chrono::steady_clock::now();
        if (m_done < m_total && now - m_last < std::chrono::milliseconds(20))
            return;
        m_last = now;
        m_progress({.stage = m_stage, .done = m_done, .total = m_total});
    }

private:
    const ProgressFunction& m_progress;
    std::string_view m_stage;
    std::uint64_t m_total;
    std::uint64_t m_done = 0;
    std::chrono::steady_clock::time_point m_last{};
};

}  // namespace projectionist
