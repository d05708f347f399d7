// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/matrix.h"
#include "engine/project/tsne_affinities.h"

#include <span>

namespace projectionist {

/// What pulls the points of a t-SNE map together: sets forces[i], points × 2, to Σ_j p_ij (y_i − y_j) / (1 + |y_i −
/// y_j|²). The same bits at any thread count.
PROJECTIONIST_API void tsneAttraction(const JointProbabilities& joint, MatrixView positions, std::span<float> forces);

/// Σ p_ij log(p_ij (1 + |y_i − y_j|²) z), with z the sum of all 1 / (1 + |y_i − y_j|²): the Kullback–Leibler
/// divergence.
[[nodiscard]] PROJECTIONIST_API double tsneDivergence(const JointProbabilities& joint, MatrixView positions, double z);

}  // namespace projectionist
