// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/dataset.h"

#include <QString>
#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace projectionist {

/// What a check shows when asked: films of the table, or the load report.
enum class HealthSubject { None, SharedTitles, RatedOnce, NeverRated, WithoutYear, WithoutTitle, LoadReport };

struct HealthCheck {
    enum class State { Passed, Notice, Warning };
    State state = State::Passed;
    QString text;
    HealthSubject subject = HealthSubject::None;
};

/// What was checked while reading, not only what failed.
[[nodiscard]] std::vector<HealthCheck> healthChecks(const Dataset& dataset, const DatasetFigures& figures);

/// The checks in a list: a sign, a sentence, and Show where there is something to see.
class HealthList : public QWidget {
    Q_OBJECT

public:
    explicit HealthList(QWidget* parent = nullptr);
    void setChecks(const std::vector<HealthCheck>& checks);

Q_SIGNALS:
    void showRequested(projectionist::HealthSubject subject);

private:
    QVBoxLayout* m_layout;
};

}  // namespace projectionist
