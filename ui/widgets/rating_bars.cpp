// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/rating_bars.h"

#include "ui/models/format.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QStringList>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

QString nameOf(float value)
{
    return QLocale().toString(static_cast<double>(value), 'g', 3);
}

}  // namespace

RatingBars::RatingBars(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void RatingBars::setCounts(std::vector<std::pair<float, std::size_t>> counts, float likedAbove)
{
    m_counts = std::move(counts);
    m_likedAbove = likedAbove;
    QStringList words;
    for (const auto& [value, count] : m_counts)
        words.append(tr("%1: %2").arg(nameOf(value), formatCount(count)));
    setAccessibleName(tr("Ratings"));
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    update();
}

QSize RatingBars::sizeHint() const
{
    return {112, 36 + QFontMetrics(projectionist::font(Type::Caption)).height()};
}

QSize RatingBars::minimumSizeHint() const
{
    return {60, sizeHint().height()};
}

QRectF RatingBars::barRect(std::size_t index) const
{
    const double share = static_cast<double>(width()) / static_cast<double>(m_counts.size());
    const double labels = QFontMetrics(projectionist::font(Type::Caption)).height() + 1;
    return {static_cast<double>(index) * share, 0, share, height() - labels};
}

void RatingBars::paintEvent(QPaintEvent*)
{
    if (m_counts.empty())
        return;
    const Theme& t = theme();
    QPainter painter(this);
    painter.setFont(projectionist::font(Type::Caption));
    std::size_t most = 1;
    for (const auto& [value, count] : m_counts)
        most = std::max(most, count);
    const bool everyLabel = m_counts.size() <= 6;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        const auto& [value, count] = m_counts[i];
        const QRectF slot = barRect(i);
        const double share = static_cast<double>(count) / static_cast<double>(most);
        const double tall = count == 0 ? 1 : std::max(1.0, std::round(share * (slot.height() - 1)));
        const double inset = m_counts.size() > 6 ? 0.5 : 1;
        const QRectF bar(slot.x() + inset, slot.bottom() - tall, slot.width() - 2 * inset, tall);
        painter.fillRect(bar, count == 0 ? t.track : value > m_likedAbove ? t.accent : t.off);
        if (everyLabel || value == std::floor(value)) {
            painter.setPen(t.muted);
            const QRectF label(slot.center().x() - 20, slot.bottom() + 1, 40, height() - slot.bottom() - 1);
            painter.drawText(label, Qt::AlignHCenter | Qt::AlignTop, nameOf(value));
        }
    }
}

bool RatingBars::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        for (std::size_t i = 0; i < m_counts.size(); ++i) {
            QRectF slot = barRect(i);
            slot.setBottom(height());
            if (slot.contains(help->pos())) {
                QToolTip::showText(help->globalPos(),
                                   counted(m_counts[i].second, tr("%1 rating of %2"), tr("%1 ratings of %2"))
                                       .arg(nameOf(m_counts[i].first)),
                                   this, slot.toRect());
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

}  // namespace projectionist
