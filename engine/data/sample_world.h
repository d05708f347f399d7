// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/random.h"
#include "engine/data/dataset.h"
#include "engine/data/sample_alias_table.h"
#include "engine/data/sample_data.h"
#include "engine/data/sample_movies.h"
#include "engine/data/sample_neighbourhoods.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <utility>
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
/// Decisions compare float64 numbers that come from exact products and a few functions, so that other rounding on
/// another machine has no bearing on them short of one chance in a hundred million.
class PROJECTIONIST_API SampleWorld {
public:
    /// Polls the stop; once that is requested the world is unfinished and only good to be dropped.
    SampleWorld(std::uint64_t seed, SampleShape shape, const std::stop_token& stop = {});

    [[nodiscard]] const std::vector<Movie>& movies() const { return m_movies.movies; }  ///< Ids ascending.
    [[nodiscard]] std::uint32_t userCount() const { return static_cast<std::uint32_t>(m_ratingCounts.size()); }
    [[nodiscard]] std::uint64_t ratingCount() const { return m_ratingTotal; }
    [[nodiscard]] std::uint32_t ratingsOfUser(std::uint32_t user) const { return m_ratingCounts[user]; }

    /// Id ("1" for user 0), age, gender and occupation.
    [[nodiscard]] User user(std::uint32_t user) const;

    /// What one thread needs to ask; reuse it.
    struct Scratch {
        std::uint32_t round = 0;              ///< Counts the calls.
        std::vector<std::uint32_t> chosenIn;  ///< By film: the last round in which it was taken.
        std::vector<std::uint32_t> order;     ///< The user's films as they came to them.
        std::vector<std::pair<double, std::uint32_t>> waits;
        std::vector<double> affinities, weights;  ///< Of neighbourhoods.
        SampleAliasTable neighbourhoods;
    };
    /// Exactly ratingsOfUser(user) ratings of different films, by film.
    void rate(std::uint32_t user, std::vector<SampleRating>& ratings, Scratch& scratch) const;

private:
    struct Viewer {
        std::vector<std::pair<FixedDirection, double>> tastes;  ///< With their weights, 1 the strongest.
        std::int64_t joined = 0;                                ///< Time of the first rating.
        int joinedYear = 0;                                     ///< Films of later years are not seen.
        double kindness = 0;                                    ///< Added to every opinion.
        double spread = 1;                                      ///< How far apart the opinions lie.
        bool wholeStars = false;
    };

    void makeAttention(SampleShape shape, const std::stop_token& stop);
    void makeRatingCounts(SampleShape shape);
    [[nodiscard]] Viewer makeViewer(Random& random) const;
    [[nodiscard]] static double affinity(const Viewer& viewer, const FixedDirection& direction);
    void chooseByDrawing(const Viewer& viewer, std::uint32_t user, Random& random, Scratch& scratch) const;
    void chooseAmongAll(const Viewer& viewer, std::uint32_t user, Random& random, Scratch& scratch) const;
    void giveStars(const Viewer& viewer, Random& random, const Scratch& scratch,
                   std::vector<SampleRating>& ratings) const;

    std::uint64_t m_seed;
    SampleMovies m_movies;
    std::vector<double> m_attention;  ///< What a film weighs when a viewer looks for the next one.
    SampleAliasTable m_byAttention;
    std::optional<SampleNeighbourhoods> m_neighbourhoods;  ///< Where there are too many films to look at each.
    std::uint32_t m_moviesSeen =
        0;  ///< Films that somebody sees for certain: these come first. The others nobody sees.
    std::vector<std::uint32_t> m_ratingCounts;
    std::uint64_t m_ratingTotal = 0;
    double m_middle = 0;  ///< Stars where nothing speaks for more or fewer.
};

}  // namespace projectionist
