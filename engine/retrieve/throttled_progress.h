// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace projectionist {

/// Passes on the first report, the last one and, in between, no more than fifty a second.
class ThrottledProgress {
public:
    ThrottledProgress(const ProgressFunction& report, std::string_view stage, std::uint64_t total)
        : m_report(report), m_stage(stage), m_total(total)
    {
    }

    void operator()(std::uint64_t done)
    {
        if (!m_report)
            return;
        const auto now = std::chrono::steady_clock::now();
        if (m_begun && done < m_total && now - m_last < std::chrono::milliseconds(20))
            return;
        m_begun = true;
        m_last = now;
        m_report({.stage = m_stage, .done = done, .total = m_total});
    }

private:
    const ProgressFunction& m_report;
    std::string_view m_stage;
    std::uint64_t m_total;
    std::chrono::steady_clock::time_point m_last;
    bool m_begun = false;
};

}  // namespace projectionist
