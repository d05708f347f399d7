// SPDX-License-Identifier: GPL-3.0-or-later
// Of the plots alone.
#pragma once

#include "ui/plots/map_plot.h"

#include <QColor>
#include <QImage>
#include <QPainter>

#include <cstdint>
#include <vector>

namespace projectionist {

/// The outline of a mark of a radius about a point, for painters (vector pictures, legends, stamps).
void paintMark(QPainter& painter, QPointF centre, double radius, MarkShape shape, const QColor& fill,
               const QColor& edge);

/// Stamps marks into an opaque picture. A shape is painted once for each radius (in quarters of a device pixel) and
/// position within a pixel (in quarters), coloured once for each look, and kept as the runs of pixels that it covers.
class MarkRaster {
public:
    /// Begins with a picture in Format_RGB32, which must stay as it is until the last stamp; `ratio`: its device pixels
    /// to a unit.
    void begin(QImage& image, double ratio);
    /// An index for stamp(), good until begin(). `edge` with alpha 0 or no valid colour: none.
    int look(MarkShape shape, const QColor& fill, const QColor& edge = {});
    /// Centre and radius in device pixels.
    void stamp(double x, double y, double radius, int look);

private:
    static constexpr int parts = 4, radii = 160, places = parts * parts;
    struct Look {
        MarkShape shape = MarkShape::Disc;
        QRgb fill = 0, edge = 0;
        std::vector<std::int32_t> stamps;  ///< By radius and place: index into m_stamps, −1: not yet made.
    };
    struct Stamp {
        std::int32_t firstRun = 0, runs = 0, reach = 0;  ///< No run lies farther away than `reach`.
    };
    struct Run {
        std::int16_t line, column;  ///< Relative to the pixel of the centre.
        std::int32_t length, firstPixel;
    };
    std::int32_t make(const Look& look, int radius, int place);

    std::vector<Look> m_looks;
    std::vector<Stamp> m_stamps;
    std::vector<Run> m_runs;
    std::vector<QRgb> m_pixels;  ///< Premultiplied.
    double m_ratio = 0;
    QRgb* m_bits = nullptr;
    std::ptrdiff_t m_pitch = 0;
    int m_width = 0, m_height = 0;
};

}  // namespace projectionist
