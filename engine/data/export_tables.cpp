// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/export_tables.h"

#include "engine/core/csv_writer.h"
#include "engine/core/text.h"
#include "engine/data/scale_in_words.h"

#include <algorithm>
#include <chrono>
#include <string>

namespace projectionist {

namespace {

constexpr std::string_view simulatedNote =
    "Simulated data: well-known films, invented viewers. Results say nothing about real ones.";
constexpr std::size_t rowsBetweenChecks = 4096;

std::string joined(const std::vector<std::string>& genres)
{
    std::string text;
    for (const auto& genre : genres) {
        if (!text.empty())
            text += '|';
        text += genre;
    }
    return text;
}

}  // namespace

Result<void> exportTables(const Dataset& dataset, float ratingAbove, const std::filesystem::path& folder,
                          std::stop_token stop, const ProgressFunction& progress)
{
    const auto values = dataset.ratingValues();
    if (std::none_of(values.begin(), values.end(), [&](float value) { return value > ratingAbove; }))
        return failure(ErrorCode::Empty, "no rating is above " + shortest(ratingAbove) + ": " + scaleInWords(values) +
                                             " Choose a lower bound.");
    std::error_code failed;
    if (std::filesystem::exists(folder, failed) && !std::filesystem::is_directory(folder, failed))
        return failure(ErrorCode::NotAFile, "this is a file, and a folder is needed. Name another.", folder.string());
    std::filesystem::create_directories(folder, failed);
    if (failed)
        return tl::unexpected(systemError(failed.value(), folder, true));

    for (const auto& source : dataset.files()) {
        for (const auto& target : {folder / "ratings.csv", folder / "movies.csv"}) {
            if (std::filesystem::equivalent(source, target, failed) && !failed)
                return failure(ErrorCode::Unwritable,
                               "the data was read from this file. Choose another folder to write into.", target.string());
        }
    }

    auto ratings = CsvWriter::create(folder / "ratings.csv");
    if (!ratings)
        return tl::unexpected(ratings.error());
    auto movies = CsvWriter::create(folder / "movies.csv");
    if (!movies)
        return tl::unexpected(movies.error());
    if (dataset.isSimulated()) {
        ratings->comment(simulatedNote);
        movies->comment(simulatedNote);
    }

    movies->header({"movie_id", "movie_title", "year", "genres"});
    for (const auto& movie : dataset.movies()) {
        movies->text(movie.id);
        if (movie.hasTitle)
            movies->text(movie.title);
        else
            movies->blank();
        if (movie.year)
            movies->integer(*movie.year);
        else
            movies->blank();
        movies->text(joined(movie.genres));
        if (!movies->endRow())
            break;
    }

    ratings->header({"movie_title", "user_id"});
    auto lastReport = std::chrono::steady_clock::now();
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (row % rowsBetweenChecks == 0) {
            if (stop.stop_requested())
                return {};
            if (const auto now = std::chrono::steady_clock::now();
                progress && now - lastReport >= std::chrono::milliseconds(20)) {
                lastReport = now;
                progress({"Writing ratings.csv", row, values.size()});
            }
        }
        if (!(values[row] > ratingAbove))
            continue;
        ratings->text(dataset.movie(dataset.ratingMovies()[row]).title)
            .text(dataset.user(dataset.ratingUsers()[row]).id);
        if (!ratings->endRow())
            break;
    }
    if (auto done = ratings->finish(); !done)
        return done;
    return movies->finish();
}

}  // namespace projectionist
