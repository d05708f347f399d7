// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/export_lists.h"

#include <string>

namespace projectionist {

namespace {

void writeFilmColumns(CsvWriter& csv, const Catalogue& catalogue, MovieRow row)
{
    const auto& movie = catalogue.movie(row);
    if (movie.year)
        csv.integer(*movie.year);
    else
        csv.blank();
    std::string genres;
    for (const auto& genre : movie.genres)
        genres += (genres.empty() ? "" : "|") + genre;
    csv.text(genres).integer(catalogue.ratingCount(row));
}

CsvWriter& writeFilm(CsvWriter& csv, const Catalogue& catalogue, MovieRow row)
{
    const auto& movie = catalogue.movie(row);
    return csv.text(movie.ids.front()).text(movie.title);
}

}  // namespace

void writeRunCard(CsvWriter& csv, const Model& model, const ListExport& options)
{
    if (model.card().simulated || model.catalogue().isSimulated())
        csv.comment("Simulated data: no real person rated these films.");
    if (options.runCard)
        csv.comment(model.card().toJson());
}

void writeRecommendationHeader(CsvWriter& csv)
{
    csv.header({"user_id", "rank", "film_id", "title", "score", "year", "genres", "ratings"});
}

bool writeRecommendations(CsvWriter& csv, const Model& model, UserRow user, std::span<const ScoredMovie> list)
{
    const auto& catalogue = model.catalogue();
    std::int64_t rank = 0;
    for (const auto& [movie, score] : list) {
        csv.text(catalogue.user(user).id).integer(++rank);
        writeFilm(csv, catalogue, movie).number(score);
        writeFilmColumns(csv, catalogue, movie);
        if (!csv.endRow())
            return false;
    }
    return true;
}

void writeNeighbours(CsvWriter& csv, const Model& model, std::span<const ScoredMovie> list)
{
    const auto& catalogue = model.catalogue();
    csv.header({"rank", "film_id", "title", "similarity", "year", "genres", "ratings"});
    std::int64_t rank = 0;
    for (const auto& [movie, similarity] : list) {
        csv.integer(++rank);
        writeFilm(csv, catalogue, movie).number(similarity);
        writeFilmColumns(csv, catalogue, movie);
        if (!csv.endRow())
            return;
    }
}

void writeNeighbours(CsvWriter& csv, const Model& model, std::span<const ScoredUser> list)
{
    csv.header({"rank", "user_id", "similarity"});
    std::int64_t rank = 0;
    for (const auto& [user, similarity] : list)
        if (!csv.integer(++rank).text(model.catalogue().user(user).id).number(similarity).endRow())
            return;
}

void writePairHeader(CsvWriter& csv)
{
    csv.header({"film_id_a", "title_a", "film_id_b", "title_b", "similarity", "ratings_a", "ratings_b"});
}

bool writePairs(CsvWriter& csv, const Model& model, std::span<const SimilarPair> pairs)
{
    const auto& catalogue = model.catalogue();
    for (const auto& [a, b, similarity] : pairs) {
        writeFilm(csv, catalogue, a);
        writeFilm(csv, catalogue, b).number(similarity);
        if (!csv.integer(catalogue.ratingCount(a)).integer(catalogue.ratingCount(b)).endRow())
            return false;
    }
    return true;
}

}  // namespace projectionist
