// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/split.h"

#include "engine/core/random.h"
#include "engine/core/text.h"
#include "engine/data/group_rows.h"
#include "engine/data/row_pieces.h"
#include "engine/data/scale_in_words.h"
#include "engine/data/test_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <numeric>
#include <utility>

namespace projectionist {

namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

constexpr std::size_t usersPerPiece = 1024;

/// Fills a column with what `keeps` gives for the rows, in order; `none` leaves a row out. False when stopped.
template <class Keeps>
bool collect(std::size_t rows, const std::stop_token& stop, BulkVector<std::uint32_t>& kept, const Keeps& keeps)
{
    std::vector<std::size_t> firsts((rows + rowsPerPiece - 1) / rowsPerPiece + 1, 0);
    forPiecesInParallel(rows, stop, [&](std::size_t begin, std::size_t end) {
        std::size_t count = 0;
        for (auto row = begin; row < end; ++row)
            count += keeps(row) != none ? 1 : 0;
        firsts[begin / rowsPerPiece + 1] = count;
    });
    std::partial_sum(firsts.begin(), firsts.end(), firsts.begin());
    kept.resize(firsts.back());
    return forPiecesInParallel(rows, stop, [&](std::size_t begin, std::size_t end) {
        auto next = firsts[begin / rowsPerPiece];
        for (auto row = begin; row < end; ++row)
            if (const auto value = keeps(row); value != none)
                kept[next++] = value;
    });
}

/// Indices into the rating columns of the catalogue in the order of the rating file, positives only. Of no use when
/// stopped.
BulkVector<std::uint32_t> positivesInFileOrder(const Catalogue& catalogue, const std::stop_token& stop)
{
    const auto& parts = catalogue.parts();
    const auto ratings = parts.ratingMovies.size();
    BulkVector<std::uint32_t> ratingAt(ratings), positives;
    forPiecesInParallel(ratings, stop, [&](std::size_t begin, std::size_t end) {
        for (auto rating = begin; rating < end; ++rating)
            ratingAt[parts.ratingPositions[rating]] =
                catalogue.isLiked(rating) ? static_cast<std::uint32_t>(rating) : none;
    });
    if (!stop.stop_requested())
        collect(ratings, stop, positives, [&](std::size_t position) { return ratingAt[position]; });
    return positives;
}

/// The user row of each rating.
BulkVector<UserRow> usersOfRatings(const Catalogue& catalogue, const std::stop_token& stop)
{
    BulkVector<UserRow> users(catalogue.parts().ratingMovies.size());
    forPiecesInParallel(
        catalogue.allUsers(), stop,
        [&](std::size_t begin, std::size_t end) {
            for (auto user = begin; user < end; ++user) {
                const UserRow row{static_cast<std::uint32_t>(user)};
                const auto range = catalogue.ratingsOfUser(row);
                std::fill(users.begin() + static_cast<std::ptrdiff_t>(range.begin),
                          users.begin() + static_cast<std::ptrdiff_t>(range.end), row);
            }
        },
        usersPerPiece);
    return users;
}

/// For each film id the number of its group (see Split::trainGroups()), for the ids of all rows one after the other;
/// `firstId[row]` is where a row's ids begin.
struct Groups {
    std::vector<std::uint32_t> firstId;
    std::vector<std::uint32_t> groupOfId;
};

Groups groupsOfIds(const Catalogue& catalogue, const std::stop_token& stop)
{
    const auto& parts = catalogue.parts();
    Groups groups;
    std::uint32_t ids = 0;
    for (const auto& movie : parts.movies) {
        groups.firstId.push_back(ids);
        ids += static_cast<std::uint32_t>(movie.ids.size());
    }
    std::vector<std::uint32_t> firstRow(ids, none);
    forPieces(parts.ratingMovies.size(), stop, [&](std::size_t begin, std::size_t end) {
        for (auto rating = begin; rating < end; ++rating) {
            const auto id = groups.firstId[parts.ratingMovies[rating].value] +
                            (parts.ratingIds.empty() ? 0 : parts.ratingIds[rating]);
            firstRow[id] = std::min(firstRow[id], parts.ratingPositions[rating]);
        }
    });
    std::vector<std::uint32_t> byFirstRow(ids);
    std::iota(byFirstRow.begin(), byFirstRow.end(), 0U);
    std::stable_sort(byFirstRow.begin(), byFirstRow.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return firstRow[a] < firstRow[b]; });
    groups.groupOfId.resize(ids);
    for (std::uint32_t place = 0; place < ids; ++place)
        groups.groupOfId[byFirstRow[place]] = place;
    return groups;
}

PositivesByUser byUser(std::span<const UserRow> users, std::span<const MovieRow> movies, std::size_t userRows,
                       const std::stop_token& stop)
{
    PositivesByUser result;
    auto& sorted = result.movies;
    if (!growTo(sorted, movies.size(), stop))
        return result;
    const auto offsets = placeRows(users, userRows, stop,
                                   [&](std::uint32_t position, std::size_t row) { sorted[position] = movies[row]; });
    if (stop.stop_requested())
        return result;
    std::vector<std::uint32_t> kept(userRows, 0);  // films of each user, doubles left out
    forPiecesInParallel(
        userRows, stop,
        [&](std::size_t first, std::size_t last) {
            for (auto user = first; user < last; ++user) {
                const auto begin = sorted.begin() + static_cast<std::ptrdiff_t>(offsets[user]);
                const auto end = sorted.begin() + static_cast<std::ptrdiff_t>(offsets[user + 1]);
                if (!std::is_sorted(begin, end))
                    std::sort(begin, end);
                kept[user] = static_cast<std::uint32_t>(std::unique(begin, end) - begin);
            }
        },
        usersPerPiece);
    result.offsets.assign(1, 0);
    result.offsets.reserve(userRows + 1);
    std::size_t next = 0;
    for (std::size_t user = 0; user < userRows && !stop.stop_requested(); ++user) {
        if (next != offsets[user])
            std::copy_n(sorted.begin() + static_cast<std::ptrdiff_t>(offsets[user]), kept[user],
                        sorted.begin() + static_cast<std::ptrdiff_t>(next));
        next += kept[user];
        result.offsets.push_back(next);
    }
    sorted.resize(next);
    return result;
}

/// Places of the held-out positives in `positives`, ascending.
BulkVector<std::uint32_t> randomRows(std::size_t positives, std::size_t count, std::uint64_t seed,
                                     const std::stop_token& stop, std::uint64_t draw = 0)
{
    BulkVector<std::uint32_t> places(positives);
    std::iota(places.begin(), places.end(), 0U);
    Random random(seed, static_cast<std::uint64_t>(RandomStream::Split), draw);
    random.shuffle(places, stop);
    if (stop.stop_requested())
        return places;
    std::vector<bool> chosen(positives, false);  // sorting them would take long, and cannot be stopped
    forPieces(count, stop, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i)
            chosen[places[i]] = true;
    });
    places.clear();
    forPieces(positives, stop, [&](std::size_t begin, std::size_t end) {
        for (auto place = begin; place < end; ++place)
            if (chosen[place])
                places.push_back(static_cast<std::uint32_t>(place));
    });
    return places;
}

/// Ratings of each user with the latest times, in file order.
std::vector<std::uint32_t> lastRatings(const Catalogue& catalogue, std::size_t count, const std::stop_token& stop)
{
    const auto& parts = catalogue.parts();
    std::vector<std::uint32_t> held;
    std::vector<std::uint32_t> liked;
    for (std::uint32_t user = 1; user < catalogue.userRows() && !stop.stop_requested(); ++user) {
        liked.clear();
        const auto range = catalogue.ratingsOfUser(UserRow{user});
        for (auto rating = range.begin; rating < range.end; ++rating)
            if (catalogue.isLiked(rating))
                liked.push_back(static_cast<std::uint32_t>(rating));
        std::stable_sort(liked.begin(), liked.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return parts.ratingTimes[a] < parts.ratingTimes[b]; });
        const auto kept = liked.size() > count ? liked.size() - count : std::min<std::size_t>(liked.size(), 1);
        held.insert(held.end(), liked.begin() + static_cast<std::ptrdiff_t>(kept), liked.end());
    }
    if (stop.stop_requested())
        return held;
    std::sort(held.begin(), held.end(),
              [&](std::uint32_t a, std::uint32_t b) { return parts.ratingPositions[a] < parts.ratingPositions[b]; });
    return held;
}

Error outOfMemory()
{
    return {ErrorCode::OutOfMemory,
            "there is not enough memory for this data. Close other programs, or take a part.",
            {},
            0};
}

}  // namespace

Result<std::shared_ptr<const Split>> Split::make(std::shared_ptr<const Dataset> dataset, SplitOptions options,
                                                 std::stop_token stop)
try {
    const auto& holdout = options.holdout;
    if (!std::isfinite(options.ratingAbove))
        return failure(ErrorCode::InvalidOption, "rating_above is not a finite number.");
    if (holdout.kind == Holdout::Kind::Random && !(holdout.share > 0 && holdout.share < 1))
        return failure(ErrorCode::InvalidOption,
                       "holdout is " + holdout.toString() + ": the share must be above 0 and below 1.");
    if (holdout.kind == Holdout::Kind::Last && holdout.count < 1)
        return failure(ErrorCode::InvalidOption,
                       "holdout is " + holdout.toString() + ": the number must be at least 1.");
    if (holdout.kind == Holdout::Kind::Last && !dataset->hasTimes())
        return failure(ErrorCode::InvalidOption,
                       "holdout is " + holdout.toString() +
                           ", but these ratings have no times. Hold out a random share instead.");

    const auto catalogue = Catalogue::make(*dataset, options.key, options.ratingAbove, stop);
    if (!catalogue)
        return tl::unexpected(catalogue.error());
    const std::shared_ptr<const Split> stopped;
    if (!*catalogue)
        return stopped;
    std::shared_ptr<Split> split(new Split);
    split->m_options = options;
    split->m_catalogue = *catalogue;
    const auto& parts = split->m_catalogue->parts();
    const auto positives = positivesInFileOrder(*split->m_catalogue, stop);
    if (stop.stop_requested())
        return stopped;
    if (positives.empty())
        return failure(ErrorCode::Empty, "no rating is above " + shortest(options.ratingAbove) + ": " +
                                             scaleInWords(dataset->ratingValues()) + " Choose a lower bound.");

    if (holdout.kind == Holdout::Kind::File) {
        auto rows = readTestRows(*split->m_catalogue, holdout.file, holdout.reading, stop);
        if (!rows)
            return tl::unexpected(std::move(rows.error()));
        split->m_holdoutUsers = std::move(rows->users);
        split->m_holdoutMovies = std::move(rows->movies);
        split->m_skippedTestRows = rows->skippedRows;
        split->m_skippedTestUsers = rows->skippedUsers;
    } else if (holdout.kind != Holdout::Kind::None) {
        std::vector<std::uint32_t> held;  // indices of ratings, in file order
        if (holdout.kind == Holdout::Kind::Random) {
            const auto count = std::llround(holdout.share * static_cast<double>(positives.size()));
            for (const auto place : randomRows(positives.size(), static_cast<std::size_t>(count), options.seed, stop))
                held.push_back(positives[place]);
        } else {
            held = lastRatings(*split->m_catalogue, static_cast<std::size_t>(holdout.count), stop);
        }
        if (stop.stop_requested())
            return stopped;
        if (positives.size() == 1)
            return failure(ErrorCode::Empty, "holdout is " + holdout.toString() + ", but only one rating is above " +
                                                 shortest(options.ratingAbove) + ". Hold out nothing.");
        if (held.empty() && holdout.kind == Holdout::Kind::Last)
            return failure(ErrorCode::Empty, "holdout is " + holdout.toString() +
                                                 ", but no user has more than one of the " + grouped(positives.size()) +
                                                 " ratings above " + shortest(options.ratingAbove) +
                                                 ". Hold out a random share, or nothing.");
        if (held.empty())
            return failure(ErrorCode::Empty, "holdout is " + holdout.toString() + ", which holds out none of the " +
                                                 grouped(positives.size()) + " ratings above " +
                                                 shortest(options.ratingAbove) + ". Hold out more, or nothing.");
        if (held.size() == positives.size())
            return failure(ErrorCode::Empty, "holdout is " + holdout.toString() + ", which leaves none of the " +
                                                 grouped(positives.size()) + " ratings above " +
                                                 shortest(options.ratingAbove) + " to train on. Hold out less.");
        const auto users = usersOfRatings(*split->m_catalogue, stop);
        for (const auto rating : held) {
            split->m_holdoutUsers.push_back(users[rating]);
            split->m_holdoutMovies.push_back(parts.ratingMovies[rating]);
            split->m_holdoutPositions.push_back(parts.ratingPositions[rating]);
        }
    }
    return split->takeTrainingRows(positives, stop) ? split : stopped;
} catch (const std::bad_alloc&) {
    return tl::unexpected(outOfMemory());
}

std::shared_ptr<const Split> Split::fromCatalogue(std::shared_ptr<const Catalogue> catalogue, SplitOptions options,
                                                  std::vector<UserRow> holdoutUsers,
                                                  std::vector<MovieRow> holdoutMovies,
                                                  std::vector<std::uint32_t> holdoutPositions, std::stop_token stop)
{
    std::shared_ptr<Split> split(new Split);
    split->m_options = std::move(options);
    split->m_catalogue = std::move(catalogue);
    split->m_holdoutUsers = std::move(holdoutUsers);
    split->m_holdoutMovies = std::move(holdoutMovies);
    split->m_holdoutPositions = std::move(holdoutPositions);
    const auto positives = positivesInFileOrder(*split->m_catalogue, stop);
    return !stop.stop_requested() && split->takeTrainingRows(positives, stop) ? split : nullptr;
}

std::shared_ptr<const Split> Split::withoutHoldout(std::stop_token stop) const
{
    std::shared_ptr<Split> split(new Split);
    split->m_options = m_options;
    split->m_catalogue = m_catalogue;
    if (m_options.holdout.kind == Holdout::Kind::File) {
        split->m_holdoutUsers = m_holdoutUsers;
        split->m_holdoutMovies = m_holdoutMovies;
        split->m_skippedTestRows = m_skippedTestRows;
        split->m_skippedTestUsers = m_skippedTestUsers;
    } else {
        split->m_options.holdout = {};
    }
    const auto positives = positivesInFileOrder(*m_catalogue, stop);
    return !stop.stop_requested() && split->takeTrainingRows(positives, stop) ? split : nullptr;
}

Result<std::shared_ptr<const Split>> Split::forValidation(double share, std::uint64_t seed, std::stop_token stop) const
try {
    const auto rows = m_trainUsers.size();
    const auto count = static_cast<std::size_t>(std::llround(std::clamp(share, 0.0, 1.0) * static_cast<double>(rows)));
    if (count == 0 || count >= rows)
        return failure(ErrorCode::Empty, grouped(rows) + (rows == 1 ? " training row is" : " training rows are") +
                                             " too few to hold out a share of " + shortest(share) +
                                             " for validation. Take more data, or do without the validation.");
    std::shared_ptr<Split> split(new Split);
    split->m_options = m_options;
    split->m_options.holdout = {Holdout::Kind::Random, share, 1, {}};
    split->m_options.seed = seed;
    split->m_catalogue = m_catalogue;
    std::vector<bool> held(rows, false);
    for (const auto row : randomRows(rows, count, seed, stop, 1))
        held[row] = true;
    forPieces(rows, stop, [&](std::size_t begin, std::size_t end) {
        for (auto row = begin; row < end; ++row) {
            if (held[row]) {
                split->m_holdoutUsers.push_back(m_trainUsers[row]);
                split->m_holdoutMovies.push_back(m_trainMovies[row]);
            } else {
                split->m_trainUsers.push_back(m_trainUsers[row]);
                split->m_trainMovies.push_back(m_trainMovies[row]);
                split->m_trainGroups.push_back(m_trainGroups[row]);
            }
        }
    });
    if (stop.stop_requested() || !split->index(stop))
        return std::shared_ptr<const Split>();
    return split;
} catch (const std::bad_alloc&) {
    return tl::unexpected(outOfMemory());
}

bool Split::takeTrainingRows(std::span<const std::uint32_t> positives, const std::stop_token& stop)
{
    const auto& parts = m_catalogue->parts();
    const auto users = usersOfRatings(*m_catalogue, stop);
    const auto groups = groupsOfIds(*m_catalogue, stop);
    if (stop.stop_requested())
        return false;
    std::span<const std::uint32_t> ratings = positives;
    BulkVector<std::uint32_t> left;
    if (!m_holdoutPositions.empty()) {
        std::vector<bool> held(parts.ratingMovies.size(), false);
        for (const auto position : m_holdoutPositions)
            if (position < held.size())
                held[position] = true;
        const auto keeps = [&](std::size_t row) {
            return held[parts.ratingPositions[positives[row]]] ? none : positives[row];
        };
        if (!collect(positives.size(), stop, left, keeps))
            return false;
        ratings = left;
    }
    if (!growTo(m_trainUsers, ratings.size(), stop) || !growTo(m_trainMovies, ratings.size(), stop) ||
        !growTo(m_trainGroups, ratings.size(), stop))
        return false;
    forPiecesInParallel(ratings.size(), stop, [&](std::size_t begin, std::size_t end) {
        for (auto row = begin; row < end; ++row) {
            const auto rating = ratings[row];
            const auto movie = parts.ratingMovies[rating];
            const auto id = groups.firstId[movie.value] + (parts.ratingIds.empty() ? 0 : parts.ratingIds[rating]);
            m_trainUsers[row] = users[rating];
            m_trainMovies[row] = movie;
            m_trainGroups[row] = groups.groupOfId[id];
        }
    });
    return index(stop);
}

bool Split::index(const std::stop_token& stop)
{
    const auto userRows = m_catalogue->userRows();
    m_seen = byUser(m_trainUsers, m_trainMovies, userRows, stop);
    m_relevant = byUser(m_holdoutUsers, m_holdoutMovies, userRows, stop);
    m_trainCounts.assign(m_catalogue->movieRows(), 0);
    return forPieces(m_trainMovies.size(), stop, [&](std::size_t begin, std::size_t end) {
        for (auto row = begin; row < end; ++row)
            ++m_trainCounts[m_trainMovies[row].value];
    });
}

}  // namespace projectionist
