// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace projectionist {

double Smoother::next(double value)
{
    m_state = m_keep * m_state + (1 - m_keep) * value;
    m_weight *= m_keep;
    return m_state / (1 - m_weight);
}

double smoothingFor(std::size_t steps)
{
    constexpr double window = 100, most = 0.9, unit = 0.05;
    if (steps <= std::size_t(window))
        return 0;
    const double smoothing = 1 - window / static_cast<double>(steps);
    return std::min(std::round(smoothing / unit) * unit, most);
}

std::vector<QPointF> decimated(std::span<const QPointF> points, double columnsPerPixel)
{
    std::vector<QPointF> kept;
    kept.reserve(std::min<std::size_t>(points.size(), 8192));
    for (std::size_t begin = 0; begin < points.size();) {
        const double column = std::floor(points[begin].x() * columnsPerPixel);
        std::size_t end = begin, low = begin, high = begin;
        for (; end < points.size() && std::floor(points[end].x() * columnsPerPixel) == column; ++end) {
            if (points[end].y() < points[low].y())
                low = end;
            if (points[end].y() > points[high].y())
                high = end;
        }
        std::array chosen{begin, low, high, end - 1};
        std::ranges::sort(chosen);
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            if (i == 0 || chosen[i] != chosen[i - 1])
                kept.push_back(points[chosen[i]]);
        }
        begin = std::max(end, begin + 1);  // not a number equals nothing: passed on as it is
    }
    return kept;
}

std::vector<double> spreadApart(std::span<const Spread> labels, double low, double high)
{
    std::vector<std::size_t> order(labels.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return labels[i].wanted; });

    // Stacks of touching labels, each where its members want to be on average, merged while they overlap.
    struct Stack {
        double sum;  // of the tops that the members want for the stack
        double height;
        std::size_t count;
    };
    const auto topOf = [&](const Stack& stack) {
        return std::max(low, std::min(stack.sum / static_cast<double>(stack.count), high - stack.height));
    };
    std::vector<Stack> stacks;
    for (const auto i : order) {
        stacks.push_back({labels[i].wanted - labels[i].height / 2, labels[i].height, 1});
        while (stacks.size() > 1) {
            const Stack last = stacks.back();
            Stack& before = stacks[stacks.size() - 2];
            if (topOf(last) >= topOf(before) + before.height)
                break;
            before.sum += last.sum - before.height * static_cast<double>(last.count);
            before.height += last.height;
            before.count += last.count;
            stacks.pop_back();
        }
    }
    std::vector<double> result(labels.size());
    std::size_t next = 0;
    for (const auto& stack : stacks) {
        double top = topOf(stack);
        for (std::size_t i = 0; i < stack.count; ++i, ++next) {
            const double height = labels[order[next]].height;
            result[order[next]] = top + height / 2;
            top += height;
        }
    }
    return result;
}

double niceStep(double span, int parts, bool integers)
{
    if (!(span > 0) || !std::isfinite(span))
        return 1;
    const double power = std::pow(10.0, std::floor(std::log10(span / parts)));
    double best = power, bestDistance = std::numeric_limits<double>::infinity();
    for (const double scale : {1.0, 10.0}) {
        for (const double mantissa : {1.0, 2.0, 2.5, 5.0}) {
            double step = mantissa * scale * power;
            if (integers && (step < 1 || step != std::floor(step)))
                continue;
            const double distance = std::abs(std::log(span / step / parts));
            if (distance < bestDistance) {
                best = step;
                bestDistance = distance;
            }
        }
    }
    return integers && bestDistance == std::numeric_limits<double>::infinity() ? 1 : best;
}

Range zoomed(Range range, double factor, double centre, Range bounds, double smallest)
{
    const double size = std::clamp(range.size() * factor, std::min(smallest, bounds.size()), bounds.size());
    const double share = range.size() > 0 ? (centre - range.lower) / range.size() : 0.5;
    const double lower = centre - share * size;
    return moved({lower, lower + size}, 0, bounds);
}

Range moved(Range range, double distance, Range bounds)
{
    const double size = std::min(range.size(), bounds.size());
    // Rounding may leave the upper end a hair below the lower.
    const double lower = std::clamp(range.lower + distance, bounds.lower, std::max(bounds.lower, bounds.upper - size));
    return {lower, lower + size};
}

}  // namespace projectionist
