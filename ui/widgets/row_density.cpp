// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "ui/widgets/table_view.h"

#include <QFontMetrics>
#include <QMetaEnum>
#include <QSettings>

namespace projectionist {

namespace {

const QString key = QStringLiteral("view/density");

}  // namespace

RowDensity& RowDensity::instance()
{
    static RowDensity density;
    return density;
}

RowDensity::RowDensity()
{
    bool known = false;
    const int value =
        QMetaEnum::fromType<Density>().keyToValue(QSettings().value(key).toString().toLatin1().constData(), &known);
    if (known)
        m_density = static_cast<Density>(value);
}

int RowDensity::rowHeight() const
{
    const int pixels = m_density == Density::Compact ? 24 : m_density == Density::Roomy ? 32 : Theme::rowHeight;
    return std::max(pixels, QFontMetrics(font(Type::Body)).height() + 4);
}

void RowDensity::setDensity(Density density)
{
    if (density == m_density)
        return;
    m_density = density;
    QSettings().setValue(key,
                         QString::fromLatin1(QMetaEnum::fromType<Density>().valueToKey(static_cast<int>(density))));
    Q_EMIT changed();
}

}  // namespace projectionist
