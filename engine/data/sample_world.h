// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/ids.h"
#include "engine/core/random.h"
#include "engine/data/dataset.h"
#include "engine/data/sample_data.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace projectionist {

struct SampleRating {
    std::uint32_t movie = 0;  ///< Position in SampleWorld::movies().
    float value = 0;
    std::int64_t time = 0;
};

/// Where the simulation takes place: films with hidden directions and a share of attention, and viewers who can be
/// asked, one by one and in any order, what they rated. Everything follows from seed and shape. After construction any
/// number of threads may ask.
///
/// All decisions are taken in float64 from sums of a few dozen terms, so that other rounding on another machine (fused
/// multiply-adds) has no bearing on them short of one chance in a hundred million.
class SampleWorld {
public:
    SampleWorld(std::uint64_t seed, SampleShape shape);

    [[nodiscard]] const std::vector<Movie>& movies() const { return m_movies; }  ///< Ids ascending.
    [[nodiscard]] std::uint32_t userCount() const { return static_cast<std::uint32_t>(m_ratingCounts.size()); }
    [[nodiscard]] std::uint64_t ratingCount() const { return m_ratingTotal; }
    [[nodiscard]] std::uint32_t ratingsOfUser(std::uint32_t user) const { return m_ratingCounts[user]; }

    /// Id ("1" for user 0), age, gender and occupation.
    [[nodiscard]] User user(std::uint32_t user) const;

    /// What one thread needs to ask; reuse it.
    struct Scratch {
        std::vector<std::uint32_t> chosenBy;  ///< By film: the last user (+ 1) who took it.
        std::vector<std::uint32_t> order;     ///< The user's films as they came to them.
        std::vector<std::pair<double, std::uint32_t>> keys;
    };
    /// Exactly ratingsOfUser(user) ratings of different films, by film.
    void rate(std::uint32_t user, std::vector<SampleRating>& ratings, Scratch& scratch) const;

private:
    static constexpr std::size_t dimension = 32;
    using Direction = std::array<double, dimension>;

    struct Viewer {
        std::vector<std::pair<Direction, double>> tastes;  ///< With their weights, 1 the strongest.
        std::int64_t joined = 0;                           ///< Time of the first rating.
        int joinedYear = 0;                                ///< Films of later years are not seen.
        double kindness = 0;                               ///< Added to every opinion.
        double spread = 1;                                 ///< How far apart the opinions lie.
        bool wholeStars = false;
    };

    static Direction randomDirection(Random& random);
    void makeMovies(std::uint64_t seed, std::size_t count);
    void makeAttention(std::uint64_t seed, SampleShape shape);
    void makeRatingCounts(std::uint64_t seed, SampleShape shape);
    [[nodiscard]] std::uint32_t drawMovie(Random& random) const;
    [[nodiscard]] Viewer makeViewer(Random& random) const;
    [[nodiscard]] double affinity(const Viewer& viewer, std::uint32_t movie) const;
    void chooseByDrawing(const Viewer& viewer, std::uint32_t user, Random& random, Scratch& scratch) const;
    void chooseAmongAll(const Viewer& viewer, std::uint32_t user, Random& random, Scratch& scratch) const;

    std::uint64_t m_seed;
    std::vector<Movie> m_movies;
    std::vector<int> m_years;
    std::vector<Direction> m_directions;
    std::vector<double> m_fame;  ///< Logarithm of the attention that a film would have without tastes, to order by.
    std::vector<double> m_attention;  ///< What a film weighs when a viewer looks for the next one.
    std::vector<double> m_merit;      ///< What viewers think of it on average, in stars from the middle.
    std::size_t m_moviesSeen = 0;     ///< Films that somebody sees for certain: these come first.
    std::vector<std::uint32_t> m_ratingCounts;
    std::uint64_t m_ratingTotal = 0;
    std::vector<double> m_aliasShare;  ///< Walker's tables for drawing by attention.
    std::vector<std::uint32_t> m_aliasOther;
};

}  // namespace projectionist
