// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/model/model.h"
#include "engine/retrieve/neighbours.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

struct SimilarPair {
    MovieRow a, b;          ///< a is the more often rated one; ties: the lower row.
    float similarity = 0;
};

struct PairOptions {
    Metric metric = Metric::Cosine;
    std::optional<std::uint32_t> minimumRatings;  ///< Both films; unset: the model's default (0 for the tutorial, else 20).
    std::optional<bool> includeUntrained;         ///< Unset: as the model's preset has it.
    /// For the tests and for narrow questions: only films for which this is true. Empty: all.
    std::function<bool(MovieRow)> only;
};

/// All pairs of films that qualify, each once, by similarity: the histogram of all of them and a list of the highest. Made in one
/// pass over the matrix product in tiles (half of it, by symmetry); the matrix never exists. Immutable then: counts for any
/// threshold are look-ups, lists are copies of a prefix while they are short enough and another pass when not.
/// A pair counts when similarity ≥ threshold in float32. The same bits at any thread count, and the same as neighbours().
class PROJECTIONIST_API SimilarPairs {
public:
    static constexpr std::size_t binCount = 2000;

    /// Null when stopped (within 50 ms), or when there is no memory for it. `keep`: how many of the highest pairs are held for lists without another pass.
    [[nodiscard]] static std::shared_ptr<const SimilarPairs> compute(std::shared_ptr<const Model> model, PairOptions options,
                                                                     std::size_t keep = 200'000, std::stop_token stop = {},
                                                                     const ProgressFunction& progress = {});

    [[nodiscard]] const PairOptions& options() const;
    [[nodiscard]] const std::shared_ptr<const Model>& model() const;
    [[nodiscard]] std::size_t films() const;          ///< Films that qualify.
    [[nodiscard]] std::size_t filmsLeftOut() const;   ///< Films with too few ratings or untrained.
    [[nodiscard]] std::uint64_t pairs() const;        ///< films · (films − 1) / 2.

    /// Histogram of all similarities in 2,000 bins of equal width over [low(), high()]: [−1, 1] for the cosine; for the dot
    /// product the range that occurs, widened to a round step. bin i holds edge(i) ≤ s < edge(i + 1) in float32; the last
    /// bin takes high() too (and rounding above it).
    [[nodiscard]] float low() const;
    [[nodiscard]] float high() const;
    [[nodiscard]] float edge(std::size_t index) const;
    [[nodiscard]] std::span<const std::uint64_t> histogram() const;
    /// The highest similarity there is; nothing when there are no pairs.
    [[nodiscard]] std::optional<SimilarPair> closest() const;

    /// Number of pairs with similarity ≥ threshold: exact at every edge() (a look-up) and for every threshold at or above the
    /// lowest kept pair; in between, the count of the nearest edge below.
    [[nodiscard]] std::uint64_t countAtLeast(float threshold) const;
    /// True when pairsAtLeast(threshold) needs no further pass.
    [[nodiscard]] bool isListed(float threshold) const;
    /// The pairs with similarity ≥ threshold, highest first, ties by rows, at most `limit` of them. Only from what is held:
    /// below the lowest kept pair the list ends there.
    [[nodiscard]] std::span<const SimilarPair> pairsAtLeast(float threshold, std::size_t limit) const;

private:
    struct Private;
    explicit SimilarPairs(std::shared_ptr<const Private> data);
    std::shared_ptr<const Private> m_private;
};

/// Every pair with similarity ≥ threshold, however many: `sink` gets sorted runs (highest first within a run), from one thread, and
/// returns false to end. Up to four million pairs are one run; up to about a hundred million, the runs follow each other in order, so that
/// the whole is sorted. Memory stays bounded (about 100 MB). Returns false when stopped (within 50 ms) or out of memory; true also when
/// the sink ended it.
PROJECTIONIST_API bool forEachPair(std::shared_ptr<const Model> model, const PairOptions& options, float threshold,
                                   const std::function<bool(std::span<const SimilarPair>)>& sink, std::stop_token stop = {},
                                   const ProgressFunction& progress = {});

}  // namespace projectionist
