// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/layout_job.h"
#include "ui/pages/map/map_options.h"

#include <QTimer>
#include <QWidget>

#include <map>
#include <memory>

class QToolButton;

namespace projectionist {

class ElidedLabel;
class MapContent;
class MapOptionsForm;
class ProgressLine;
class SegmentedControl;
class Session;

/// How the points of the map come to their places: the choice of a method and of its options, the map that forms, and
/// how far it is. For the tool bar of the map's panel.
class MapMethods : public QWidget {
    Q_OBJECT

public:
    using Places = LayoutJob::Places;

    explicit MapMethods(Session& session, QWidget* parent = nullptr);
    ~MapMethods() override;

    /// Other points: their components first, then the chosen method from there.
    void setContent(std::shared_ptr<const MapContent> content);
    [[nodiscard]] MapMethod method() const;
    void setMethod(MapMethod method);  ///< Until the program ends; what the user chooses is remembered longer.
    [[nodiscard]] const MapOptions& options() const { return m_options; }
    /// Restarts only what they change. Those that do not hold are not taken.
    void setOptions(const MapOptions& options);

    /// Where the points are now, points × 2; null before there are any.
    [[nodiscard]] const Places& places() const { return m_places; }
    /// True while they still move.
    [[nodiscard]] bool isForming() const;
    [[nodiscard]] LayoutJob& layout() { return *m_layout; }
    /// A thin line for below the tool bar, seen while a map forms.
    [[nodiscard]] ProgressLine* line() { return m_line; }
    [[nodiscard]] QString statusText() const;  ///< "t-SNE finished, 750 iterations"; empty for PCA.
    [[nodiscard]] QString title() const;       ///< "Map of films, t-SNE, perplexity 30, seed 1".
    [[nodiscard]] QString fileName() const;    ///< "films-tsne".

Q_SIGNALS:
    void placesReplaced();  ///< Others, by another method or other components.
    void placesMoved();     ///< A few iterations on.
    void stateChanged();    ///< Begun, paused, ended; or options, and so words, are others.

private:
    void build();
    void choose();
    /// Shows what there is of the method, or starts it.
    void begin();
    void start();
    void edit();
    void replacePlaces(Places places);
    void takePlaces();
    void takeEnd();
    void showState();
    void showTime();
    [[nodiscard]] LayoutRequest request(MapMethod method) const;
    [[nodiscard]] Places startOf(const MapOptions& options) const;

    Session& m_session;
    LayoutJob* m_layout;
    std::shared_ptr<const MapContent> m_content;
    MapOptions m_options;
    Places m_places;
    /// A map that was drawn of the content, and how.
    struct Drawn {
        MapOptions options;
        Places places;
        LayoutJob::End end = LayoutJob::End::None;
        std::uint32_t iteration = 0;
    };
    std::map<MapMethod, Drawn> m_drawn;
    std::optional<MapMethod> m_forming;  ///< What the layout job was started for; nothing when that is given up.
    bool m_isFirst = false;              ///< No places have come yet of what is forming.

    SegmentedControl* m_choice = nullptr;
    QToolButton *m_gear = nullptr, *m_pause = nullptr, *m_stop = nullptr;
    ElidedLabel* m_words = nullptr;
    ProgressLine* m_line = nullptr;
    MapOptionsForm* m_form = nullptr;
    QTimer m_edited, m_clock;
};

}  // namespace projectionist
