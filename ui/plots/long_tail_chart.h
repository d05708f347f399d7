// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_widget.h"

#include <cstdint>
#include <optional>
#include <vector>

class QCPPainter;

namespace projectionist {

/// Ratings per film, most rated first, on a logarithmic scale: how few films hold half of all ratings. Hovering reads a
/// rank off.
class LongTailChart : public PlotWidget {
    Q_OBJECT

public:
    explicit LongTailChart(QWidget* parent = nullptr);
    ~LongTailChart() override;

    /// One count for each film, in any order; films without ratings are counted but have no place on a logarithmic
    /// scale.
    void setCounts(std::vector<std::uint32_t> counts);
    /// A hollow ring at the last film with so many ratings; nothing takes it away.
    void setMarker(std::optional<std::uint32_t> ratings);

    /// The fewest films that hold half of all ratings.
    [[nodiscard]] std::size_t filmsWithHalf() const { return m_half; }
    [[nodiscard]] PlotTable table() const override;
    [[nodiscard]] QString summary() const override;

protected:
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void updateAxes();
    void setHovered(std::optional<std::size_t> rank);
    void paintArea(QCPPainter& painter);
    void paintMarks(QCPPainter& painter);
    void paintHover(QCPPainter& painter);

    std::vector<std::uint32_t> m_counts;  ///< Descending.
    std::size_t m_rated = 0, m_half = 0;
    std::optional<std::uint32_t> m_marker;
    std::optional<std::size_t> m_hovered;
};

}  // namespace projectionist
