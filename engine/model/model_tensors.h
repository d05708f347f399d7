// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/metric_fields.h"

#include <cstdint>
#include <limits>
#include <string_view>

namespace projectionist {

// What the writer and the reader of model files agree on. Tensors, beside what their names say:
//
//   NAME.bytes U8, NAME.offsets I64      texts in UTF-8 one after the other; text i is bytes[offsets[i]:offsets[i + 1]]
//   NAME.starts I64                      lists of texts: row r has the texts starts[r] … starts[r + 1] − 1
//   users.vectors F32 [rows, dimension]  what is shown; row 0 is the unknown user. Likewise movies.vectors.
//   users.ids, .genders, .occupations    texts, by row; users without a vector follow after the last row
//   users.ages I32                       `none` where unknown
//   movies.titles                        texts, by row
//   movies.ids, movies.genres            lists of texts, by row
//   movies.years I32                     `none` where unknown
//   movies.has_title U8                  0 where no film file named it
//   movies.popularity U32                number of ratings; movies.train_counts U32: of rows that trained what is shown
//   ratings.offsets I64                  ratings of user row u are offsets[u] … offsets[u + 1] − 1 of the columns
//   ratings.movies U32, .values F32, .times I64 (if known), .positions U32 (in the rating file), .ids U32 (which of its
//                                        film's ids each was given under, where films have several)
//   holdout.users, .movies, .positions U32   held-out rows in file order; no positions when a test file gave them
//   history.steps.phase U8, .epoch, .step, .rows U32, .loss, .guessing F64
//   history.epochs.…, history.baselines.…    figures (see below); the baselines are two rows: most popular, random
//   users.raw, .accumulators, .averaged, .initial F32 [rows, dimension], and of movies: the state to go on from; may be
//                                        missing
//   state.counters U32 [5]               phase, epoch, step, best epoch, epochs without a better one
//   state.best_value F64 [1]
//
//   FIGURES.phase U8, .epoch U32, .measured U8 (a sum of Measured), .training, .holdout, .holdout_seen_hidden U64 [n,
//   6] (rows and hits), .metric_users U64, .metrics F64 [n, 9]; 0 where not measured
//
// Random numbers have no state: each purpose draws its own from the seed, the epoch and the step. The metadata are
// `format`, `run` (the run card) and `catalogue` (what it says about the data as a whole).

inline constexpr std::string_view formatName = "projectionist/";
inline constexpr std::uint32_t formatVersion = 1;

/// Stands for an age or a year that is not known.
inline constexpr std::int32_t none = std::numeric_limits<std::int32_t>::min();

struct Measured {
    static constexpr std::uint8_t training = 1, holdout = 2, holdoutSeenHidden = 4, metrics = 8;
};

inline constexpr std::uint64_t hitColumns = 1 + topKs.size();
inline constexpr std::uint64_t metricColumns = metricFields.size();
inline constexpr std::uint64_t stateCounters = 5;

}  // namespace projectionist
