// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/scratch.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>

struct fftwf_plan_s;

namespace projectionist {

/// The potential of charges that stand between the nodes of a grid, under the kernel 1 / (1 + distance²), where both
/// the charges are spread to the nodes and the potential is read from them with cubic B-splines: what the splines blur
/// is taken out of the kernel. By one real Fourier transform forth and one back, on a grid twice as large. The same
/// bits at any thread count. Functions may throw std::bad_alloc.
class GridConvolution {
public:
    /// Adds the charges of the lines first … first + count − 1 to `lines`, zero at first, line after line at `stride`.
    /// Called from several threads.
    using Spread = std::function<void(std::size_t first, std::size_t count, float* lines, std::size_t stride)>;

    /// Lines × nodes, `spacing` apart in both directions.
    void setShape(std::size_t lines, std::size_t nodes, float spacing);
    void convolve(const Spread& spread);
    /// The potential at the nodes of a line.
    [[nodiscard]] const float* line(std::size_t index) const { return m_potential.data() + index * m_stride; }

private:
    struct DestroyPlan {
        void operator()(fftwf_plan_s* plan) const;
    };
    using Plan = std::unique_ptr<fftwf_plan_s, DestroyPlan>;
    struct Plans {
        Plan forth, back;
    };

    const Plans& plansAlongLines(std::size_t length);
    const Plans& plansAcrossLines(std::size_t length);
    void transformLines(std::size_t lines, const Spread& spread);
    void prepareKernel();
    /// Fetches `lines` lines of a strip of frequencies; what follows them is zero.
    void loadStrip(std::size_t strip, std::size_t lines, float* to) const;

    std::size_t m_lines = 0, m_nodes = 0;
    float m_spacing = 0;
    std::size_t m_paddedLines = 0, m_paddedNodes = 0;  // what is transformed
    std::size_t m_stride = 0;                          // floats from line to line
    std::size_t m_strips = 0;                          // of frequencies along the lines
    const Plans* m_along = nullptr;
    const Plans* m_across = nullptr;
    std::map<std::size_t, Plans> m_plansAlong, m_plansAcross;  // by length: maps grow and shrink
    FloatBuffer m_spectrum;                                    // lines × strips × frequencies of a strip, complex
    FloatBuffer m_kernel;                                      // strips × padded lines × frequencies of a strip
    FloatBuffer m_potential;
    ScratchPool<FloatBuffer> m_scratch;
};

}  // namespace projectionist
