// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/ids.h"
#include "engine/core/matrix.h"

#include <span>

namespace projectionist {

/// What the accumulators of Adagrad start at, as in Keras.
inline constexpr float adagradStart = 0.1F;

/// One step of Adagrad (Duchi et al. 2011, in the form of Keras) on some rows of a table, the others stay as they are:
///
///     g = gradient + decay · w        acc += g²        w −= learningRate · g / √(acc + 1e-7)
///
/// `table` and `accumulators`: rows × dimension. `rows`: the different rows that moved. `gradient`: rows.size() ×
/// dimension, the summed gradient of each. `decay`: the factor of L2 for each of `rows`, or empty for none. The same
/// bits at any thread count.
PROJECTIONIST_API void adagradStep(Matrix& table, Matrix& accumulators, std::span<const UserRow> rows,
                                   MatrixView gradient, std::span<const float> decay, float learningRate);
PROJECTIONIST_API void adagradStep(Matrix& table, Matrix& accumulators, std::span<const MovieRow> rows,
                                   MatrixView gradient, std::span<const float> decay, float learningRate);

}  // namespace projectionist
