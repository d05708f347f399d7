// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/selection.h"

#include <QMainWindow>
#include <QPointer>

#include <array>

class QMessageBox;
class QStackedWidget;

namespace projectionist {

class Actions;
class Inspector;
class NavigationRail;
class Page;
class Session;
class StartPage;
class StatusLine;
struct Message;

/// The one window: menus, rail, page, inspector, status line. It puts the session's state on show and hands commands to
/// it; what the pages do is theirs.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    /// The session must outlive it.
    explicit MainWindow(Session& session, QWidget* parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] Page* page(PageId id) const { return m_pages[static_cast<std::size_t>(id)]; }
    [[nodiscard]] StartPage* startPage() const { return m_start; }
    [[nodiscard]] Page* currentPage() const;  ///< The start page while nothing is open.
    [[nodiscard]] Inspector& inspector() { return *m_inspector; }
    [[nodiscard]] NavigationRail& rail() { return *m_rail; }
    [[nodiscard]] StatusLine& statusLine() { return *m_status; }
    [[nodiscard]] Actions& actions() { return *m_actions; }

    void askForFiles();
    void askForFolder();
    void saveModel();  ///< To its file, or to one that is asked for.
    void saveModelAs();
    void toggleInspector();
    void resetLayout();
    void toggleFullScreen();
    /// Size and place from the last time; without it 1440 × 900 or what the screen has.
    void restore();

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildMenuBar();
    void buildPages();
    void followPage();
    void followTitle();
    void followSize();
    [[nodiscard]] bool hasUnfinishedWork() const;
    void askBeforeClosing();
    [[nodiscard]] bool isReadyToClose();
    void finishClosing();
    void stayOpen();
    void rememberLayout() const;
    bool takeFiles(QDropEvent& event);
    void showDragHint(const QString& hint);

    Session& m_session;
    NavigationRail* m_rail = nullptr;
    QStackedWidget* m_stack = nullptr;
    std::array<Page*, pageCount> m_pages{};
    StartPage* m_start = nullptr;
    Inspector* m_inspector = nullptr;
    StatusLine* m_status = nullptr;
    Actions* m_actions = nullptr;
    QWidget* m_dropHint = nullptr;
    QPointer<QMessageBox> m_question;
    bool m_narrow = false;
    bool m_closing = false;           // asked and answered
    bool m_triedToKeep = false;       // the model in use, before closing
    bool m_inspectorByWidth = false;  // hidden because the window is too narrow, not by the user
};

}  // namespace projectionist
