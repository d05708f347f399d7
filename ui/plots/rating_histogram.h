// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_widget.h"

#include <cstdint>
#include <optional>
#include <vector>

class QCPPainter;

namespace projectionist {

/// How often each rating was given, and the line at "liked means over": bars above it in accent. The line can be
/// dragged, moved with ←→, or set by a click, from half a step below the lowest rating to the highest but one.
class RatingHistogram : public PlotWidget {
    Q_OBJECT

public:
    struct Bar {
        double rating = 0;
        std::uint64_t count = 0;
        friend bool operator==(const Bar&, const Bar&) = default;
    };

    explicit RatingHistogram(QWidget* parent = nullptr);
    ~RatingHistogram() override;

    void setBars(std::vector<Bar> bars);  ///< Ascending by rating.
    void setLikedAbove(double rating);    ///< Positives are ratings above it.
    [[nodiscard]] double likedAbove() const { return m_likedAbove; }
    [[nodiscard]] std::uint64_t liked() const;  ///< How many ratings lie above.

    [[nodiscard]] PlotTable table() const override;
    [[nodiscard]] QString summary() const override;

Q_SIGNALS:
    void likedAboveChanged(double rating);  ///< By the user, each time it moves to another value.

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void moveTo(std::ptrdiff_t below);
    [[nodiscard]] std::ptrdiff_t below() const;  ///< How many bars lie at or below the line.
    [[nodiscard]] std::ptrdiff_t belowAt(double pixel) const;
    [[nodiscard]] double linePixel() const;
    void updateAxes();
    void paintBars(QCPPainter& painter);
    void paintLine(QCPPainter& painter);

    std::vector<Bar> m_bars;
    double m_likedAbove = 3;
    bool m_dragging = false, m_hovering = false;
};

}  // namespace projectionist
