// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/matrix.h"
#include "engine/project/neighbour_graph.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace projectionist {

/// Chosen rows of a table as distances are taken of them: unit rows for the cosine, as they are otherwise; rows whose
/// length is not finite are zeros. Which of two rows is nearer to a third is told by their scores, in float32: always
/// the same bits, however the product was computed.
class ComparedRows {
public:
    ComparedRows(MatrixView table, std::span<const std::uint32_t> rows, Distance distance);

    [[nodiscard]] const Matrix& table() const { return m_rows; }
    [[nodiscard]] std::size_t count() const { return m_rows.rows(); }
    /// What is subtracted from the product of a row and row i to make the score of row i, the higher the nearer. Empty
    /// for the cosine: the product is the score.
    [[nodiscard]] std::span<const float> halfSquares() const { return m_halfSquares; }
    /// Of row `other`, as seen from row `from`.
    [[nodiscard]] float score(std::size_t from, std::size_t other) const;
    /// The distance of two rows as a NeighbourGraph has it.
    [[nodiscard]] float distance(std::size_t a, std::size_t b) const;
    [[nodiscard]] static float cosineDistance(float score) { return score < 1.0F ? 1.0F - score : 0.0F; }

private:
    Distance m_distance;
    Matrix m_rows;
    std::vector<float> m_halfSquares;
};

}  // namespace projectionist
