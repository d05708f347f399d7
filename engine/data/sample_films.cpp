// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/sample_films.h"

#include <algorithm>
#include <charconv>

namespace projectionist {

std::vector<std::string> genreNames(std::uint32_t genres)
{
    static constexpr std::string_view names[genre::Count] = {
        "Action",    "Adventure", "Animation", "Children", "Comedy",  "Crime",  "Documentary", "Drama", "Fantasy",
        "Film-Noir", "Horror",    "Musical",   "Mystery",  "Romance", "Sci-Fi", "Thriller",    "War",   "Western"};
    std::vector<std::string> result;
    for (std::size_t bit = 0; bit < genre::Count; ++bit)
        if ((genres >> bit & 1U) != 0)
            result.emplace_back(names[bit]);
    return result;
}

std::vector<SampleFilm> sampleFilms()
{
    std::vector<SampleFilm> films;
    for (const auto part : {sampleFilmsTo1959(), sampleFilms1960To1979(), sampleFilms1980To1989(),
                            sampleFilms1990To1996(), sampleFilmsFrom1997()})
        films.insert(films.end(), part.begin(), part.end());
    std::sort(films.begin(), films.end(), [](const SampleFilm& a, const SampleFilm& b) {
        const int yearA = yearOf(a), yearB = yearOf(b);
        return yearA != yearB ? yearA < yearB : a.title < b.title;
    });
    return films;
}

int yearOf(const SampleFilm& film)
{
    int year = 0;
    const auto digits = film.title.substr(film.title.size() - 5, 4);
    std::from_chars(digits.data(), digits.data() + digits.size(), year);
    return year;
}

}  // namespace projectionist
