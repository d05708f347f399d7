// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/evaluate/baselines.h"
#include "engine/model/model.h"
#include "ui/jobs/job.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace projectionist {

class Session;

/// What item-kNN and EASE reach on the rows that the run in the charts is measured on: of the run that goes on, or of
/// the model in use, opened from a file or not (it holds its split). Unasked where that is a matter of seconds, else by
/// measure(). Measured when a run has ended and never beside one, because both would share the processor's cores; a run
/// that starts meanwhile has the work wait. Figures belong to their split: they are kept while it is the same, in the
/// next run too, and never shown beside another.
class ItemBaselines : public QObject {
    Q_OBJECT

public:
    enum class State {
        None,       ///< There are no rows to measure on.
        AfterRun,   ///< Measured when the run that goes on has ended.
        Measuring,  ///< Also while it is found out whether it is quick.
        Offered,    ///< It takes longer: measure() does it.
        Cancelled,
        Failed,
        Measured,
    };

    explicit ItemBaselines(Session& session);
    ~ItemBaselines() override;

    [[nodiscard]] State state() const;
    /// The figures of "item-kNN" or "EASE", at k = 1, 5, 10, 20, 50, 100; null while there are none.
    [[nodiscard]] const EvaluationRow* line(std::string_view name) const;
    /// In one sentence: why line() is null, or what there is to know about the figures.
    [[nodiscard]] QString note(std::string_view name) const;
    /// True when measure() would do something.
    [[nodiscard]] bool canMeasure() const;
    /// What measure() takes.
    [[nodiscard]] QString costInWords() const;
    void measure();

    [[nodiscard]] Job& job() { return *m_job; }  ///< For the status bar. Stopped from there, it is measured when asked.

Q_SIGNALS:
    void changed();

private:
    /// The rows that figures belong to.
    struct Rows {
        std::string fingerprint;
        float ratingAbove = 0;
        Key key = Key::Id;
        std::string holdout;
        std::uint64_t seed = 0;  ///< Of a random holdout; else 0.
        /// Of a test file, whose name says little: a number from the rows themselves. Else 0.
        std::uint64_t testRows = 0;
        bool includesUntrained = false;
        friend bool operator==(const Rows&, const Rows&) = default;
    };
    struct Cost {
        std::size_t films = 0, likes = 0;
        std::uint64_t bytes = 0;  ///< Of EASE; 0 where it is left out for the number of films.
    };
    struct Work;
    [[nodiscard]] static Rows rowsOf(const Model& model);
    [[nodiscard]] std::optional<Rows> rowsOfRun() const;
    [[nodiscard]] bool showsTheRowsInCharts() const;
    void follow();
    void start(bool asked);
    void tell();

    Session& m_session;
    Job* m_job;
    State m_state = State::None, m_told = State::None;
    bool m_isAsked = false;      ///< Of the work that goes on or waits.
    bool m_waits = false;        ///< The work was broken off for a run.
    std::optional<Rows> m_rows;  ///< What m_state and all below is about.
    BaselineFigures m_figures;
    Cost m_cost;
    QString m_error;
};

}  // namespace projectionist
