// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace projectionist::cli {

/// A number with so many digits after the point, whatever the locale; "–" when it is not finite.
[[nodiscard]] std::string fixed(double value, int digits);
/// "6.30 %".
[[nodiscard]] std::string percent(double share, int digits = 2);
/// "1997-09-20" in UTC; the number itself when it is no date of a calendar with four digits.
[[nodiscard]] std::string date(std::int64_t secondsSince1970);
/// "1 film", "1,682 films".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view one, std::string_view many);
/// "a, b and c".
[[nodiscard]] std::string listed(std::span<const std::string> words, std::string_view last = "and");

/// The text without anything that moves a terminal's cursor: control characters become spaces, and what is not UTF-8
/// "?".
[[nodiscard]] std::string oneLine(std::string_view text);
/// Columns that UTF-8 text takes on a terminal.
[[nodiscard]] std::size_t displayWidth(std::string_view text);
/// The beginning of the text that fits, with "…" where something was cut off.
[[nodiscard]] std::string clipped(std::string_view text, std::size_t columns);

/// A whole number from `minimum` up; nothing when the text is anything else.
[[nodiscard]] std::optional<std::uint64_t> parseWhole(std::string_view text, std::uint64_t minimum = 0,
                                                      std::uint64_t maximum = UINT64_MAX);

}  // namespace projectionist::cli
