// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist {

[[nodiscard]] PROJECTIONIST_API bool isUtf8(std::string_view text);
/// ISO 8859-1 to UTF-8; never fails.
[[nodiscard]] PROJECTIONIST_API std::string fromLatin1(std::string_view bytes);

/// The shortest text that reads back as the same float32 / float64 ("0.1", "3", "1e-07"). Never depends on the locale.
[[nodiscard]] PROJECTIONIST_API std::string shortest(float value);
[[nodiscard]] PROJECTIONIST_API std::string shortest(double value);

/// A finite number, all of the text, a decimal point, no surrounding space; nothing otherwise.
[[nodiscard]] PROJECTIONIST_API std::optional<double> parseNumber(std::string_view text);

/// For search as you type: lower case without accents ("Amélie" → "amelie"), so that contains() on two folded texts
/// finds it. Latin, Greek and Cyrillic letters; others stay.
[[nodiscard]] PROJECTIONIST_API std::string foldForSearch(std::string_view utf8);

/// A MovieLens title taken apart for showing: "Rock, The (1996)" → {"The Rock", 1996}. Articles of English, French,
/// Spanish, Italian and German. A title without a year, or without an article at its end, keeps its words. Stray spaces
/// go.
struct TitleParts {
    std::string name;
    std::optional<int> year;
};
[[nodiscard]] PROJECTIONIST_API TitleParts splitTitle(std::string_view title);

} // namespace projectionist
