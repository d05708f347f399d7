// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <stop_token>

#include <Eigen/Core>

namespace projectionist {

struct LeadingEigenvectors {
    Eigen::VectorXd values;   ///< Descending.
    Eigen::MatrixXd vectors;  ///< A column each, orthonormal.
};

/// The `count` largest eigenvalues of a symmetric matrix (finite, of which only the lower triangle is read) and their
/// eigenvectors. A library's solver finds them all and cannot be stopped: at 1,024 columns that is half a second.
/// Nothing when stopped.
[[nodiscard]] std::optional<LeadingEigenvectors> leadingEigenvectors(Eigen::MatrixXd matrix, Eigen::Index count,
                                                                     const std::stop_token& stop);

}  // namespace projectionist
