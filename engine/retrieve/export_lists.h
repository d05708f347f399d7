// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/csv_writer.h"
#include "engine/retrieve/neighbours.h"
#include "engine/retrieve/recommend.h"
#include "engine/retrieve/similar_pairs.h"

#include <span>
#include <string>

namespace projectionist {

/// CSV of lists, for the window and for the command line alike, with the columns of DESIGN §7. `runCard` puts the card in front as
/// comment lines; simulated data always says so in one.
struct ListExport {
    bool runCard = false;
};

PROJECTIONIST_API void writeRunCard(CsvWriter& csv, const Model& model, const ListExport& options);

/// user_id,rank,film_id,title,score,year,genres,ratings
PROJECTIONIST_API void writeRecommendationHeader(CsvWriter& csv);
PROJECTIONIST_API bool writeRecommendations(CsvWriter& csv, const Model& model, UserRow user,
                                            std::span<const ScoredMovie> list);
/// rank,film_id,title,similarity,year,genres,ratings
PROJECTIONIST_API void writeNeighbours(CsvWriter& csv, const Model& model, std::span<const ScoredMovie> list);
/// rank,user_id,similarity
PROJECTIONIST_API void writeNeighbours(CsvWriter& csv, const Model& model, std::span<const ScoredUser> list);
/// film_id_a,title_a,film_id_b,title_b,similarity,ratings_a,ratings_b
PROJECTIONIST_API void writePairHeader(CsvWriter& csv);
PROJECTIONIST_API bool writePairs(CsvWriter& csv, const Model& model, std::span<const SimilarPair> pairs);

}  // namespace projectionist
