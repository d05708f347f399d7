// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_widget.h"
#include "ui/plots/series.h"

#include <QPointF>
#include <QRectF>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

class QCPPainter;
class QPainter;
class QTimer;

namespace projectionist {

/// The histogram of all pair similarities with its cut, and the slider under it on the same axis: handle, cut line and
/// bin edge are one vertical. Bars below the cut are off, above it accent; the counts stand left and right of the line.
///
/// Drag the handle or the line, or click the axis; wheel moves by 10 steps, Ctrl+wheel by one; keys ←→ one step, PgUp
/// and PgDn ten, Home and End the ends. Thresholds lie exactly on the grid of steps: round(t × 1000) ∕ 1000 for the
/// cosine.
class ThresholdInstrument : public PlotWidget {
    Q_OBJECT

public:
    /// How many pairs have at least this similarity: a look-up.
    using CountFunction = std::function<std::uint64_t(double threshold)>;

    explicit ThresholdInstrument(QWidget* parent = nullptr);
    ~ThresholdInstrument() override;

    /// Bins of equal width over [low, high] and how to count above a threshold; without `countAtLeast` the bins are
    /// summed. The same histogram again costs nothing.
    void setHistogram(std::span<const std::uint64_t> bins, double low, double high, CountFunction countAtLeast = {});
    void clear();
    /// Where the handle may go, and its step: 0, 1 and 0.001 at first, for the cosine. For dot products a power of ten
    /// that cuts the range into a thousand or so: thresholdStep().
    void setThresholdRange(double lowest, double highest, double step);
    /// 0.001 for a range of 2 (the cosine's); else the power of ten that is nearest to a 2,000th of the range.
    [[nodiscard]] static double thresholdStep(double low, double high);

    /// Moves the handle; kept on the grid and in the range. Signals only when the user moved it.
    void setThreshold(double threshold);
    [[nodiscard]] double threshold() const { return m_threshold; }
    [[nodiscard]] std::uint64_t countAtLeast() const;
    [[nodiscard]] std::uint64_t total() const { return m_total; }

    void setLogarithmicCounts(bool on);  ///< At first.
    [[nodiscard]] bool hasLogarithmicCounts() const { return m_logarithmic; }
    enum class Zoom { All, UpperHalf };  ///< UpperHalf: 0.5 – 1 for the cosine, the upper quarter of another range.
    void setZoom(Zoom zoom);
    [[nodiscard]] Zoom zoom() const { return m_zoom; }
    /// What is counted: "pairs" at first.
    void setUnit(const QString& unit);

    [[nodiscard]] PlotTable table() const override;
    [[nodiscard]] QString summary() const override;
    void fillMenu(QMenu& menu) override;

    /// Where a threshold lies on the axis, in pixels of this widget.
    [[nodiscard]] double pixelOf(double threshold) const;
    /// The middle of the handle.
    [[nodiscard]] QPointF handlePosition() const;
    /// How often the bars were laid out: not while the handle moves.
    [[nodiscard]] int barsBuilt() const { return m_barsBuilt; }

    [[nodiscard]] QSize sizeHint() const override { return {720, 250}; }

Q_SIGNALS:
    void thresholdChanged(double threshold);  ///< Live, with every move.
    void thresholdSettled(double threshold);  ///< 100 ms after the last move, and at the end of a drag.

protected:
    void themeChanged() override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] double onGrid(double threshold) const;
    void moveTo(double threshold);
    void settle();
    [[nodiscard]] double valueAt(double pixel) const;
    [[nodiscard]] Range shownRange() const;
    [[nodiscard]] double handleX() const;  ///< Within the axis, also when the cut lies beyond it.
    [[nodiscard]] double trackY() const;
    [[nodiscard]] double binEdge(std::size_t index) const;
    void updateAxes();
    void buildBars(double ratio);
    void paintBars(QCPPainter& painter);
    void paintCut(QCPPainter& painter);
    void paintCounts(QCPPainter& painter);
    void paintSlider(QCPPainter& painter);

    std::vector<std::uint64_t> m_bins;
    double m_low = -1, m_high = 1;
    std::uint64_t m_total = 0;
    CountFunction m_count;
    double m_threshold = 0.8, m_lowest = 0, m_highest = 1, m_step = 0.001;
    bool m_logarithmic = true, m_dragging = false, m_hovering = false;
    double m_grabbed = 0;  ///< Pixels from the line to the pointer while dragging.
    int m_wheelRest = 0;
    Zoom m_zoom = Zoom::All;
    QString m_unit;
    std::size_t m_group = 1;     ///< Bins to a bar.
    std::vector<QRectF> m_bars;  ///< As drawn, ascending; made anew when `m_barsFor` differs.
    struct BarsFor {
        QRectF rect;
        double ratio = 0;
        Range x, y;
        friend bool operator==(const BarsFor&, const BarsFor&) = default;
    };
    std::optional<BarsFor> m_barsFor;
    int m_barsBuilt = 0;
    QTimer* m_settle;
};

}  // namespace projectionist
