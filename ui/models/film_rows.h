// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/retrieve/neighbours.h"
#include "engine/retrieve/recommend.h"
#include "ui/models/columns.h"

#include <memory>
#include <vector>

namespace projectionist {

/// Films of a data set, for the Data page.
struct DatasetFilmRow {
    FilmText film;
    std::uint32_t ratings = 0;
    double meanRating = 0;   ///< NaN when never rated.
    double likedShare = 0;   ///< Of its ratings; NaN when never rated.
    double shareOfMost = 0;  ///< Ratings against the most rated film's.
};
[[nodiscard]] std::vector<DatasetFilmRow> datasetFilmRows(const Dataset& dataset, const FilmTexts& films,
                                                          float likedAbove);
[[nodiscard]] std::unique_ptr<RowsModel<DatasetFilmRow>> datasetFilmModel();
enum class DatasetFilmColumn { Id, Title, Year, Genres, Ratings, Bar, Mean, Liked };

/// Recommended films, for the Recommend page.
struct RecommendedRow {
    FilmText film;
    std::uint32_t rank = 0;
    float score = 0;
    double shareOfBest = 0;  ///< Of the score bar, from 0.
    std::uint32_t ratings = 0;
    bool trained = true;
};
[[nodiscard]] std::vector<RecommendedRow> recommendedRows(const Model& model, const FilmTexts& films,
                                                          std::span<const ScoredMovie> list);
[[nodiscard]] std::unique_ptr<RowsModel<RecommendedRow>> recommendedModel();
enum class RecommendedColumn { Rank, Film, Score, Bar, Ratings, Genres };

/// Films that a user rated.
struct RatedRow {
    FilmText film;
    float rating = 0;
    bool liked = false;
    std::int64_t time = 0;
    bool hasTime = false;
};
/// From the data set, best first, newer first among equals.
[[nodiscard]] std::vector<RatedRow> ratedRows(const Dataset& dataset, const FilmTexts& films, UserIndex user,
                                              float likedAbove);
[[nodiscard]] std::unique_ptr<RowsModel<RatedRow>> ratedModel();
enum class RatedColumn { Film, Rating, Time };

/// Nearest films, for the Film page.
struct NeighbourRow {
    FilmText film;
    std::uint32_t rank = 0;
    float similarity = 0;
    double shareOfBest = 0;
    std::uint32_t ratedBoth = 0;
    std::uint32_t ratings = 0;
    bool trained = true;
};
[[nodiscard]] std::vector<NeighbourRow> neighbourRows(const Model& model, const FilmTexts& films, MovieRow of,
                                                      std::span<const ScoredMovie> list, Metric metric);
[[nodiscard]] std::unique_ptr<RowsModel<NeighbourRow>> neighbourModel();
enum class NeighbourColumn { Rank, Film, Similarity, Bar, RatedBoth, Ratings };

/// Users who rated both films.
[[nodiscard]] std::uint32_t ratedBoth(const Catalogue& catalogue, MovieRow a, MovieRow b);

}  // namespace projectionist
