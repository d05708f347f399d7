// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace projectionist {

/// Numbers as the window writes them: thousands by locale, the true minus, a thin space before the per cent sign.
[[nodiscard]] QString formatCount(std::uint64_t number);
[[nodiscard]] QString formatDecimal(double value, int decimals);
[[nodiscard]] QString formatPercent(double share, int decimals = 0);   ///< 0.063 → "6.3 %".
/// A rating or a bound without needless zeros: "3", "4.5".
[[nodiscard]] QString formatRating(double rating);
[[nodiscard]] QString formatDay(std::int64_t secondsSince1970);        ///< "20 Sep 1997", in UTC.
/// "7 months", "3 years", "12 days": the span between two times.
[[nodiscard]] QString formatSpan(std::int64_t seconds);
[[nodiscard]] QString formatTimeLeft(double seconds);                  ///< "12 s left", "3 min left".
[[nodiscard]] QString notComputed();                                   ///< "–".

[[nodiscard]] inline QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

}  // namespace projectionist
