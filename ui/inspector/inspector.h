// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QStackedWidget;
class QTabBar;

namespace projectionist {

class Pane;
class EmptyState;
class FilmPane;
class GroupPane;
class PairPane;
class RunCardView;
class Session;
class UserPane;

/// The dock at the right: what is selected, wherever it was selected, and the card of the run.
class Inspector : public QDockWidget {
    Q_OBJECT

public:
    enum class Tab { Selection, RunCard };

    explicit Inspector(Session& session, QWidget* parent = nullptr);
    void setCompact(bool compact);
    void showTab(Tab tab);
    [[nodiscard]] Tab tab() const;
    [[nodiscard]] FilmPane& filmPane() { return *m_film; }
    [[nodiscard]] UserPane& userPane() { return *m_user; }
    [[nodiscard]] GroupPane& groupPane() { return *m_group; }
    [[nodiscard]] RunCardView& runCard() { return *m_run; }

private:
    void follow();
    void refreshShown();
    [[nodiscard]] QWidget* titleBar();

    Session& m_session;
    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    EmptyState* m_nothing;
    FilmPane* m_film;
    UserPane* m_user;
    PairPane* m_pair;
    GroupPane* m_group;
    RunCardView* m_run;
};

}  // namespace projectionist
