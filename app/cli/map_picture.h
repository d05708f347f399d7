// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/map_drawing.h"
#include "engine/core/error.h"

#include <string>

namespace projectionist::cli {

/// Draws the points into a PNG file, 1,400 pixels wide, the same unit along both axes; below, in words, what it is, how
/// true, and whether the data is simulated. Films are blue discs, users orange diamonds.
[[nodiscard]] Result<void> saveMapPicture(const DrawnMap& drawn, const std::string& path);

}  // namespace projectionist::cli
