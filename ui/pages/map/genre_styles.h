// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/map_plot.h"

#include <vector>

namespace projectionist {

/// How films of each genre group are marked on the map, in the theme in force; by GenreGroup.
[[nodiscard]] std::vector<MarkStyle> genreStyles();

}  // namespace projectionist
