// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/line_chart.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace projectionist {

/// The trials of a search for options: the figure that decides, epoch by epoch, a line for each trial. The best so far
/// stands out, the one under way is dashed, the others are faint.
class TrialsChart : public LineChart {
    Q_OBJECT

public:
    explicit TrialsChart(QWidget* parent = nullptr);
    ~TrialsChart() override;

    struct Trial {
        int number = 1;
        std::vector<double> values;  ///< After each epoch.
        bool isRunning = false;
    };
    /// `metric` in words: "NDCG@10".
    void setTrials(std::vector<Trial> trials, const QString& metric);
    /// The place of the trial with the highest value; nothing before the first.
    [[nodiscard]] std::optional<std::size_t> best() const;

    [[nodiscard]] PlotTable table() const override;
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QStringList lineNames() const override;

protected:
    [[nodiscard]] Range fullY() const override;
    [[nodiscard]] std::optional<double> nearestX(double x) const override;
    [[nodiscard]] std::optional<double> nextX(double x, int direction) const override;
    [[nodiscard]] std::vector<Reading> readingsAt(double x) const override;

private:
    [[nodiscard]] static QString nameOf(const Trial& trial);
    [[nodiscard]] std::size_t longest() const;
    void paintTrials(QCPPainter& painter);
    void paintLabels(QCPPainter& painter);
    void paintLine(QCPPainter& painter, const Trial& trial, const QPen& pen, bool dots);

    std::vector<Trial> m_trials;
    QString m_metric;
};

}  // namespace projectionist
