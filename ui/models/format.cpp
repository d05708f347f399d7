// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

constexpr QChar trueMinus(0x2212);
constexpr QChar thinSpace(0x2009);
constexpr std::int64_t daySeconds = 86'400;

QString words(const char* source)
{
    return QCoreApplication::translate("Format", source);
}

QString withTrueMinus(QString number)
{
    return number.replace(QLatin1Char('-'), trueMinus);
}

}  // namespace

QString formatInteger(std::int64_t number)
{
    return withTrueMinus(QLocale().toString(static_cast<qlonglong>(number)));
}

QString formatDecimal(double value, int decimals)
{
    if (!std::isfinite(value))
        return notComputed();
    if (std::abs(value) < 0.5 * std::pow(10.0, -decimals))
        value = 0;  // no "−0.00"
    return withTrueMinus(QLocale().toString(value, 'f', decimals));
}

QString formatPercent(double share, int decimals)
{
    if (!std::isfinite(share))
        return notComputed();
    return formatDecimal(share * 100.0, decimals) + thinSpace + QLatin1Char('%');
}

QString formatShortCount(double count)
{
    const auto scaled = [&](double unit, QLatin1Char suffix) {
        const double value = count / unit;
        return formatDecimal(value, decimalsFor(value) > 0 && value < 100 ? 1 : 0) + suffix;
    };
    if (count >= 1e9)
        return scaled(1e9, QLatin1Char('G'));
    if (count >= 1e6)
        return scaled(1e6, QLatin1Char('M'));
    if (count >= 1e4)
        return scaled(1e3, QLatin1Char('k'));
    return formatDecimal(count, decimalsFor(count));
}

QString formatThousands(double count, int decimals)
{
    return count >= 1e6 ? formatDecimal(count / 1e6, std::max(decimals, 1)) + QLatin1Char('M')
                        : formatDecimal(count / 1e3, decimals) + QLatin1Char('k');
}

int decimalsFor(double step)
{
    double scaled = std::abs(step);
    for (int decimals = 0; decimals < 6; ++decimals, scaled *= 10) {
        if (std::abs(scaled - std::round(scaled)) < 1e-6 * std::max(1.0, scaled))
            return decimals;
    }
    return 6;
}

QString notComputed()
{
    return QStringLiteral("–");
}

QString formatRating(double rating)
{
    return QLocale().toString(rating, 'g', 4);
}

QString formatDay(std::int64_t secondsSince1970)
{
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(secondsSince1970, Qt::UTC).date(),
                              QStringLiteral("d MMM yyyy"));
}

QString formatSpan(std::int64_t seconds)
{
    const auto days = seconds / daySeconds;
    if (days >= 730)
        return words("%1 years").arg(std::lround(double(days) / 365.25));
    if (days >= 61)
        return words("%1 months").arg(std::lround(double(days) / 30.44));
    return counted(days, words("%1 day"), words("%1 days"));
}

QString formatDuration(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0)
        return notComputed();
    const auto whole = static_cast<qint64>(std::ceil(seconds));
    if (whole < 60)
        return words("%1 s").arg(whole);
    if (whole < 3600)
        return words("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return words("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString formatTimeLeft(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0)
        return {};
    return words("about %1 left").arg(formatDuration(seconds));
}

}  // namespace projectionist
