// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/matrix.h"
#include "engine/data/catalogue.h"
#include "ui/inspector/row_list.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>

namespace projectionist {

/// The Euclidean length of a vector, and its place among others: 1 is the longest.
struct VectorLength {
    double length = 0;
    std::size_t place = 0, among = 0;
    /// "Vector length 3.08, no. 41 of 1,682 trained films"; `placeWords` has %1 and %2.
    [[nodiscard]] QString inWords(const QString& placeWords) const;
};

[[nodiscard]] double lengthOf(std::span<const float> vector);
/// Among the rows (row 0 left out) for which `counts` is true.
[[nodiscard]] VectorLength lengthAmong(MatrixView vectors, std::size_t row,
                                       const std::function<bool(std::size_t)>& counts);

[[nodiscard]] RowList::Row filmRow(const Catalogue& catalogue, MovieRow movie, const QString& value,
                                   std::optional<double> share);
[[nodiscard]] RowList::Row userRow(const Catalogue& catalogue, UserRow user, const QString& value,
                                   std::optional<double> share);

}  // namespace projectionist
