// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/dataset.h"
#include "engine/data/sample_direction.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace projectionist {

/// Films with what steers the simulation; all columns have the same length.
struct SampleMovies {
    std::vector<Movie> movies;  ///< Ids ascending with gaps, as in the CSV releases.
    std::vector<int> years;
    std::vector<FixedDirection> directions;  ///< Films of the same genres, time and kin lie near to each other.
    std::vector<double> fame;                ///< SampleFilm::seen and a bit of luck; lower for films that are invented.
    std::vector<double> merit;               ///< What viewers think of it on average, in stars from the middle.

    /// `count` films, the well-known ones first, then invented ones; 0: the well-known ones. The same for the same
    /// seed.
    [[nodiscard]] static SampleMovies make(std::uint64_t seed, std::size_t count);
};

/// Purposes within the sample's stream of random numbers.
enum class SampleStream : std::uint64_t {
    Directions = 0,
    Movies = 1,
    Attention = 2,
    Activity = 3,
    Neighbourhoods = 4,
    Viewers = 1ULL << 32U,  ///< Plus the user.
    People = 1ULL << 40U,   ///< Plus the user.
};
[[nodiscard]] Random sampleRandom(std::uint64_t seed, SampleStream purpose, std::uint64_t which = 0);

}  // namespace projectionist
