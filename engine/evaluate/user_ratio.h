// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace projectionist {

// For the .cpp files of this floor.

/// A figure Σ value / Σ weight over users, and how well these users tell that of all: with weight 1 a mean over users,
/// with the number of a user's rows a share of rows. The interval takes the users as drawn at random (normal
/// approximation; for a ratio by its linear part, Cochran 1977, eq. 6.9): rows of one user are alike, so that an
/// interval over rows would be too narrow.
class UserRatio {
public:
    void add(double value, double weight = 1)
    {
        ++m_users;
        m_value += value;
        m_weight += weight;
        m_valueSquares += value * value;
        m_weightSquares += weight * weight;
        m_products += value * weight;
    }
    void add(const UserRatio& other)
    {
        m_users += other.m_users;
        m_value += other.m_value;
        m_weight += other.m_weight;
        m_valueSquares += other.m_valueSquares;
        m_weightSquares += other.m_weightSquares;
        m_products += other.m_products;
    }
    [[nodiscard]] std::size_t users() const { return m_users; }
    [[nodiscard]] double value() const { return m_weight > 0 ? m_value / m_weight : 0.0; }
    /// 1.96 standard errors; 0 for fewer than two users.
    [[nodiscard]] double halfInterval95() const
    {
        if (m_users < 2 || !(m_weight > 0))
            return 0;
        const double ratio = value(), count = static_cast<double>(m_users);
        const double spread = m_valueSquares - 2 * ratio * m_products + ratio * ratio * m_weightSquares;
        return 1.96 * std::sqrt(std::max(0.0, spread) * count / (count - 1)) / m_weight;
    }

private:
    std::size_t m_users = 0;
    double m_value = 0, m_weight = 0, m_valueSquares = 0, m_weightSquares = 0, m_products = 0;
};

}  // namespace projectionist
