// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <concepts>
#include <cstdint>
#include <string_view>

namespace projectionist {

/// Numbers as the window writes them: thousands by locale, the true minus, a thin space before the per cent sign. A
/// number that is not finite, and only that, is notComputed().
[[nodiscard]] QString formatInteger(std::int64_t number);  ///< "−5", "100,000".
[[nodiscard]] QString formatCount(std::integral auto number)
{
    return formatInteger(static_cast<std::int64_t>(number));
}
[[nodiscard]] QString formatDecimal(double value, int decimals);      ///< Cosine 3 decimals, score 2, recall 3.
[[nodiscard]] QString formatPercent(double share, int decimals = 0);  ///< 0.063 as "6.3 %".
/// 34,000 → "34k", 1,200,000 → "1.2M"; below 10,000 in full.
[[nodiscard]] QString formatShortCount(double count);
/// 5,759 → "5.8k", 1,200,000 → "1.2M".
[[nodiscard]] QString formatThousands(double count, int decimals);
[[nodiscard]] int decimalsFor(double step);  ///< So many tell multiples of `step` apart; at most 6.
[[nodiscard]] QString notComputed();         ///< "–": not computed or not applicable.
/// A rating or a bound without needless zeros: "3", "4.5".
[[nodiscard]] QString formatRating(double rating);
[[nodiscard]] QString formatDay(std::int64_t secondsSince1970);  ///< "22 Apr 1998", in UTC.
/// "7 months", "3 years", "12 days": the span between two times.
[[nodiscard]] QString formatSpan(std::int64_t seconds);
[[nodiscard]] QString formatDuration(double seconds);  ///< In whole seconds: "12 s", "3 min 20 s", "1 h 5 min".
[[nodiscard]] QString formatTimeLeft(double seconds);  ///< "about 12 s left"; empty while not known.

/// counted(1, tr("%1 film"), tr("%1 films")): the number in its form of words.
[[nodiscard]] QString counted(std::integral auto number, const QString& one, const QString& many)
{
    return (number == 1 ? one : many).arg(formatCount(number));
}

[[nodiscard]] inline QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

}  // namespace projectionist
