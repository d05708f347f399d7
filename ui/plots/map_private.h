// SPDX-License-Identifier: GPL-3.0-or-later
// Of the plots alone.
#pragma once

#include "ui/plots/canvas.h"
#include "ui/plots/label_places.h"
#include "ui/plots/map_plot.h"
#include "ui/plots/mark_raster.h"
#include "ui/plots/point_grid.h"

#include <QElapsedTimer>
#include <QImage>
#include <QTimer>

#include <optional>
#include <unordered_map>
#include <vector>

namespace projectionist {

struct MapPlot::Private {
    explicit Private(MapPlot& map, Canvas& plot) : q(map), canvas(plot) {}

    static constexpr double largestZoom = 64, hoverReach = 8;
    static constexpr std::uint8_t stepsOfScale = 64, notOnScale = 255;

    MapPlot& q;
    Canvas& canvas;

    // What is there
    Points points;
    std::vector<MarkStyle> styles;
    std::vector<bool> hiddenGroups;
    std::optional<Scale> scale;
    std::vector<std::uint8_t> scaleSteps;  ///< Of each point, when there is a scale: a step, or notOnScale.
    QString xCaption, yCaption;
    std::vector<std::uint32_t> order;  ///< Large first.
    std::vector<float> radii;          ///< At zoom 1.
    struct DrawnMark {
        float x, y, radius;
        std::uint32_t point;
    };
    /// Those that have a place, large first: small marks lie on top. Among marks as large, neighbours are side by side.
    std::vector<DrawnMark> drawn;
    QRectF bounds{0, 0, 1, 1};  ///< Of the points.
    PointGrid grid;

    // The view
    double centreX = 0, centreY = 0, zoom = 1;

    // What is marked
    std::optional<std::size_t> selected, otherSelected, hovered;
    std::vector<std::size_t> hits, neighbours, hoveredNeighbours;
    std::vector<bool> isHit;
    bool othersGrey = false, labelsShown = true, linesShown = true;
    std::vector<std::size_t> chosen;          ///< Those that are seen.
    std::vector<bool> isChosen;               ///< Seen or not.
    std::vector<std::vector<QPointF>> areas;  ///< What was drawn to choose them, in the points' own coordinates.
    std::function<QStringList(std::size_t)> cardFunction;
    QStringList card;

    // The pointer
    std::optional<QPointF> pressed, pointer;
    bool panning = false;
    Tool tool = Tool::Pan;
    std::vector<QPointF> drawing;  ///< The lasso, or the two corners of the box, in pixels; empty while none is drawn.
    Qt::KeyboardModifiers drawnWith;
    std::size_t drawnCount = 0;
    double pressedX = 0, pressedY = 0;
    QTimer hoverTimer, settleTimer;
    QElapsedTimer labelsPlaced;  ///< While points move.

    // What is painted
    MarkRaster raster;
    QSize pictureSize;
    double pictureRatio = 0;
    bool pictureIsStale = true;
    int painted = 0;
    struct DrawnLabel {
        std::size_t point = 0;
        int place = 0;
        QSizeF size;
        QString text;
        bool strong = false;
    };
    std::vector<DrawnLabel> labels;
    bool labelsAreStale = false;
    struct LabelWords {
        QString text;
        QSizeF size;
    };
    std::unordered_map<std::size_t, LabelWords> labelWords;  ///< By point, twice: plain, then semibold.
    std::unordered_map<std::size_t, int> lastPlaces;
    std::unordered_map<QString, QImage> labelImages;  ///< Words and halo, so that panning costs a copy.
    double labelRatio = 0;

    [[nodiscard]] bool isVisible(std::size_t point) const;
    [[nodiscard]] bool isSelected(std::size_t point) const { return point == selected || point == otherSelected; }
    [[nodiscard]] std::size_t groupOf(std::size_t point) const;
    /// Whether a point keeps its colour while others are grey; anyGrey(): whether there are others.
    [[nodiscard]] bool keepsColour(std::size_t point) const { return chosen.empty() ? isHit[point] : isChosen[point]; }
    [[nodiscard]] bool anyGrey() const { return othersGrey || !chosen.empty(); }
    [[nodiscard]] double fitScale() const;
    [[nodiscard]] double scaleNow() const { return fitScale() * zoom; }
    [[nodiscard]] QPointF toPixel(std::size_t point) const;
    [[nodiscard]] double radiusOf(std::size_t point) const;
    [[nodiscard]] double growth() const;
    void measureWeights();
    void measurePlaces();
    void measureScale();
    void keepInside();
    void setView(double x, double y, double newZoom);
    void setPlaces(std::vector<float> x, std::vector<float> y);
    void followBounds(const QRectF& after);
    void settle();  ///< Nothing has moved for a moment.
    void viewMoved();
    void pictureChanged();
    void labelsChanged();  ///< They are placed anew before they are drawn or asked for.
    void setHovered(std::optional<std::size_t> point);
    void choose(std::vector<bool> points);
    void chooseVisible();  ///< What is seen of those chosen may have changed.
    void drawTo(QPointF at, Qt::KeyboardModifiers modifiers);
    void finishDrawing();
    void giveUpDrawing();
    void clickChosen(std::optional<std::size_t> point, Qt::KeyboardModifiers modifiers);
    [[nodiscard]] std::vector<QPointF> drawnArea() const;  ///< In the points' own coordinates.
    [[nodiscard]] QPointF toPlace(QPointF pixel) const;
    void showToolCursor();
    [[nodiscard]] double scalePosition(std::size_t point) const;  ///< 0 … 1, NaN: not known.
    [[nodiscard]] static QColor edgeOnScale(double position);
    [[nodiscard]] QString scaleWords(double value) const;

    void updateLabels();
    void paintMarks(QCPPainter& painter);
    QImage paintPicture(double ratio);  ///< Good until the next call.
    void paintVector(QCPPainter& painter);
    void paintLabels(QCPPainter& painter);
    void paintCaptions(QCPPainter& painter);
    void paintColourBar(QCPPainter& painter);
    void paintSelection(QCPPainter& painter);
    void paintArea(QCPPainter& painter, std::span<const QPointF> pixels) const;
    void paintAreas(QCPPainter& painter) const;
    void paintDrawing(QCPPainter& painter) const;
    void paintHover(QCPPainter& painter);
    void paintLines(QCPPainter& painter, std::size_t from, const std::vector<std::size_t>& to);
    [[nodiscard]] const LabelWords& wordsOf(std::size_t point, bool strong);
};

}  // namespace projectionist
