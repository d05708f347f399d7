// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/matrix.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include <sys/mman.h>

namespace projectionist {

namespace {

constexpr std::size_t hugePageBytes = std::size_t{2} << 20;

/// Zeroed memory. Large blocks start on a huge-page boundary and ask the kernel for huge pages before they are touched.
float* allocate(std::size_t rows, std::size_t columns)
{
    if (rows == 0 || columns == 0)
        return nullptr;
    if (rows > (std::size_t{1} << 46) / columns)
        throw std::bad_alloc();
    const auto bytes = rows * columns * sizeof(float);
    const auto alignment = bytes >= hugePageBytes ? hugePageBytes : std::size_t{64};
    const auto rounded = (bytes + alignment - 1) / alignment * alignment;
    void* memory = std::aligned_alloc(alignment, rounded);
    if (memory == nullptr)
        throw std::bad_alloc();
    if (bytes >= hugePageBytes)
        madvise(memory, rounded, MADV_HUGEPAGE);  // a hint: whether it is taken does not matter
    std::memset(memory, 0, rounded);
    return static_cast<float*>(memory);
}

}  // namespace

Matrix::Matrix(std::size_t rows, std::size_t columns)
    : m_data(allocate(rows, columns))
    , m_rows(rows)
    , m_columns(columns)
{
}

Matrix::Matrix(const Matrix& other)
    : Matrix(other.m_rows, other.m_columns)
{
    std::ranges::copy(other.values(), m_data);
}

Matrix::Matrix(Matrix&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_rows(std::exchange(other.m_rows, 0))
    , m_columns(std::exchange(other.m_columns, 0))
{
}

Matrix& Matrix::operator=(const Matrix& other)
{
    if (this == &other)
        return *this;
    if (m_rows == other.m_rows && m_columns == other.m_columns) {
        std::ranges::copy(other.values(), m_data);
        return *this;
    }
    return *this = Matrix(other);
}

Matrix& Matrix::operator=(Matrix&& other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_rows, other.m_rows);
    std::swap(m_columns, other.m_columns);
    return *this;
}

Matrix::~Matrix()
{
    std::free(m_data);
}

}  // namespace projectionist
