// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/matrix.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace projectionist {

/// Something that gives every film a score for a user: two-tower tables, popularity, item-kNN, EASE.
class PROJECTIONIST_API Scorer {
public:
    virtual ~Scorer() = default;
    /// Fills scores[u · films + m] for users `first` … `first + count` − 1 and all films rows (row 0 included, ignored
    /// by callers). Called from several threads at once.
    virtual void score(std::size_t first, std::size_t count, std::span<float> scores) const = 0;
    [[nodiscard]] virtual std::size_t users() const = 0;
    [[nodiscard]] virtual std::size_t movies() const = 0;
};

/// Dot products of two tables. The view of the users must outlive it; the films are copied, laid out for products.
[[nodiscard]] PROJECTIONIST_API std::unique_ptr<Scorer> dotScorer(MatrixView users, MatrixView movies);
/// The same scores for everyone: each film's training positives. Ties go to the lower row.
[[nodiscard]] PROJECTIONIST_API std::unique_ptr<Scorer> popularityScorer(std::span<const std::uint32_t> trainCounts,
                                                                         std::size_t users);

}  // namespace projectionist
