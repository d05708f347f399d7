// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/numbers.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

QLocale locale()
{
    const QLocale current;
    return current.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedKingdom) : current;
}

}  // namespace

QString plotNumber(double value, int decimals)
{
    QString text = locale().toString(std::abs(value), 'f', decimals);
    const bool isZero = std::abs(value) < 0.5 * std::pow(10.0, -decimals);
    if (std::signbit(value) && !isZero)
        text.prepend(QChar(0x2212));
    return text;
}

QString plotCount(std::uint64_t count)
{
    return locale().toString(static_cast<qulonglong>(count));
}

QString plotPercent(double share, int decimals)
{
    return plotNumber(share * 100, decimals) + QChar(0x2009) + QLatin1Char('%');
}

QString plotShortCount(double count)
{
    const auto scaled = [&](double unit, QLatin1Char suffix) {
        const double value = count / unit;
        return plotNumber(value, decimalsFor(value) > 0 && value < 100 ? 1 : 0) + suffix;
    };
    if (count >= 1e9)
        return scaled(1e9, QLatin1Char('G'));
    if (count >= 1e6)
        return scaled(1e6, QLatin1Char('M'));
    if (count >= 1e4)
        return scaled(1e3, QLatin1Char('k'));
    return plotNumber(count, decimalsFor(count));
}

QString plotThousands(double count, int decimals)
{
    return count >= 1e6 ? plotNumber(count / 1e6, std::max(decimals, 1)) + QLatin1Char('M')
                        : plotNumber(count / 1e3, decimals) + QLatin1Char('k');
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

}  // namespace projectionist
