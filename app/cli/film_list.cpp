// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/film_list.h"

#include "app/cli/text.h"
#include "engine/core/error.h"

#include <utility>
#include <vector>

namespace projectionist::cli {

namespace {

constexpr int scoreDigits = 4;

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace

std::string filmInWords(const Model& model, MovieRow row)
{
    const auto& film = model.catalogue().movie(row);
    return film.title + " (id " + film.ids.front() + ")";
}

std::string simulatedInWords(const Model& model)
{
    return model.catalogue().isSimulated() ? "Simulated data: these users and ratings are made up.\n" : "";
}

void writeSimulated(JsonWriter& json, bool simulated)
{
    json.field("simulated", simulated);
}

TextTable filmTable(const Model& model, std::string_view valueName)
{
    using Align = TextTable::Align;
    std::vector<TextTable::Column> columns{{"rank", Align::Right},
                                           {"film id", Align::Right},
                                           {"title"},
                                           {std::string(valueName), Align::Right},
                                           {"ratings", Align::Right}};
    if (model.includesUntrainedByDefault())
        columns.push_back({"trained"});
    columns.push_back({"genres"});
    return TextTable(std::move(columns));
}

void addFilms(TextTable& table, const Model& model, std::span<const ScoredMovie> list)
{
    std::size_t rank = 0;
    for (const auto& [row, score] : list) {
        const auto& film = model.catalogue().movie(row);
        std::vector<std::string> cells{std::to_string(++rank), film.ids.front(), film.title,
                                       fixed(static_cast<double>(score), scoreDigits),
                                       grouped(model.catalogue().ratingCount(row))};
        if (model.includesUntrainedByDefault())
            cells.emplace_back(model.isTrained(row) ? "yes" : "no");
        cells.push_back(joined(film.genres));
        table.row(std::move(cells));
    }
}

void writeFilms(JsonWriter& json, const Model& model, std::span<const ScoredMovie> list, std::string_view valueName)
{
    json.beginArray();
    std::size_t rank = 0;
    for (const auto& [row, score] : list) {
        const auto& film = model.catalogue().movie(row);
        json.beginObject(JsonWriter::Layout::Line)
            .field("rank", ++rank)
            .field("film_id", film.ids.front())
            .field("title", film.title)
            .field(valueName, score)
            .field("year", film.year)
            .field("genres", film.genres)
            .field("ratings", model.catalogue().ratingCount(row))
            .field("trained", model.isTrained(row))
            .endObject();
    }
    json.endArray();
}

}  // namespace projectionist::cli
