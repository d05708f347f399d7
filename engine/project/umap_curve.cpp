// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/umap_curve.h"

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

constexpr int distances = 300;
constexpr int stepsAtMost = 200;

/// In units of the spread, and in log a and log b, so that neither leaves its range.
class Fit {
public:
    explicit Fit(double minimum) : m_minimum(minimum) {}

    void run()
    {
        double damping = 1e-3;
        auto now = sums(m_logA, m_logB);
        for (int step = 0; step < stepsAtMost; ++step) {
            const auto aa = now.aa * (1 + damping), bb = now.bb * (1 + damping);
            const auto determinant = aa * bb - now.ab * now.ab;
            const auto logA = m_logA + (bb * now.a - now.ab * now.b) / determinant;
            const auto logB = m_logB + (aa * now.b - now.ab * now.a) / determinant;
            const auto next = sums(logA, logB);
            if (!(next.squares <= now.squares)) {
                damping *= 10;
                if (damping > 1e12)
                    return;
                continue;
            }
            const auto moved = std::abs(logA - m_logA) + std::abs(logB - m_logB);
            m_logA = logA;
            m_logB = logB;
            now = next;
            damping = std::max(damping / 10, 1e-12);
            if (moved < 1e-13)
                return;
        }
    }

    [[nodiscard]] double a() const { return std::exp(m_logA); }
    [[nodiscard]] double b() const { return std::exp(m_logB); }

private:
    /// Of the squares of what is missing, and of the normal equations.
    struct Sums {
        double squares = 0, aa = 0, ab = 0, bb = 0, a = 0, b = 0;
    };

    [[nodiscard]] Sums sums(double logA, double logB) const
    {
        Sums sums;
        const auto b = std::exp(logB);
        for (int i = 0; i < distances; ++i) {
            const auto distance = 3.0 * i / (distances - 1);
            const auto wanted = distance < m_minimum ? 1 : std::exp(m_minimum - distance);
            const auto power = distance > 0 ? std::exp(logA + 2 * b * std::log(distance)) : 0;
            const auto curve = 1 / (1 + power);
            const auto missing = wanted - curve;
            const auto byA = -curve * curve * power;
            const auto byB = distance > 0 ? byA * 2 * b * std::log(distance) : 0;
            sums.squares += missing * missing;
            sums.aa += byA * byA;
            sums.ab += byA * byB;
            sums.bb += byB * byB;
            sums.a += byA * missing;
            sums.b += byB * missing;
        }
        return sums;
    }

    double m_minimum;
    double m_logA = 0, m_logB = 0;
};

}  // namespace

UmapCurve umapCurve(double minimumDistance, double spread)
{
    Fit fit(minimumDistance / spread);
    fit.run();
    return {.a = fit.a() * std::pow(spread, -2 * fit.b()), .b = fit.b()};
}

}  // namespace projectionist
