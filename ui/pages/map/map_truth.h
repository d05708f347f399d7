// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/project/map_quality.h"
#include "ui/plots/map_plot.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QToolButton;

namespace projectionist {

class Job;
class Label;

/// "How true is this map?": trustworthiness and the share of neighbours that it keeps. On a sample while points move,
/// on all or a larger sample when they rest, saying which. Knows each point's own error too, when that is wanted.
class MapTruth : public QWidget {
    Q_OBJECT

public:
    using Places = std::shared_ptr<const Matrix>;

    explicit MapTruth(QWidget* parent = nullptr);
    ~MapTruth() override;

    /// For the status bar.
    [[nodiscard]] Job& job() { return *m_job; }
    /// What measures the points that come; null: nothing can be measured yet.
    void setMeter(std::shared_ptr<const QualityMeter> meter);
    /// Where the points are. The measuring follows; while they move not more often than it can.
    void setPlaces(Places places, bool moving);
    /// Above the figures' note: what a map of this kind says, in a sentence.
    void setNote(const QString& note);
    /// "Variance shown 23 %": for PCA. Nothing: no such line.
    void setVarianceShown(std::optional<double> share);
    void setFilms(bool films);  ///< Or users.
    void setErrorsWanted(bool wanted);

    /// Of the places measured last; nothing before.
    [[nodiscard]] const std::optional<MapQuality>& quality() const { return m_quality; }
    /// True when quality() is that of the places as they are now, at rest.
    [[nodiscard]] bool isFinal() const { return m_isFinal; }
    /// For colours: each point's share of its nearest that it has lost.
    [[nodiscard]] MapPlot::Scale errorScale() const;

Q_SIGNALS:
    void measured();
    void errorsChanged();
    void colourByErrorToggled();

private:
    void measure();
    void showFigures();

    Job* m_job;
    std::shared_ptr<const QualityMeter> m_meter;
    Places m_places;
    bool m_moving = false, m_wanted = false, m_isFilms = true;
    bool m_isDue = false;       ///< The places are newer than those that are being measured.
    bool m_runsMoving = false;  ///< What is being measured still moved.
    bool m_isFinal = false;
    std::optional<MapQuality> m_quality;
    std::vector<float> m_errors;
    QElapsedTimer m_since;
    QTimer m_pause;

    Label *m_trust = nullptr, *m_kept = nullptr, *m_keptName = nullptr, *m_shown = nullptr;
    QWidget* m_shownRow = nullptr;
    Label *m_of = nullptr, *m_note = nullptr;
    QToolButton* m_colour = nullptr;
};

}  // namespace projectionist
