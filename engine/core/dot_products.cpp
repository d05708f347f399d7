// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/dot_products.h"

#include "engine/core/parallel.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

#if defined(__FMA__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace projectionist {

namespace {

// As many rows as the registers hold accumulators for, two vectors wide, with some left for the operands.
#if defined(__AVX512F__)
constexpr std::size_t lanes = 16, stripRows = 12;
#elif defined(__FMA__)
constexpr std::size_t lanes = 8, stripRows = 6;
#else
constexpr std::size_t lanes = 4, stripRows = 6;
#endif
constexpr std::size_t vectors = 2;
constexpr std::size_t panelWidth = vectors * lanes;

using Vector = float __attribute__((vector_size(lanes * sizeof(float)), may_alias));

/// sum + a · b. Spelt out, so that no compiler fuses in one place and not in another.
Vector multiplyAdd(Vector a, Vector b, Vector sum)
{
#if defined(__AVX512F__)
    return _mm512_fmadd_ps(a, b, sum);
#elif defined(__FMA__)
    return _mm256_fmadd_ps(a, b, sum);
#elif defined(__aarch64__)
    return vfmaq_f32(sum, a, b);
#else
    return sum + a * b;
#endif
}

float multiplyAdd(float a, float b, float sum)
{
#if defined(__FMA__) || defined(__aarch64__)
    return std::fma(a, b, sum);
#else
    return sum + a * b;
#endif
}

/// stripRows × panelWidth products. `left` holds the strip column by column, `panel` the panel.
void multiplyPanel(const float* left, const float* panel, std::size_t columns, float* out, std::size_t stride)
{
    Vector sums[stripRows][vectors] = {};
    for (std::size_t k = 0; k < columns; ++k) {
        Vector right[vectors];
        for (std::size_t v = 0; v < vectors; ++v)
            right[v] = reinterpret_cast<const Vector*>(panel)[k * vectors + v];
#pragma GCC unroll 16
        for (std::size_t i = 0; i < stripRows; ++i) {
            const auto value = left[k * stripRows + i] - Vector{};  // in every lane
            for (std::size_t v = 0; v < vectors; ++v)
                sums[i][v] = multiplyAdd(value, right[v], sums[i][v]);
        }
    }
    for (std::size_t i = 0; i < stripRows; ++i)
        for (std::size_t v = 0; v < vectors; ++v)
            *reinterpret_cast<Vector*>(out + i * stride + v * lanes) = sums[i][v];
}

using Places = std::int32_t __attribute__((vector_size(lanes * sizeof(std::int32_t))));

/// One step of transposing lanes × lanes values in place: swaps the blocks of step × step beside the diagonal.
template <std::size_t step, std::size_t... j>
void exchangeBlocks(Vector (&block)[lanes], std::index_sequence<j...>)
{
    constexpr Places upper{static_cast<std::int32_t>((j & step) != 0 ? lanes + j - step : j)...};
    constexpr Places lower{static_cast<std::int32_t>((j & step) != 0 ? lanes + j : j + step)...};
#pragma GCC unroll 16
    for (std::size_t i = 0; i < lanes; ++i) {
        if ((i & step) != 0)
            continue;
        const auto above = block[i], below = block[i + step];
        block[i] = __builtin_shuffle(above, below, upper);
        block[i + step] = __builtin_shuffle(above, below, lower);
    }
}

void transpose(Vector (&block)[lanes])
{
    constexpr auto places = std::make_index_sequence<lanes>();
    exchangeBlocks<1>(block, places);
    exchangeBlocks<2>(block, places);
    if constexpr (lanes > 4)
        exchangeBlocks<4>(block, places);
    if constexpr (lanes > 8)
        exchangeBlocks<8>(block, places);
}

constexpr std::size_t blocksSideBySide = 4;  // several sums hide the latency of each
constexpr std::size_t rowsSideBySide = blocksSideBySide * lanes;

/// rowsSideBySide rows times one vector, a row in each lane: blocks of the rows are transposed on the way.
void multiplyRows(const float* rows, std::span<const float> vector, float* out)
{
    const auto columns = vector.size();
    const auto whole = columns / lanes * lanes;
    Vector sums[blocksSideBySide] = {};
    for (std::size_t k = 0; k < whole; k += lanes) {
        for (std::size_t b = 0; b < blocksSideBySide; ++b) {
            Vector block[lanes];
#pragma GCC unroll 16
            for (std::size_t i = 0; i < lanes; ++i)
                std::memcpy(&block[i], rows + (b * lanes + i) * columns + k, sizeof(Vector));
            transpose(block);
#pragma GCC unroll 16
            for (std::size_t i = 0; i < lanes; ++i)
                sums[b] = multiplyAdd(block[i], vector[k + i] - Vector{}, sums[b]);
        }
    }
    for (std::size_t r = 0; r < rowsSideBySide; ++r) {
        float sum = sums[r / lanes][r % lanes];
        for (auto k = whole; k < columns; ++k)
            sum = multiplyAdd(rows[r * columns + k], vector[k], sum);
        out[r] = sum;
    }
}

/// A block of rows times one vector.
void multiplyVector(const float* rows, std::size_t count, std::span<const float> vector, float* out)
{
    const auto columns = vector.size();
    std::size_t i = 0;
    for (; i + rowsSideBySide <= count; i += rowsSideBySide)
        multiplyRows(rows + i * columns, vector, out + i);
    for (; i < count; ++i) {
        float sum = 0;
        for (std::size_t k = 0; k < columns; ++k)
            sum = multiplyAdd(rows[i * columns + k], vector[k], sum);
        out[i] = sum;
    }
}

constexpr std::size_t valuesPerBlock = std::size_t{1} << 18;

}  // namespace

void dotProducts(MatrixView table, std::span<const float> vector, std::span<float> out)
{
    assert(vector.size() == table.columns && out.size() >= table.rows);
    const auto rowsPerBlock = std::max<std::size_t>(valuesPerBlock / std::max<std::size_t>(table.columns, 1), 1);
    parallelFor((table.rows + rowsPerBlock - 1) / rowsPerBlock, [&](std::size_t block) {
        const auto first = block * rowsPerBlock;
        multiplyVector(table.data + first * table.columns, std::min(rowsPerBlock, table.rows - first), vector,
                       out.data() + first);
    });
}

float dotProduct(std::span<const float> a, std::span<const float> b)
{
    float product = 0;
    dotProducts({.data = a.data(), .rows = 1, .columns = a.size()}, b, {&product, 1});
    return product;
}

PackedRows::PackedRows(MatrixView table) : m_rows(table.rows), m_columns(table.columns)
{
    pack([&](std::size_t row) { return table.row(row).data(); });
}

PackedRows::PackedRows(MatrixView table, std::span<const std::uint32_t> rows)
    : m_rows(rows.size()), m_columns(table.columns)
{
    pack([&](std::size_t row) { return table.row(rows[row]).data(); });
}

template <class RowAt>
void PackedRows::pack(const RowAt& rowAt)
{
    const auto panels = (m_rows + panelWidth - 1) / panelWidth;
    m_panels = Matrix(panels, panelWidth * m_columns);
    const auto panelsPerBlock =
        std::max<std::size_t>(valuesPerBlock / std::max<std::size_t>(panelWidth * m_columns, 1), 1);
    parallelFor((panels + panelsPerBlock - 1) / panelsPerBlock, [&](std::size_t block) {
        const auto end = std::min((block + 1) * panelsPerBlock * panelWidth, m_rows);
        for (auto row = block * panelsPerBlock * panelWidth; row < end; ++row) {
            const float* from = rowAt(row);
            float* to = m_panels.row(row / panelWidth).data() + row % panelWidth;
            for (std::size_t k = 0; k < m_columns; ++k)
                to[k * panelWidth] = from[k];
        }
    });
}

std::size_t PackedRows::panelRows()
{
    return panelWidth;
}

std::size_t PackedRows::rowsWithin(std::size_t bytes) const
{
    const auto panelBytes = panelWidth * std::max<std::size_t>(m_columns, 1) * sizeof(float);
    return std::max<std::size_t>(bytes / panelBytes, 1) * panelWidth;
}

ProductStrip::ProductStrip(std::size_t columns, std::size_t width)
    : m_left(columns, stripRows), m_products(stripRows, (width + panelWidth - 1) / panelWidth * panelWidth)
{
}

std::size_t ProductStrip::rowsAtOnce()
{
    return stripRows;
}

void ProductStrip::compute(MatrixView left, std::size_t first, std::size_t count, const PackedRows& right,
                           std::size_t rightFirst, std::size_t rightCount)
{
    assert(count <= stripRows && rightFirst % panelWidth == 0 && rightCount <= m_products.columns());
    const auto columns = left.columns;
    for (std::size_t i = 0; i < count; ++i) {
        const auto from = left.row(first + i);
        for (std::size_t k = 0; k < columns; ++k)
            m_left.data()[k * stripRows + i] = from[k];
    }
    const auto panels = (rightCount + panelWidth - 1) / panelWidth;
    for (std::size_t p = 0; p < panels; ++p)
        multiplyPanel(m_left.data(), right.panel(rightFirst / panelWidth + p), columns,
                      m_products.data() + p * panelWidth, m_products.columns());
    m_count = rightCount;
}

}  // namespace projectionist
