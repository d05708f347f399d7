// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_window.h"

#include "tests/support/ui_session.h"
#include "ui/widgets/style.h"

#include <QApplication>
#include <QTest>

namespace projectionist::testing {

void dressAsProgram()
{
    useOwnSettings();
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    QApplication::setStyle(new Style);
    QApplication::setQuitOnLastWindowClosed(false);
}

ProgramWindow::ProgramWindow() : ProgramWindow(std::make_unique<Session>()) {}

ProgramWindow::ProgramWindow(const std::shared_ptr<const Model>& model) : ProgramWindow(sessionWith(model)) {}

ProgramWindow::ProgramWindow(std::unique_ptr<Session> session)
    : m_session(std::move(session)), m_window(std::make_unique<MainWindow>(*m_session))
{
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    if (!QTest::qWaitForWindowActive(m_window.get()))
        qFatal("the window of the test does not become active");
}

ProgramWindow::~ProgramWindow() = default;

}  // namespace projectionist::testing
