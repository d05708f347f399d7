// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"

namespace projectionist {

/// How near two points of a UMAP map are taken to be, by their distance d: 1 / (1 + a d^2b).
struct UmapCurve {
    double a = 0;
    double b = 0;
};

/// The curve nearest, by least squares at 300 distances up to three times the spread, to the one that is meant: 1 up to
/// the minimum distance, then falling off as exp(−(d − minimum) / spread) (McInnes, Healy and Melville 2018, definition
/// 11). By Levenberg and Marquardt's method. `spread` above 0, `minimumDistance` from 0 to the spread; a = 1.577 and b
/// = .895 for .1 and 1.
[[nodiscard]] PROJECTIONIST_API UmapCurve umapCurve(double minimumDistance, double spread);

}  // namespace projectionist
