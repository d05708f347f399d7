// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/map_content.h"

#include "engine/retrieve/neighbours.h"
#include "ui/models/format.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace projectionist {

namespace {

constexpr std::size_t nearestCount = 7, nearCount = 15;
constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

}  // namespace

MapContent::MapContent(std::shared_ptr<const Model> model, std::shared_ptr<const FilmTexts> films,
                       std::shared_ptr<const ProjectedMap> map)
    : m_model(std::move(model)), m_films(std::move(films)), m_map(std::move(map))
{
    const auto& catalogue = m_model->catalogue();
    m_points.assign(isOfFilms() ? catalogue.movieRows() : catalogue.userRows(), 0);
    for (std::size_t point = 0; point < size(); ++point) {
        m_points[m_map->rows[point]] = static_cast<std::uint32_t>(point + 1);
        if (isOfFilms())
            ++m_groupCounts[static_cast<std::size_t>(filmAt(point).group)];
    }
}

MapPlot::Points MapContent::points() const
{
    MapPlot::Points points;
    points.kind = isOfFilms() ? "film" : "user";
    points.weight.reserve(size());
    points.names.reserve(static_cast<qsizetype>(size()));
    points.ids.reserve(size());
    for (std::size_t point = 0; point < size(); ++point) {
        points.weight.push_back(static_cast<float>(ratingsOf(point)));
        if (isOfFilms()) {
            points.group.push_back(static_cast<std::uint8_t>(filmAt(point).group));
            points.names << filmAt(point).name;
            points.ids.push_back(filmAt(point).id.toStdString());
        } else {
            const auto& user = m_model->catalogue().user(userAt(point));
            points.names << userName(user);
            points.ids.push_back(user.id);
        }
    }
    return points;
}

std::shared_ptr<const Matrix> MapContent::placesAlong(int across, int up) const
{
    const auto& positions = m_map->components.positions;
    auto places = std::make_shared<Matrix>(positions.rows(), 2);
    for (std::size_t point = 0; point < places->rows(); ++point) {
        for (const auto& [component, axis] : {std::pair(across, 0U), std::pair(up, 1U)}) {
            if (component >= 0 && static_cast<std::size_t>(component) < positions.columns())
                places->row(point)[axis] = positions.row(point)[static_cast<std::size_t>(component)];
        }
    }
    return places;
}

double MapContent::varianceShare(int component) const
{
    const auto& shares = m_map->components.varianceShare;
    return component < 0 || component >= std::ssize(shares) ? 0 : shares[static_cast<std::size_t>(component)];
}

std::optional<std::size_t> MapContent::pointOf(std::uint32_t row) const
{
    if (row >= m_points.size() || m_points[row] == 0)
        return {};
    return m_points[row] - 1;
}

QString MapContent::idOf(std::size_t point) const
{
    return isOfFilms() ? filmAt(point).id : text(m_model->catalogue().user(userAt(point)).id);
}

const User& MapContent::userOf(std::size_t point) const
{
    return m_model->catalogue().user(userAt(point));
}

std::size_t MapContent::ratingsOf(std::size_t point) const
{
    if (isOfFilms())
        return m_model->catalogue().ratingCount(movieAt(point));
    const auto range = m_model->catalogue().ratingsOfUser(userAt(point));
    return range.end - range.begin;
}

float MapContent::meanRatingOf(std::size_t point) const
{
    const auto& catalogue = m_model->catalogue();
    if (isOfFilms())
        return static_cast<float>(catalogue.meanRating(movieAt(point)));
    const auto range = catalogue.ratingsOfUser(userAt(point));
    double sum = 0;
    for (auto rating = range.begin; rating < range.end; ++rating)
        sum += double{catalogue.parts().ratingValues[rating]};
    return range.end > range.begin ? static_cast<float>(sum / static_cast<double>(range.end - range.begin)) : unknown;
}

QStringList MapContent::cardOf(std::size_t point) const
{
    const auto& catalogue = m_model->catalogue();
    const QString count = formatCount(ratingsOf(point));
    if (!isOfFilms()) {
        const auto& user = catalogue.user(userAt(point));
        QStringList lines{userName(user)};
        if (const auto details = userDetails(user, catalogue.parts().agesAreGroups); !details.isEmpty())
            lines << details;
        return lines << tr("%1 ratings").arg(count);
    }
    const auto& film = filmAt(point);
    QStringList lines{film.year ? tr("%1  %2").arg(film.name).arg(*film.year) : film.name};
    if (!film.genres.isEmpty())
        lines << film.genres.join(QStringLiteral(" · "));
    lines << (ratingsOf(point) > 0 ? tr("%1 ratings, mean %2").arg(count, formatDecimal(double{meanRatingOf(point)}, 2))
                                   : tr("never rated"));
    if (!m_model->isTrained(movieAt(point)))
        lines << tr("not trained: this is its random start");
    return lines;
}

std::vector<std::size_t> MapContent::nearestOf(std::size_t point, bool includeUntrained) const
{
    NeighbourOptions options;
    options.k = nearestCount;
    options.includeUntrained = includeUntrained;
    std::vector<std::size_t> nearest;
    const auto add = [&](std::uint32_t row) {
        if (const auto place = pointOf(row))
            nearest.push_back(*place);
    };
    if (isOfFilms()) {
        if (const auto list = neighbours(*m_model, movieAt(point), options)) {
            for (const auto& neighbour : *list)
                add(neighbour.movie.value);
        }
    } else if (const auto list = neighbours(*m_model, userAt(point), options)) {
        for (const auto& neighbour : *list)
            add(neighbour.user.value);
    }
    return nearest;
}

std::size_t MapContent::nearInPicture(std::size_t point, std::span<const std::size_t> others, MatrixView places) const
{
    const auto from = places.row(point);
    const auto distanceTo = [&](std::size_t other) {
        const float dx = places.row(other)[0] - from[0], dy = places.row(other)[1] - from[1];
        return dx * dx + dy * dy;
    };
    std::vector<float> distances;
    distances.reserve(size());
    for (std::size_t other = 0; other < size(); ++other) {
        if (other != point)
            distances.push_back(distanceTo(other));
    }
    if (distances.size() <= nearCount)
        return others.size();
    const auto farthest = distances.begin() + (nearCount - 1);
    std::ranges::nth_element(distances, farthest);
    return static_cast<std::size_t>(
        std::ranges::count_if(others, [&](std::size_t other) { return distanceTo(other) <= *farthest; }));
}

std::vector<std::size_t> MapContent::matching(const QString& folded, const std::stop_token& stop) const
{
    std::vector<std::size_t> found;
    for (std::size_t point = 0; point < size() && !stop.stop_requested(); ++point) {
        if (isOfFilms() ? filmAt(point).search.contains(folded)
                        : userSearchText(m_model->catalogue().user(userAt(point))).contains(folded))
            found.push_back(point);
    }
    return found;
}

std::vector<MapColour> MapContent::colours() const
{
    if (isOfFilms())
        return {MapColour::Genre, MapColour::Year, MapColour::Ratings, MapColour::MeanRating};
    const auto hasAges = std::ranges::any_of(std::span(m_model->catalogue().parts().users),
                                             [](const User& user) { return user.age.has_value(); });
    return hasAges ? std::vector{MapColour::Ratings, MapColour::Age, MapColour::MeanRating}
                   : std::vector{MapColour::Ratings, MapColour::MeanRating};
}

MapPlot::Scale MapContent::scaleOf(MapColour colour) const
{
    MapPlot::Scale scale;
    scale.values.reserve(size());
    float low = std::numeric_limits<float>::infinity(), high = -low;
    for (std::size_t point = 0; point < size(); ++point) {
        float value = unknown;
        switch (colour) {
        case MapColour::Year:
            value = filmAt(point).year ? static_cast<float>(*filmAt(point).year) : unknown;
            break;
        case MapColour::Ratings:
            value = static_cast<float>(ratingsOf(point));
            break;
        case MapColour::Age: {
            const auto age = m_model->catalogue().user(userAt(point)).age;
            value = age ? static_cast<float>(*age) : unknown;
            break;
        }
        case MapColour::MeanRating:
            value = meanRatingOf(point);
            break;
        case MapColour::Genre:
        case MapColour::Error:
            break;
        }
        scale.values.push_back(value);
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    const bool counts = colour == MapColour::Ratings, isKnown = low <= high;
    scale.low = isKnown ? double{counts ? std::max(low, 1.0F) : low} : 0;
    scale.high = isKnown ? std::max(double{high}, scale.low) : 1;
    scale.logarithmic = counts;
    scale.caption = colour == MapColour::Year         ? tr("year")
                    : colour == MapColour::Age        ? tr("age")
                    : colour == MapColour::MeanRating ? tr("mean rating")
                                                      : tr("ratings");
    scale.decimals = colour == MapColour::MeanRating ? 1 : 0;
    scale.grouped = colour != MapColour::Year;
    return scale;
}

}  // namespace projectionist
