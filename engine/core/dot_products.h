// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace projectionist {

/// Dot products in float32 that do not depend on how they are computed: whether a score stands alone, in a row or in a
/// tile, it is the sum over k = 0, 1, 2, … of a[k] · b[k], one addition after the other in that order (each fused with
/// its product where the processor can). So dot(a, b) = dot(b, a), and lists, counts and exports agree in every bit.
/// The speed is that of a library's matrix product, which would sum in an order of its own for each shape.
///
/// Nothing here reads beyond `columns`; tables may be empty.

/// out[i] = table.row(i) · vector, for every row. `out` has table.rows places, `vector` table.columns. On several
/// threads.
PROJECTIONIST_API void dotProducts(MatrixView table, std::span<const float> vector, std::span<float> out);

/// One of them.
[[nodiscard]] PROJECTIONIST_API float dotProduct(std::span<const float> a, std::span<const float> b);

/// Rows of a table laid out for products with many others: a copy. Immutable then; any number of threads may read it.
class PROJECTIONIST_API PackedRows {
public:
    PackedRows() = default;
    explicit PackedRows(MatrixView table);                              ///< All rows.
    PackedRows(MatrixView table, std::span<const std::uint32_t> rows);  ///< These rows, in this order.

    [[nodiscard]] std::size_t rows() const { return m_rows; }
    [[nodiscard]] std::size_t columns() const { return m_columns; }
    /// Rows are kept in panels of this many; tiles begin at multiples of it.
    [[nodiscard]] static std::size_t panelRows();
    /// Of these rows, as many whole panels as `bytes` holds; at least one.
    [[nodiscard]] std::size_t rowsWithin(std::size_t bytes) const;
    /// A panel: columns × panelRows() values, those of one column side by side.
    [[nodiscard]] const float* panel(std::size_t index) const
    {
        return m_panels.data() + index * panelRows() * m_columns;
    }

private:
    template <class RowAt>
    void pack(const RowAt& rowAt);
    Matrix m_panels;
    std::size_t m_rows = 0, m_columns = 0;
};

/// A few rows times many packed ones: the piece of a matrix product that fits the first-level cache, with the memory it
/// needs. One for each thread. Call compute() within parallelFor, so that denormals are treated alike everywhere.
class PROJECTIONIST_API ProductStrip {
public:
    /// For tables of `columns` and at most `width` packed rows at a time.
    ProductStrip(std::size_t columns, std::size_t width);

    /// Rows that one strip takes.
    [[nodiscard]] static std::size_t rowsAtOnce();

    /// left.row(first + i) · right.row(rightFirst + j) for i < count ≤ rowsAtOnce() and j < rightCount ≤ width.
    /// rightFirst is a multiple of PackedRows::panelRows().
    void compute(MatrixView left, std::size_t first, std::size_t count, const PackedRows& right, std::size_t rightFirst,
                 std::size_t rightCount);

    /// The products of row first + i, to be read or changed in place.
    [[nodiscard]] std::span<float> row(std::size_t i) { return m_products.row(i).first(m_count); }

private:
    Matrix m_left;
    Matrix m_products;
    std::size_t m_count = 0;
};

}  // namespace projectionist
