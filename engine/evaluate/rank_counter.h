// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/scratch.h"
#include "engine/evaluate/ranks.h"
#include "engine/evaluate/sweep.h"
#include "engine/evaluate/user_ratio.h"

#include <cstddef>
#include <span>
#include <vector>

namespace projectionist {

// For the .cpp files of this floor.

/// Ranks of positives from a sweep over their users: see countRanks().
class RankCounter {
public:
    RankCounter(std::span<const UserRow> users, std::span<const MovieRow> movies, const PositivesByUser* seen,
                std::span<const int> ks, const SweepTiles& tiles);

    [[nodiscard]] bool wants(std::size_t user) const { return !m_rows.of(user).empty(); }
    /// Users of one tile in order and from one thread.
    void visit(std::size_t tile, std::size_t user, std::span<const float> scores);
    [[nodiscard]] RankCounts result() const;

private:
    /// What one tile of users adds up to.
    struct Part {
        TopKHits all, hidden;
        std::vector<UserRatio> allAt, hiddenAt;  ///< By k.

        explicit Part(std::size_t ks) : allAt(ks), hiddenAt(ks) {}
        void add(const Part& other);
    };
    struct Scratch {
        std::vector<float> bounds, seenScores;
        std::vector<std::size_t> above, seenAbove, all, hidden;
    };

    RowsByUser m_rows;
    const PositivesByUser* m_seen;
    std::span<const int> m_ks;
    std::vector<Part> m_parts;
    ScratchPool<Scratch> m_pool;
};

}  // namespace projectionist
