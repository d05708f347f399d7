// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

class QComboBox;
class QPushButton;
class QScrollArea;
class QSlider;
class QStackedWidget;
class QToolButton;

namespace projectionist {

class AccuracyChart;
class FooterNote;
class ElidedLabel;
class Label;
class LossChart;
class OptionsForm;
class Panel;
class ProgressLine;
class SegmentedControl;
class SuggestView;

/// Training: the live charts, the controls between them and the options of the next run.
class TrainPage : public Page {
    Q_OBJECT

public:
    explicit TrainPage(Session& session, QWidget* parent = nullptr);
    ~TrainPage() override;

    void focusFilter() override;
    void exportTable() override;
    [[nodiscard]] bool canExportTable() const override;
    [[nodiscard]] QString statusText() const override;

protected:
    void showEvent(QShowEvent* event) override;

private:
    void buildCharts();
    void buildControls();
    void buildOptions();
    void showLog();
    void showItemBaselines();
    void showProgress();
    void showState();
    void showOptions();
    void fold(bool folded);
    void showSuggest(bool shown);
    [[nodiscard]] bool showsSuggest() const;
    void saveModel();
    void exportHistory();
    void writeHistory(const QString& path);
    [[nodiscard]] QString bestText() const;

    /// As many steps as a run has want so much smoothing, unless the user has chosen.
    void chooseSmoothing(std::size_t steps);

    QStackedWidget* m_views = nullptr;
    QWidget* m_training = nullptr;  ///< Its charts and controls; in their place at times:
    SuggestView* m_suggest = nullptr;
    LossChart* m_loss = nullptr;
    QSlider* m_smoothing = nullptr;
    bool m_smoothingIsChosen = false;
    AccuracyChart* m_accuracy = nullptr;
    Panel* m_accuracyPanel = nullptr;
    SegmentedControl* m_k = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_continue = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_history = nullptr;
    QPushButton* m_save = nullptr;
    Label* m_epoch = nullptr;
    ElidedLabel* m_detail = nullptr;
    Label* m_best = nullptr;
    ProgressLine* m_line = nullptr;
    Panel* m_optionsPanel = nullptr;
    QComboBox* m_preset = nullptr;
    QPushButton* m_suggestButton = nullptr;
    QToolButton* m_fold = nullptr;
    QScrollArea* m_formArea = nullptr;
    OptionsForm* m_form = nullptr;
    FooterNote* m_help = nullptr;
    bool m_editing = false, m_logIsStale = false;
};

}  // namespace projectionist
