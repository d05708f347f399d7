// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/group.h"
#include "ui/theme/genres.h"

#include <cstddef>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace projectionist {

/// How large a part of the chosen something is, and of all films of the model.
struct PartOfGroup {
    std::size_t here = 0, all = 0;
    double shareHere = 0, shareInAll = 0;
};

/// What many films or users have in common.
struct GroupFacts {
    std::size_t count = 0, all = 0;
    double medianRatings = 0;
    std::optional<double> meanRating;  ///< Over all ratings of them.
    std::optional<double> meanCosine;  ///< Over all pairs of them; none of fewer than two.
    /// Of films: what the group holds, the largest part first; decades (1990 for the nineties) ascending.
    std::vector<std::pair<GenreGroup, PartOfGroup>> genres;
    std::vector<std::pair<int, PartOfGroup>> decades;
    /// Rows nearest to the mean of the vectors, all taken as long, with the cosine; rows with most ratings, with their
    /// number.
    std::vector<std::pair<std::uint32_t, double>> typical;
    std::vector<std::pair<std::uint32_t, std::size_t>> mostRated;
};

/// A pass over the vectors of the group and over all films. Not whole when stopped. `most`: rows in the lists.
[[nodiscard]] GroupFacts groupFacts(const Group& group, std::size_t most = 5, const std::stop_token& stop = {});

}  // namespace projectionist
