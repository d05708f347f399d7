// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/sample_world.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <string>

namespace projectionist {

namespace {

struct Scale {
    std::uint32_t users, movies;
    std::uint64_t ratings;
    std::uint32_t moviesSeen;   ///< MovieLens 32M lists films that nobody rated.
    std::uint32_t mostRatings;  ///< Of one user, as in the release.
    double activity;    ///< Standard deviation of the logarithm of a user's ratings beyond the 20 that all have.
    double fall, bend;  ///< Attention by rank: exp(−fall · (rank / films)^bend), as in the release. 0: by fame.
    double middle;      ///< Stars where nothing speaks for more or fewer: makes the mean 3.5.
};

constexpr std::uint32_t fewestRatings = 20;

Scale scaleOf(SampleShape shape)
{
    switch (shape) {
    case SampleShape::Sample:
        break;
    case SampleShape::MovieLens100K:
        return {943, 1682, 100'000, 1682, 737, 1.15, 6.5, 0.8, 3.27};
    case SampleShape::MovieLens1M:
        return {6040, 3706, 1'000'209, 3706, 2314, 1.15, 7.5, 0.75, 3.45};
    case SampleShape::MovieLens25M:
        return {162'541, 59'047, 25'000'095, 59'047, 32'202, 1.4, 12.5, 0.42, 3.45};
    case SampleShape::MovieLens32M:
        return {200'948, 87'585, 32'000'204, 84'432, 33'332, 1.4, 12.5, 0.42, 3.45};
    }
    return {900, 0, 70'000, 0, 420, 1.05, 0, 0, 3.27};
}

constexpr double fameGrowth = 0.7;  // of the sample: each step of SampleFilm::seen doubles the attention
constexpr double tasteNoise = 0.4;  // how far tastes lie from films
constexpr double focus = 8;         // how much a viewer prefers what is near to a taste, in powers of e
constexpr double strength = 2.4;    // stars between what is like a taste and what has nothing to do with it
constexpr double noiseStars = 0.65;
constexpr int firstYear = 2009, lastYear = 2023;

// Where there are many films, viewers look into neighbourhoods, and like a film of one that is nearer to them than its
// mean up to e to this times as much.
constexpr double slack = 1.5;
constexpr std::size_t fewMovies = 4096;

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

/// Mean 1.
double exponential(Random& random)
{
    return -std::log1p(-random.uniform());
}

}  // namespace

SampleWorld::SampleWorld(std::uint64_t seed, SampleShape shape, const std::stop_token& stop)
    : m_seed(seed), m_movies(SampleMovies::make(seed, scaleOf(shape).movies))
{
    const auto scale = scaleOf(shape);
    m_middle = scale.middle;
    m_moviesSeen = scale.movies == 0 ? static_cast<std::uint32_t>(m_movies.movies.size()) : scale.moviesSeen;
    makeAttention(shape, stop);
    makeRatingCounts(shape);
}

void SampleWorld::makeAttention(SampleShape shape, const std::stop_token& stop)
{
    const auto scale = scaleOf(shape);
    const auto count = m_movies.movies.size();
    m_attention.resize(count);
    if (scale.fall == 0) {
        for (std::size_t movie = 0; movie < count; ++movie)
            m_attention[movie] = std::exp(fameGrowth * m_movies.fame[movie]);
    } else {
        std::vector<std::uint32_t> ranked(m_moviesSeen);
        std::iota(ranked.begin(), ranked.end(), 0U);
        std::stable_sort(ranked.begin(), ranked.end(),
                         [&](auto a, auto b) { return m_movies.fame[a] > m_movies.fame[b]; });
        for (std::size_t rank = 0; rank < ranked.size(); ++rank) {
            const double place = static_cast<double>(rank) / static_cast<double>(ranked.size());
            m_attention[ranked[rank]] = std::exp(-scale.fall * std::pow(place, scale.bend));
        }
    }
    m_byAttention.assign(m_attention);
    if (count > fewMovies) {
        auto random = sampleRandom(m_seed, SampleStream::Neighbourhoods);
        m_neighbourhoods.emplace(m_movies.directions, m_attention, random, stop);
    }
}

void SampleWorld::makeRatingCounts(SampleShape shape)
{
    const auto scale = scaleOf(shape);
    m_ratingTotal = scale.ratings;
    auto random = sampleRandom(m_seed, SampleStream::Activity);
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
    auto random = sampleRandom(m_seed, SampleStream::People, user);
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

double SampleWorld::affinity(const Viewer& viewer, const FixedDirection& direction)
{
    double best = -1;
    for (const auto& [taste, weight] : viewer.tastes)
        best = std::max(best, weight * product(taste, direction));
    return best;
}

SampleWorld::Viewer SampleWorld::makeViewer(Random& random) const
{
    Viewer viewer;
    const auto tastes = 1 + random.below(3);
    for (std::uint64_t taste = 0; taste < tastes; ++taste) {
        // A taste lies near some film, as often as not a famous one.
        const auto centre = random.uniform() < 0.6 ? m_byAttention.draw(random) : random.below(m_moviesSeen);
        auto direction = randomDirection(random);
        for (std::size_t d = 0; d < direction.size(); ++d)
            direction[d] = tasteNoise * direction[d] + m_movies.directions[centre].values[d] / FixedDirection::one;
        normalise(direction);
        viewer.tastes.emplace_back(inFixedPoint(direction), taste == 0 ? 1.0 : 0.7 + 0.3 * random.uniform());
    }
    const auto begin = startOfYear(firstYear), end = startOfYear(lastYear) + std::int64_t{180} * 86400;
    viewer.joined = begin + static_cast<std::int64_t>(random.uniform() * static_cast<double>(end - begin));
    viewer.joinedYear = yearOfTime(viewer.joined);
    viewer.kindness = 0.35 * random.normal();
    viewer.spread = std::exp(0.2 * random.normal());
    viewer.wholeStars = random.uniform() < 0.35;
    return viewer;
}

void SampleWorld::chooseByDrawing(const Viewer& viewer, std::uint32_t user, Random& random, Scratch& scratch) const
{
    const auto& groups = *m_neighbourhoods;
    scratch.affinities.resize(groups.size());
    scratch.weights.resize(groups.size());
    for (std::size_t group = 0; group < groups.size(); ++group) {
        scratch.affinities[group] = affinity(viewer, groups.mean(group));
        scratch.weights[group] = groups.attention(group) * std::exp(focus * scratch.affinities[group]);
    }
    scratch.neighbourhoods.assign(scratch.weights);
    const auto wanted = m_ratingCounts[user];
    // Who has seen nearly all that there is to like here turns to the rest; see rate().
    auto attempts = std::uint64_t{100} * wanted;
    while (scratch.order.size() < wanted && attempts-- > 0) {
        const auto group = scratch.neighbourhoods.draw(random);
        const auto movie = groups.draw(group, random);
        if (scratch.chosenIn[movie] == scratch.round || m_movies.years[movie] > viewer.joinedYear)
            continue;
        const double nearer = affinity(viewer, m_movies.directions[movie]) - scratch.affinities[group];
        if (random.uniform() < std::exp(focus * nearer - slack)) {
            scratch.chosenIn[movie] = scratch.round;
            scratch.order.push_back(movie);
        }
    }
}

/// What drawing without replacement would give, at one go: the smallest of exponential waiting times (Efraimidis and
/// Spirakis 2006).
void SampleWorld::chooseAmongAll(const Viewer& viewer, std::uint32_t user, Random& random, Scratch& scratch) const
{
    scratch.waits.clear();
    for (std::uint32_t movie = 0; movie < m_moviesSeen; ++movie) {
        if (scratch.chosenIn[movie] == scratch.round)
            continue;
        double wait =
            exponential(random) / m_attention[movie] * std::exp(-focus * affinity(viewer, m_movies.directions[movie]));
        if (m_movies.years[movie] > viewer.joinedYear)
            wait += 1e200;  // only when nothing else is left
        scratch.waits.emplace_back(wait, movie);
    }
    const auto missing = static_cast<std::ptrdiff_t>(m_ratingCounts[user] - scratch.order.size());
    std::nth_element(scratch.waits.begin(), scratch.waits.begin() + missing - 1, scratch.waits.end());
    std::sort(scratch.waits.begin(), scratch.waits.begin() + missing);
    for (std::ptrdiff_t index = 0; index < missing; ++index)
        scratch.order.push_back(scratch.waits[static_cast<std::size_t>(index)].second);
}

void SampleWorld::rate(std::uint32_t user, std::vector<SampleRating>& ratings, Scratch& scratch) const
{
    auto random = sampleRandom(m_seed, SampleStream::Viewers, user);
    auto viewer = makeViewer(random);
    ++scratch.round;
    scratch.chosenIn.resize(m_movies.movies.size());
    scratch.order.clear();

    // Every film that counts as seen has somebody who sees it for certain.
    const std::uint64_t users = userCount(), seen = m_moviesSeen;
    const auto firstOf = [&](std::uint64_t number) { return (number * seen + users - 1) / users; };
    for (auto movie = firstOf(user); movie < firstOf(std::uint64_t{user} + 1); ++movie) {
        scratch.order.push_back(static_cast<std::uint32_t>(movie));
        scratch.chosenIn[movie] = scratch.round;
        if (m_movies.years[movie] > viewer.joinedYear) {
            viewer.joinedYear = m_movies.years[movie];
            viewer.joined = startOfYear(viewer.joinedYear) + static_cast<std::int64_t>(random.uniform() * 180 * 86400);
        }
    }
    const auto certain = scratch.order.size();
    if (m_neighbourhoods && m_ratingCounts[user] < m_moviesSeen / 16)
        chooseByDrawing(viewer, user, random, scratch);
    if (scratch.order.size() < m_ratingCounts[user])
        chooseAmongAll(viewer, user, random, scratch);
    for (std::size_t index = 0; index < certain; ++index)
        std::swap(scratch.order[index], scratch.order[random.below(scratch.order.size())]);
    giveStars(viewer, random, scratch, ratings);
    std::sort(ratings.begin(), ratings.end(),
              [](const SampleRating& a, const SampleRating& b) { return a.movie < b.movie; });
}

void SampleWorld::giveStars(const Viewer& viewer, Random& random, const Scratch& scratch,
                            std::vector<SampleRating>& ratings) const
{
    ratings.clear();
    const auto end = static_cast<double>(startOfYear(lastYear + 1));
    const double perSession = 25 * std::sqrt(static_cast<double>(scratch.order.size()) / 50.0);
    auto time = static_cast<double>(viewer.joined);
    for (const auto movie : scratch.order) {
        if (!ratings.empty() && random.uniform() < 1 / perSession)
            time += std::min(30 * 86400 * exponential(random), std::max(0.0, end - time) / 2);
        time += 4 + 14 * exponential(random);
        double stars = m_middle + viewer.kindness + m_movies.merit[movie] +
                       viewer.spread * (strength * (affinity(viewer, m_movies.directions[movie]) - 0.35) +
                                        noiseStars * random.normal());
        stars = viewer.wholeStars ? std::round(stars) : std::round(2 * stars) / 2;
        ratings.push_back({.movie = movie,
                           .value = static_cast<float>(std::clamp(stars, 1.0, 5.0)),
                           .time = static_cast<std::int64_t>(time)});
    }
}

}  // namespace projectionist
