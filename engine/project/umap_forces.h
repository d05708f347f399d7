// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/project/umap_curve.h"
#include "engine/project/umap_weights.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace projectionist {

/// The forces of a UMAP map, applied in rounds. Positions are pairs of floats, one pair more than there are points: the
/// last is nowhere(), where it neither pulls nor pushes.
class UmapForces {
public:
    static constexpr std::size_t rounds = 16;
    static constexpr float nowhere = 1e6F;

    /// `graph`: weights at most 1. `epochs` is the number of all epochs: pairs that take part in none are left out.
    UmapForces(FuzzyGraph graph, const UmapCurve& curve, std::uint32_t epochs, std::uint32_t negatives,
               std::uint64_t seed);

    [[nodiscard]] std::size_t points() const { return m_graph.points(); }
    /// Before the rounds of an epoch, the first of which is 0.
    void begin(std::uint32_t epoch, float learningRate);
    /// Moves all points to where they are after one round. Depends on `from`, epoch and round alone.
    void apply(std::size_t round, const std::vector<float>& from, std::vector<float>& to) const;

private:
    class Movers;
    void keepPairs(std::uint32_t epochs);

    FuzzyGraph m_graph;
    float m_a, m_b;
    std::array<std::uint32_t, 2> m_negatives;  // with the first pull of a pair in an epoch, and with the second
    std::uint64_t m_seed;
    std::uint64_t m_epochKey = 0;
    float m_learningRate = 0;
    std::vector<std::uint32_t> m_pulling;    // neighbours that pull in this epoch, at the front of each row
    std::vector<std::uint32_t> m_roundEnds;  // in there, for each point and round
};

}  // namespace projectionist
