// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/catalogue.h"
#include "engine/model/model.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace projectionist::testing {

/// One line of a rating file that is made by hand.
struct RatingLine {
    std::uint32_t user = 0;   ///< Row.
    std::uint32_t movie = 0;  ///< Row.
    float value = 0;
};

/// Puts ratings, given in file order, into the parts by user; times are 100 s apart.
void setRatings(Catalogue::Parts& parts, const std::vector<RatingLine>& lines);

/// Twelve films, six users with vectors and one without, 25 ratings, liked above 3, keyed by id, in vocabulary order:
///
///  row  id   title                                        genres                     vector           liked by
///   1   120  Star Wars (1977)                             Action Adventure Sci-Fi    ( 5, 0, 0, 0)    users 5, 3, 4
///   2   110  Empire Strikes Back, The (1980)              Action Adventure Sci-Fi    ( 4, 3, 0, 0)    5
///   3   100  Return of the Jedi (1983)                    Action Adventure           ( 3, 4, 0, 0)    5
///   4    90  Rock, The (1996)                             Action Thriller            ( 0, 5, 0, 0)    5, 3
///   5    80  Sense and Sensibility (1995)                 Drama Romance              ( 0, 0, 5, 0)    2
///   6    70  Emma (1996)                                  Drama Romance              ( 0, 0, 4, 3)    2, 6
///   7    60  Fabuleux destin d'Amélie Poulain, Le (2001)  Comedy Romance             ( 0, 0, 3, 4)    2, 6
///   8    50  Toy Story (1995)                             Animation Children Comedy  ( 0, 0, 0, 5)    6
///   9    40  Scream (1996)                                Horror Thriller            (-3, 4, 0, 0)    3
///  10    30  Solaris (1972)                               Drama Sci-Fi               ( 3, 0, 4, 0)    2, 1
///  11    20  Solaris (2002)                               Drama Sci-Fi               ( 3, 0, 4, 0)    1
///  12    10  unknown                                      none, no year              (½, ½, ½, ½)     nobody
///
/// Row 12 is untrained. The others have length 5, so that cosines are multiples of 0.04: 1–2 0.8, 1–3 0.6, 2–3 0.96,
/// 10–11 1.
///
///  row  id  age  gender  occupation  vector           likes (rows)   rated no higher than 3
///   1   5    24  M       student     (1, 0, 0, 0)     1 2 3 4        5
///   2   2    53  F       other       (0, 0, 1, 0)     5 6 7 10       1
///   3   6    33  M       programmer  (0, 0, 0, 1)     6 7 8
///   4   3    24  F       student     (0, 1, 0, 0)     1 4 9          2
///   5   1     –  –       –           (½, 0, ½, 0)     10 11          12
///   6   4    60  M       retired     (1, −1, 0, 0)    1              5 8
///   7   7    18  F       student     none             –              1 12
[[nodiscard]] Catalogue::Parts smallCatalogueParts();
/// Without a holdout, from the preset "balanced"; no history, no state. Change what the test is about, then
/// Model::make.
[[nodiscard]] ModelParts smallModelParts();
[[nodiscard]] std::shared_ptr<const Model> smallModel();

/// The small model as it comes out of a run with everything: two held-out rows (user 5: film 4; user 6: film 8, by row
/// 1–4 and 3–8), a history of two epochs of two steps with figures and baselines, and a state to go on from, averaged
/// tables included.
[[nodiscard]] ModelParts smallRunParts();

struct RandomModelOptions {
    std::uint32_t users = 50;   ///< With vectors, the unknown one not counted.
    std::uint32_t movies = 40;  ///< The unknown one not counted.
    std::uint32_t dimension = 8;
    std::uint32_t ratingsPerUser =
        10;  ///< Distinct films, the first liked, of the others about half. At most `movies`.
    std::uint64_t seed = 1;
};
/// Vectors uniform in ±1, user ids "1" … , film ids "1001" …, titles "Film 1 (1950)" …, each with one or two of a few
/// genres. Films that nobody likes are untrained.
[[nodiscard]] ModelParts randomModelParts(const RandomModelOptions& options = {});
[[nodiscard]] std::shared_ptr<const Model> randomModel(const RandomModelOptions& options = {});

/// Model::make for parts that a test knows to fit; ends the test program with the reason when they do not.
[[nodiscard]] std::shared_ptr<const Model> makeModel(ModelParts parts);

/// A table from rows of numbers.
[[nodiscard]] Matrix matrix(const std::vector<std::vector<float>>& rows);

}  // namespace projectionist::testing
