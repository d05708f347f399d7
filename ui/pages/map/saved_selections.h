// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

class QMenu;

namespace projectionist {

class MapChoice;
class Session;

/// The button for selections that were given a name: saves what is chosen beside the model's file, chooses it again,
/// forgets it.
class SavedSelections : public QToolButton {
    Q_OBJECT

public:
    SavedSelections(Session& session, MapChoice& choice, QWidget* parent = nullptr);

    void askForName();
    void save(const QString& name);  ///< One of the same name and kind gives way.
    void choose(const QString& name);
    void forget(const QString& name);

private:
    void fill();

    Session& m_session;
    MapChoice& m_choice;
    QMenu* m_menu;
};

}  // namespace projectionist
