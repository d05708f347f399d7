// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/grid_convolution.h"

#include "engine/core/parallel.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <new>
#include <numbers>

#include <fftw3.h>

namespace projectionist {

namespace {

constexpr std::size_t linesPerBlock = 8;
constexpr std::size_t stripWidth = 16;               // frequencies that are transformed side by side
constexpr std::size_t stripFloats = 2 * stripWidth;  // real and imaginary part in turn
constexpr std::size_t floatsAligned = 16;            // to which every line is, so that a plan fits all of them

/// FFTW makes and destroys plans for one thread at a time; carrying them out is safe.
std::mutex& planner()
{
    static std::mutex mutex;
    return mutex;
}

fftwf_complex* asComplex(float* values)
{
    return reinterpret_cast<fftwf_complex*>(values);
}

/// The least length of at least `least` that is quickly transformed: a multiple of 8 of small factors.
std::size_t quickLength(std::size_t least)
{
    for (auto length = (least + 7) / 8 * 8;; length += 8) {
        auto rest = length;
        for (const std::size_t factor : {2, 3, 5}) {
            while (rest % factor == 0)
                rest /= factor;
        }
        if (rest == 1)
            return length;
    }
}

/// The transform of the cubic B-spline on the nodes.
double splineTransform(std::size_t frequency, std::size_t length)
{
    const auto angle = 2 * std::numbers::pi * static_cast<double>(frequency) / static_cast<double>(length);
    return (4 + 2 * std::cos(angle)) / 6;
}

}  // namespace

void GridConvolution::DestroyPlan::operator()(fftwf_plan_s* plan) const
{
    const std::scoped_lock lock(planner());
    fftwf_destroy_plan(plan);
}

const GridConvolution::Plans& GridConvolution::plansAlongLines(std::size_t length)
{
    auto& plans = m_plansAlong[length];
    if (!plans.back) {
        FloatBuffer line, frequencies;
        auto* real = line.require(length);
        auto* complex = asComplex(frequencies.require(length + 2));
        const auto n = static_cast<int>(length);
        const std::scoped_lock lock(planner());
        // Measured plans would change from run to run, and the bits with them.
        plans.forth.reset(fftwf_plan_dft_r2c_1d(n, real, complex, FFTW_ESTIMATE));
        plans.back.reset(fftwf_plan_dft_c2r_1d(n, complex, real, FFTW_ESTIMATE | FFTW_DESTROY_INPUT));
    }
    if (!plans.forth || !plans.back)
        throw std::bad_alloc();
    return plans;
}

const GridConvolution::Plans& GridConvolution::plansAcrossLines(std::size_t length)
{
    auto& plans = m_plansAcross[length];
    if (!plans.back) {
        FloatBuffer from, to;
        auto* in = asComplex(from.require(length * stripFloats));
        auto* out = asComplex(to.require(length * stripFloats));
        const int n = static_cast<int>(length), width = static_cast<int>(stripWidth);
        const auto plan = [&](int direction) {
            return fftwf_plan_many_dft(1, &n, width, in, nullptr, width, 1, out, nullptr, width, 1, direction,
                                       FFTW_ESTIMATE);
        };
        const std::scoped_lock lock(planner());
        plans.forth.reset(plan(FFTW_FORWARD));
        plans.back.reset(plan(FFTW_BACKWARD));
    }
    if (!plans.forth || !plans.back)
        throw std::bad_alloc();
    return plans;
}

void GridConvolution::setShape(std::size_t lines, std::size_t nodes, float spacing)
{
    const auto paddedLines = quickLength(2 * lines), paddedNodes = quickLength(2 * nodes);
    const auto isKnown = paddedLines == m_paddedLines && paddedNodes == m_paddedNodes && spacing == m_spacing;
    m_lines = lines;
    m_nodes = nodes;
    if (isKnown)
        return;
    m_paddedLines = 0;  // nothing is known should there be no memory
    m_along = &plansAlongLines(paddedNodes);
    m_across = &plansAcrossLines(paddedLines);
    m_strips = (paddedNodes / 2 + 1 + stripWidth - 1) / stripWidth;
    m_stride = (paddedNodes + floatsAligned - 1) / floatsAligned * floatsAligned;
    m_spacing = spacing;
    m_spectrum.require((paddedLines / 2 + 1) * m_strips * stripFloats);
    m_kernel.require(m_strips * paddedLines * stripWidth);
    m_potential.require(paddedLines / 2 * m_stride);
    m_paddedNodes = paddedNodes;
    m_paddedLines = paddedLines;
    try {
        prepareKernel();
    } catch (...) {
        m_paddedLines = 0;
        throw;
    }
}

void GridConvolution::transformLines(std::size_t lines, const Spread& spread)
{
    parallelFor((lines + linesPerBlock - 1) / linesPerBlock, [&](std::size_t block) {
        const auto first = block * linesPerBlock, count = std::min(linesPerBlock, lines - first);
        const auto scratch = m_scratch.lease();
        auto* values = scratch->require(linesPerBlock * m_stride);
        std::fill_n(values, count * m_stride, 0.0F);
        spread(first, count, values, m_stride);
        for (std::size_t i = 0; i < count; ++i)
            fftwf_execute_dft_r2c(m_along->forth.get(), values + i * m_stride,
                                  asComplex(m_spectrum.data() + (first + i) * m_strips * stripFloats));
    });
}

void GridConvolution::loadStrip(std::size_t strip, std::size_t lines, float* to) const
{
    for (std::size_t line = 0; line < lines; ++line)
        std::copy_n(m_spectrum.data() + (line * m_strips + strip) * stripFloats, stripFloats, to + line * stripFloats);
    std::fill(to + lines * stripFloats, to + m_paddedLines * stripFloats, 0.0F);
}

/// The kernel is even in both directions: half of the lines are enough, and its transform is real.
void GridConvolution::prepareKernel()
{
    const auto lines = m_paddedLines / 2 + 1;
    std::fill_n(m_spectrum.data(), lines * m_strips * stripFloats, 0.0F);  // also what no transform ever writes
    transformLines(lines, [&](std::size_t first, std::size_t count, float* values, std::size_t stride) {
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t node = 0; node < m_paddedNodes; ++node) {
                const auto across = m_spacing * static_cast<float>(first + i);
                const auto along = m_spacing * static_cast<float>(std::min(node, m_paddedNodes - node));
                values[i * stride + node] = 1 / (1 + across * across + along * along);
            }
        }
    });
    const auto scale = 1 / (static_cast<double>(m_paddedLines) * static_cast<double>(m_paddedNodes));
    parallelFor(m_strips, [&](std::size_t strip) {
        const auto scratch = m_scratch.lease();
        auto* in = scratch->require(2 * m_paddedLines * stripFloats);
        auto* out = in + m_paddedLines * stripFloats;
        loadStrip(strip, lines, in);
        for (auto line = lines; line < m_paddedLines; ++line)
            std::copy_n(in + (m_paddedLines - line) * stripFloats, stripFloats, in + line * stripFloats);
        fftwf_execute_dft(m_across->forth.get(), asComplex(in), asComplex(out));
        for (std::size_t k = 0; k < stripWidth; ++k) {
            const auto along = splineTransform(strip * stripWidth + k, m_paddedNodes);
            for (std::size_t line = 0; line < m_paddedLines; ++line) {
                const auto blur = along * splineTransform(line, m_paddedLines);
                m_kernel.data()[(strip * m_paddedLines + line) * stripWidth + k] =
                    static_cast<float>(double{out[line * stripFloats + 2 * k]} * scale / (blur * blur));
            }
        }
    });
}

void GridConvolution::convolve(const Spread& spread)
{
    transformLines(m_lines, spread);
    parallelFor(m_strips, [&](std::size_t strip) {
        const auto scratch = m_scratch.lease();
        auto* values = scratch->require(2 * m_paddedLines * stripFloats);
        auto* transformed = values + m_paddedLines * stripFloats;
        loadStrip(strip, m_lines, values);
        fftwf_execute_dft(m_across->forth.get(), asComplex(values), asComplex(transformed));
        const auto* kernel = m_kernel.data() + strip * m_paddedLines * stripWidth;
        for (std::size_t i = 0; i < m_paddedLines * stripWidth; ++i) {
            transformed[2 * i] *= kernel[i];
            transformed[2 * i + 1] *= kernel[i];
        }
        fftwf_execute_dft(m_across->back.get(), asComplex(transformed), asComplex(values));
        for (std::size_t line = 0; line < m_lines; ++line)
            std::copy_n(values + line * stripFloats, stripFloats,
                        m_spectrum.data() + (line * m_strips + strip) * stripFloats);
    });
    parallelFor((m_lines + linesPerBlock - 1) / linesPerBlock, [&](std::size_t block) {
        const auto end = std::min((block + 1) * linesPerBlock, m_lines);
        for (auto line = block * linesPerBlock; line < end; ++line)
            fftwf_execute_dft_c2r(m_along->back.get(), asComplex(m_spectrum.data() + line * m_strips * stripFloats),
                                  m_potential.data() + line * m_stride);
    });
}

}  // namespace projectionist
