// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist {

/// Genres as bits, in the order in which MovieLens lists them.
namespace genre {
inline constexpr std::uint32_t Action = 1U << 0, Adventure = 1U << 1, Animation = 1U << 2, Children = 1U << 3,
                               Comedy = 1U << 4, Crime = 1U << 5, Documentary = 1U << 6, Drama = 1U << 7,
                               Fantasy = 1U << 8, FilmNoir = 1U << 9, Horror = 1U << 10, Musical = 1U << 11,
                               Mystery = 1U << 12, Romance = 1U << 13, SciFi = 1U << 14, Thriller = 1U << 15,
                               War = 1U << 16, Western = 1U << 17;
inline constexpr int Count = 18;
}  // namespace genre

/// The names of a set of genres, in MovieLens's words and order.
[[nodiscard]] std::vector<std::string> genreNames(std::uint32_t genres);

/// A well-known film. Title, year and genres are facts; the rest steers the simulation.
struct SampleFilm {
    std::string_view title;  ///< As MovieLens has it: "Rock, The (1996)".
    std::uint32_t genres;
    int seen;              ///< How many simulated viewers come across it, 1 to 9: each step about doubles them.
    int liked;             ///< How well they speak of it on average, 1 to 9.
    std::string_view kin;  ///< Films of one series or director draw the same viewers. Empty for none.
};

/// The list by the time the films came out; sampleFilms() is all of it, oldest first.
[[nodiscard]] std::span<const SampleFilm> sampleFilmsTo1959();
[[nodiscard]] std::span<const SampleFilm> sampleFilms1960To1979();
[[nodiscard]] std::span<const SampleFilm> sampleFilms1980To1989();
[[nodiscard]] std::span<const SampleFilm> sampleFilms1990To1996();
[[nodiscard]] std::span<const SampleFilm> sampleFilmsFrom1997();
[[nodiscard]] std::vector<SampleFilm> sampleFilms();

/// The year in a title of the list: "Rock, The (1996)" gives 1996.
[[nodiscard]] int yearOf(const SampleFilm& film);

}  // namespace projectionist
