// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/label_places.h"
#include "ui/plots/painting.h"
#include "ui/plots/plot_widget.h"
#include "ui/plots/series.h"

#include <QColor>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

class QCPPainter;

namespace projectionist {

/// What is known of a phase of a run before it is over; 0 where it is not known.
struct PhasePlan {
    std::uint32_t epochs = 0;  ///< At most.
    std::uint32_t stepsPerEpoch = 0;
    friend bool operator==(const PhasePlan&, const PhasePlan&) = default;
};

/// A chart over epochs. The x axis runs from 0 through the search and goes on through the refit, whose epochs count
/// from 1 again behind a labelled line.
///
/// Wheel zooms x about the pointer, Shift+wheel y; drag pans; double click and Home fit; the pointer, or ←→ with focus,
/// moves a crosshair that charts over the same run share: connect crosshairMoved of each to setCrosshair of the other.
/// A click on a line's label hides or shows the line, Ctrl+click leaves only that one.
class LineChart : public PlotWidget {
    Q_OBJECT

public:
    /// The line without the tooltip; nothing takes it away.
    void setCrosshair(std::optional<double> x);
    [[nodiscard]] std::optional<double> crosshair() const { return m_crosshair; }
    /// Shows everything again.
    void fit();
    [[nodiscard]] bool isFitted() const { return !m_xView && !m_yView; }
    [[nodiscard]] Range visibleX() const;
    [[nodiscard]] Range visibleY() const;
    /// What the tooltip says at x, highest first: "seen films hidden" "18.9 %".
    struct Reading {
        QString name, value;
        double y = 0;
        QColor colour;
        QString line;  ///< Whose reading it is, of lineNames().
        double x = 0;  ///< Where it was measured: the step or epoch nearest to what was asked for.
        friend bool operator==(const Reading&, const Reading&) = default;
    };
    [[nodiscard]] std::vector<Reading> readings(double x) const;

    /// The lines that can be hidden, by their names in readings. A hidden one is neither drawn nor read; its label
    /// stays, struck out, for the click that brings it back.
    [[nodiscard]] virtual QStringList lineNames() const = 0;
    void setLineHidden(const QString& name, bool hidden);
    [[nodiscard]] bool isLineHidden(const QString& name) const { return m_hiddenLines.contains(name); }
    /// Where the label of a line was drawn; empty when it has none.
    [[nodiscard]] QRectF labelOf(const QString& name) const;

    void fillMenu(QMenu& menu) override;

Q_SIGNALS:
    /// By pointer or keys on this chart; an invalid optional when the pointer left.
    void crosshairMoved(std::optional<double> x);

protected:
    explicit LineChart(QWidget* parent);
    ~LineChart() override;

    /// The x of the search and of the refit, from the phases' plans and what has happened.
    void setRunAxis(double searchEnd, std::optional<double> refitEnd);
    [[nodiscard]] Range fullX() const { return m_fullX; }
    [[nodiscard]] std::optional<double> refitBegin() const { return m_refitBegin; }
    /// "epoch 12", "refit, epoch 3".
    [[nodiscard]] QString epochWords(double x, int decimals) const;
    /// The label of a line, or one more row of it: as paintText(), struck out while the line is hidden.
    void paintLabel(QPainter& painter, const QString& name, QPointF at, const QString& words, const QFont& font,
                    const QColor& colour, Side side = Side::Left);
    /// A place for words, as paintText() takes it.
    struct Place {
        QPointF at;
        Side side = Side::Left;
    };
    /// Of the places, the one where words hide the least of what was painted so far in this pass, and of other words.
    [[nodiscard]] Place clearestPlace(std::span<const Place> places, const QFont& font, const QString& words) const;
    [[nodiscard]] static QRectF rectOf(const Place& place, const QFont& font, const QString& words);
    /// What words keep off; every pass of painting begins with none.
    [[nodiscard]] Obstacles& obstacles() { return m_obstacles; }
    /// Applies the ranges in view to the axes. Before each replot it happens by itself.
    void updateRanges();

    /// Nothing to draw yet: neither grid nor axes, only the chart's own words.
    [[nodiscard]] virtual bool isBlank() const { return false; }
    [[nodiscard]] virtual Range fullY() const = 0;
    /// The readable positions nearest to x, and the next one in a direction (−1, +1); nothing while there is no data.
    [[nodiscard]] virtual std::optional<double> nearestX(double x) const = 0;
    [[nodiscard]] virtual std::optional<double> nextX(double x, int direction) const = 0;
    [[nodiscard]] virtual std::vector<Reading> readingsAt(double x) const = 0;
    [[nodiscard]] virtual int epochDecimals() const { return 0; }
    [[nodiscard]] virtual double smallestX() const { return 1; }  ///< The closest zoom, in epochs.
    [[nodiscard]] virtual bool hasLogarithmicY() const { return false; }
    [[nodiscard]] virtual QString refitWords() const { return tr("refit"); }  ///< Beside the line where it begins.

    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    [[nodiscard]] QString lineAt(QPointF at) const;  ///< Whose label lies there; none: empty.
    void leaveOnly(const QString& name);
    void linesChanged();
    void paintCrosshair(QCPPainter& painter);
    void moveCrosshair(std::optional<double> x, bool withTip);
    void paintRefit(QCPPainter& painter);
    void zoomX(double factor, double centre);
    void zoomY(double factor, double centre);
    [[nodiscard]] std::vector<double> ticks(Range range) const;

    Range m_fullX{0, 1};
    std::optional<double> m_refitBegin;
    std::optional<Range> m_xView, m_yView;
    std::optional<double> m_crosshair;
    bool m_tip = false;
    QStringList m_hiddenLines;
    struct LineLabel {
        QString name;
        QRectF rect;
    };
    std::vector<LineLabel> m_labels;
    Obstacles m_obstacles;
    std::optional<QPointF> m_pointer, m_pressed;
    Range m_pressedX, m_pressedY;
};

}  // namespace projectionist
