// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/top_pairs.h"

#include "engine/retrieve/sort_pairs.h"

#include <algorithm>
#include <limits>

namespace projectionist {

TopPairs::TopPairs(std::size_t keep) : m_keep(keep), m_threshold(-std::numeric_limits<float>::infinity()) {}

void TopPairs::add(std::span<const SimilarPair> pairs)
{
    const std::scoped_lock lock(m_mutex);
    for (const auto& pair : pairs) {
        if (!(pair.similarity >= threshold()))
            continue;
        m_pairs.push_back(pair);
        if (m_pairs.size() / 2 >= m_keep)
            cut();
    }
}

std::vector<SimilarPair> TopPairs::take(const std::stop_token& stop)
{
    if (m_pairs.size() > m_keep)
        cut();
    sortPairs(m_pairs, stop);
    return std::move(m_pairs);
}

void TopPairs::cut()
{
    const auto last = m_pairs.begin() + static_cast<std::ptrdiff_t>(m_keep - 1);
    std::nth_element(m_pairs.begin(), last, m_pairs.end(), MoreSimilar{});
    const auto lowest = last->similarity;
    if (lowest > threshold())
        m_tiesLeftOut = 0;
    m_tiesLeftOut += static_cast<std::uint64_t>(
        std::count_if(last + 1, m_pairs.end(), [&](const SimilarPair& pair) { return pair.similarity == lowest; }));
    m_threshold = lowest;
    m_pairs.resize(m_keep);
}

}  // namespace projectionist
