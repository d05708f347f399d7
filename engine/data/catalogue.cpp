// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/catalogue.h"

#include "engine/data/group_rows.h"
#include "engine/data/id_order.h"
#include "engine/data/row_pieces.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <numeric>
#include <utility>

namespace projectionist {

namespace {

constexpr std::size_t usersPerPiece = 1024;

std::string misfitOfRatings(const Catalogue::Parts& parts, const std::stop_token& stop)
{
    const auto ratings = parts.ratingMovies.size();
    std::vector<bool> taken(ratings, false);
    std::string wrong;
    forPieces(ratings, stop, [&](std::size_t begin, std::size_t end) {
        for (auto rating = begin; rating < end && wrong.empty(); ++rating) {
            const auto movie = parts.ratingMovies[rating].value;
            const auto position = parts.ratingPositions[rating];
            if (movie == 0 || movie >= parts.movies.size())
                wrong = "a rating names a film that is not there.";
            else if (!std::isfinite(parts.ratingValues[rating]))
                wrong = "a rating is not a finite number.";
            else if (position >= ratings || taken[position])
                wrong = "two ratings have the same place in the rating file.";
            else if (!parts.ratingIds.empty() && parts.ratingIds[rating] >= parts.movies[movie].ids.size())
                wrong = "a rating was given under a film id that is not there.";
            else
                taken[position] = true;
        }
    });
    return wrong;
}

/// Nothing when the parts fit together, else what does not.
std::string misfit(const Catalogue::Parts& parts, const std::stop_token& stop)
{
    const auto ratings = parts.ratingMovies.size();
    if (ratings >= std::numeric_limits<std::uint32_t>::max() ||
        parts.users.size() >= std::numeric_limits<std::uint32_t>::max() ||
        parts.movies.size() >= std::numeric_limits<std::uint32_t>::max())
        return "more than 4 billion rows.";
    if (parts.users.empty() || parts.movies.empty())
        return "the rows of the unknown user and film are missing.";
    if (parts.usersWithVectors < 1 || parts.usersWithVectors > parts.users.size())
        return "the number of users with vectors does not fit the list of users.";
    if (parts.ratingValues.size() != ratings || parts.ratingPositions.size() != ratings ||
        (!parts.ratingTimes.empty() && parts.ratingTimes.size() != ratings) ||
        (!parts.ratingIds.empty() && parts.ratingIds.size() != ratings))
        return "the columns of the ratings have different lengths.";
    const auto& offsets = parts.ratingOffsets;
    if (offsets.size() != parts.users.size() + 1 || offsets.front() != 0 || offsets.back() != ratings ||
        !std::is_sorted(offsets.begin(), offsets.end()))
        return "the ratings of the users do not follow one another.";
    if (offsets[1] != 0)
        return "the unknown user has ratings.";
    if (!std::isfinite(parts.ratingAbove))
        return "the bound of what is liked is not a finite number.";
    for (const auto& movie : parts.movies)
        if (movie.ids.empty())
            return "a film has no id.";
    if (auto wrong = misfitOfRatings(parts, stop); !wrong.empty())
        return wrong;
    std::vector<std::uint8_t> found(parts.users.size(), 0);  // by user: 1 not in order, 2 liked without a vector
    forPiecesInParallel(
        parts.users.size(), stop,
        [&](std::size_t begin, std::size_t end) {
            for (auto user = begin; user < end; ++user) {
                for (auto rating = offsets[user]; rating < offsets[user + 1] && found[user] == 0; ++rating) {
                    if (rating > offsets[user] && parts.ratingPositions[rating] < parts.ratingPositions[rating - 1])
                        found[user] = 1;
                    else if (user >= parts.usersWithVectors && parts.ratingValues[rating] > parts.ratingAbove)
                        found[user] = 2;
                }
            }
        },
        usersPerPiece);
    const auto first = std::ranges::find_if(found, [](std::uint8_t what) { return what != 0; });
    if (first == found.end())
        return {};
    return *first == 1 ? "a user's ratings are not in the order of the rating file."
                       : "a user who liked a film has no vector.";
}

/// The films of a data set joined by key, in vocabulary order.
struct MovieRows {
    std::vector<CatalogueMovie> movies;  // by row, [0] the unknown one
    std::vector<MovieRow> rowOf;         // by MovieIndex
    std::vector<std::uint32_t> idOf;     // by MovieIndex: place among the ids of its row
    bool anyShared = false;
};

MovieRows rowsOfMovies(const Dataset& dataset, Key key)
{
    const auto movies = dataset.movies();
    // Groups of films that share a token, first film first. A film without a title stays alone: its id is no title.
    std::vector<std::vector<std::uint32_t>> groups;
    if (key == Key::Title) {
        std::vector<std::uint32_t> byTitle(movies.size());
        std::iota(byTitle.begin(), byTitle.end(), 0U);
        std::stable_sort(byTitle.begin(), byTitle.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return movies[a].title < movies[b].title; });
        for (const auto movie : byTitle) {
            const bool joins = !groups.empty() && movies[movie].hasTitle && movies[groups.back().front()].hasTitle &&
                               movies[groups.back().front()].title == movies[movie].title;
            if (joins)
                groups.back().push_back(movie);
            else
                groups.push_back({movie});
        }
    } else {
        groups.reserve(movies.size());
        for (std::uint32_t movie = 0; movie < movies.size(); ++movie)
            groups.push_back({movie});
    }

    struct Place {
        std::size_t count;  // rows of the film file
        std::string_view title;
        IdKey id;
        std::uint32_t group;
    };
    std::vector<Place> places;
    places.reserve(groups.size());
    for (std::uint32_t group = 0; group < groups.size(); ++group) {
        const auto& first = movies[groups[group].front()];
        places.push_back({first.hasTitle ? groups[group].size() : 0,
                          key == Key::Title ? std::string_view(first.title) : std::string_view(), IdKey(first.id),
                          group});
    }
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
        if (a.count != b.count)
            return a.count > b.count;
        if (a.title != b.title)
            return a.title > b.title;
        return a.id > b.id;
    });

    MovieRows result;
    result.rowOf.resize(movies.size());
    result.idOf.resize(movies.size());
    result.movies.reserve(groups.size() + 1);
    result.movies.push_back({{"[UNK]"}, "[UNK]", {}, {}, false});
    for (const auto& place : places) {
        const MovieRow row{static_cast<std::uint32_t>(result.movies.size())};
        const auto& group = groups[place.group];
        const auto& first = movies[group.front()];
        CatalogueMovie movie{{}, first.title, first.year, first.genres, first.hasTitle};
        for (const auto member : group) {
            result.rowOf[member] = row;
            result.idOf[member] = static_cast<std::uint32_t>(movie.ids.size());
            movie.ids.push_back(movies[member].id);
        }
        result.anyShared = result.anyShared || group.size() > 1;
        result.movies.push_back(std::move(movie));
    }
    return result;
}

/// Users by row (without row 0): those with positives by count and id, then the others in the data's order.
std::vector<UserIndex> orderOfUsers(const Dataset& dataset, float ratingAbove, std::size_t& withPositives,
                                    const std::stop_token& stop)
{
    const auto values = dataset.ratingValues();
    std::vector<std::size_t> counts(dataset.users().size());
    forPiecesInParallel(
        counts.size(), stop,
        [&](std::size_t begin, std::size_t end) {
            for (auto user = begin; user < end; ++user)
                for (const auto position : dataset.ratingsOfUser(UserIndex{static_cast<std::uint32_t>(user)}))
                    counts[user] += values[position] > ratingAbove ? 1 : 0;
        },
        usersPerPiece);
    std::vector<UserIndex> order;
    order.reserve(counts.size());
    const auto byId = sortedById(dataset.users());
    for (auto user = byId.rbegin(); user != byId.rend(); ++user)
        if (counts[*user] > 0)
            order.push_back(UserIndex{*user});
    std::stable_sort(order.begin(), order.end(),
                     [&](UserIndex a, UserIndex b) { return counts[a.value] > counts[b.value]; });
    withPositives = order.size();
    for (std::uint32_t user = 0; user < counts.size(); ++user)
        if (counts[user] == 0)
            order.push_back(UserIndex{user});
    return order;
}

}  // namespace

Result<std::shared_ptr<const Catalogue>> Catalogue::make(const Dataset& dataset, Key key, float ratingAbove,
                                                         std::stop_token stop)
try {
    Parts parts;
    parts.dataName = dataset.name();
    parts.fingerprint = dataset.fingerprint();
    parts.simulated = dataset.isSimulated();
    parts.agesAreGroups = dataset.agesAreGroups();
    parts.key = key;
    parts.ratingAbove = ratingAbove;

    auto movies = rowsOfMovies(dataset, key);
    parts.movies = std::move(movies.movies);
    std::size_t withPositives = 0;
    const auto users = orderOfUsers(dataset, ratingAbove, withPositives, stop);
    parts.usersWithVectors = withPositives + 1;
    if (stop.stop_requested())
        return std::shared_ptr<const Catalogue>();

    parts.users.reserve(users.size() + 1);
    parts.users.push_back({"-1", {}, {}, {}});
    parts.ratingOffsets.reserve(users.size() + 2);
    parts.ratingOffsets.assign(2, 0);
    for (const auto user : users) {
        parts.users.push_back(dataset.user(user));
        parts.ratingOffsets.push_back(parts.ratingOffsets.back() + dataset.ratingsOfUser(user).size());
    }
    const auto ratings = dataset.ratingCount();
    if (!growTo(parts.ratingMovies, ratings, stop) || !growTo(parts.ratingValues, ratings, stop) ||
        !growTo(parts.ratingPositions, ratings, stop) ||
        !growTo(parts.ratingTimes, dataset.hasTimes() ? ratings : 0, stop) ||
        !growTo(parts.ratingIds, movies.anyShared ? ratings : 0, stop))
        return std::shared_ptr<const Catalogue>();
    const auto times = dataset.ratingTimes();
    forPiecesInParallel(
        users.size(), stop,
        [&](std::size_t begin, std::size_t end) {
            for (auto place = begin; place < end; ++place) {
                auto next = parts.ratingOffsets[place + 1];
                for (const auto position : dataset.ratingsOfUser(users[place])) {
                    const auto movie = dataset.ratingMovies()[position];
                    parts.ratingMovies[next] = movies.rowOf[movie.value];
                    parts.ratingValues[next] = dataset.ratingValues()[position];
                    parts.ratingPositions[next] = position;
                    if (!times.empty())
                        parts.ratingTimes[next] = times[position];
                    if (movies.anyShared)
                        parts.ratingIds[next] = movies.idOf[movie.value];
                    ++next;
                }
            }
        },
        usersPerPiece);
    return make(std::move(parts), std::move(stop));
} catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory,
                   "there is not enough memory for this data. Close other programs, or take a part.");
}

Result<std::shared_ptr<const Catalogue>> Catalogue::make(Parts parts, std::stop_token stop)
try {
    if (stop.stop_requested())
        return std::shared_ptr<const Catalogue>();
    if (auto wrong = misfit(parts, stop); !wrong.empty())
        return failure(ErrorCode::Malformed, std::move(wrong));
    std::shared_ptr<Catalogue> catalogue(new Catalogue);
    catalogue->m_parts = std::move(parts);
    catalogue->index(stop);
    if (stop.stop_requested())
        return std::shared_ptr<const Catalogue>();
    return catalogue;
} catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory,
                   "there is not enough memory for this data. Close other programs, or take a part.");
}

void Catalogue::index(const std::stop_token& stop)
{
    const auto films = m_parts.movies.size();
    const auto ratings = m_parts.ratingMovies.size();
    m_ratingCounts.assign(films, 0);
    m_likedCounts.assign(films, 0);
    m_meanRatings.assign(films, 0);
    forPieces(ratings, stop, [&](std::size_t begin, std::size_t end) {
        for (auto rating = begin; rating < end; ++rating) {
            const auto movie = m_parts.ratingMovies[rating].value;
            ++m_ratingCounts[movie];
            m_likedCounts[movie] += isLiked(rating) ? 1 : 0;
            m_meanRatings[movie] += static_cast<double>(m_parts.ratingValues[rating]);
        }
    });
    for (std::size_t movie = 0; movie < films; ++movie)
        m_meanRatings[movie] = m_ratingCounts[movie] == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                          : m_meanRatings[movie] / m_ratingCounts[movie];

    std::vector<std::uint32_t> byCount(films - 1);
    std::iota(byCount.begin(), byCount.end(), 1U);
    std::stable_sort(byCount.begin(), byCount.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return m_ratingCounts[a] > m_ratingCounts[b]; });
    m_popularityRanks.assign(films, 0);
    for (std::size_t place = 0; place < byCount.size(); ++place) {
        const bool tied = place > 0 && m_ratingCounts[byCount[place]] == m_ratingCounts[byCount[place - 1]];
        m_popularityRanks[byCount[place]] =
            tied ? m_popularityRanks[byCount[place - 1]] : static_cast<std::uint32_t>(place + 1);
    }

    if (!growTo(m_raters, ratings, stop))
        return;
    BulkVector<UserRow> userOf(ratings);
    forPiecesInParallel(
        m_parts.users.size(), stop,
        [&](std::size_t begin, std::size_t end) {
            for (auto user = begin; user < end; ++user)
                for (auto rating = m_parts.ratingOffsets[user]; rating < m_parts.ratingOffsets[user + 1]; ++rating)
                    userOf[rating] = UserRow{static_cast<std::uint32_t>(user)};
        },
        usersPerPiece);
    m_raterOffsets = placeRows(std::span<const MovieRow>(m_parts.ratingMovies), films, stop,
                               [&](std::uint32_t position, std::size_t rating) {
                                   m_raters[position] = {userOf[rating], static_cast<std::uint32_t>(rating)};
                               });

    m_usersById = sortedById(std::span<const User>(m_parts.users).subspan(1));
    for (auto& row : m_usersById)
        ++row;
    for (std::uint32_t row = 1; row < films; ++row)
        for (const auto& id : m_parts.movies[row].ids)
            m_moviesById.emplace_back(id, row);
    std::sort(m_moviesById.begin(), m_moviesById.end());
}

std::span<const Catalogue::Rater> Catalogue::ratersOf(MovieRow row) const
{
    const auto begin = m_raterOffsets[row.value];
    return std::span(m_raters).subspan(begin, m_raterOffsets[row.value + 1] - begin);
}

Result<std::shared_ptr<const Dataset>> Catalogue::toDataset(std::stop_token stop) const
try {
    DatasetParts parts;
    parts.name = m_parts.dataName;
    parts.form = "model file";
    parts.fingerprint = m_parts.fingerprint;
    parts.simulated = m_parts.simulated;
    parts.agesAreGroups = m_parts.agesAreGroups;
    parts.users.assign(m_parts.users.begin() + 1, m_parts.users.end());

    std::vector<std::uint32_t> firstMovie(m_parts.movies.size(), 0);
    for (std::size_t row = 1; row < m_parts.movies.size(); ++row) {
        const auto& movie = m_parts.movies[row];
        firstMovie[row] = static_cast<std::uint32_t>(parts.movies.size());
        for (const auto& id : movie.ids)
            parts.movies.push_back({id, movie.title, movie.year, movie.genres, movie.hasTitle});
    }

    const auto ratings = m_parts.ratingMovies.size();
    parts.ratingUsers.resize(ratings);
    parts.ratingMovies.resize(ratings);
    parts.ratingValues.resize(ratings);
    const auto isWide = [](std::int64_t time) { return !RatingTimes::isNarrow(time); };
    if (std::ranges::any_of(m_parts.ratingTimes, isWide))
        parts.ratingTimes.widen();
    parts.ratingTimes.resize(m_parts.ratingTimes.size());
    forPiecesInParallel(
        m_parts.users.size(), stop,
        [&](std::size_t begin, std::size_t end) {
            for (auto user = std::max<std::size_t>(begin, 1); user < end; ++user) {
                for (auto rating = m_parts.ratingOffsets[user]; rating < m_parts.ratingOffsets[user + 1]; ++rating) {
                    const auto position = m_parts.ratingPositions[rating];
                    const auto id = m_parts.ratingIds.empty() ? 0U : m_parts.ratingIds[rating];
                    parts.ratingUsers[position] = UserIndex{static_cast<std::uint32_t>(user - 1)};
                    parts.ratingMovies[position] = MovieIndex{firstMovie[m_parts.ratingMovies[rating].value] + id};
                    parts.ratingValues[position] = m_parts.ratingValues[rating];
                    if (!m_parts.ratingTimes.empty())
                        parts.ratingTimes.set(position, m_parts.ratingTimes[rating]);
                }
            }
        },
        usersPerPiece);
    if (stop.stop_requested())
        return std::shared_ptr<const Dataset>();
    return Dataset::make(std::move(parts), std::move(stop));
} catch (const std::bad_alloc&) {
    return failure(ErrorCode::OutOfMemory,
                   "there is not enough memory for this data. Close other programs, or take a part.");
}

}  // namespace projectionist
