// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/leading_eigenvectors.h"

#include "engine/core/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <Eigen/Eigenvalues>
#include <Eigen/Householder>

namespace projectionist {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Q T Qᵀ of a symmetric matrix, T tridiagonal, by Householder's reflections (Golub and Van Loan 2013,
/// algorithm 8.3.1).
class Tridiagonal {
public:
    /// When stopped, it is not complete.
    Tridiagonal(MatrixXd matrix, const std::stop_token& stop)
        : m_reflectors(std::move(matrix))
        , m_factors(std::max<Index>(m_reflectors.rows() - 1, 0))
        , m_beside(m_factors.size())
    {
        VectorXd step;
        for (Index k = 0; k < m_factors.size() && !stop.stop_requested(); ++k) {
            const auto rest = m_factors.size() - k;
            auto reflector = m_reflectors.col(k).tail(rest);
            reflector.makeHouseholderInPlace(m_factors[k], m_beside[k]);
            reflector[0] = 1;
            auto below = m_reflectors.bottomRightCorner(rest, rest);
            step.noalias() = m_factors[k] * (below.selfadjointView<Eigen::Lower>() * reflector);
            step -= 0.5 * m_factors[k] * step.dot(reflector) * reflector;
            below.selfadjointView<Eigen::Lower>().rankUpdate(reflector, step, -1.0);
        }
        m_diagonal = m_reflectors.diagonal();
    }

    [[nodiscard]] const VectorXd& diagonal() const { return m_diagonal; }
    [[nodiscard]] const VectorXd& beside() const { return m_beside; }  ///< The diagonal below (and above) it.

    /// Q times a vector.
    void rotate(Eigen::Ref<VectorXd> vector) const
    {
        for (auto k = m_factors.size(); k-- > 0;) {
            const auto rest = m_factors.size() - k;
            const auto reflector = m_reflectors.col(k).tail(rest);
            auto part = vector.tail(rest);
            part -= m_factors[k] * reflector.dot(part) * reflector;
        }
    }

private:
    MatrixXd m_reflectors;  // in the columns, below the diagonal
    VectorXd m_factors, m_beside, m_diagonal;
};

/// T − shift, factored with row exchanges, to be solved for many right sides.
class Shifted {
public:
    Shifted(const Tridiagonal& matrix, double shift, double tiny)
    {
        const auto& beside = matrix.beside();
        const auto size = matrix.diagonal().size();
        m_diagonal = matrix.diagonal().array() - shift;
        m_above = VectorXd::Zero(size);
        m_above.head(beside.size()) = beside;
        m_second = VectorXd::Zero(size);
        m_multipliers = VectorXd::Zero(size);
        m_exchanged.assign(static_cast<std::size_t>(size), false);
        for (Index i = 0; i + 1 < size; ++i) {
            if (std::abs(beside[i]) > std::abs(m_diagonal[i])) {
                m_exchanged[static_cast<std::size_t>(i)] = true;
                m_multipliers[i] = m_diagonal[i] / beside[i];
                const auto above = m_above[i];
                m_diagonal[i] = beside[i];
                m_above[i] = m_diagonal[i + 1];
                m_second[i] = m_above[i + 1];
                m_diagonal[i + 1] = above - m_multipliers[i] * m_above[i];
                m_above[i + 1] = -m_multipliers[i] * m_second[i];
            } else if (m_diagonal[i] != 0) {
                m_multipliers[i] = beside[i] / m_diagonal[i];
                m_diagonal[i + 1] -= m_multipliers[i] * m_above[i];
            }
        }
        for (auto& pivot : m_diagonal)  // at an eigenvalue one of them is nothing but rounding
            if (std::abs(pivot) < tiny)
                pivot = std::copysign(tiny, pivot);
    }

    void solve(VectorXd& right) const
    {
        const auto size = right.size();
        for (Index i = 0; i + 1 < size; ++i) {
            if (m_exchanged[static_cast<std::size_t>(i)])
                std::swap(right[i], right[i + 1]);
            right[i + 1] -= m_multipliers[i] * right[i];
        }
        for (auto i = size; i-- > 0;) {
            if (i + 1 < size)
                right[i] -= m_above[i] * right[i + 1];
            if (i + 2 < size)
                right[i] -= m_second[i] * right[i + 2];
            right[i] /= m_diagonal[i];
        }
    }

private:
    VectorXd m_diagonal, m_above, m_second, m_multipliers;
    std::vector<bool> m_exchanged;
};

constexpr int iterations = 5;  // two would do for eigenvalues that stand apart

}  // namespace

std::optional<LeadingEigenvectors> leadingEigenvectors(MatrixXd matrix, Index count, const std::stop_token& stop)
{
    const auto size = matrix.rows();
    const Tridiagonal tridiagonal(std::move(matrix), stop);
    if (stop.stop_requested())
        return {};
    Eigen::SelfAdjointEigenSolver<MatrixXd> solver;
    solver.computeFromTridiagonal(tridiagonal.diagonal(), tridiagonal.beside(), Eigen::EigenvaluesOnly);

    // Inverse iteration; what belongs to the earlier vectors is taken out, so that equal eigenvalues have vectors of
    // their own.
    LeadingEigenvectors result{.values = solver.eigenvalues().tail(count).reverse(), .vectors = MatrixXd(size, count)};
    const auto tiny = std::max(solver.eigenvalues().cwiseAbs().maxCoeff() * std::numeric_limits<double>::epsilon(),
                               std::numeric_limits<double>::min());
    Random random(1, static_cast<std::uint64_t>(RandomStream::Projection));
    for (Index c = 0; c < count; ++c) {
        if (stop.stop_requested())
            return {};
        const Shifted shifted(tridiagonal, result.values[c], tiny);
        const auto earlier = result.vectors.leftCols(c);
        VectorXd vector(size);
        for (auto& entry : vector)
            entry = random.normal();
        for (int i = 0; i < iterations; ++i) {
            vector.normalize();
            shifted.solve(vector);
            vector.normalize();
            for (int twice = 0; twice < 2; ++twice)
                vector -= earlier * (earlier.transpose() * vector);
        }
        result.vectors.col(c) = vector.normalized();
    }
    for (Index c = 0; c < count; ++c)
        tridiagonal.rotate(result.vectors.col(c));
    return result;
}

}  // namespace projectionist
