// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/matrix.h"

#include <cstddef>
#include <memory>
#include <span>

namespace projectionist {

/// What pushes the points of a t-SNE map apart. The forces are minus half of the gradient of the potential
/// φ(y) = Σ_j 1 / (1 + |y − y_j|²), which is had from a grid and Fourier transforms; exactly, pair by pair, for few
/// points. Keeps memory from call to call; the results depend on the positions only, with the same bits at any thread
/// count.
class PROJECTIONIST_API TsneRepulsion {
public:
    /// Up to so many points each pair is looked at.
    static constexpr std::size_t exactAtMost = 512;
    /// The widest map that the grid, of 1,600 cells a side at most, is made for.
    static constexpr float widestMap = 800;

    TsneRepulsion();
    ~TsneRepulsion();
    TsneRepulsion(const TsneRepulsion&) = delete;
    TsneRepulsion& operator=(const TsneRepulsion&) = delete;

    /// Sets forces[i], points × 2, to Σ_j (y_i − y_j) / (1 + |y_i − y_j|²)² and gives Σ_{i ≠ j} 1 / (1 + |y_i − y_j|²),
    /// above 0. `positions`: points × 2, finite, at most widestMap wide and high. May throw std::bad_alloc.
    double compute(MatrixView positions, std::span<float> forces);

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

}  // namespace projectionist
