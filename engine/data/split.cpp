// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/split.h"

#include "engine/core/random.h"
#include "engine/core/text.h"
#include "engine/data/open_dataset.h"
#include "engine/data/scale_in_words.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <new>
#include <numeric>
#include <utility>

namespace projectionist {

namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// Indices into the rating columns of the catalogue in the order of the rating file, positives only.
std::vector<std::uint32_t> positivesInFileOrder(const Catalogue& catalogue)
{
    const auto& parts = catalogue.parts();
    std::vector<std::uint32_t> ratingAt(parts.ratingMovies.size(), none);
    for (std::uint32_t rating = 0; rating < ratingAt.size(); ++rating)
        if (catalogue.isLiked(rating))
            ratingAt[parts.ratingPositions[rating]] = rating;
    std::erase(ratingAt, none);
    return ratingAt;
}

/// The user row of each rating.
std::vector<UserRow> usersOfRatings(const Catalogue& catalogue)
{
    std::vector<UserRow> users(catalogue.parts().ratingMovies.size());
    for (std::uint32_t user = 0; user < catalogue.allUsers(); ++user) {
        const auto range = catalogue.ratingsOfUser(UserRow{user});
        std::fill(users.begin() + static_cast<std::ptrdiff_t>(range.begin),
                  users.begin() + static_cast<std::ptrdiff_t>(range.end), UserRow{user});
    }
    return users;
}

/// For each film id the number of its group (see Split::trainGroups()), for the ids of all rows one after the other;
/// `firstId[row]` is where a row's ids begin.
struct Groups {
    std::vector<std::uint32_t> firstId;
    std::vector<std::uint32_t> groupOfId;
};

Groups groupsOfIds(const Catalogue& catalogue)
{
    const auto& parts = catalogue.parts();
    Groups groups;
    std::uint32_t ids = 0;
    for (const auto& movie : parts.movies) {
        groups.firstId.push_back(ids);
        ids += static_cast<std::uint32_t>(movie.ids.size());
    }
    std::vector<std::uint32_t> firstRow(ids, none);
    for (std::size_t rating = 0; rating < parts.ratingMovies.size(); ++rating) {
        const auto id =
            groups.firstId[parts.ratingMovies[rating].value] + (parts.ratingIds.empty() ? 0 : parts.ratingIds[rating]);
        firstRow[id] = std::min(firstRow[id], parts.ratingPositions[rating]);
    }
    std::vector<std::uint32_t> byFirstRow(ids);
    std::iota(byFirstRow.begin(), byFirstRow.end(), 0U);
    std::stable_sort(byFirstRow.begin(), byFirstRow.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return firstRow[a] < firstRow[b]; });
    groups.groupOfId.resize(ids);
    for (std::uint32_t place = 0; place < ids; ++place)
        groups.groupOfId[byFirstRow[place]] = place;
    return groups;
}

PositivesByUser byUser(std::span<const UserRow> users, std::span<const MovieRow> movies, std::size_t userRows)
{
    PositivesByUser result;
    std::vector<std::uint64_t> offsets(userRows + 1, 0);
    for (const auto user : users)
        ++offsets[user.value + 1];
    std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
    std::vector<MovieRow> sorted(movies.size());
    auto next = offsets;
    for (std::size_t row = 0; row < users.size(); ++row)
        sorted[next[users[row].value]++] = movies[row];
    result.offsets.assign(1, 0);
    result.offsets.reserve(userRows + 1);
    std::size_t kept = 0;
    for (std::size_t user = 0; user < userRows; ++user) {
        const auto begin = sorted.begin() + static_cast<std::ptrdiff_t>(offsets[user]);
        const auto end = sorted.begin() + static_cast<std::ptrdiff_t>(offsets[user + 1]);
        std::sort(begin, end);
        const auto unique = std::unique(begin, end);
        std::copy(begin, unique, sorted.begin() + static_cast<std::ptrdiff_t>(kept));
        kept += static_cast<std::size_t>(unique - begin);
        result.offsets.push_back(kept);
    }
    sorted.resize(kept);
    result.movies = std::move(sorted);
    return result;
}

/// Places of the held-out positives in `positives`, ascending.
std::vector<std::uint32_t> randomRows(std::size_t positives, std::size_t count, std::uint64_t seed,
                                      std::uint64_t draw = 0)
{
    std::vector<std::uint32_t> places(positives);
    std::iota(places.begin(), places.end(), 0U);
    Random random(seed, static_cast<std::uint64_t>(RandomStream::Split), draw);
    random.shuffle(places);
    places.resize(count);
    std::sort(places.begin(), places.end());
    return places;
}

/// Ratings of each user with the latest times, in file order.
std::vector<std::uint32_t> lastRatings(const Catalogue& catalogue, std::size_t count)
{
    const auto& parts = catalogue.parts();
    std::vector<std::uint32_t> held;
    std::vector<std::uint32_t> liked;
    for (std::uint32_t user = 1; user < catalogue.userRows(); ++user) {
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

Result<Holdout> Holdout::parse(std::string_view text)
{
    Holdout holdout;
    const auto colon = text.find(':');
    const auto kind = text.substr(0, colon);
    const auto value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    const bool bare = colon == std::string_view::npos;
    if (kind == "none" && bare)
        return holdout;
    if (kind == "random") {
        holdout.kind = Kind::Random;
        const auto share = bare ? holdout.share : parseNumber(value);
        if (share && *share > 0 && *share < 1) {
            holdout.share = *share;
            return holdout;
        }
        return failure(ErrorCode::InvalidOption, "holdout is \"" + std::string(text) +
                                                     "\": the share must be above 0 and below 1, as in random:0.1.");
    }
    if (kind == "last") {
        holdout.kind = Kind::Last;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), holdout.count);
        if (bare || (error == std::errc{} && end == value.data() + value.size() && holdout.count >= 1))
            return holdout;
        return failure(ErrorCode::InvalidOption,
                       "holdout is \"" + std::string(text) +
                           "\": the number of ratings must be a whole number from 1, as in last:1.");
    }
    if (kind == "file" && !value.empty()) {
        holdout.kind = Kind::File;
        holdout.file = value;
        return holdout;
    }
    return failure(ErrorCode::InvalidOption,
                   "holdout is \"" + std::string(text) + "\": it must be none, random:SHARE, last:N or file:PATH.");
}

std::string Holdout::toString() const
{
    switch (kind) {
    case Kind::Random:
        return "random:" + shortest(share);
    case Kind::Last:
        return "last:" + std::to_string(count);
    case Kind::File:
        return "file:" + file.string();
    case Kind::None:
        break;
    }
    return "none";
}

Result<TestRows> readTestRows(const Catalogue& catalogue, const std::filesystem::path& file)
{
    OpenOptions options;
    options.ratingsOnly = true;
    const auto opened = openDataset({file}, options);
    if (!opened)
        return tl::unexpected(opened.error());
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

Result<std::shared_ptr<const Split>> Split::make(std::shared_ptr<const Dataset> dataset, SplitOptions options)
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

    const auto catalogue = Catalogue::make(*dataset, options.key, options.ratingAbove);
    if (!catalogue)
        return tl::unexpected(catalogue.error());
    std::shared_ptr<Split> split(new Split);
    split->m_options = options;
    split->m_catalogue = *catalogue;
    const auto& parts = split->m_catalogue->parts();
    const auto positives = positivesInFileOrder(*split->m_catalogue);
    if (positives.empty())
        return failure(ErrorCode::Empty, "no rating is above " + shortest(options.ratingAbove) + ": " +
                                             scaleInWords(dataset->ratingValues()) + " Choose a lower bound.");

    if (holdout.kind == Holdout::Kind::File) {
        auto rows = readTestRows(*split->m_catalogue, holdout.file);
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
            for (const auto place : randomRows(positives.size(), static_cast<std::size_t>(count), options.seed))
                held.push_back(positives[place]);
        } else {
            held = lastRatings(*split->m_catalogue, static_cast<std::size_t>(holdout.count));
        }
        if (held.empty())
            return failure(ErrorCode::Empty, "holdout is " + holdout.toString() + ", which holds out none of the " +
                                                 grouped(positives.size()) + " ratings above " +
                                                 shortest(options.ratingAbove) + ". Hold out more, or nothing.");
        if (held.size() == positives.size())
            return failure(ErrorCode::Empty, "holdout is " + holdout.toString() + ", which leaves none of the " +
                                                 grouped(positives.size()) + " ratings above " +
                                                 shortest(options.ratingAbove) + " to train on. Hold out less.");
        const auto users = usersOfRatings(*split->m_catalogue);
        for (const auto rating : held) {
            split->m_holdoutUsers.push_back(users[rating]);
            split->m_holdoutMovies.push_back(parts.ratingMovies[rating]);
            split->m_holdoutPositions.push_back(parts.ratingPositions[rating]);
        }
    }
    split->takeTrainingRows();
    split->index();
    return split;
} catch (const std::bad_alloc&) {
    return tl::unexpected(outOfMemory());
}

std::shared_ptr<const Split> Split::fromCatalogue(std::shared_ptr<const Catalogue> catalogue, SplitOptions options,
                                                  std::vector<UserRow> holdoutUsers,
                                                  std::vector<MovieRow> holdoutMovies,
                                                  std::vector<std::uint32_t> holdoutPositions)
{
    std::shared_ptr<Split> split(new Split);
    split->m_options = std::move(options);
    split->m_catalogue = std::move(catalogue);
    split->m_holdoutUsers = std::move(holdoutUsers);
    split->m_holdoutMovies = std::move(holdoutMovies);
    split->m_holdoutPositions = std::move(holdoutPositions);
    split->takeTrainingRows();
    split->index();
    return split;
}

std::shared_ptr<const Split> Split::withoutHoldout() const
{
    if (m_options.holdout.kind == Holdout::Kind::File)
        return std::shared_ptr<const Split>(new Split(*this));
    auto options = m_options;
    options.holdout = {};
    return fromCatalogue(m_catalogue, options, {}, {}, {});
}

Result<std::shared_ptr<const Split>> Split::forValidation(double share, std::uint64_t seed) const
try {
    const auto rows = m_trainUsers.size();
    const auto count = static_cast<std::size_t>(std::llround(std::clamp(share, 0.0, 1.0) * static_cast<double>(rows)));
    if (count == 0 || count >= rows)
        return failure(ErrorCode::Empty, "of " + grouped(rows) + " training rows " + grouped(count) +
                                             " would be held out. That leaves nothing on one of the sides.");
    std::shared_ptr<Split> split(new Split);
    split->m_options = m_options;
    split->m_options.holdout = {Holdout::Kind::Random, share, 1, {}};
    split->m_options.seed = seed;
    split->m_catalogue = m_catalogue;
    std::vector<bool> held(rows, false);
    for (const auto row : randomRows(rows, count, seed, 1))
        held[row] = true;
    for (std::size_t row = 0; row < rows; ++row) {
        if (held[row]) {
            split->m_holdoutUsers.push_back(m_trainUsers[row]);
            split->m_holdoutMovies.push_back(m_trainMovies[row]);
        } else {
            split->m_trainUsers.push_back(m_trainUsers[row]);
            split->m_trainMovies.push_back(m_trainMovies[row]);
            split->m_trainGroups.push_back(m_trainGroups[row]);
        }
    }
    split->index();
    return split;
} catch (const std::bad_alloc&) {
    return tl::unexpected(outOfMemory());
}

void Split::takeTrainingRows()
{
    const auto& parts = m_catalogue->parts();
    std::vector<bool> held(parts.ratingMovies.size(), false);
    for (const auto position : m_holdoutPositions)
        if (position < held.size())
            held[position] = true;
    const auto positives = positivesInFileOrder(*m_catalogue);
    const auto users = usersOfRatings(*m_catalogue);
    const auto groups = groupsOfIds(*m_catalogue);
    const auto rows = positives.size() - std::min(positives.size(), m_holdoutPositions.size());
    m_trainUsers.reserve(rows);
    m_trainMovies.reserve(rows);
    m_trainGroups.reserve(rows);
    for (const auto rating : positives) {
        if (held[parts.ratingPositions[rating]])
            continue;
        const auto movie = parts.ratingMovies[rating];
        m_trainUsers.push_back(users[rating]);
        m_trainMovies.push_back(movie);
        const auto id = groups.firstId[movie.value] + (parts.ratingIds.empty() ? 0 : parts.ratingIds[rating]);
        m_trainGroups.push_back(groups.groupOfId[id]);
    }
}

void Split::index()
{
    const auto userRows = m_catalogue->userRows();
    m_seen = byUser(m_trainUsers, m_trainMovies, userRows);
    m_relevant = byUser(m_holdoutUsers, m_holdoutMovies, userRows);
    m_trainCounts.assign(m_catalogue->movieRows(), 0);
    for (const auto movie : m_trainMovies)
        ++m_trainCounts[movie.value];
}

}  // namespace projectionist
