// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/process.h"

#include <QTest>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace projectionist::testing {

inline constexpr int smallUsers = 60;
inline constexpr int smallFilms = 40;

/// 1,200 ratings of 60 users and 40 films as MovieLens CSV files in `folder`: twenty films each, those of one half of
/// the films liked by one half of the users. Films 7 and 8 share the title "Twins, The (1990)", film 40 is never rated.
inline std::string writeSmallData(const ScratchFolder& scratch, const std::string& folder = "data")
{
    std::string movies = "movieId,title,genres\n";
    for (int film = 1; film <= smallFilms; ++film) {
        const auto title = film == 7 || film == 8
                               ? "\"Twins, The (1990)\""
                               : "Film " + std::to_string(film) + " (" + std::to_string(1950 + film) + ")";
        movies += std::to_string(film) + "," + title + "," + (film % 2 == 0 ? "Comedy|Drama" : "Action") + "\n";
    }
    std::string ratings = "userId,movieId,rating,timestamp\n";
    for (int user = 1; user <= smallUsers; ++user) {
        for (int i = 0; i < 20; ++i) {
            const int film = (user * 7 + i * 5) % (smallFilms - 1) + 1;
            const bool likes = (film % 2 == 0) == (user % 2 == 0);
            ratings += std::to_string(user) + "," + std::to_string(film) + "," + (likes ? "4.5" : "2.0") + "," +
                       std::to_string(1'000'000'000 + user * 100 + i) + "\n";
        }
    }
    scratch.write(folder + "/movies.csv", movies);
    scratch.write(folder + "/ratings.csv", ratings);
    return scratch / folder;
}

/// Trains on the small data: a model file of the tutorial preset, quickly. Empty when that failed.
inline std::string trainSmallModel(const ScratchFolder& scratch, const std::vector<std::string>& more = {})
{
    const auto model = scratch / "small.projectionist";
    std::vector<std::string> arguments{
        "train", writeSmallData(scratch), "--out", model,    "--preset", "tutorial", "--set", "dimension=8",
        "--set", "batch_size=64",         "--set", "key=id", "--set",    "epochs=3"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto result = runCli(arguments);
    if (result.exitCode != 0) {
        qWarning("%s", result.described().c_str());
        return {};
    }
    return model;
}

inline std::vector<std::string> linesOf(const std::string& text)
{
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

/// The cells of a CSV line without quotes inside cells.
inline std::vector<std::string> cellsOf(const std::string& line)
{
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            cells.emplace_back();
        else
            cells.back() += c;
    }
    return cells;
}

/// Discarded when the text is not JSON.
inline nlohmann::json jsonOf(const std::string& text)
{
    return nlohmann::json::parse(text, nullptr, false);
}

}  // namespace projectionist::testing
