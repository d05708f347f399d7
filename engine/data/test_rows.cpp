// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/test_rows.h"

#include "engine/core/text.h"
#include "engine/data/open_dataset.h"
#include "engine/data/row_pieces.h"
#include "engine/data/scale_in_words.h"

#include <optional>

namespace projectionist {

Result<TestRows> readTestRows(const Catalogue& catalogue, const std::filesystem::path& file,
                              const RatingReadOptions& reading, std::stop_token stop)
{
    OpenOptions options;
    options.reading = reading;
    options.ratingsOnly = true;
    const auto opened = openDataset({file}, options, stop);
    if (!opened)
        return tl::unexpected(opened.error());
    if (!*opened)
        return TestRows();
    const auto& dataset = **opened;
    std::vector<std::optional<UserRow>> users;
    users.reserve(dataset.users().size());
    for (const auto& user : dataset.users()) {
        auto row = catalogue.findUser(user.id);
        if (row && row->value >= catalogue.userRows())
            row.reset();
        users.push_back(row);
    }
    std::vector<std::optional<MovieRow>> movies;
    movies.reserve(dataset.movies().size());
    for (const auto& movie : dataset.movies())
        movies.push_back(catalogue.findMovieById(movie.id));

    TestRows rows;
    std::vector<bool> skippedUser(users.size(), false);
    for (std::size_t position = 0; position < dataset.ratingCount(); ++position) {
        if (position % rowsPerPiece == 0 && stop.stop_requested())
            return TestRows();
        if (!(dataset.ratingValues()[position] > catalogue.parts().ratingAbove))
            continue;
        const auto user = dataset.ratingUsers()[position].value;
        const auto movie = dataset.ratingMovies()[position].value;
        if (users[user] && movies[movie]) {
            rows.users.push_back(*users[user]);
            rows.movies.push_back(*movies[movie]);
            continue;
        }
        ++rows.skippedRows;
        if (!users[user] && !skippedUser[user]) {
            skippedUser[user] = true;
            ++rows.skippedUsers;
        }
    }
    if (!rows.users.empty())
        return rows;
    const auto bound = shortest(catalogue.parts().ratingAbove);
    if (rows.skippedRows == 0)
        return failure(ErrorCode::Empty,
                       "no rating is above " + bound + ": " + scaleInWords(dataset.ratingValues()) +
                           " Choose a lower bound, or another test file.",
                       file.string());
    return failure(ErrorCode::Empty,
                   "none of its " + grouped(rows.skippedRows) + " ratings above " + bound +
                       " is of a user and a film that are in the training data. Choose a test file of the same data.",
                   file.string());
}

}  // namespace projectionist
