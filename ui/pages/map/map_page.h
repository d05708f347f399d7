// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/project/principal_components.h"
#include "ui/pages/model_page.h"

#include <QStringList>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;

namespace projectionist {

class GenreLegend;
class Job;
class Label;
class MapPlot;
class Panel;
class SearchField;
class SegmentedControl;

/// Films or users by two of their first ten principal components.
class MapPage : public ModelPage {
    Q_OBJECT

public:
    explicit MapPage(Session& session, QWidget* parent = nullptr);
    ~MapPage() override;

    void focusFilter() override;
    void exportTable() override;
    [[nodiscard]] bool canExportTable() const override { return model() && m_map; }
    [[nodiscard]] QString statusText() const override;

    [[nodiscard]] const std::shared_ptr<const ProjectedMap>& map() const { return m_map; }

protected:
    void showModel() override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Colour { Genre, Year, Ratings, MeanRating, Age, UserRatings };

    void buildToolBar();
    void buildSide();
    void project();
    void showMap(std::shared_ptr<const ProjectedMap> map);
    void showAxes();
    void showColours();
    void showStyles();
    void showSelection();
    void showHits(const QString& text);
    void walkHits();
    [[nodiscard]] std::optional<std::size_t> pointOf(const QString& filmId, const QString& userId) const;
    void selectPoint(std::optional<std::size_t> point);
    void openPoint(std::size_t point);
    [[nodiscard]] QStringList cardOf(std::size_t point) const;
    [[nodiscard]] std::vector<std::size_t> nearestOf(std::size_t point) const;
    [[nodiscard]] bool isOfFilms() const;
    [[nodiscard]] MovieRow movieAt(std::size_t point) const { return MovieRow{m_map->rows[point]}; }
    [[nodiscard]] UserRow userAt(std::size_t point) const { return UserRow{m_map->rows[point]}; }

    Job* m_job;
    std::shared_ptr<const ProjectedMap> m_map;
    std::vector<std::uint32_t> m_points;    ///< Row of the table → point + 1; 0: not on the map.
    std::size_t m_walked = 0;
    bool m_centreWhenShown = false;

    Panel* m_panel = nullptr;
    MapPlot* m_plot = nullptr;
    SegmentedControl* m_of = nullptr;
    QComboBox* m_x = nullptr;
    QComboBox* m_y = nullptr;
    QComboBox* m_colour = nullptr;
    SearchField* m_search = nullptr;
    Label* m_hitCount = nullptr;
    GenreLegend* m_legend = nullptr;
    QCheckBox* m_labels = nullptr;
    QCheckBox* m_lines = nullptr;
    QCheckBox* m_untrained = nullptr;
    Label* m_shares = nullptr;
    Label* m_truth = nullptr;
};

}  // namespace projectionist
