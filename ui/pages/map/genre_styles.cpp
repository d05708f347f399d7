// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/genre_styles.h"

#include "ui/theme/genres.h"
#include "ui/theme/theme.h"

namespace projectionist {

std::vector<MarkStyle> genreStyles()
{
    const auto& colours = theme();
    const auto edge = [&](const QColor& colour) { return colours.dark ? QColor() : colour; };
    std::vector<MarkStyle> styles;
    for (int index = 0; index < genreGroupCount; ++index) {
        const auto group = static_cast<GenreGroup>(index);
        MarkStyle style{genreColour(group), {}, MarkShape::Disc};
        switch (group) {
        case GenreGroup::Documentary:
            style.shape = MarkShape::Square;
            style.edge = edge(colours.yellowEdge);
            break;
        case GenreGroup::Childrens:
            style.shape = MarkShape::Ring;
            break;
        case GenreGroup::Horror:
            style.shape = MarkShape::Cross;
            break;
        case GenreGroup::SciFi:
            style.shape = MarkShape::Diamond;
            style.edge = edge(colours.skyEdge);
            break;
        case GenreGroup::Action:
            style.shape = MarkShape::Triangle;
            break;
        case GenreGroup::Thriller:
            style.shape = MarkShape::TriangleDown;
            break;
        case GenreGroup::Comedy:
            style.shape = MarkShape::Square;
            style.edge = edge(colours.orangeEdge);
            break;
        case GenreGroup::Drama:
        case GenreGroup::None:
            break;
        }
        styles.push_back(style);
    }
    return styles;
}

}  // namespace projectionist
