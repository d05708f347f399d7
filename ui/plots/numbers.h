// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>

namespace projectionist {

/// Numbers as charts write them: thousands and decimal point by the locale (British where there is none), U+2212 for
/// minus.
[[nodiscard]] QString plotNumber(double value, int decimals);
[[nodiscard]] QString plotCount(std::uint64_t count);
/// 0.189 → "18.9 %", with a thin space.
[[nodiscard]] QString plotPercent(double share, int decimals);
/// 34,000 → "34k", 1,200,000 → "1.2M"; below 10,000 in full.
[[nodiscard]] QString plotShortCount(double count);
/// 5,759 → "5.8k", 1,200,000 → "1.2M".
[[nodiscard]] QString plotThousands(double count, int decimals);
/// How many decimals tell multiples of `step` apart; at most 6.
[[nodiscard]] int decimalsFor(double step);

}  // namespace projectionist
