// SPDX-License-Identifier: GPL-3.0-or-later
// Of the plots alone.
#pragma once

#include "ui/plots/canvas.h"
#include "ui/plots/label_places.h"
#include "ui/plots/map_plot.h"
#include "ui/plots/mark_raster.h"
#include "ui/plots/point_grid.h"

#include <QImage>
#include <QTimer>

#include <optional>
#include <unordered_map>
#include <vector>

namespace projectionist {

struct MapPlot::Private {
    explicit Private(MapPlot& map, Canvas& plot) : q(map), canvas(plot) {}

    static constexpr double largestZoom = 64, hoverReach = 8;

    MapPlot& q;
    Canvas& canvas;

    // What is there
    Points points;
    std::vector<MarkStyle> styles;
    std::vector<bool> hiddenGroups;
    std::optional<Scale> scale;
    QString xCaption, yCaption;
    std::vector<std::uint32_t> order;  ///< Large first: small marks lie on top.
    std::vector<float> radii;          ///< At zoom 1.
    struct DrawnMark {
        float x, y, radius;
        std::uint32_t point;
    };
    std::vector<DrawnMark> drawn;  ///< The same in that order, side by side for the painter.
    QRectF bounds{0, 0, 1, 1};     ///< Of the points.
    PointGrid grid;

    // The view
    double centreX = 0, centreY = 0, zoom = 1;

    // What is marked
    std::optional<std::size_t> selected, hovered;
    std::vector<std::size_t> hits, neighbours;
    std::vector<bool> isHit;
    bool othersGrey = false, labelsShown = true, linesShown = true;
    std::function<Card(std::size_t)> cardFunction;
    Card card;

    // The pointer
    std::optional<QPointF> pressed, pointer;
    bool panning = false;
    double pressedX = 0, pressedY = 0;
    QTimer hoverTimer, settleTimer;

    // What is painted
    MarkRaster raster;
    QImage picture;
    bool pictureIsStale = true;
    int painted = 0;
    struct DrawnLabel {
        std::size_t point = 0;
        int place = 0;
        QSizeF size;
        QString text;
        bool strong = false;
        QImage image;  ///< Words and halo, so that panning costs a copy.
    };
    std::vector<DrawnLabel> labels;
    std::unordered_map<std::size_t, int> lastPlaces;
    std::unordered_map<QString, QImage> labelImages;
    double labelRatio = 0;

    [[nodiscard]] bool isVisible(std::size_t point) const;
    [[nodiscard]] std::size_t groupOf(std::size_t point) const;
    [[nodiscard]] double fitScale() const;
    [[nodiscard]] double scaleNow() const { return fitScale() * zoom; }
    [[nodiscard]] QPointF toPixel(std::size_t point) const;
    [[nodiscard]] double radiusOf(std::size_t point) const;
    [[nodiscard]] double growth() const;
    void measure();
    void keepInside();
    void setView(double x, double y, double newZoom);
    void viewMoved();
    void pictureChanged();
    void setHovered(std::optional<std::size_t> point);
    [[nodiscard]] double scalePosition(std::size_t point) const;  ///< 0 … 1, NaN: not known.
    [[nodiscard]] static QColor edgeOnScale(double position);
    [[nodiscard]] QString scaleWords(double value) const;

    void updateLabels();
    void paintMarks(QCPPainter& painter);
    void paintPicture(double ratio);
    void paintVector(QCPPainter& painter);
    void paintLabels(QCPPainter& painter);
    void paintCaptions(QCPPainter& painter);
    void paintColourBar(QCPPainter& painter);
    void paintSelection(QCPPainter& painter);
    void paintHover(QCPPainter& painter);
    void paintLines(QCPPainter& painter, std::size_t from, const std::vector<std::size_t>& to);
    [[nodiscard]] QSizeF labelSize(const QString& text, bool strong) const;
    [[nodiscard]] QString labelText(std::size_t point) const;
};

}  // namespace projectionist
