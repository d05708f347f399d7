// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/model.h"

#include <algorithm>
#include <string>
#include <utility>

namespace projectionist {

namespace {

std::string shape(std::size_t rows, std::size_t columns)
{
    return grouped(rows) + " × " + grouped(columns);
}

/// One sentence when a table does not have the shape that it must have, else nothing.
std::string wrongShape(const char* name, const Matrix& table, std::size_t rows, std::size_t columns)
{
    if (table.rows() == rows && table.columns() == columns)
        return {};
    return std::string(name) + " is " + shape(table.rows(), table.columns()) + " and must be " + shape(rows, columns) +
           ".";
}

std::string wrongState(const ModelParts& parts)
{
    const auto& state = *parts.state;
    const auto users = parts.users.rows(), movies = parts.movies.rows(), columns = parts.movies.columns();
    struct Table {
        const char* name;
        const Matrix& table;
        std::size_t rows;
        bool mayBeMissing;
    };
    const Table tables[] = {
        {"the raw user table", state.rawUsers, users, false},
        {"the raw film table", state.rawMovies, movies, false},
        {"the table of user accumulators", state.userAccumulators, users, false},
        {"the table of film accumulators", state.movieAccumulators, movies, false},
        {"the averaged user table", state.averagedUsers, users, true},
        {"the averaged film table", state.averagedMovies, movies, true},
        {"the initial user table", state.initialUsers, users, true},
        {"the initial film table", state.initialMovies, movies, true},
    };
    for (const auto& table : tables) {
        if (table.mayBeMissing && table.table.rows() == 0)
            continue;
        if (auto problem = wrongShape(table.name, table.table, table.rows, columns); !problem.empty())
            return problem;
    }
    if ((state.averagedUsers.rows() == 0) != (state.averagedMovies.rows() == 0))
        return "only one of the two averaged tables is there.";
    if ((state.initialUsers.rows() == 0) != (state.initialMovies.rows() == 0))
        return "only one of the two initial tables is there.";
    return {};
}

std::string wrongHoldout(const ModelParts& parts)
{
    const auto rows = parts.holdoutUsers.size();
    if (parts.holdoutMovies.size() != rows)
        return "the held-out rows name " + grouped(rows) + " users and " + grouped(parts.holdoutMovies.size()) +
               " films.";
    if (!parts.holdoutPositions.empty() && parts.holdoutPositions.size() != rows)
        return "of " + grouped(rows) + " held-out rows " + grouped(parts.holdoutPositions.size()) + " have a position.";
    const auto userRows = parts.users.rows(), movieRows = parts.movies.rows();
    if (!std::ranges::all_of(parts.holdoutUsers, [=](UserRow row) { return row.value > 0 && row.value < userRows; }))
        return "a held-out row names a user without a vector.";
    if (!std::ranges::all_of(parts.holdoutMovies, [=](MovieRow row) { return row.value > 0 && row.value < movieRows; }))
        return "a held-out row names a film that is not there.";
    const auto ratings = parts.catalogue->parts().ratingMovies.size();
    if (!std::ranges::all_of(parts.holdoutPositions, [=](std::uint32_t position) { return position < ratings; }))
        return "a held-out row lies behind the last rating.";
    return {};
}

std::string whatDisagrees(const ModelParts& parts)
{
    if (!parts.catalogue)
        return "it has no catalogue of users and films.";
    const auto& catalogue = *parts.catalogue;
    const auto columns = parts.movies.columns();
    if (columns == 0)
        return "its vectors have no dimension.";
    if (auto problem = wrongShape("the user table", parts.users, catalogue.userRows(), columns); !problem.empty())
        return problem;
    if (auto problem = wrongShape("the film table", parts.movies, catalogue.movieRows(), columns); !problem.empty())
        return problem;
    if (parts.trainCounts.size() != catalogue.movieRows())
        return "there are " + grouped(parts.trainCounts.size()) + " counts of training rows for " +
               grouped(catalogue.movieRows()) + " film rows.";
    if (auto problem = wrongHoldout(parts); !problem.empty())
        return problem;
    return parts.state ? wrongState(parts) : std::string();
}

}  // namespace

Result<std::shared_ptr<const Model>> Model::make(ModelParts parts)
{
    if (const auto problem = whatDisagrees(parts); !problem.empty())
        return failure(ErrorCode::Mismatch, "the parts of the model do not fit together: " + problem);
    auto model = std::shared_ptr<Model>(new Model);
    model->m_parts = std::move(parts);
    return model;
}

std::shared_ptr<const Split> Model::split(std::stop_token stop) const
{
    SplitOptions options;
    options.ratingAbove = catalogue().parts().ratingAbove;
    options.key = catalogue().key();
    options.seed = m_parts.card.seed;
    if (auto holdout = Holdout::parse(m_parts.card.option("holdout")))
        options.holdout = std::move(*holdout);
    return Split::fromCatalogue(m_parts.catalogue, std::move(options), m_parts.holdoutUsers, m_parts.holdoutMovies,
                                m_parts.holdoutPositions, std::move(stop));
}

}  // namespace projectionist
