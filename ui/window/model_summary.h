// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace projectionist {

class ElidedLabel;
class Label;
class Session;

/// At the foot of the rail: which model is in use, how good it was measured to be, and Save while it is not saved.
class ModelSummary : public QWidget {
    Q_OBJECT

public:
    explicit ModelSummary(Session& session, QWidget* parent = nullptr);
    void setFolded(bool folded);

Q_SIGNALS:
    void saveRequested();
    void runCardRequested();

private:
    void follow();

    Session& m_session;
    Label* m_caption;
    QToolButton* m_swatch;  // folded: stands for all of it
    ElidedLabel* m_name;
    ElidedLabel* m_figure;
    ElidedLabel* m_epoch;
    QToolButton* m_save;
    bool m_folded = false;
};

}  // namespace projectionist
