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

/// The outline of a mark of a radius about a point, for painters (vector pictures, legends).
void paintMark(QPainter& painter, QPointF centre, double radius, MarkShape shape, const QColor& fill,
               const QColor& edge);

/// Paints very many marks into a picture. A mark's pixels are worked out once for each look, radius (in quarters of a
/// device pixel) and position within a pixel (in quarters), and stamped from then on.
class MarkRaster {
public:
    /// Begins a picture of one colour; `ratio`: its device pixels to a unit. No mark may have a larger radius than
    /// `largest` (in device pixels); one that has is drawn with that.
    void begin(QSize size, double ratio, const QColor& ground, double largest);
    /// An index for stamp(), good until begin(). `edge` with alpha 0 or no valid colour: none.
    int look(MarkShape shape, const QColor& fill, const QColor& edge = {});
    /// Centre and radius in device pixels. Marks may lie wholly or partly outside, or nowhere (NaN).
    void stamp(double x, double y, double radius, int look);
    /// What was painted since begin(), without a copy: good until the next begin().
    [[nodiscard]] QImage picture() const;

private:
    static constexpr int parts = 4, places = parts * parts, radii = 40 * parts;
    /// Four pixels, two channels in each of the lanes.
    using Lanes [[gnu::vector_size(16)]] = std::uint16_t;
    struct Block {
        Lanes colour, rest;  ///< What comes on top, premultiplied; how much of the ground stays, in 256ths.
    };
    struct Stamp {
        std::int32_t firstBlock = 0;
        std::int16_t left = 0, top = 0;     ///< Of its first pixel, from the pixel of the centre.
        std::int16_t across = 0, rows = 0;  ///< Blocks in a row.
    };
    struct Look {
        MarkShape shape = MarkShape::Disc;
        QRgb fill = 0, edge = 0;
        std::vector<std::int32_t> stamps;  ///< By radius and place: index into m_stamps, −1: not yet made.
    };
    [[nodiscard]] int reachOf(double radius) const;  ///< No pixel of a mark lies farther from its centre's.
    std::int32_t make(const Look& look, int radius, int place);

    std::vector<Look> m_looks;
    std::vector<Stamp> m_stamps;
    std::vector<Block> m_blocks;
    std::vector<QRgb> m_pixels;  ///< With a margin, so that no mark has to be cut.
    QSize m_size;
    int m_reach = 0, m_margin = 0, m_largestStep = 0;
    std::ptrdiff_t m_pitch = 0;
    double m_ratio = 0;
};

}  // namespace projectionist
