// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

#include <QString>

class QGridLayout;
class QListWidget;

namespace projectionist {

class DropField;
class Panel;

/// What the Data page shows while nothing is open: one field to drop files on, what was open lately, sample data, and
/// the way through the program in four steps.
class StartPage : public Page {
    Q_OBJECT

public:
    explicit StartPage(Session& session, QWidget* parent = nullptr);

    /// While files hover over the window: what would be read; empty when they have gone.
    void setDragHint(const QString& hint);

Q_SIGNALS:
    void openRequested();
    void openFolderRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void followRecent();
    void arrange();

    DropField* m_field;
    Panel* m_recent;
    QListWidget* m_list;
    QWidget* m_noRecent;
    QWidget* m_steps;
    QWidget* m_clear;
};

}  // namespace projectionist
