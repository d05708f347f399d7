// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

namespace projectionist {

/// Passes on how far parallel blocks have come: from the thread that made it only, and at most about fifty times a
/// second.
class ReadingProgress {
public:
    ReadingProgress(const ProgressFunction& report, std::string stage, std::uint64_t total)
        : m_report(report), m_stage(std::move(stage)), m_total(total)
    {
    }
    /// From any thread.
    void add(std::uint64_t amount)
    {
        const auto done = m_done.fetch_add(amount, std::memory_order_relaxed) + amount;
        if (!m_report || std::this_thread::get_id() != m_owner)
            return;
        const auto now = std::chrono::steady_clock::now();
        if (now - m_last < std::chrono::milliseconds(20))
            return;
        m_last = now;
        m_report({m_stage, done, m_total});
    }
    /// From the thread that made it: all done.
    void finish()
    {
        if (m_report)
            m_report({m_stage, m_total, m_total});
    }

private:
    const ProgressFunction& m_report;
    std::string m_stage;
    std::uint64_t m_total;
    std::atomic<std::uint64_t> m_done = 0;
    std::thread::id m_owner = std::this_thread::get_id();
    std::chrono::steady_clock::time_point m_last = {};
};

} // namespace projectionist
