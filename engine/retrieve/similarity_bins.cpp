// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/similarity_bins.h"

#include <array>
#include <cmath>
#include <limits>

namespace projectionist {

namespace {

/// value · 10^exponent, rounded once as long as value and power are exact.
double decimal(double value, int exponent)
{
    return exponent >= 0 ? value * std::pow(10.0, exponent) : value / std::pow(10.0, -exponent);
}

}  // namespace

SimilarityBins::SimilarityBins(double first, double digits, int exponent, std::size_t bins)
{
    for (std::size_t i = 0; i <= bins; ++i)
        m_edges.push_back(static_cast<float>(decimal((first + static_cast<double>(i)) * digits, exponent)));
    m_upper.assign(m_edges.begin() + 1, m_edges.end());
    m_upper.back() = std::numeric_limits<float>::quiet_NaN();  // nothing is at or above it
    m_low = m_edges.front();
    m_perWidth = static_cast<float>(1.0 / decimal(digits, exponent));
    m_lastBin = static_cast<float>(bins - 1);
}

SimilarityBins SimilarityBins::forCosine(std::size_t bins)
{
    return {-static_cast<double>(bins / 2), 2000.0 / static_cast<double>(bins), -3, bins};
}

SimilarityBins SimilarityBins::forRange(float lowest, float highest, std::size_t bins)
{
    const auto magnitude = std::max(std::abs(double{lowest}), std::abs(double{highest}));
    const auto count = static_cast<double>(bins);
    // Never finer than float32 tells apart (with room for the guess of binOf), and never nothing.
    const auto finest = magnitude > 0 ? std::max(magnitude * 0x1p-18, 1e-30) : 1e-3;
    const auto width = std::max((double{highest} - double{lowest}) / count, finest);
    auto exponent = static_cast<int>(std::floor(std::log10(width)));
    for (;; ++exponent)
        for (const double digits : {1.0, 2.0, 2.5, 5.0}) {
            const auto step = decimal(digits, exponent);
            if (step < width)
                continue;
            auto first = std::floor(double{lowest} / step);
            if (lowest == highest)
                first -= std::floor(count / 2);
            const SimilarityBins result(first, digits, exponent, bins);
            if (result.m_edges.front() <= lowest && result.m_edges.back() >= highest)
                return result;
        }
}

}  // namespace projectionist
