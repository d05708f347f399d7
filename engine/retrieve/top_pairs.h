// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/retrieve/similar_pairs.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

/// The most similar of the pairs that come by, in memory for twice as many. What is kept depends on the pairs alone,
/// not on the order or the threads in which they come. Thread-safe but for take().
class TopPairs {
public:
    explicit TopPairs(std::size_t keep);  ///< At least 1.

    /// Pairs below it are no longer wanted. Rises.
    [[nodiscard]] float threshold() const { return m_threshold.load(std::memory_order_relaxed); }
    void add(std::span<const SimilarPair> pairs);

    /// What is kept, in the order of lists. When stopped, something else.
    [[nodiscard]] std::vector<SimilarPair> take(const std::stop_token& stop);
    /// After take(): how many pairs are exactly as similar as the last one and were not kept.
    [[nodiscard]] std::uint64_t tiesLeftOut() const { return m_tiesLeftOut; }

private:
    void cut();
    std::size_t m_keep;
    std::mutex m_mutex;
    std::vector<SimilarPair> m_pairs;
    std::uint64_t m_tiesLeftOut = 0;
    std::atomic<float> m_threshold;
};

}  // namespace projectionist
