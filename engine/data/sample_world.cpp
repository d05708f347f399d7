// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/sample_world.h"

#include "engine/data/sample_films.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>
#include <string>

namespace projectionist {

namespace {

/// Purposes within the sample's stream of random numbers; viewers come after them.
enum Substream : std::uint64_t {
    Geometry = 0,
    Films = 1,
    Attention = 2,
    Counts = 3,
    Viewers = 16,
    People = 1ULL << 40U
};

struct Scale {
    std::uint32_t users, movies;
    std::uint64_t ratings;
    std::uint32_t moviesSeen;   ///< MovieLens 32M lists films that nobody rated.
    std::uint32_t mostRatings;  ///< Of one user, as in the release.
    double activity;    ///< Standard deviation of the logarithm of a user's ratings beyond the 20 that all have.
    double fall, bend;  ///< Attention by rank: exp(−fall · (rank / films)^bend), as in the release. 0: by fame.
};

constexpr std::uint32_t fewestRatings = 20;

Scale scaleOf(SampleShape shape)
{
    switch (shape) {
    case SampleShape::Sample:
        break;
    case SampleShape::MovieLens100K:
        return {943, 1682, 100'000, 1682, 737, 1.15, 6.5, 0.8};
    case SampleShape::MovieLens1M:
        return {6040, 3706, 1'000'209, 3706, 2314, 1.15, 7.5, 0.75};
    case SampleShape::MovieLens25M:
        return {162'541, 59'047, 25'000'095, 59'047, 32'202, 1.4, 12.5, 0.42};
    case SampleShape::MovieLens32M:
        return {200'948, 87'585, 32'000'204, 84'432, 33'332, 1.4, 12.5, 0.42};
    }
    return {900, 0, 70'000, 0, 420, 1.05, 0, 0};
}

constexpr double fameGrowth = 0.7;  // each step of SampleFilm::seen doubles the attention
constexpr double decadeShare = 0.45, kinShare = 0.7, ownShare = 0.25;  // of a film's direction, its genres count 1
constexpr double tasteNoise = 0.4;                                     // how far tastes lie from films
constexpr double focus = 8;          // how much a viewer prefers what is near to a taste, in powers of e
constexpr double strength = 2.4;     // stars between what is like a taste and what has nothing to do with it
constexpr double meritStars = 0.16;  // stars for each step of SampleFilm::liked
constexpr double noiseStars = 0.65;
constexpr double middle = 3.27;

std::int64_t startOfYear(int year)
{
    using namespace std::chrono;
    const sys_days day = std::chrono::year(year) / January / 1;
    return day.time_since_epoch().count() * std::int64_t{86400};
}

int yearOfTime(std::int64_t time)
{
    using namespace std::chrono;
    const year_month_day day{sys_days(days(time / 86400))};
    return static_cast<int>(day.year());
}

constexpr int firstYear = 2009, lastYear = 2023;

template <class Direction>
double product(const Direction& a, const Direction& b)
{
    double sum = 0;
    for (std::size_t d = 0; d < a.size(); ++d)
        sum += a[d] * b[d];
    return sum;
}

template <class Direction>
void normalise(Direction& direction)
{
    const double length = std::sqrt(product(direction, direction));
    for (auto& value : direction)
        value /= length;
}

/// Makes `direction` perpendicular to the other and of length 1 again.
template <class Direction>
void removeFrom(Direction& direction, const Direction& other)
{
    const double share = product(direction, other);
    for (std::size_t d = 0; d < direction.size(); ++d)
        direction[d] -= share * other[d];
    normalise(direction);
}

}  // namespace

SampleWorld::Direction SampleWorld::randomDirection(Random& random)
{
    Direction direction;
    for (auto& value : direction)
        value = random.normal();
    normalise(direction);
    return direction;
}

SampleWorld::SampleWorld(std::uint64_t seed, SampleShape shape) : m_seed(seed)
{
    const auto scale = scaleOf(shape);
    makeMovies(seed, scale.movies);
    m_moviesSeen = scale.movies == 0 ? m_movies.size() : scale.moviesSeen;
    makeAttention(seed, shape);
    makeRatingCounts(seed, shape);
}

void SampleWorld::makeMovies(std::uint64_t seed, std::size_t count)
{
    auto known = sampleFilms();
    const auto knownCount = known.size();
    if (count == 0)
        count = knownCount;

    Random random(seed, static_cast<std::uint64_t>(RandomStream::Sample), Substream::Geometry);
    std::array<Direction, genre::Count> genres;
    for (std::size_t bit = 0; bit < genres.size(); ++bit) {
        genres[bit] = randomDirection(random);
        for (std::size_t earlier = 0; earlier < bit; ++earlier)
            removeFrom(genres[bit], genres[earlier]);
    }
    std::array<Direction, 13> decades;
    for (auto& direction : decades)
        direction = randomDirection(random);
    std::map<std::string, Direction, std::less<>> kins;

    Random films(seed, static_cast<std::uint64_t>(RandomStream::Sample), Substream::Films);
    std::uint32_t id = 0;
    for (std::size_t index = 0; index < count; ++index) {
        SampleFilm film;
        int year = 0;
        std::string title, kin;
        double fame = 0, liked = 0;
        if (index < knownCount) {
            film = known[index];
            year = yearOf(film);
            title = film.title;
            kin = film.kin;
            fame = film.seen + 0.7 * films.normal();
            liked = film.liked;
        } else {
            // Genres and their company as among the known ones; later years have more films.
            film.genres = known[films.below(knownCount)].genres;
            const double age = films.uniform();
            year = 2022 - static_cast<int>(95 * age * age * std::sqrt(age));
            title = "Simulated film " + std::to_string(index + 1) + " (" + std::to_string(year) + ")";
            kin = "school " + std::to_string(films.below(count / 12));
            const double luck = films.uniform();
            fame = 5 * luck * luck * luck;
            liked = 6 + 1.2 * films.normal();
        }

        Direction own{};
        int genreCount = 0;
        for (std::size_t bit = 0; bit < genre::Count; ++bit) {
            if ((film.genres >> bit & 1U) == 0)
                continue;
            ++genreCount;
            for (std::size_t d = 0; d < dimension; ++d)
                own[d] += genres[bit][d];
        }
        const double decade = std::clamp((year - 1900) / 10.0, 0.0, 11.99);
        const auto before = static_cast<std::size_t>(decade);
        const double after = decade - static_cast<double>(before);
        const auto chance = randomDirection(films);
        auto kinship = chance;
        if (!kin.empty()) {
            const auto [place, isNew] = kins.try_emplace(kin);
            if (isNew)
                place->second = randomDirection(films);
            kinship = place->second;
        }
        for (std::size_t d = 0; d < dimension; ++d) {
            own[d] = own[d] / std::sqrt(genreCount) +
                     decadeShare * ((1 - after) * decades[before][d] + after * decades[before + 1][d]) +
                     kinShare * kinship[d] + ownShare * chance[d];
        }
        normalise(own);

        id += 1 + static_cast<std::uint32_t>(index < 100 ? films.below(2) : films.below(6));
        m_movies.push_back(
            {.id = std::to_string(id), .title = std::move(title), .year = year, .genres = genreNames(film.genres)});
        m_years.push_back(year);
        m_directions.push_back(own);
        m_fame.push_back(fame);
        m_merit.push_back(meritStars * (liked - 7) + 0.15 * films.normal());
    }
}

void SampleWorld::makeAttention(std::uint64_t seed, SampleShape shape)
{
    const auto scale = scaleOf(shape);
    const auto count = m_movies.size();
    m_attention.resize(count);
    if (scale.fall == 0) {
        for (std::size_t movie = 0; movie < count; ++movie)
            m_attention[movie] = std::exp(fameGrowth * m_fame[movie]);
    } else {
        std::vector<std::uint32_t> ranked(count);
        std::iota(ranked.begin(), ranked.end(), 0U);
        std::stable_sort(ranked.begin(), ranked.end(), [&](auto a, auto b) { return m_fame[a] > m_fame[b]; });
        Random random(seed, static_cast<std::uint64_t>(RandomStream::Sample), Substream::Attention);
        for (std::size_t rank = 0; rank < count; ++rank) {
            const double place = static_cast<double>(rank) / static_cast<double>(count);
            m_attention[ranked[rank]] = std::exp(-scale.fall * std::pow(place, scale.bend) + 0.1 * random.normal());
        }
    }
    std::fill(m_attention.begin() + static_cast<std::ptrdiff_t>(m_moviesSeen), m_attention.end(), 0.0);

    // Walker's alias method, in Vose's form: one look-up for each draw.
    const double sum = std::accumulate(m_attention.begin(), m_attention.end(), 0.0);
    m_aliasShare.resize(count);
    m_aliasOther.resize(count);
    std::vector<std::uint32_t> small, large;
    for (std::uint32_t movie = 0; movie < count; ++movie) {
        m_aliasShare[movie] = m_attention[movie] / sum * static_cast<double>(count);
        m_aliasOther[movie] = movie;
        (m_aliasShare[movie] < 1 ? small : large).push_back(movie);
    }
    while (!small.empty() && !large.empty()) {
        const auto poor = small.back(), rich = large.back();
        small.pop_back();
        m_aliasOther[poor] = rich;
        m_aliasShare[rich] -= 1 - m_aliasShare[poor];
        if (m_aliasShare[rich] < 1) {
            large.pop_back();
            small.push_back(rich);
        }
    }
    for (const auto movie : small)
        m_aliasShare[movie] = m_attention[movie] > 0 ? 1 : m_aliasShare[movie];
    for (const auto movie : large)
        m_aliasShare[movie] = 1;
}

void SampleWorld::makeRatingCounts(std::uint64_t seed, SampleShape shape)
{
    const auto scale = scaleOf(shape);
    m_ratingTotal = scale.ratings;
    Random random(seed, static_cast<std::uint64_t>(RandomStream::Sample), Substream::Counts);
    std::vector<double> activity(scale.users);
    for (auto& value : activity)
        value = std::exp(scale.activity * random.normal());
    const auto at = [&](double unit, double value) {
        return static_cast<std::uint32_t>(
            std::min<double>(scale.mostRatings, fewestRatings + std::floor(unit * value)));
    };
    const auto total = [&](double unit) {
        std::uint64_t sum = 0;
        for (const auto value : activity)
            sum += at(unit, value);
        return sum;
    };
    double low = 0, high = 1;
    while (total(high) < scale.ratings)
        high *= 2;
    for (int step = 0; step < 100; ++step) {
        const double unit = (low + high) / 2;
        (total(unit) <= scale.ratings ? low : high) = unit;
    }
    m_ratingCounts.resize(scale.users);
    std::uint64_t sum = 0;
    for (std::size_t user = 0; user < activity.size(); ++user)
        sum += m_ratingCounts[user] = at(low, activity[user]);
    for (std::size_t user = 0; sum < scale.ratings; user = (user + 1) % activity.size()) {
        if (m_ratingCounts[user] < scale.mostRatings) {
            ++m_ratingCounts[user];
            ++sum;
        }
    }
}

User SampleWorld::user(std::uint32_t user) const
{
    static constexpr std::string_view occupations[] = {
        "administrator", "artist",    "doctor",    "educator",   "engineer",  "entertainment", "executive",
        "healthcare",    "homemaker", "lawyer",    "librarian",  "marketing", "none",          "other",
        "programmer",    "salesman",  "scientist", "technician", "writer"};
    Random random(m_seed, static_cast<std::uint64_t>(RandomStream::Sample), Substream::People + user);
    User result;
    result.id = std::to_string(user + 1);
    const int age = std::clamp(static_cast<int>(16 + 17 * std::exp(0.55 * random.normal())), 13, 79);
    result.age = age;
    result.gender = random.uniform() < 0.42 ? "F" : "M";
    const double job = random.uniform();
    if (age < 19 || (age < 26 && job < 0.6))
        result.occupation = "student";
    else if (age > 65 || (age > 58 && job < 0.5))
        result.occupation = "retired";
    else
        result.occupation = occupations[random.below(std::size(occupations))];
    return result;
}

std::uint32_t SampleWorld::drawMovie(Random& random) const
{
    const double place = random.uniform() * static_cast<double>(m_movies.size());
    const auto cell = static_cast<std::uint32_t>(place);
    return place - cell < m_aliasShare[cell] ? cell : m_aliasOther[cell];
}

double SampleWorld::affinity(const Viewer& viewer, std::uint32_t movie) const
{
    const auto& direction = m_directions[movie];
    double best = -1;
    for (const auto& [taste, weight] : viewer.tastes)
        best = std::max(best, weight * product(taste, direction));
    return best;
}

SampleWorld::Viewer SampleWorld::makeViewer(Random& random) const
{
    Viewer result;
    const auto tastes = 1 + random.below(3);
    for (std::uint64_t taste = 0; taste < tastes; ++taste) {
        // A taste lies near some film; famous films attract no more than their share of tastes would be fair.
        const auto a = drawMovie(random), b = static_cast<std::uint32_t>(random.below(m_moviesSeen));
        const auto& centre = m_directions[random.uniform() < 0.6 ? a : b];
        const auto away = randomDirection(random);
        Direction direction;
        for (std::size_t d = 0; d < dimension; ++d)
            direction[d] = centre[d] + tasteNoise * away[d];
        normalise(direction);
        result.tastes.emplace_back(direction, taste == 0 ? 1.0 : 0.7 + 0.3 * random.uniform());
    }
    const auto begin = startOfYear(firstYear), end = startOfYear(lastYear) + std::int64_t{180} * 86400;
    result.joined = begin + static_cast<std::int64_t>(random.uniform() * static_cast<double>(end - begin));
    result.joinedYear = yearOfTime(result.joined);
    result.kindness = 0.35 * random.normal();
    result.spread = std::exp(0.2 * random.normal());
    result.wholeStars = random.uniform() < 0.35;
    return result;
}

void SampleWorld::chooseByDrawing(const Viewer& viewer, std::uint32_t user, Random& random, Scratch& scratch) const
{
    const auto wanted = m_ratingCounts[user];
    auto attempts = std::uint64_t{500} * wanted;
    while (scratch.order.size() < wanted && attempts-- > 0) {
        const auto movie = drawMovie(random);
        if (scratch.chosenBy[movie] == user + 1 || m_years[movie] > viewer.joinedYear)
            continue;
        if (random.uniform() < std::exp(focus * (affinity(viewer, movie) - 1))) {
            scratch.chosenBy[movie] = user + 1;
            scratch.order.push_back(movie);
        }
    }
}

/// What drawing without replacement would give, at one go: the smallest of exponential waiting times (Efraimidis and
/// Spirakis 2006).
void SampleWorld::chooseAmongAll(const Viewer& viewer, std::uint32_t user, Random& random, Scratch& scratch) const
{
    scratch.keys.clear();
    for (std::uint32_t movie = 0; movie < m_moviesSeen; ++movie) {
        if (scratch.chosenBy[movie] == user + 1)
            continue;
        double wait = -std::log1p(-random.uniform()) / m_attention[movie] / std::exp(focus * affinity(viewer, movie));
        if (m_years[movie] > viewer.joinedYear)
            wait += 1e200;  // only when nothing else is left
        scratch.keys.emplace_back(wait, movie);
    }
    const auto missing = static_cast<std::ptrdiff_t>(m_ratingCounts[user] - scratch.order.size());
    std::partial_sort(scratch.keys.begin(), scratch.keys.begin() + missing, scratch.keys.end());
    for (std::ptrdiff_t index = 0; index < missing; ++index)
        scratch.order.push_back(scratch.keys[static_cast<std::size_t>(index)].second);
}

void SampleWorld::rate(std::uint32_t user, std::vector<SampleRating>& ratings, Scratch& scratch) const
{
    Random random(m_seed, static_cast<std::uint64_t>(RandomStream::Sample), Substream::Viewers + user);
    auto who = makeViewer(random);
    scratch.chosenBy.resize(m_movies.size());
    scratch.order.clear();

    // Every film that counts as seen has somebody who sees it for certain.
    const std::uint64_t users = userCount(), seen = m_moviesSeen;
    const auto firstOf = [&](std::uint64_t number) { return (number * seen + users - 1) / users; };
    for (auto movie = firstOf(user); movie < firstOf(std::uint64_t{user} + 1); ++movie) {
        scratch.order.push_back(static_cast<std::uint32_t>(movie));
        scratch.chosenBy[movie] = user + 1;
        if (m_years[movie] > who.joinedYear) {
            who.joinedYear = m_years[movie];
            who.joined = startOfYear(who.joinedYear) + static_cast<std::int64_t>(random.uniform() * 180 * 86400);
        }
    }
    const auto certain = scratch.order.size();
    if (m_movies.size() > 4096 && m_ratingCounts[user] < m_movies.size() / 16)
        chooseByDrawing(who, user, random, scratch);
    if (scratch.order.size() < m_ratingCounts[user])
        chooseAmongAll(who, user, random, scratch);
    for (std::size_t index = 0; index < certain; ++index)
        std::swap(scratch.order[index], scratch.order[random.below(scratch.order.size())]);

    ratings.clear();
    const auto end = static_cast<double>(startOfYear(lastYear + 1));
    const double perSession = 25 * std::sqrt(static_cast<double>(scratch.order.size()) / 50.0);
    auto time = static_cast<double>(who.joined);
    for (const auto movie : scratch.order) {
        if (!ratings.empty() && random.uniform() < 1 / perSession) {
            const double days = -30 * std::log1p(-random.uniform());
            time += std::min(days * 86400, std::max(0.0, end - time) / 2);
        }
        time += 4 - 14 * std::log1p(-random.uniform());
        double stars = middle + who.kindness + m_merit[movie] +
                       who.spread * (strength * (affinity(who, movie) - 0.35) + noiseStars * random.normal());
        stars = who.wholeStars ? std::round(stars) : std::round(2 * stars) / 2;
        ratings.push_back({.movie = movie,
                           .value = static_cast<float>(std::clamp(stars, 1.0, 5.0)),
                           .time = static_cast<std::int64_t>(time)});
    }
    std::sort(ratings.begin(), ratings.end(),
              [](const SampleRating& a, const SampleRating& b) { return a.movie < b.movie; });
}

}  // namespace projectionist
