// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/dataset.h"
#include "engine/data/split.h"

#include <cstdint>
#include <memory>

namespace projectionist::testing {

/// Ratings with a structure that is known: users and films in as many groups as named, users like films of their own
/// group only and rate some others low. Ids are "1" …; user u and film m are of group (u − 1) % groups and (m − 1) %
/// groups.
struct PlantedShape {
    std::uint32_t users = 60, movies = 40, groups = 2;
    std::uint32_t likesPerUser = 8;     ///< Films of the own group, rated 5; different ones, chosen by the seed.
    std::uint32_t dislikesPerUser = 3;  ///< Films of other groups, rated 1.
    std::uint64_t seed = 1;
};
[[nodiscard]] std::shared_ptr<const Dataset> planted(const PlantedShape& shape = {});
[[nodiscard]] std::shared_ptr<const Split> plantedSplit(const PlantedShape& shape, const Holdout& holdout,
                                                        std::uint64_t seed = 1);
/// Group of a planted user or film.
[[nodiscard]] std::uint32_t plantedGroup(const std::string& id, std::uint32_t groups);

}  // namespace projectionist::testing
