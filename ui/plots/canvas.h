// SPDX-License-Identifier: GPL-3.0-or-later
// Of the plots alone: everything that knows QCustomPlot. Never included from a header that others see.
#pragma once

#include "ui/plots/series.h"

#include <QElapsedTimer>
#include <QTimer>

#include <qcustomplot.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace projectionist {

/// Ticks at readable steps, or where `places` says, with labels by a function.
class Ticker final : public QCPAxisTicker {
public:
    std::function<QString(double value, double step)> label;
    std::function<std::vector<double>(Range range)> places;  ///< Instead of steps.
    int parts = 5;                                           ///< About so many steps.
    bool integers = false;

protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double) override { return 0; }
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

private:
    double m_step = 1;
};

/// QCustomPlot as we use it: it owns axes, ticks, layers and paint buffers; the charts paint their marks themselves.
/// Takes no mouse events; the chart around it does.
class Canvas final : public QCustomPlot {
public:
    explicit Canvas(QWidget* parent);

    using Paint = std::function<void(QCPPainter&)>;
    enum class Level {
        Ground,   ///< Below the series: grid, hatching.
        Main,     ///< The series.
        Top,      ///< Above axes: labels, cut lines.
        Live,     ///< Its own buffer, above all that: what moves with the hand.
        Overlay,  ///< Its own buffer: crosshair, hover, cards. Not in pictures.
    };
    void add(Level level, Paint paint);
    /// Everything, Live, or the overlay anew before the next frame: many calls are one. While hidden it waits.
    void replotSoon();
    void replotLive();
    void replotOverlay();

    void applyTheme();
    void matchRatio();
    /// Fixed distance of the axis rectangle from the edges; negative: as its labels need.
    void setMargins(int left, int top, int right, int bottom);
    [[nodiscard]] QRectF plotRect() const;
    [[nodiscard]] double toX(double value) const { return xAxis->coordToPixel(value); }
    [[nodiscard]] double toY(double value) const { return yAxis->coordToPixel(value); }
    [[nodiscard]] Ticker& xTicker() { return *m_xTicker; }
    [[nodiscard]] Ticker& yTicker() { return *m_yTicker; }

    /// Horizontal grid lines at the ticks of y, the base line, and with `vertical` lines at the ticks of x.
    void paintGrid(QCPPainter& painter, bool vertical);
    /// "nats", in faint above the y axis.
    void paintUnit(QCPPainter& painter, const QString& unit);

    bool exporting = false;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void scheduleReplot();
    void replotStale();

    QSharedPointer<Ticker> m_xTicker, m_yTicker;
    QTimer m_frame;
    QElapsedTimer m_sinceFrame;
    bool m_allIsStale = true, m_liveIsStale = false, m_overlayIsStale = false;
};

}  // namespace projectionist
