// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/pane.h"

#include <cstdint>
#include <tuple>

namespace projectionist {

class Label;
class ResultsTable;

/// The card of the run that is going on, or of the model in use: data, options, seed, results beside their baselines.
class RunCardView : public Pane {
    Q_OBJECT

public:
    explicit RunCardView(Session& session, QWidget* parent = nullptr);
    void refresh() override;
    /// The card as it is copied: every option by its name, tab-separated.
    [[nodiscard]] QString text() const;

private:
    void showRun();
    void showModel();
    void showResults(const EpochRecord* results, const Baselines& baselines);

    /// What of the log the card shows: epochs, phase, whether rows are known.
    std::tuple<std::size_t, int, std::uint64_t> m_shown;
    Label* m_title;
    Label* m_state;
    KeyValues* m_options;
    QWidget* m_resultsSection;
    ResultsTable* m_results;
    QPushButton* m_measure;
    Label* m_note;
    QPushButton* m_copy;
};

}  // namespace projectionist
