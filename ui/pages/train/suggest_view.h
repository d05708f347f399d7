// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/rows_model.h"
#include "ui/models/trial_rows.h"

#include <QTimer>
#include <QWidget>

class QPushButton;
class QSpinBox;

namespace projectionist {

class ElidedLabel;
class Label;
class Panel;
class ProgressLine;
class Session;
class TableView;
class TrialsChart;

/// The search for options, in place of the training's charts: a line for each trial, the table of trials, the budget,
/// and what came out of it.
class SuggestView : public QWidget {
    Q_OBJECT

public:
    explicit SuggestView(Session& session, QWidget* parent = nullptr);
    ~SuggestView() override;

    void exportTrials();
    [[nodiscard]] bool canExport() const;
    /// For the status bar: "best NDCG@10 0.191, number 7".
    [[nodiscard]] QString statusText() const;

Q_SIGNALS:
    void closed();  ///< Back to the training was asked for, or the suggestion taken.
    void statusTextChanged();

private:
    void buildPanels();
    void buildControls();
    void showTrials();
    void showState();
    void showTime();
    void use();

    Session& m_session;
    TrialsChart* m_chart = nullptr;
    Panel* m_trialsPanel = nullptr;
    RowsModel<TrialRow>* m_model = nullptr;
    TableView* m_table = nullptr;
    QWidget* m_budget = nullptr;
    QSpinBox* m_seconds = nullptr;
    QPushButton* m_search = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_use = nullptr;
    QPushButton* m_back = nullptr;
    Label* m_headline = nullptr;
    ElidedLabel* m_detail = nullptr;
    ProgressLine* m_line = nullptr;
    QTimer m_clock;
};

}  // namespace projectionist
