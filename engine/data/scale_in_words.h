// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/text.h"

#include <algorithm>
#include <span>
#include <string>

namespace projectionist {

/// "the ratings go from 0.5 to 5." or "all ratings are 3.", for sentences about a filter that leaves nothing.
[[nodiscard]] inline std::string scaleInWords(std::span<const float> ratings)
{
    if (ratings.empty())
        return "there are no ratings.";
    const auto [least, most] = std::minmax_element(ratings.begin(), ratings.end());
    if (*least == *most)
        return "all ratings are " + shortest(*least) + ".";
    return "the ratings go from " + shortest(*least) + " to " + shortest(*most) + ".";
}

}  // namespace projectionist
