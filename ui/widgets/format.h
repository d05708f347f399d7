// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>

namespace projectionist {

/// Numbers as the window shows them: thousands by locale, a true minus, a thin space before the per cent sign. A number
/// that is not finite, and only that, is missing().
[[nodiscard]] QString integer(std::int64_t value);              ///< "100,000"
[[nodiscard]] QString decimal(double value, int decimals);      ///< "−0.947"; cosine 3 decimals, score 2, recall 3.
[[nodiscard]] QString percent(double share, int decimals = 0);  ///< 0.063 as "6.3 %"
[[nodiscard]] QString missing();                                ///< "–": not computed or not applicable.
/// counted(1, tr("%1 film"), tr("%1 films")): the number in its form of words.
[[nodiscard]] QString counted(std::int64_t number, const QString& one, const QString& many);
/// Whole seconds in words: "12 s", "3 min 20 s", "1 h 5 min".
[[nodiscard]] QString duration(double seconds);
[[nodiscard]] QString bytes(std::uint64_t count);  ///< "4.7 MB"

}  // namespace projectionist
