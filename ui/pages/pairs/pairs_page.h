// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/retrieve/similar_pairs.h"
#include "ui/pages/model_page.h"

#include <memory>
#include <optional>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QSpinBox;
class QStackedLayout;

namespace projectionist {

class Chip;
class EmptyState;
class FigureStrip;
class Job;
class PairsModel;
class Panel;
class SearchField;
class SegmentedControl;
class TableView;
class ThresholdInstrument;
class UntrainedChip;

/// All pairs of similar films: the histogram of every similarity with its threshold, the live count, and the table of the pairs above.
/// One pass over all pairs when the model or what qualifies changes; moving the threshold only looks up.
class PairsPage : public ModelPage {
    Q_OBJECT

public:
    explicit PairsPage(Session& session, QWidget* parent = nullptr);
    ~PairsPage() override;

    void focusFilter() override;
    void exportTable() override;
    [[nodiscard]] bool canExportTable() const override;
    [[nodiscard]] QString statusText() const override;

    /// The result that is shown; null before there is one. For tests.
    [[nodiscard]] const std::shared_ptr<const SimilarPairs>& pairs() const { return m_pairs; }

protected:
    void showModel() override;

private:
    void buildInstrument();
    void buildTable();
    void compute();
    void showPairs(std::shared_ptr<const SimilarPairs> pairs);
    void showThreshold();      ///< Whatever follows the pointer.
    void showRows();           ///< What waits until it rests.
    void showWords();
    void selectRow(int row);
    void writePairsFile(const SimilarPairs& pairs, float threshold, const QString& path);
    [[nodiscard]] Metric metric() const;
    [[nodiscard]] float threshold() const;
    [[nodiscard]] QString thresholdText() const;

    Job* m_job;
    std::shared_ptr<const SimilarPairs> m_pairs;
    std::optional<std::uint32_t> m_minimumRatings;   ///< Set by the user; else the model's own.

    Panel* m_instrumentPanel = nullptr;
    ThresholdInstrument* m_instrument = nullptr;
    SegmentedControl* m_metric = nullptr;
    SegmentedControl* m_zoom = nullptr;
    QDoubleSpinBox* m_field = nullptr;
    FigureStrip* m_figures = nullptr;
    Panel* m_tablePanel = nullptr;
    TableView* m_table = nullptr;
    PairsModel* m_model = nullptr;
    SearchField* m_search = nullptr;
    QComboBox* m_genre = nullptr;
    QSpinBox* m_minimum = nullptr;
    Chip* m_hidden = nullptr;
    UntrainedChip* m_untrained = nullptr;
    QStackedLayout* m_tableStack = nullptr;
    EmptyState* m_noPairs = nullptr;
};

}  // namespace projectionist
