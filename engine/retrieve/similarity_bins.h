// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace projectionist {

/// Bins of equal width whose edges are decimal numbers, each rounded once to float32: a threshold of "0.8" is an edge.
class SimilarityBins {
public:
    /// [−1, 1].
    [[nodiscard]] static SimilarityBins forCosine(std::size_t bins);
    /// [lowest, highest], widened to a round width of the bins (1, 2, 2.5 or 5 times a power of ten) and to multiples
    /// of it. Both finite.
    [[nodiscard]] static SimilarityBins forRange(float lowest, float highest, std::size_t bins);

    [[nodiscard]] std::size_t count() const { return m_edges.size() - 1; }
    /// count() + 1 edges, strictly ascending.
    [[nodiscard]] std::span<const float> edges() const { return m_edges; }

    /// The bin i with edge(i) ≤ value < edge(i + 1) in float32. Beyond the range (or not a number): the last or the
    /// first bin.
    [[nodiscard]] std::size_t binOf(float value) const
    {
        // A guess which is right or one too low, whatever was rounded; then one comparison with the edge itself.
        const auto guess = std::min(std::max(0.0F, (value - m_low) * m_perWidth - 0.4F), m_lastBin);
        const auto bin = static_cast<std::size_t>(static_cast<int>(guess));
        return bin + static_cast<std::size_t>(value >= m_upper[bin]);
    }

private:
    /// Edges (first + i) · digits · 10^exponent.
    SimilarityBins(double first, double digits, int exponent, std::size_t bins);
    std::vector<float> m_edges;
    std::vector<float> m_upper;  // m_edges without the lowest; the last is beyond every value
    float m_low = 0, m_perWidth = 0, m_lastBin = 0;
};

}  // namespace projectionist
