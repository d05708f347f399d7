// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QObject>

#include <array>
#include <functional>

class QMenu;
class QMenuBar;

namespace projectionist {

class MainWindow;
class Session;

/// Every command of the window with its keys, the menus made of them, and when each is to be had.
class Actions : public QObject {
    Q_OBJECT

public:
    Actions(MainWindow& window, Session& session);
    void fill(QMenuBar& bar);

    QAction* open;
    QAction* openFolder;
    QAction* openSample;
    QAction* save;
    QAction* saveAs;
    QAction* exportTable;
    QAction* quit;
    QAction* copy;
    QAction* copyWithHeaders;
    QAction* find;
    QAction* clearSelection;
    std::array<QAction*, 6> pages;
    QAction* inspector;
    QAction* resetLayout;
    QAction* fullScreen;
    QAction* train;
    QAction* pause;
    QAction* stop;
    QAction* continueTraining;
    QAction* openFilm;
    QAction* openUser;
    QAction* showOnMap;
    QAction* back;
    QAction* forward;
    QAction* keys;
    QAction* whatsThis;
    QAction* about;

    /// Sets every action's state by the session's.
    void follow();

private:
    QAction* add(const QString& text, const QKeySequence& keys, const QString& iconName, std::function<void()> run);
    void fillRecent();
    void addFileMenu(QMenuBar& bar);
    void addViewMenu(QMenuBar& bar);

    MainWindow& m_window;
    Session& m_session;
    QMenu* m_recent = nullptr;
    QMenu* m_export = nullptr;
    QList<QAction*> m_modelExports;
    QAction* m_tutorialTables;
};

}  // namespace projectionist
