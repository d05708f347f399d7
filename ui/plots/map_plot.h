// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_widget.h"
#include "ui/plots/series.h"

#include <QColor>
#include <QString>
#include <QStringList>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace projectionist {

enum class MarkShape : std::uint8_t { Disc, Ring, Square, Diamond, Triangle, TriangleDown, Cross };

/// How the marks of one group look. An edge that is no valid colour: none.
struct MarkStyle {
    QColor fill, edge;
    MarkShape shape = MarkShape::Disc;
    friend bool operator==(const MarkStyle&, const MarkStyle&) = default;
};

/// Points in the plane: films or users by their place, size and group or value. Many (87,585) are painted into a
/// picture in device pixels that is made anew only when the view, the data or the colours change; hover, selection and
/// labels lie above it.
///
/// Drag pans, or draws a box or a lasso (V, B, L) that chooses the points in it; the wheel zooms about the pointer by
/// 1.25 a notch, 1 to 64 times; arrows, + and − do the same from the keyboard, 0 fits. Hovering within 8 px for 60 ms
/// announces a point; a click selects, on the ground clears; a double click opens. With Shift a click, a box or a lasso
/// adds to what is chosen, with Alt it takes away.
class MapPlot : public PlotWidget {
    Q_OBJECT

public:
    struct Points {
        std::vector<float> x, y;
        std::vector<float> weight;  ///< Number of ratings: radius 1.7 + 2.8 √(weight ∕ largest) px. Empty: all alike.
        std::vector<std::uint8_t> group;  ///< Index into the styles. Empty: all 0.
        QStringList names;                ///< For labels and export; "Star Wars". Empty: no labels.
        std::vector<std::string> ids;     ///< For export. May be empty.
        std::string kind = {};            ///< For export: "film", "user".
    };
    /// A colour scale for one value per point in place of the group's colour; NaN is "not known", drawn in context
    /// grey.
    struct Scale {
        std::vector<float> values;
        double low = 0, high = 1;  ///< Ends of the colour bar; values beyond take the end's colour.
        bool logarithmic = false;
        QString caption;  ///< "ratings", "mean of 5", "year".
        int decimals = 0;
        bool grouped = true;  ///< Thousands set apart: not for years.
    };

    /// What dragging does.
    enum class Tool { Pan, Box, Lasso };
    Q_ENUM(Tool)

    explicit MapPlot(QWidget* parent = nullptr);
    ~MapPlot() override;

    /// Other points; the view fits them, selection, hits and hover are forgotten.
    void setPoints(Points points);
    [[nodiscard]] std::size_t size() const;
    /// Other places for the same points (other axes, say); the view fits them, the selection stays.
    void setPositions(std::vector<float> x, std::vector<float> y);
    /// The same points a little further on their way. The view goes along: a map that was fitted stays fitted, a part
    /// that somebody zoomed to stays about that part. Hover stays while the point is under the pointer; labels go with
    /// their points and are placed anew now and then.
    void movePositions(std::vector<float> x, std::vector<float> y);
    /// One style for each group, at most 255. Give them anew when the theme changes: themeSwitched() asks for it.
    void setStyles(std::vector<MarkStyle> styles);
    void setGroups(std::vector<std::uint8_t> group);
    void setScale(std::optional<Scale> scale);
    [[nodiscard]] bool hasScale() const;
    void setGroupHidden(std::size_t group, bool hidden);
    [[nodiscard]] bool isGroupHidden(std::size_t group) const;
    /// Under the picture: "PC 1 · 6.5 % of variance".
    void setAxisCaptions(const QString& x, const QString& y);

    // What is marked ----------------------------------------------------------------------------
    /// `other`: the second of a pair; both are ringed and labelled.
    void setSelected(std::optional<std::size_t> point, std::optional<std::size_t> other = {});
    [[nodiscard]] std::optional<std::size_t> selected() const;
    [[nodiscard]] std::optional<std::size_t> otherSelected() const;
    /// Ringed and labelled. `othersGrey`: all other points in context grey.
    void setHits(std::vector<std::size_t> points, bool othersGrey = false);
    [[nodiscard]] const std::vector<std::size_t>& hits() const;
    /// Asked for the lines of the hovered point's card, the first of them in semibold. Must be quick; without it the
    /// card shows the name.
    void setCardFunction(std::function<QStringList(std::size_t point)> function);
    /// Thin lines lead there from the hovered point, until another is hovered; `note` becomes the last line of its
    /// card.
    void setHoveredNeighbours(std::vector<std::size_t> points, const QString& note = {});
    /// Lines from the selected point too, and labels for them; empty: none.
    void setSelectedNeighbours(std::vector<std::size_t> points);
    void setLabelsShown(bool on);
    void setLinesShown(bool on);  ///< To the neighbours of the hovered and of the selected point.
    [[nodiscard]] std::optional<std::size_t> hoveredPoint() const;

    // What is chosen ----------------------------------------------------------------------------
    void setTool(Tool tool);
    [[nodiscard]] Tool tool() const;
    /// Keep their colour while all others turn context grey; none: nothing is grey. They stay chosen wherever the
    /// points go, and are forgotten with them.
    void setChosen(std::vector<std::size_t> points);
    /// Ascending. Without those whose group is hidden or that have no place: they come back when they are seen again.
    [[nodiscard]] const std::vector<std::size_t>& chosen() const;
    void invertChosen();  ///< Of the visible ones, those that are not chosen.
    /// What Esc does: gives up what is being drawn, else asks for an empty selection, else chooses nothing, else takes
    /// the hand. False when there is nothing left to step back from.
    bool stepBack();

    // The view ----------------------------------------------------------------------------------
    void fit();
    void centreOn(std::size_t point, double zoom = 4);                         ///< Zooms in to at least `zoom`.
    void centreOnBoth(std::size_t point, std::size_t other, double zoom = 4);  ///< No closer than shows both.
    [[nodiscard]] double zoom() const;
    void zoomBy(double factor);  ///< About the middle.
    /// Where a point is drawn, in pixels of this widget.
    [[nodiscard]] QPointF positionOf(std::size_t point) const;
    [[nodiscard]] QPointF placeOf(std::size_t point) const;  ///< In the points' own coordinates.
    /// The nearest visible point within `reach` pixels.
    [[nodiscard]] std::optional<std::size_t> pointAt(QPointF position, double reach = 8) const;
    /// The labels that are drawn, in their order of precedence.
    struct Label {
        std::size_t point;
        QRectF rect;
    };
    [[nodiscard]] std::vector<Label> labels() const;
    /// How often the marks were painted anew.
    [[nodiscard]] int marksPainted() const;

    [[nodiscard]] PlotTable table() const override;
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QSize sizeHint() const override { return {720, 560}; }

Q_SIGNALS:
    void hovered(std::optional<std::size_t> point);
    void selectionRequested(std::optional<std::size_t> point);  ///< A click; nothing: on the ground.
    void opened(std::size_t point);                             ///< A double click, or Enter on the selected one.
    void chosenChanged();
    void toolChanged(MapPlot::Tool tool);
    void viewChanged();
    void themeSwitched();

protected:
    bool event(QEvent* event) override;
    void themeChanged() override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

}  // namespace projectionist
