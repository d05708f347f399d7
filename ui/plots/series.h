// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>

#include <cstddef>
#include <span>
#include <vector>

namespace projectionist {

/// The arithmetic under the charts, apart from any painting.

/// Exponential smoothing with bias correction: s ← a s + (1 − a) y, shown as s ∕ (1 − aⁿ), so that the first value is y
/// itself and not pulled towards zero. Can be fed piece by piece.
class Smoother {
public:
    /// 0 … 0.99; 0 leaves values as they are.
    explicit Smoother(double smoothing) : m_keep(smoothing) {}
    double next(double value);

private:
    double m_keep, m_state = 0, m_weight = 1;
};

/// How much to smooth a run of so many steps: a window of a hundredth of it; 0 for a hundred steps and fewer, 0.9 at
/// most.
[[nodiscard]] double smoothingFor(std::size_t steps);

/// Points in pixels, ascending in x, thinned to the first, lowest, highest and last of each device pixel column, in
/// their order: what a polyline through all of them would cover. `columnsPerPixel` is the device pixel ratio.
[[nodiscard]] std::vector<QPointF> decimated(std::span<const QPointF> points, double columnsPerPixel = 1);

/// Middles of labels, moved as little as need be so that none touches the next, within [low, high] while there is room.
/// They keep the order of `wanted`, ties the order given.
struct Spread {
    double wanted = 0;
    double height = 14;
};
[[nodiscard]] std::vector<double> spreadApart(std::span<const Spread> labels, double low, double high);

/// A step of 1, 2, 2.5 or 5 times a power of ten that cuts `span` into 3 to 6 parts, as near as may be to `parts`.
/// Whole numbers only when `integers`.
[[nodiscard]] double niceStep(double span, int parts, bool integers = false);

/// A range that holds [low, high] with `share` of it to spare at both ends, never empty.
struct Range {
    double lower = 0, upper = 1;
    [[nodiscard]] double size() const { return upper - lower; }
    friend bool operator==(const Range&, const Range&) = default;
};
/// `range` scaled by `factor` about `centre` and kept inside `bounds`; never larger than these, never smaller than
/// `smallest`.
[[nodiscard]] Range zoomed(Range range, double factor, double centre, Range bounds, double smallest);
/// `range` moved by `distance` and kept inside `bounds`.
[[nodiscard]] Range moved(Range range, double distance, Range bounds);

}  // namespace projectionist
