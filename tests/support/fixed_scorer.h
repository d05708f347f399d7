// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/evaluate/metrics.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace projectionist::testing {

/// Scores that are written down.
class FixedScorer final : public Scorer {
public:
    explicit FixedScorer(std::vector<std::vector<float>> scores) : m_scores(std::move(scores)) {}
    void score(std::size_t first, std::size_t count, std::span<float> scores) const override
    {
        auto place = scores.begin();
        for (std::size_t user = first; user < first + count; ++user)
            place = std::ranges::copy(m_scores[user], place).out;
    }
    [[nodiscard]] std::size_t users() const override { return m_scores.size(); }
    [[nodiscard]] std::size_t movies() const override { return m_scores.front().size(); }

private:
    std::vector<std::vector<float>> m_scores;
};

}  // namespace projectionist::testing
