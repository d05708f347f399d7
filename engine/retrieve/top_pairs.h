// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/retrieve/similar_pairs.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

namespace projectionist {

/// The order of lists: highest similarity first, ties by rows.
struct MoreSimilar {
    bool operator()(const SimilarPair& a, const SimilarPair& b) const
    {
        if (a.similarity != b.similarity)
            return a.similarity > b.similarity;
        return a.a != b.a ? a.a < b.a : a.b < b.b;
    }
};

/// The most similar of the pairs that come by, in memory for twice as many. What is kept depends on the pairs alone,
/// not on the order or the threads in which they come. Thread-safe but for take().
class TopPairs {
public:
    explicit TopPairs(std::size_t keep);  ///< At least 1.

    /// Pairs below it are no longer wanted. Rises.
    [[nodiscard]] float threshold() const { return m_threshold.load(std::memory_order_relaxed); }
    void add(std::span<const SimilarPair> pairs);

    /// What is kept, in the order of lists.
    [[nodiscard]] std::vector<SimilarPair> take();
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
