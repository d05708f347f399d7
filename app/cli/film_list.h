// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/json_writer.h"
#include "app/cli/text_table.h"
#include "engine/model/model.h"
#include "engine/retrieve/recommend.h"

#include <span>
#include <string>
#include <string_view>

namespace projectionist::cli {

/// "Star Wars (1977) (id 50)".
[[nodiscard]] std::string filmInWords(const Model& model, MovieRow row);
/// The line that says that the data is simulated; nothing when it is not.
[[nodiscard]] std::string simulatedInWords(const Model& model);
/// "simulated": true, where the data is. To be called inside an object.
void writeSimulated(JsonWriter& json, bool simulated);

/// A ranked list of films for people: rank, film id, title, value, ratings, genres, and where untrained films may be
/// listed, which ones are.
[[nodiscard]] TextTable filmTable(const Model& model, std::string_view valueName);
void addFilms(TextTable& table, const Model& model, std::span<const ScoredMovie> list);
/// The same as a JSON array of objects.
void writeFilms(JsonWriter& json, const Model& model, std::span<const ScoredMovie> list, std::string_view valueName);

}  // namespace projectionist::cli
