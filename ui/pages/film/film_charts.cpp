// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/film/film_charts.h"

#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/delegates.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

constexpr double lineHeight = 22;
constexpr double barHeight = 7;

double rowPitch(const QWidget& widget, std::size_t rows)
{
    return rows == 0 ? lineHeight : std::min(lineHeight * 1.1, double(widget.height()) / double(rows));
}

}  // namespace

StarBars::StarBars(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void StarBars::setBars(std::vector<Bar> bars, double likedAbove)
{
    m_bars = std::move(bars);
    m_likedAbove = likedAbove;
    QStringList words;
    for (const auto& bar : m_bars)
        words << tr("%1 stars: %2").arg(formatRating(bar.rating), formatCount(bar.count));
    setAccessibleName(tr("Ratings"));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    setToolTip(words.join(QLatin1Char('\n')));
    updateGeometry();
    update();
}

QSize StarBars::sizeHint() const
{
    // Ten half stars share the height that five whole ones take.
    const auto rows = static_cast<int>(std::max<std::size_t>(m_bars.size(), 1));
    return {190, static_cast<int>(std::min(rows * lineHeight, 6 * lineHeight))};
}

void StarBars::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto& colours = theme();
    const auto pitch = rowPitch(*this, m_bars.size());
    auto face = projectionist::font(Type::Body);
    if (pitch < lineHeight * 0.8)
        face.setPixelSize(std::max(8, static_cast<int>(pitch) - 2));
    const QFontMetricsF metrics(face);
    std::uint64_t most = 1;
    double nameWidth = 0;
    double countWidth = 0;
    for (const auto& bar : m_bars) {
        most = std::max(most, bar.count);
        nameWidth = std::max(nameWidth, metrics.horizontalAdvance(formatRating(bar.rating) + QStringLiteral(" ★")));
        countWidth = std::max(countWidth, numberWidth(formatCount(bar.count), face));
    }
    const auto left = nameWidth + 10;
    const auto barWidth = std::max(10.0, width() - left - countWidth - 14);
    const auto thick = std::min(barHeight, pitch - 4);
    for (std::size_t row = 0; row < m_bars.size(); ++row) {
        const auto& bar = m_bars[m_bars.size() - 1 - row];
        const QRectF line(0, double(row) * pitch, width(), pitch);
        painter.setFont(face);
        painter.setPen(colours.muted);
        painter.drawText(QRectF(0, line.top(), nameWidth, pitch), Qt::AlignLeft | Qt::AlignVCenter,
                         formatRating(bar.rating) + QStringLiteral(" ★"));
        const QRectF track(left, line.center().y() - thick / 2, barWidth, thick);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.track);
        painter.drawRoundedRect(track, 1, 1);
        painter.setBrush(bar.rating > m_likedAbove ? colours.accent : colours.grey);
        auto filled = track;
        filled.setWidth(barWidth * double(bar.count) / double(most));
        painter.drawRoundedRect(filled, 1, 1);
        painter.setPen(colours.text);
        paintNumber(painter, QRectF(width() - countWidth, line.top(), countWidth, pitch), formatCount(bar.count), face,
                    Qt::AlignRight | Qt::AlignVCenter);
    }
}

LikedByAge::LikedByAge(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void LikedByAge::setGroups(std::vector<Group> groups, double overall)
{
    m_groups = std::move(groups);
    m_overall = overall;
    double low = overall;
    double high = overall;
    QStringList words;
    for (const auto& group : m_groups) {
        if (group.ratings == 0)
            continue;
        const auto share = double(group.liked) / double(group.ratings);
        low = std::min(low, share);
        high = std::max(high, share);
        words << tr("%1: %2 of %3 ratings").arg(group.name, formatPercent(share), formatCount(group.ratings));
    }
    m_low = std::max(0.0, std::floor(low * 10 - 0.5) / 10);
    m_high = std::min(1.0, std::ceil(high * 10 + 0.5) / 10);
    setAccessibleName(tr("Liked, by age"));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    setToolTip(words.join(QLatin1Char('\n')));
    updateGeometry();
    update();
}

QString LikedByAge::rangeText() const
{
    return tr("%1 to %2").arg(formatDecimal(m_low * 100, 0), formatPercent(m_high));
}

QSize LikedByAge::sizeHint() const
{
    return {210, static_cast<int>(double(std::max<std::size_t>(m_groups.size(), 1)) * lineHeight)};
}

void LikedByAge::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto& colours = theme();
    const auto face = projectionist::font(Type::Body);
    const QFontMetricsF metrics(face);
    const auto pitch = rowPitch(*this, m_groups.size());
    std::uint32_t most = 1;
    double nameWidth = 0;
    double countWidth = 0;
    for (const auto& group : m_groups) {
        most = std::max(most, group.ratings);
        nameWidth = std::max(nameWidth, metrics.horizontalAdvance(group.name));
        countWidth = std::max(countWidth, numberWidth(formatCount(group.ratings), face));
    }
    const auto shareWidth = numberWidth(formatPercent(1.0), face);
    const auto left = nameWidth + 12;
    const auto right = width() - countWidth - shareWidth - 24;
    const auto at = [&](double share) { return left + (right - left) * (share - m_low) / std::max(1e-9, m_high - m_low); };

    painter.setPen(QPen(colours.axis, 1, Qt::DotLine));
    painter.drawLine(QPointF(at(m_overall), 0), QPointF(at(m_overall), pitch * double(m_groups.size())));
    for (std::size_t row = 0; row < m_groups.size(); ++row) {
        const auto& group = m_groups[row];
        const auto top = double(row) * pitch;
        const auto middle = top + pitch / 2;
        painter.setFont(face);
        painter.setPen(colours.muted);
        painter.drawText(QRectF(0, top, nameWidth, pitch), Qt::AlignLeft | Qt::AlignVCenter, group.name);
        painter.setPen(QPen(colours.grid, 1));
        painter.drawLine(QPointF(left, middle), QPointF(right, middle));
        const QRectF shareRect(right + 12, top, shareWidth, pitch);
        const QRectF countRect(width() - countWidth, top, countWidth, pitch);
        if (group.ratings == 0) {
            painter.setPen(colours.muted);
            paintNumber(painter, shareRect, notComputed(), face, Qt::AlignRight | Qt::AlignVCenter);
        } else {
            const auto share = double(group.liked) / double(group.ratings);
            const auto radius = 2.5 + 3.5 * std::sqrt(double(group.ratings) / double(most));
            painter.setPen(Qt::NoPen);
            painter.setBrush(colours.accent);
            painter.drawEllipse(QPointF(at(share), middle), radius, radius);
            painter.setPen(colours.text);
            paintNumber(painter, shareRect, formatPercent(share), projectionist::font(Type::Strong), Qt::AlignRight | Qt::AlignVCenter);
        }
        painter.setPen(colours.muted);
        paintNumber(painter, countRect, formatCount(group.ratings), face, Qt::AlignRight | Qt::AlignVCenter);
    }
}

}  // namespace projectionist
