// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/model_page.h"
#include "ui/plots/map_plot.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;

namespace projectionist {

class GenreLegend;
class Job;
class Label;
class MapChoice;
class MapContent;
class MapMethods;
class MapTools;
class MapTruth;
class Panel;
struct ProjectedMap;
class SearchField;
class SegmentedControl;

/// Films or users as points: by their principal components, or as a map that forms before one's eyes.
class MapPage : public ModelPage {
    Q_OBJECT

public:
    explicit MapPage(Session& session, QWidget* parent = nullptr);
    ~MapPage() override;

    void focusFilter() override;
    void exportTable() override;
    [[nodiscard]] bool canExportTable() const override { return model() && m_content; }
    [[nodiscard]] QString statusText() const override;

    [[nodiscard]] std::shared_ptr<const ProjectedMap> map() const;  ///< Null before there is one.
    [[nodiscard]] MapMethods& methods() { return *m_methods; }
    [[nodiscard]] MapTruth& truth() { return *m_truth; }

protected:
    void showModel() override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void buildToolBar();
    void buildSide(QHBoxLayout& middle);
    void project();
    void showMap(std::shared_ptr<const MapContent> content, MapPlot::Points points);
    [[nodiscard]] QString pointsInWords() const;
    void fillColours();
    void replacePlaces();
    void movePlaces();
    /// Captions, figures of truth, title: what depends on how the map was made.
    void showMethod();
    void measure();
    void toggleErrorColour();
    void showColours();
    void showStyles();
    void showSelection();
    void showHits(const QString& text);
    void walkHits();
    /// The points nearest in all dimensions and how many of them the picture has near; none when lines are off.
    void findNearest(Job* job, std::optional<std::size_t> point,
                     const std::function<void(std::vector<std::size_t> nearest, std::size_t nearInPicture)>& answer);
    void showHoveredNeighbours(std::vector<std::size_t> nearest, std::size_t nearInPicture);
    [[nodiscard]] std::optional<std::size_t> pointOf(const QString& filmId, const QString& userId) const;
    void selectPoint(std::optional<std::size_t> point);
    void openPoint(std::size_t point);
    [[nodiscard]] bool choosesFilms() const;

    Job *m_job, *m_nearHovered, *m_nearSelected, *m_colouring, *m_searching;
    std::shared_ptr<const MapContent> m_content;
    std::size_t m_walked = 0;
    bool m_centreWhenShown = false;
    int m_colourBefore = 0;  ///< That of error, in the list.

    Panel* m_panel = nullptr;
    MapPlot* m_plot = nullptr;
    MapTools* m_tools = nullptr;
    MapChoice* m_choice = nullptr;
    SegmentedControl* m_of = nullptr;
    MapMethods* m_methods = nullptr;
    MapTruth* m_truth = nullptr;
    QComboBox* m_colour = nullptr;
    SearchField* m_search = nullptr;
    Label* m_hitCount = nullptr;
    GenreLegend* m_legend = nullptr;
    QCheckBox* m_labels = nullptr;
    QCheckBox* m_lines = nullptr;
    QCheckBox* m_untrained = nullptr;
};

}  // namespace projectionist
