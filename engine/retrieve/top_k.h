// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace projectionist {

/// The k best of the entries that come by, without sorting the rest: they are gathered while they can still be among
/// the best, and cut back to k by partial selection when there are twice as many. `Better` is a strict total order and
/// agrees with the scores (a higher score is better), so what is kept does not depend on the order of coming.
template <class Entry, class Better>
class TopK {
public:
    /// k = 0: all.
    explicit TopK(std::size_t k, Better better = {}) : m_k(k), m_better(better) {}

    /// Whether an entry of this score can be among the best. False for what is not a number.
    [[nodiscard]] bool wants(float score) const { return score >= m_threshold; }
    /// No entry with a lower score is among the best.
    [[nodiscard]] float threshold() const { return m_threshold; }

    void add(const Entry& entry)
    {
        m_entries.push_back(entry);
        if (m_k != 0 && m_entries.size() / 2 >= m_k)
            cut();
    }

    /// The best, best first. Leaves nothing behind.
    [[nodiscard]] std::vector<Entry> take()
    {
        if (m_k != 0 && m_entries.size() > m_k)
            cut();
        std::sort(m_entries.begin(), m_entries.end(), m_better);
        m_threshold = -std::numeric_limits<float>::infinity();
        return std::move(m_entries);
    }

private:
    void cut()
    {
        const auto last = m_entries.begin() + static_cast<std::ptrdiff_t>(m_k - 1);
        std::nth_element(m_entries.begin(), last, m_entries.end(), m_better);
        m_threshold = last->score;
        m_entries.resize(m_k);
    }

    std::size_t m_k;
    Better m_better;
    std::vector<Entry> m_entries;
    float m_threshold = -std::numeric_limits<float>::infinity();
};

}  // namespace projectionist
