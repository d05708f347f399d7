// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"

#include <cstddef>
#include <span>

namespace projectionist {

/// Rows of floats that somebody else owns: `rows` × `columns`, row after row without gaps.
struct MatrixView {
    const float* data = nullptr;
    std::size_t rows = 0;
    std::size_t columns = 0;

    [[nodiscard]] std::span<const float> row(std::size_t index) const { return {data + index * columns, columns}; }
    [[nodiscard]] std::span<const float> values() const { return {data, rows * columns}; }
    [[nodiscard]] bool empty() const { return rows == 0; }
};

/// A table of embeddings: one entity per row, row-major, 64-byte aligned, on huge pages when it is large. Zero at first.
/// Copies are deep. Not resizable.
class PROJECTIONIST_API Matrix {
public:
    Matrix() = default;
    Matrix(std::size_t rows, std::size_t columns);
    Matrix(const Matrix& other);
    Matrix(Matrix&& other) noexcept;
    Matrix& operator=(const Matrix& other);
    Matrix& operator=(Matrix&& other) noexcept;
    ~Matrix();

    [[nodiscard]] std::size_t rows() const { return m_rows; }
    [[nodiscard]] std::size_t columns() const { return m_columns; }
    [[nodiscard]] float* data() { return m_data; }
    [[nodiscard]] const float* data() const { return m_data; }
    [[nodiscard]] std::span<float> row(std::size_t index) { return {m_data + index * m_columns, m_columns}; }
    [[nodiscard]] std::span<const float> row(std::size_t index) const { return {m_data + index * m_columns, m_columns}; }
    [[nodiscard]] std::span<float> values() { return {m_data, m_rows * m_columns}; }
    [[nodiscard]] std::span<const float> values() const { return {m_data, m_rows * m_columns}; }
    [[nodiscard]] MatrixView view() const { return {m_data, m_rows, m_columns}; }
    operator MatrixView() const { return view(); }  // NOLINT: a view of it is what most functions take

private:
    float* m_data = nullptr;
    std::size_t m_rows = 0;
    std::size_t m_columns = 0;
};

}  // namespace projectionist
