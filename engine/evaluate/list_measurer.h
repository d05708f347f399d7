// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/scratch.h"
#include "engine/evaluate/film_rarity.h"
#include "engine/evaluate/metrics.h"
#include "engine/evaluate/score_scan.h"
#include "engine/evaluate/sweep.h"
#include "engine/evaluate/user_ratio.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace projectionist {

// For the .cpp files of this floor.

/// Figures of the users' lists from a sweep over them: see rankingMetrics().
class ListMeasurer {
public:
    ListMeasurer(const PositivesByUser& seen, const PositivesByUser& relevant,
                 std::span<const std::uint32_t> trainCounts, const std::vector<bool>& candidates,
                 std::span<const int> ks, const SweepTiles& tiles);

    [[nodiscard]] bool wants(std::size_t user) const { return !relevantOf(user).empty(); }
    /// Users of one tile in order and from one thread. Overwrites the scores of what is hidden.
    void visit(std::size_t tile, std::size_t user, std::span<float> scores);
    [[nodiscard]] std::vector<MetricsAtK> result() const;

private:
    static constexpr std::array userFigures{&UserMetrics::recall,    &UserMetrics::truncatedRecall,
                                            &UserMetrics::precision, &UserMetrics::ndcg,
                                            &UserMetrics::hit,       &UserMetrics::reciprocalRank};
    /// Sums over the users of one tile, or of all, at one k.
    struct Sums {
        std::array<UserRatio, userFigures.size()> means;
        UserRatio novelty, longTail;

        void add(const UserMetrics& metrics);
        void add(const Sums& other);
        void write(MetricsAtK& metrics) const;
    };
    struct Scratch {
        BestScores best;
        std::vector<MovieRow> list;
    };

    [[nodiscard]] std::span<const MovieRow> relevantOf(std::size_t user) const
    {
        return user < m_relevant.users() ? m_relevant.of(UserRow{static_cast<std::uint32_t>(user)})
                                         : std::span<const MovieRow>{};
    }

    const PositivesByUser& m_seen;
    const PositivesByUser& m_relevant;
    std::span<const std::uint32_t> m_trainCounts;
    std::span<const int> m_ks;
    std::size_t m_longest;
    std::vector<std::uint32_t> m_neverListed;
    FilmRarity m_rarity;
    std::vector<std::vector<Sums>> m_sums;             ///< By tile and k.
    std::vector<std::vector<std::uint32_t>> m_listed;  ///< By k and film: in how many lists.
    ScratchPool<Scratch> m_pool;
};

}  // namespace projectionist
