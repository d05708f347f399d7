// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/sample_movies.h"

#include "engine/data/sample_films.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

namespace projectionist {

namespace {

// Of a film's direction; its genres count 1.
constexpr double decadeShare = 0.45, kinShare = 0.7, ownShare = 0.25;
constexpr double meritStars = 0.16;  // for each step of SampleFilm::liked
constexpr int lastYear = 2022;

struct Film {
    std::string title, kin;
    std::uint32_t genres = 0;
    int year = 0;
    double fame = 0, liked = 0;
};

Film wellKnown(const SampleFilm& film, Random& random)
{
    return {.title = std::string(film.title),
            .kin = std::string(film.kin),
            .genres = film.genres,
            .year = yearOf(film),
            .fame = film.seen + 0.7 * random.normal(),
            .liked = static_cast<double>(film.liked)};
}

/// Genres and their company as among the known ones; later years have more films.
Film invented(std::size_t number, std::size_t schools, const std::vector<SampleFilm>& known, Random& random)
{
    Film film;
    film.genres = known[random.below(known.size())].genres;
    const double age = random.uniform();
    film.year = lastYear - static_cast<int>(95 * age * age * std::sqrt(age));
    film.title = "Simulated film " + std::to_string(number) + " (" + std::to_string(film.year) + ")";
    film.kin = "school " + std::to_string(random.below(schools));
    const double luck = random.uniform();
    film.fame = 5 * luck * luck * luck;
    film.liked = 6 + 1.2 * random.normal();
    return film;
}

/// Where films lie by what they are.
class Geometry {
public:
    explicit Geometry(Random random)
    {
        for (std::size_t bit = 0; bit < m_genres.size(); ++bit) {
            m_genres[bit] = randomDirection(random);
            for (std::size_t earlier = 0; earlier < bit; ++earlier)
                makePerpendicular(m_genres[bit], m_genres[earlier]);
        }
        for (auto& direction : m_decades)
            direction = randomDirection(random);
    }

    SampleDirection direction(const Film& film, Random& random)
    {
        SampleDirection sum{};
        double genres = 0;
        for (std::size_t bit = 0; bit < m_genres.size(); ++bit) {
            if ((film.genres >> bit & 1U) != 0) {
                ++genres;
                add(sum, 1, m_genres[bit]);
            }
        }
        for (auto& value : sum)
            value /= std::sqrt(genres);
        const double decade = std::clamp((film.year - 1900) / 10.0, 0.0, static_cast<double>(m_decades.size()) - 1.01);
        const auto before = static_cast<std::size_t>(decade);
        const double after = decade - static_cast<double>(before);
        add(sum, decadeShare * (1 - after), m_decades[before]);
        add(sum, decadeShare * after, m_decades[before + 1]);
        const auto own = randomDirection(random);
        add(sum, ownShare, own);
        add(sum, kinShare, film.kin.empty() ? own : kin(film.kin, random));
        normalise(sum);
        return sum;
    }

private:
    static void add(SampleDirection& sum, double share, const SampleDirection& direction)
    {
        for (std::size_t d = 0; d < sum.size(); ++d)
            sum[d] += share * direction[d];
    }

    const SampleDirection& kin(const std::string& name, Random& random)
    {
        const auto [place, isNew] = m_kins.try_emplace(name);
        if (isNew)
            place->second = randomDirection(random);
        return place->second;
    }

    std::array<SampleDirection, genre::Count> m_genres;
    std::array<SampleDirection, 13> m_decades;
    std::map<std::string, SampleDirection> m_kins;
};

}  // namespace

Random sampleRandom(std::uint64_t seed, SampleStream purpose, std::uint64_t which)
{
    return Random(seed, static_cast<std::uint64_t>(RandomStream::Sample), static_cast<std::uint64_t>(purpose) + which);
}

SampleMovies SampleMovies::make(std::uint64_t seed, std::size_t count)
{
    const auto known = sampleFilms();
    if (count == 0)
        count = known.size();
    const auto schools = std::max<std::size_t>(1, count / 12);
    Geometry geometry(sampleRandom(seed, SampleStream::Directions));
    auto random = sampleRandom(seed, SampleStream::Movies);

    SampleMovies result;
    std::uint64_t id = 0;
    for (std::size_t index = 0; index < count; ++index) {
        auto film =
            index < known.size() ? wellKnown(known[index], random) : invented(index + 1, schools, known, random);
        result.directions.push_back(inFixedPoint(geometry.direction(film, random)));
        result.years.push_back(film.year);
        result.fame.push_back(film.fame);
        result.merit.push_back(meritStars * (film.liked - 7) + 0.15 * random.normal());
        id += 1 + random.below(index < 100 ? 2 : 6);
        result.movies.push_back({.id = std::to_string(id),
                                 .title = std::move(film.title),
                                 .year = film.year,
                                 .genres = genreNames(film.genres)});
    }
    return result;
}

}  // namespace projectionist
