// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/history.h"
#include "ui/plots/line_chart.h"

#include <QList>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

class QCPPainter;

namespace projectionist {

/// Top-k accuracy, epoch by epoch, for one k, with its baselines. With held-out likes: seen films hidden (the main
/// curve) and left in (dashed), each with its own line of "most popular", chance, and what other methods reach.
/// Without: over the likes trained on, which the unit line says. What is not measured yet is hatched, never zero.
class AccuracyChart : public LineChart {
    Q_OBJECT

public:
    /// Another method over the held-out likes, seen films hidden.
    struct Rival {
        QString name;
        std::optional<TopKHits> hits;
        QString note;  ///< Without hits: why there are none.
        friend bool operator==(const Rival&, const Rival&) = default;
    };
    explicit AccuracyChart(QWidget* parent = nullptr);
    ~AccuracyChart() override;

    /// The epochs of a run, all of them each time. The refit's are not measured: they only say how far it is.
    void setEpochs(std::span<const EpochRecord> epochs, const Baselines& baselines, PhasePlan search = {},
                   PhasePlan refit = {});
    /// Where the training stands, as in the x of LossChart's points; the epoch in work is hatched. Nothing: no run is
    /// going on.
    void setRunning(std::optional<double> epoch);
    /// The best epoch of the search; 0: none. `final`: no better one can come ("best, epoch 11" for "best so far, epoch
    /// 11").
    void setBestEpoch(std::uint32_t epoch, bool final);
    /// item-kNN and EASE, in this order. Shown beside held-out likes only.
    void setRivals(std::vector<Rival> rivals);
    /// Offers to measure the rivals in the menu of the chart; `toolTip` says what it takes. Empty: there is nothing to
    /// measure.
    void offerRivals(const QString& toolTip) { m_offer = toolTip; }
    /// One of topKs.
    void setK(int k);
    [[nodiscard]] int k() const { return topKs[m_k]; }

    [[nodiscard]] PlotTable table() const override;
    [[nodiscard]] QString summary() const override;
    [[nodiscard]] QStringList lineNames() const override;
    void fillMenu(QMenu& menu) override;

Q_SIGNALS:
    void rivalsRequested();

protected:
    [[nodiscard]] bool isBlank() const override;
    [[nodiscard]] Range fullY() const override;
    [[nodiscard]] std::optional<double> nearestX(double x) const override;
    [[nodiscard]] std::optional<double> nextX(double x, int direction) const override;
    [[nodiscard]] std::vector<Reading> readingsAt(double x) const override;
    [[nodiscard]] QString refitWords() const override { return {}; }  ///< The hatching says it.

private:
    /// One curve: a value for each of m_epochs.
    struct Series {
        enum class Style { Main, Dashed, Faint } style = Style::Main;
        QString name;
        std::vector<std::optional<double>> values;
        [[nodiscard]] std::optional<std::size_t> last() const;  ///< The last epoch with a value.
    };
    /// A baseline.
    struct Level {
        double value = 0;
        QString name;       ///< In readings.
        QStringList label;  ///< Lines beside the axis.
        QList<qreal> dashes;
    };
    [[nodiscard]] std::vector<Series> series() const;
    [[nodiscard]] std::vector<Level> levels() const;
    [[nodiscard]] std::uint64_t rows() const;
    [[nodiscard]] double lastMeasured() const;  ///< Epoch; 0 before the first.
    void updateAxis();
    [[nodiscard]] static int decimalsOf(double share);
    [[nodiscard]] QString bestWords() const;
    [[nodiscard]] double bestPixel() const;
    [[nodiscard]] bool bestWordsAtLeft() const;
    void paintGround(QCPPainter& painter);
    void paintSeries(QCPPainter& painter);
    void paintBest(QCPPainter& painter);
    void paintLabels(QCPPainter& painter);

    static constexpr int usualMargin = 104, plainMargin = 72;  ///< At the right, for labels.
    std::vector<EpochRecord> m_epochs;                         ///< Those of the search that were measured.
    bool m_hasHoldout = false;
    Baselines m_baselines;
    std::vector<Rival> m_rivals;
    QString m_offer;
    PhasePlan m_search, m_refit;
    std::optional<double> m_searchEnd;  ///< Where the refit begins, once it has.
    std::optional<double> m_running;
    std::uint32_t m_bestEpoch = 0;
    bool m_bestIsFinal = false;
    std::size_t m_k = 2;
};

}  // namespace projectionist
