// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/sample_direction.h"

#include <cmath>

namespace projectionist {

SampleDirection randomDirection(Random& random)
{
    SampleDirection direction;
    for (auto& value : direction)
        value = random.normal();
    normalise(direction);
    return direction;
}

double product(const SampleDirection& a, const SampleDirection& b)
{
    double sum = 0;
    for (std::size_t d = 0; d < a.size(); ++d)
        sum += a[d] * b[d];
    return sum;
}

void normalise(SampleDirection& direction)
{
    const double length = std::sqrt(product(direction, direction));
    for (auto& value : direction)
        value /= length;
}

void makePerpendicular(SampleDirection& direction, const SampleDirection& other)
{
    const double share = product(direction, other);
    for (std::size_t d = 0; d < direction.size(); ++d)
        direction[d] -= share * other[d];
    normalise(direction);
}

FixedDirection inFixedPoint(const SampleDirection& direction)
{
    FixedDirection fixed;
    for (std::size_t d = 0; d < direction.size(); ++d)
        fixed.values[d] = static_cast<std::int16_t>(std::lround(direction[d] * FixedDirection::one));
    return fixed;
}

}  // namespace projectionist
