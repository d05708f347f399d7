// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <cmath>

namespace projectionist {

namespace {

constexpr QChar trueMinus(0x2212);
constexpr QChar thinSpace(0x2009);
constexpr std::int64_t daySeconds = 86'400;

QString words(const char* source, int count = -1)
{
    return QCoreApplication::translate("Format", source, nullptr, count);
}

}  // namespace

QString formatCount(std::uint64_t number)
{
    return QLocale().toString(static_cast<qulonglong>(number));
}

QString formatDecimal(double value, int decimals)
{
    if (!std::isfinite(value))
        return notComputed();
    auto digits = QLocale().toString(std::abs(value), 'f', decimals);
    const bool isZero = std::abs(value) < 0.5 * std::pow(10.0, -decimals);
    return value < 0 && !isZero ? trueMinus + digits : digits;
}

QString formatPercent(double share, int decimals)
{
    if (!std::isfinite(share))
        return notComputed();
    return formatDecimal(share * 100.0, decimals) + thinSpace + QLatin1Char('%');
}

QString formatRating(double rating)
{
    return QLocale().toString(rating, 'g', 4);
}

QString formatDay(std::int64_t secondsSince1970)
{
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(secondsSince1970, Qt::UTC).date(), QStringLiteral("d MMM yyyy"));
}

QString formatSpan(std::int64_t seconds)
{
    const auto days = seconds / daySeconds;
    if (days >= 730)
        return words("%1 years").arg(std::lround(double(days) / 365.25));
    if (days >= 61)
        return words("%1 months").arg(std::lround(double(days) / 30.44));
    return days == 1 ? words("1 day") : words("%1 days").arg(days);
}

QString formatTimeLeft(double seconds)
{
    if (seconds < 0 || !std::isfinite(seconds))
        return {};
    if (seconds < 90)
        return words("%1 s left").arg(static_cast<int>(std::ceil(seconds)));
    if (seconds < 5400)
        return words("%1 min left").arg(static_cast<int>(std::ceil(seconds / 60)));
    return words("%1 h left").arg(formatDecimal(seconds / 3600, 1));
}

QString notComputed()
{
    return QStringLiteral("–");
}

}  // namespace projectionist
