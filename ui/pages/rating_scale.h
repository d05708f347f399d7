// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/catalogue.h"

#include <vector>

namespace projectionist {

/// The different values of the ratings, ascending. Looks at a million of them, evenly spread: at all, unless there are
/// more.
[[nodiscard]] std::vector<float> ratingScale(const Catalogue& catalogue);

}  // namespace projectionist
