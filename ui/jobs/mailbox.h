// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <utility>
#include <vector>

namespace projectionist {

/// Carries reports from a worker to the window with at most one pending event: push() says when one is due, take()
/// empties it. One queued event a report would freeze the window.
template <class Report>
class Mailbox {
public:
    /// True when the box was empty: then, and only then, the reader has to be woken.
    bool push(Report report)
    {
        const std::scoped_lock lock(m_mutex);
        m_reports.push_back(std::move(report));
        return m_reports.size() == 1;
    }

    [[nodiscard]] std::vector<Report> take()
    {
        const std::scoped_lock lock(m_mutex);
        return std::exchange(m_reports, {});
    }

private:
    std::mutex m_mutex;
    std::vector<Report> m_reports;
};

}  // namespace projectionist
