// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/history.h"
#include "ui/plots/line_chart.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

class QCPPainter;

namespace projectionist {

/// One step in the loss chart.
struct LossPoint {
    double epoch = 0;     ///< x: epochs complete after this step, counted through both phases.
    double loss = 0;      ///< Nats per example.
    double guessing = 0;  ///< The same if all scores were equal.
    std::uint32_t rows = 0;
    Phase phase = Phase::Search;
    bool isShort = false;  ///< A short last batch: not joined, not smoothed.
};

/// Loss per example, step by step: raw faint, smoothed on top, the last value, the line of guessing, short last batches
/// as hollow marks (at the edge when out of range), the refit behind a labelled line.
class LossChart : public LineChart {
    Q_OBJECT

public:
    explicit LossChart(QWidget* parent = nullptr);
    ~LossChart() override;

    /// The steps of a run, all of them each time: what was there before is recognised, so a call costs what is new.
    /// Repaints at most 20 times a second.
    void setSteps(std::span<const StepRecord> steps, PhasePlan search = {}, PhasePlan refit = {});
    [[nodiscard]] std::span<const LossPoint> points() const { return m_points; }

    /// 0 … 0.99: how much of the smoothed line is its past.
    void setSmoothing(double smoothing);
    [[nodiscard]] double smoothing() const { return m_smoothing; }
    /// One value per point (NaN for short batches), smoothed within its phase.
    [[nodiscard]] std::span<const double> smoothed() const { return m_smoothed; }

    void setLogarithmic(bool on);  ///< The y axis.
    [[nodiscard]] bool isLogarithmic() const { return m_logarithmic; }
    void setIgnoringOutliers(bool on);  ///< The range of y leaves out the outermost percent.
    [[nodiscard]] bool isIgnoringOutliers() const { return m_ignoringOutliers; }
    /// The sum over each batch, as TensorFlow Recommenders reports it, in place of the loss per example.
    void setSummed(bool on);
    [[nodiscard]] bool isSummed() const { return m_summed; }

    [[nodiscard]] PlotTable table() const override;
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QStringList lineNames() const override;
    void fillMenu(QMenu& menu) override;

protected:
    [[nodiscard]] bool isBlank() const override;
    [[nodiscard]] Range fullY() const override;
    [[nodiscard]] std::optional<double> nearestX(double x) const override;
    [[nodiscard]] std::optional<double> nextX(double x, int direction) const override;
    [[nodiscard]] std::vector<Reading> readingsAt(double x) const override;
    [[nodiscard]] int epochDecimals() const override { return 2; }
    [[nodiscard]] double smallestX() const override;
    [[nodiscard]] bool hasLogarithmicY() const override { return m_logarithmic; }

private:
    void append(std::span<const StepRecord> steps);
    [[nodiscard]] bool outgrown(std::span<const StepRecord> steps) const;
    void smoothFrom(std::size_t first);
    void updateRunAxis();
    [[nodiscard]] std::optional<std::size_t> pointAt(double x) const;
    [[nodiscard]] std::optional<std::size_t> lastSmoothed() const;
    /// On the y axis; nothing while there are no steps.
    [[nodiscard]] std::optional<double> guessingLevel() const;
    [[nodiscard]] std::optional<double> batchLevel() const;  ///< ln B, where it is not the same.
    // What the lines are called.
    [[nodiscard]] static QString smoothedName() { return tr("smoothed"); }
    [[nodiscard]] static QString stepName() { return tr("this step"); }
    [[nodiscard]] static QString guessingName() { return tr("guessing"); }
    [[nodiscard]] static QString shortName() { return tr("short last batches"); }
    [[nodiscard]] static QString batchName(std::uint32_t rows);  ///< "ln 4,096".
    [[nodiscard]] QString mainName() const;                      ///< Of the thick line.
    [[nodiscard]] QString batchWords(double level) const;        ///< "ln 4,096 = 8.32".
    /// A loss per example of a point, as the y axis has it.
    [[nodiscard]] double shown(double loss, const LossPoint& point) const
    {
        return m_summed ? loss * point.rows : loss;
    }
    [[nodiscard]] int decimals() const { return m_summed ? 0 : 2; }
    void paintSeries(QCPPainter& painter);
    /// A horizontal line with a name: guessing, ln B.
    struct Baseline {
        double y = 0;  ///< In pixels.
        QString name, words;
    };
    std::vector<Baseline> paintBaselines(QCPPainter& painter);  ///< Those in view.
    void paintShortBatches(QCPPainter& painter);
    void paintLastValue(QCPPainter& painter);
    void paintPeak(QCPPainter& painter);
    void paintBaselineWords(QCPPainter& painter, std::span<const Baseline> baselines);

    /// Of the points so far, so that a replot need not look at all of them.
    struct Extent {
        double low = 0, high = 0;
        bool isEmpty = true;
        void add(double value);
    };
    struct Extents {
        Extent whole, shortOnes;  ///< Losses of whole and of short batches.
    };
    Extents m_perExample, m_sums;
    double m_guessingSum = 0;
    std::size_t m_guessingCount = 0;
    std::vector<LossPoint> m_points;
    std::vector<double> m_smoothed;
    std::vector<StepRecord> m_firstAndLast;  ///< To recognise a log that only grew.
    PhasePlan m_search, m_refit;
    std::uint32_t m_searchSteps = 0, m_refitSteps = 0;  ///< Steps an epoch, as known or seen.
    std::uint32_t m_batchRows = 0, m_refitBatchRows = 0;
    double m_phaseBegin = 0;  ///< x where the last phase begins.
    double m_smoothing = 0.9;
    Smoother m_smoother{m_smoothing};
    bool m_logarithmic = false, m_ignoringOutliers = false, m_summed = false;
};

}  // namespace projectionist
