// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/project/principal_components.h"
#include "ui/models/film_text.h"
#include "ui/plots/map_plot.h"

#include <QCoreApplication>
#include <QString>
#include <QStringList>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

enum class MapColour { Genre, Year, Ratings, MeanRating, Age, Error };

/// What the points of a map stand for: films or users of a model. Never changes, so that jobs can ask it, too.
class MapContent {
    Q_DECLARE_TR_FUNCTIONS(MapContent)

public:
    MapContent(std::shared_ptr<const Model> model, std::shared_ptr<const FilmTexts> films,
               std::shared_ptr<const ProjectedMap> map);

    [[nodiscard]] const std::shared_ptr<const ProjectedMap>& map() const { return m_map; }
    [[nodiscard]] const Model& model() const { return *m_model; }
    [[nodiscard]] const std::shared_ptr<const Model>& sharedModel() const { return m_model; }
    [[nodiscard]] const std::shared_ptr<const FilmTexts>& sharedFilms() const { return m_films; }
    [[nodiscard]] bool isOfFilms() const { return m_map->of == MapOf::Films; }
    [[nodiscard]] std::size_t size() const { return m_map->rows.size(); }

    /// Groups, sizes, names and ids, for the plot, without places.
    [[nodiscard]] MapPlot::Points points() const;
    /// Points × 2: the place of every point along two components; 0 along one that there is not.
    [[nodiscard]] std::shared_ptr<const Matrix> placesAlong(int across, int up) const;
    [[nodiscard]] double varianceShare(int component) const;  ///< 0 for none.

    /// The point of a row of the film or user table; nothing when it is not on the map.
    [[nodiscard]] std::optional<std::size_t> pointOf(std::uint32_t row) const;
    [[nodiscard]] QString idOf(std::size_t point) const;
    [[nodiscard]] const FilmText& filmOf(std::size_t point) const { return filmAt(point); }  ///< Of a map of films.
    [[nodiscard]] const User& userOf(std::size_t point) const;                               ///< Of a map of users.
    [[nodiscard]] std::size_t ratingCountOf(std::size_t point) const { return ratingsOf(point); }
    [[nodiscard]] QStringList cardOf(std::size_t point) const;  ///< The words of the hover card.
    /// The points nearest in all dimensions: a pass over all vectors.
    [[nodiscard]] std::vector<std::size_t> nearestOf(std::size_t point, bool includeUntrained) const;
    /// How many of some points are among the 15 nearest to a point where they all are now (points × 2): a pass over all
    /// of them.
    [[nodiscard]] std::size_t nearInPicture(std::size_t point, std::span<const std::size_t> others,
                                            MatrixView places) const;
    /// The points that a folded text is found in: a pass over all of them. Cut off when stopped.
    [[nodiscard]] std::vector<std::size_t> matching(const QString& folded, const std::stop_token& stop) const;

    [[nodiscard]] std::vector<MapColour> colours() const;  ///< Those there are values for.
    /// For every colour but Genre and Error: a pass over all points, or all ratings.
    [[nodiscard]] MapPlot::Scale scaleOf(MapColour colour) const;
    [[nodiscard]] const std::array<std::size_t, genreGroupCount>& groupCounts() const { return m_groupCounts; }

private:
    [[nodiscard]] MovieRow movieAt(std::size_t point) const { return MovieRow{m_map->rows[point]}; }
    [[nodiscard]] UserRow userAt(std::size_t point) const { return UserRow{m_map->rows[point]}; }
    [[nodiscard]] const FilmText& filmAt(std::size_t point) const { return (*m_films)[movieAt(point)]; }
    [[nodiscard]] std::size_t ratingsOf(std::size_t point) const;
    [[nodiscard]] float meanRatingOf(std::size_t point) const;  ///< NaN without ratings.

    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const FilmTexts> m_films;
    std::shared_ptr<const ProjectedMap> m_map;
    std::vector<std::uint32_t> m_points;  ///< Row of the table → point + 1; 0: not on the map.
    std::array<std::size_t, genreGroupCount> m_groupCounts{};
};

}  // namespace projectionist
