// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/project/neighbour_graph.h"
#include "engine/project/sparse_rows.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

/// Neighbours of each point that t-SNE looks at: 3 · perplexity (van der Maaten 2014), but all others where there are
/// fewer.
[[nodiscard]] PROJECTIONIST_API std::size_t neighboursNeeded(double perplexity, std::size_t points);

/// The perplexity that a graph allows: the one asked for, or a third of the graph's neighbours of each point where that
/// is less; never below 1.
[[nodiscard]] PROJECTIONIST_API double perplexityWithin(const NeighbourGraph& graph, double perplexity);

/// How likely each point picks each of its first neighboursNeeded(perplexity, points) neighbours: proportional to
/// exp(−β d²), with β such that the entropy of its row is log(perplexity). Points × neighbours, a row's sum is 1. For
/// the cosine d² is the squared distance of the unit vectors. Where the entropy cannot be that low, because that many
/// neighbours are equally near, those share the row. `perplexity` as perplexityWithin() gives it. Nothing when stopped.
[[nodiscard]] PROJECTIONIST_API std::optional<std::vector<float>>
conditionalProbabilities(const NeighbourGraph& graph, double perplexity, std::stop_token stop = {});

/// Symmetric: of each pair, half of what both pick each other with, divided by the number of points, so that all sum to
/// 1. Points have the numbers of an order of the caller's. A row has its own neighbours, nearest first, then those that
/// it is one of.
struct JointProbabilities : SparseRows {
    /// Rows are filled up to a multiple of this with entries of weight 0 that name the point itself.
    static constexpr std::size_t multiple = 8;
};

/// `order`: every point of the graph once; number i of the result is order[i] of the graph. The same bits at any thread
/// count. Nothing when stopped. May throw std::bad_alloc.
[[nodiscard]] PROJECTIONIST_API std::optional<JointProbabilities>
jointProbabilities(const NeighbourGraph& graph, double perplexity, std::span<const std::uint32_t> order,
                   std::stop_token stop = {});

}  // namespace projectionist
