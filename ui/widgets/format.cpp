// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace projectionist {

namespace {

constexpr QChar trueMinus(0x2212);
constexpr QChar thinSpace(0x2009);

QString withTrueMinus(QString text)
{
    text.replace(QLatin1Char('-'), trueMinus);
    return text;
}

QString say(const char* text)
{
    return QCoreApplication::translate("Format", text);
}

}  // namespace

QString integer(std::int64_t value)
{
    return withTrueMinus(QLocale().toString(static_cast<qlonglong>(value)));
}

QString decimal(double value, int decimals)
{
    if (!std::isfinite(value))
        return missing();
    const double step = std::pow(10.0, -decimals);
    if (std::abs(value) < step / 2)
        value = 0;  // no "−0.00"
    return withTrueMinus(QLocale().toString(value, 'f', decimals));
}

QString percent(double share, int decimals)
{
    if (!std::isfinite(share))
        return missing();
    return decimal(share * 100, decimals) + thinSpace + QLatin1Char('%');
}

QString missing()
{
    return QStringLiteral("–");
}

QString counted(std::int64_t number, const QString& one, const QString& many)
{
    return (number == 1 ? one : many).arg(integer(number));
}

QString duration(double seconds)
{
    if (!std::isfinite(seconds) || seconds < 0)
        return missing();
    const auto whole = static_cast<qint64>(std::ceil(seconds));
    if (whole < 60)
        return say(QT_TRANSLATE_NOOP("Format", "%1 s")).arg(whole);
    if (whole < 3600)
        return say(QT_TRANSLATE_NOOP("Format", "%1 min %2 s")).arg(whole / 60).arg(whole % 60);
    return say(QT_TRANSLATE_NOOP("Format", "%1 h %2 min")).arg(whole / 3600).arg(whole % 3600 / 60);
}

QString bytes(std::uint64_t count)
{
    return QLocale().formattedDataSize(static_cast<qint64>(count), 1, QLocale::DataSizeSIFormat);
}

}  // namespace projectionist
