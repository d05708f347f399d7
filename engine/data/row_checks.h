// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/problem_log.h"

#include <optional>
#include <string>
#include <string_view>

namespace projectionist {

/// A field of a file for a sentence: in quotes, as UTF-8, cut where it is long.
[[nodiscard]] std::string inQuotes(std::string_view field);

/// What is wrong with an id ("user" or "film", for the sentence), without blanks around it: missing, negative, not
/// text, or, where only digits will do, not a number.
[[nodiscard]] std::optional<RowFault> idFault(std::string_view id, std::string_view whose, bool digitsOnly);

/// "3 columns instead of 4".
[[nodiscard]] RowFault columnsFault(std::size_t found, std::size_t expected);

} // namespace projectionist
