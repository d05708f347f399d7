// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/matrix.h"

#include <cstdint>
#include <span>

namespace projectionist {

/// The vector divided by its length, for the cosine: always the same bits for the same vector. A vector without a
/// direction (length zero, or not finite) becomes zeros, so that its cosine with anything is 0. Call within
/// parallelFor, so that denormals are treated alike everywhere.
void unitRow(std::span<const float> vector, std::span<float> unit);

/// Some rows of a table, each divided by its length, on several threads.
[[nodiscard]] Matrix unitRows(MatrixView table, std::span<const std::uint32_t> rows);

/// Some rows of a table as they are.
[[nodiscard]] Matrix chosenRows(MatrixView table, std::span<const std::uint32_t> rows);

/// A dot product of two unit vectors as a cosine: rounding may take it a little beyond 1.
[[nodiscard]] inline float cosineOf(float product)
{
    return product > 1.0F ? 1.0F : product < -1.0F ? -1.0F : product;
}

}  // namespace projectionist
