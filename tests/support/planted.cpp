// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/planted.h"

#include "engine/core/random.h"

#include <numeric>
#include <stdexcept>
#include <vector>

namespace projectionist::testing {

std::shared_ptr<const Dataset> planted(const PlantedShape& shape)
{
    Random random(shape.seed);
    DatasetParts parts;
    parts.name = "planted";
    parts.form = "test";
    for (std::uint32_t user = 0; user < shape.users; ++user)
        parts.users.push_back({std::to_string(user + 1), {}, {}, {}});
    for (std::uint32_t movie = 0; movie < shape.movies; ++movie)
        parts.movies.push_back({std::to_string(movie + 1), "Film " + std::to_string(movie + 1), {}, {}, true});
    std::vector<std::uint32_t> films(shape.movies);
    for (std::uint32_t user = 0; user < shape.users; ++user) {
        std::iota(films.begin(), films.end(), 0U);
        random.shuffle(films);
        std::uint32_t likes = 0, dislikes = 0;
        for (const auto film : films) {
            const bool own = film % shape.groups == user % shape.groups;
            if (own ? likes >= shape.likesPerUser : dislikes >= shape.dislikesPerUser)
                continue;
            ++(own ? likes : dislikes);
            parts.ratingUsers.push_back({user});
            parts.ratingMovies.push_back({film});
            parts.ratingValues.push_back(own ? 5.0F : 1.0F);
            parts.ratingTimes.push_back(1000 + static_cast<std::int64_t>(parts.ratingTimes.size()));
        }
    }
    auto dataset = Dataset::make(std::move(parts));
    if (!dataset)
        throw std::runtime_error(describe(dataset.error()));
    return *dataset;
}

std::shared_ptr<const Split> plantedSplit(const PlantedShape& shape, const Holdout& holdout, std::uint64_t seed)
{
    SplitOptions options;
    options.holdout = holdout;
    options.seed = seed;
    auto split = Split::make(planted(shape), options);
    if (!split)
        throw std::runtime_error(describe(split.error()));
    return *split;
}

std::uint32_t plantedGroup(const std::string& id, std::uint32_t groups)
{
    return static_cast<std::uint32_t>(std::stoul(id) - 1) % groups;
}

}  // namespace projectionist::testing
