// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/genres.h"

#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <string_view>
#include <utility>

namespace projectionist {

namespace {

using namespace std::string_view_literals;

constexpr std::array<std::pair<std::string_view, GenreGroup>, 19> groupOfGenre{{
    {"Documentary"sv, GenreGroup::Documentary},
    {"Children's"sv, GenreGroup::Childrens},
    {"Children"sv, GenreGroup::Childrens},
    {"Animation"sv, GenreGroup::Childrens},
    {"Horror"sv, GenreGroup::Horror},
    {"Sci-Fi"sv, GenreGroup::SciFi},
    {"Fantasy"sv, GenreGroup::SciFi},
    {"Action"sv, GenreGroup::Action},
    {"Western"sv, GenreGroup::Action},
    {"Adventure"sv, GenreGroup::Action},
    {"War"sv, GenreGroup::Action},
    {"Thriller"sv, GenreGroup::Thriller},
    {"Crime"sv, GenreGroup::Thriller},
    {"Mystery"sv, GenreGroup::Thriller},
    {"Film-Noir"sv, GenreGroup::Thriller},
    {"Comedy"sv, GenreGroup::Comedy},
    {"Musical"sv, GenreGroup::Comedy},
    {"Drama"sv, GenreGroup::Drama},
    {"Romance"sv, GenreGroup::Drama},
}};

constexpr std::array<GenreGroup, genreGroupCount> legendOrder{
    GenreGroup::Documentary, GenreGroup::Childrens, GenreGroup::Horror, GenreGroup::SciFi, GenreGroup::Action,
    GenreGroup::Thriller,    GenreGroup::Comedy,    GenreGroup::Drama,  GenreGroup::None};

GenreGroup groupOf(std::string_view genre)
{
    const auto found = std::ranges::find(groupOfGenre, genre, &std::pair<std::string_view, GenreGroup>::first);
    return found == groupOfGenre.end() ? GenreGroup::None : found->second;
}

QColor edgeOf(GenreGroup group)
{
    const Theme& t = theme();
    switch (group) {
    case GenreGroup::Documentary:
        return t.yellowEdge;
    case GenreGroup::SciFi:
        return t.skyEdge;
    case GenreGroup::Comedy:
        return t.orangeEdge;
    default:
        return genreColour(group);
    }
}

}  // namespace

QString nameOf(GenreGroup group)
{
    const auto say = [](const char* text) { return QCoreApplication::translate("GenreGroup", text); };
    switch (group) {
    case GenreGroup::Documentary:
        return say(QT_TRANSLATE_NOOP("GenreGroup", "Documentary"));
    case GenreGroup::Childrens:
        return say(QT_TRANSLATE_NOOP("GenreGroup", "Children’s"));
    case GenreGroup::Horror:
        return say(QT_TRANSLATE_NOOP("GenreGroup", "Horror"));
    case GenreGroup::SciFi:
        return say(QT_TRANSLATE_NOOP("GenreGroup", "Sci-Fi, fantasy"));
    case GenreGroup::Action:
        return say(QT_TRANSLATE_NOOP("GenreGroup", "Action, western"));
    case GenreGroup::Thriller:
        return say(QT_TRANSLATE_NOOP("GenreGroup", "Thriller, crime"));
    case GenreGroup::Comedy:
        return say(QT_TRANSLATE_NOOP("GenreGroup", "Comedy"));
    case GenreGroup::Drama:
        return say(QT_TRANSLATE_NOOP("GenreGroup", "Drama"));
    case GenreGroup::None:
        break;
    }
    return say(QT_TRANSLATE_NOOP("GenreGroup", "No genre"));
}

GenreGroup genreGroup(std::span<const std::string> genres)
{
    return genreGroup(genres, legendOrder);
}

GenreGroup genreGroup(std::span<const std::string> genres, std::span<const GenreGroup> order)
{
    unsigned present = 0;
    for (const auto& genre : genres)
        present |= 1U << static_cast<unsigned>(groupOf(genre));
    for (const auto group : order)
        if (group != GenreGroup::None && (present & (1U << static_cast<unsigned>(group))) != 0)
            return group;
    return GenreGroup::None;
}

QColor genreColour(GenreGroup group)
{
    const Theme& t = theme();
    switch (group) {
    case GenreGroup::Documentary:
        return t.yellow;
    case GenreGroup::Childrens:
        return t.green;
    case GenreGroup::Horror:
        return t.ink;
    case GenreGroup::SciFi:
        return t.sky;
    case GenreGroup::Action:
        return t.vermilion;
    case GenreGroup::Thriller:
        return t.purple;
    case GenreGroup::Comedy:
        return t.orange;
    case GenreGroup::Drama:
        return t.blue;
    case GenreGroup::None:
        break;
    }
    return t.grey;
}

void paintGenreMark(QPainter& painter, const QRectF& rect, GenreGroup group)
{
    const double side = std::min(rect.width(), rect.height());
    const QPointF centre = rect.center();
    const double unit = side / 12.0;  // the marks are drawn on a grid of 12
    const QColor fill = genreColour(group);
    const QColor edge = edgeOf(group);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(edge == fill ? QPen(Qt::NoPen) : QPen(edge, std::min(1.0, unit)));
    painter.setBrush(fill);
    const auto at = [&](double x, double y) { return centre + QPointF(x, y) * unit; };
    const auto square = [&](double half) {
        const double inset = edge == fill ? half : half - 0.5;
        painter.drawRect(QRectF(at(-inset, -inset), at(inset, inset)));
    };
    switch (group) {
    case GenreGroup::Documentary:
    case GenreGroup::Comedy:
        square(4.5);
        break;
    case GenreGroup::Childrens:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(fill, 2 * unit));
        painter.drawEllipse(centre, 3.8 * unit, 3.8 * unit);
        break;
    case GenreGroup::Horror:
        painter.setPen(QPen(fill, 2 * unit, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(at(-3.5, -3.5), at(3.5, 3.5));
        painter.drawLine(at(-3.5, 3.5), at(3.5, -3.5));
        break;
    case GenreGroup::SciFi:
        painter.drawPolygon(QPolygonF({at(0, -5.6), at(5.6, 0), at(0, 5.6), at(-5.6, 0)}));
        break;
    case GenreGroup::Action:
        painter.drawPolygon(QPolygonF({at(0, -5), at(5.2, 4.3), at(-5.2, 4.3)}));
        break;
    case GenreGroup::Thriller:
        painter.drawPolygon(QPolygonF({at(0, 5), at(5.2, -4.3), at(-5.2, -4.3)}));
        break;
    case GenreGroup::Drama:
    case GenreGroup::None:
        painter.drawEllipse(centre, 4.7 * unit, 4.7 * unit);
        break;
    }
    painter.restore();
}

}  // namespace projectionist
