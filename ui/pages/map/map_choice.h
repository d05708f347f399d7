// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "ui/plots/map_plot.h"

#include <QFrame>
#include <QPointF>
#include <QString>
#include <QStringList>

#include <memory>
#include <stop_token>
#include <vector>

class QHBoxLayout;
class QPushButton;

namespace projectionist {

class Job;
class Label;
class MapContent;
class Session;

/// Of each of some points the `count` nearest in all dimensions, together with the points: ascending. Few points are
/// looked at one by one, many by the graph of all. What has come so far when stopped.
[[nodiscard]] std::vector<std::size_t> withNeighbours(const MapContent& content, std::vector<std::size_t> points,
                                                      std::size_t count, bool includeUntrained,
                                                      const std::stop_token& stop = {},
                                                      const ProgressFunction& progress = {});

/// Points as CSV: film_id, title, year, genres, ratings, x, y; or user_id and what is known of the users.
struct MapRows {
    std::vector<std::size_t> points;
    std::vector<QPointF> places;  ///< Beside them.
    std::string comment;
};
[[nodiscard]] Result<void> writeCsv(const MapContent& content, const MapRows& rows, const std::string& path,
                                    const std::stop_token& stop = {}, const ProgressFunction& progress = {});

/// The bar at the foot of the map, seen while points are chosen: how many, and what can be done with them. Keeps them
/// chosen, by what they stand for, when the map gets other points.
class MapChoice : public QFrame {
    Q_OBJECT

public:
    MapChoice(Session& session, MapPlot& plot);

    /// Before the plot gets the points of `content`.
    void setContent(std::shared_ptr<const MapContent> content, bool includeUntrained);
    [[nodiscard]] bool isOfFilms() const;
    [[nodiscard]] QStringList ids() const;          ///< Of what is chosen, as in the data.
    std::size_t chooseIds(const QStringList& ids);  ///< How many of them are on the map.
    [[nodiscard]] QString inWords() const;          ///< "65 films".
    void invert();
    void grow();
    void chooseCsv();
    void saveCsv(const QString& path);
    [[nodiscard]] Job& growing() { return *m_growing; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void follow();
    void tellSession();
    void place();
    [[nodiscard]] std::vector<std::size_t> pointsOf(const MapContent& content, const QStringList& ids) const;

    Session& m_session;
    MapPlot& m_plot;
    std::shared_ptr<const MapContent> m_content;
    bool m_includeUntrained = false;
    std::vector<std::size_t> m_again;  ///< To be chosen once the plot has its points.
    bool m_isAgain = false;
    Job* m_growing;
    Label* m_count;
    std::vector<QPushButton*> m_buttons;
};

}  // namespace projectionist
