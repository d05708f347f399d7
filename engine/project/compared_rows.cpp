// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/compared_rows.h"

#include "engine/core/dot_products.h"
#include "engine/retrieve/unit_rows.h"

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

Matrix rowsToCompare(MatrixView table, std::span<const std::uint32_t> rows, Distance distance)
{
    if (distance == Distance::Cosine)
        return unitRows(table, rows);
    auto result = chosenRows(table, rows);
    for (std::size_t place = 0; place < rows.size(); ++place) {
        if (!std::isfinite(dotProduct(result.row(place), result.row(place))))
            std::ranges::fill(result.row(place), 0.0F);
    }
    return result;
}

}  // namespace

ComparedRows::ComparedRows(MatrixView table, std::span<const std::uint32_t> rows, Distance distance)
    : m_distance(distance), m_rows(rowsToCompare(table, rows, distance))
{
    if (distance == Distance::Cosine)
        return;
    m_halfSquares.reserve(count());
    for (std::size_t place = 0; place < count(); ++place)
        m_halfSquares.push_back(dotProduct(m_rows.row(place), m_rows.row(place)) / 2);
}

float ComparedRows::score(std::size_t from, std::size_t other) const
{
    const auto product = dotProduct(m_rows.row(from), m_rows.row(other));
    return m_halfSquares.empty() ? product : product - m_halfSquares[other];
}

float ComparedRows::distance(std::size_t a, std::size_t b) const
{
    if (m_distance == Distance::Cosine)
        return cosineDistance(score(a, b));
    double sum = 0;
    const auto left = m_rows.row(a), right = m_rows.row(b);
    for (std::size_t k = 0; k < left.size(); ++k) {
        const auto difference = double{left[k]} - double{right[k]};
        sum += difference * difference;
    }
    return static_cast<float>(std::sqrt(sum));
}

}  // namespace projectionist
