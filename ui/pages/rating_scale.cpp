// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/rating_scale.h"

#include <algorithm>

namespace projectionist {

std::vector<float> ratingScale(const Catalogue& catalogue)
{
    constexpr std::size_t mostLookedAt = 1'000'000;
    const auto& ratings = catalogue.parts().ratingValues;
    const std::size_t step = ratings.size() / mostLookedAt + 1;
    std::vector<float> scale;
    for (std::size_t i = 0; i < ratings.size(); i += step) {
        if (std::ranges::find(scale, ratings[i]) == scale.end())
            scale.push_back(ratings[i]);
        if (scale.size() > 100)  // not a scale of steps
            break;
    }
    std::ranges::sort(scale);
    return scale;
}

}  // namespace projectionist
