// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recommend/taste_bars.h"

#include "ui/models/format.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace projectionist {

namespace {

constexpr double rowHeight = 18;
constexpr std::uint32_t fewestLikes = 5;

struct GenreCounts {
    std::uint64_t user = 0, all = 0;
};

}  // namespace

std::vector<Taste> tastesOf(const Catalogue& catalogue, UserRow user, std::size_t limit)
{
    std::map<std::string, GenreCounts> genres;
    std::uint64_t allLikes = 0;
    for (std::uint32_t row = 1; row < catalogue.movieRows(); ++row) {
        const auto liked = catalogue.likedCount(MovieRow{row});
        allLikes += liked;
        for (const auto& genre : catalogue.movie(MovieRow{row}).genres)
            genres[genre].all += liked;
    }
    std::uint64_t userLikes = 0;
    const auto range = catalogue.ratingsOfUser(user);
    for (auto rating = range.begin; rating < range.end; ++rating) {
        if (!catalogue.isLiked(rating))
            continue;
        ++userLikes;
        for (const auto& genre : catalogue.movie(catalogue.parts().ratingMovies[rating]).genres)
            ++genres[genre].user;
    }
    if (userLikes == 0 || allLikes == 0)
        return {};

    std::vector<Taste> tastes;
    for (const auto& [name, counts] : genres) {
        const auto expected = double(counts.all) / double(allLikes) * double(userLikes);
        if (expected < fewestLikes && counts.user < fewestLikes)
            continue;
        tastes.push_back({text(name), double(counts.user) / expected, static_cast<std::uint32_t>(counts.user)});
    }
    // Those farthest from ×1, on either side, measured alike: ×2 is as far as ×½.
    const auto distance = [](const Taste& taste) { return std::abs(std::log(std::max(taste.ratio, 0.05))); };
    std::ranges::stable_sort(tastes, std::greater{}, distance);
    tastes.resize(std::min(tastes.size(), limit));
    std::ranges::stable_sort(tastes, std::greater{}, &Taste::ratio);
    return tastes;
}

TasteBars::TasteBars(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Likes, against everyone's likes"));
}

void TasteBars::setTastes(std::vector<Taste> tastes)
{
    m_tastes = std::move(tastes);
    QStringList words;
    for (const auto& taste : m_tastes)
        words << tr("%1: %2 times as often as among everyone's likes").arg(taste.genre, formatDecimal(taste.ratio, 1));
    setToolTip(words.join(QLatin1Char('\n')));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

QSize TasteBars::sizeHint() const
{
    return {360, static_cast<int>(rowHeight * double(std::max<std::size_t>((m_tastes.size() + 1) / 2, 2)))};
}

void TasteBars::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto& colours = theme();
    const auto face = projectionist::font(Type::Body);
    const QFontMetricsF metrics(face);
    painter.setFont(face);
    if (m_tastes.empty()) {
        painter.setPen(colours.muted);
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, tr("Too few likes to tell"));
        return;
    }
    double nameWidth = 0;
    for (const auto& taste : m_tastes)
        nameWidth = std::max(nameWidth, metrics.horizontalAdvance(taste.genre));
    nameWidth = std::min(nameWidth, width() * 0.22);
    const auto valueWidth = metrics.horizontalAdvance(QStringLiteral("×10.0"));
    const auto columnWidth = width() / 2.0;
    const auto barWidth = std::max(20.0, columnWidth - nameWidth - valueWidth - 30);
    const auto perColumn = (m_tastes.size() + 1) / 2;
    constexpr double reach = 3;  // ×3 and more fill the bar
    for (std::size_t i = 0; i < m_tastes.size(); ++i) {
        const auto& taste = m_tastes[i];
        const auto left = columnWidth * double(i / perColumn);
        const auto top = rowHeight * double(i % perColumn);
        painter.setPen(colours.text);
        painter.drawText(QRectF(left, top, nameWidth, rowHeight), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(taste.genre, Qt::ElideRight, nameWidth));
        const QRectF track(left + nameWidth + 8, top + rowHeight / 2 - 3, barWidth, 6);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.track);
        painter.drawRoundedRect(track, 1, 1);
        const auto middle = track.left() + track.width() * 0.4;
        const auto share = std::clamp(std::log(std::max(taste.ratio, 1 / reach)) / std::log(reach), -1.0, 1.0);
        const auto end = share >= 0 ? middle + share * (track.right() - middle) : middle + share * (middle - track.left());
        painter.setBrush(share >= 0 ? colours.accent : colours.grey);
        painter.drawRect(QRectF(QPointF(std::min(middle, end), track.top()), QPointF(std::max(middle, end), track.bottom())));
        painter.setPen(QPen(colours.text, 1));
        painter.drawLine(QPointF(middle, track.top() - 2), QPointF(middle, track.bottom() + 2));
        painter.drawText(QRectF(track.right() + 8, top, valueWidth, rowHeight), Qt::AlignLeft | Qt::AlignVCenter,
                         QStringLiteral("×") + formatDecimal(taste.ratio, 1));
    }
}

}  // namespace projectionist
