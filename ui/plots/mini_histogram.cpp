// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/mini_histogram.h"

#include "ui/models/format.h"
#include "ui/plots/painting.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace projectionist {

MiniHistogram::MiniHistogram(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void MiniHistogram::setBars(std::vector<Bar> bars, double above)
{
    if (bars == m_bars && above == m_above)
        return;
    const bool resized = bars.size() != m_bars.size();
    m_bars = std::move(bars);
    m_above = above;
    const QString text = words();
    setToolTip(text);
    setAccessibleDescription(text);
    if (resized)
        updateGeometry();
    update();
}

QString MiniHistogram::words() const
{
    QStringList parts;
    for (const auto& bar : m_bars)
        parts += tr("%1: %2").arg(formatDecimal(bar.value, decimalsFor(bar.value)), formatCount(bar.count));
    return parts.join(QStringLiteral(", "));
}

QSize MiniHistogram::sizeHint() const
{
    const int bars = std::clamp(static_cast<int>(m_bars.size()), 5, 12);
    return {bars * 22, 36 + static_cast<int>(std::ceil(lineHeight(face(Type::Caption))))};
}

QSize MiniHistogram::minimumSizeHint() const
{
    return {std::max(static_cast<int>(m_bars.size()), 5) * 6, sizeHint().height()};
}

void MiniHistogram::paintEvent(QPaintEvent*)
{
    if (m_bars.empty())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& t = theme();
    const QFont small = face(Type::Caption);
    const double labels = std::ceil(lineHeight(small)), base = height() - labels - 1;
    const double pitch = static_cast<double>(width()) / static_cast<double>(m_bars.size());
    const double ratio = devicePixelRatioF();
    const auto crisp = [ratio](double v) { return std::round(v * ratio) / ratio; };
    const auto most = std::max<std::uint64_t>(std::ranges::max(m_bars, {}, &Bar::count).count, 1);
    // Half stars have no room of their own: whole ones only.
    double widest = 0;
    for (const auto& bar : m_bars)
        widest = std::max(widest, textWidth(small, formatDecimal(bar.value, decimalsFor(bar.value))));
    const bool all = widest + 2 <= pitch;
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const auto& bar = m_bars[i];
        const double left = crisp(static_cast<double>(i) * pitch + 1);
        const double right = crisp(static_cast<double>(i + 1) * pitch - 1);
        const double share = static_cast<double>(bar.count) / static_cast<double>(most);
        const double tall = bar.count == 0 ? 1 : std::max(1.0, crisp(share * (base - 1)));
        painter.setPen(Qt::NoPen);
        painter.setBrush(bar.value > m_above && bar.count > 0 ? t.accent : t.off);
        painter.drawRect(QRectF(QPointF(left, base - tall), QPointF(right, base)));
        if (all || bar.value == std::floor(bar.value))
            paintText(painter, {(left + right) / 2, base + 1 + labels / 2},
                      formatDecimal(bar.value, decimalsFor(bar.value)), small, t.muted, {}, Side::Centre);
    }
}

void MiniHistogram::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        updateGeometry();
        update();
    }
}

}  // namespace projectionist
