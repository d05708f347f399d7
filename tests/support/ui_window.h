// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/main_window.h"
#include "ui/session/session.h"

#include <memory>

namespace projectionist::testing {

/// Style, settings and language as main() sets them, but settings and data in a folder of the test's own. Call it once,
/// before the first window.
void dressAsProgram();

/// The program's window over a session, 1440 × 900, shown and active.
class ProgramWindow {
public:
    /// With nothing open.
    ProgramWindow();
    /// With a model that was opened from a file, as an analyst would.
    explicit ProgramWindow(const std::shared_ptr<const Model>& model);
    ~ProgramWindow();

    [[nodiscard]] Session& session() { return *m_session; }
    [[nodiscard]] MainWindow& window() { return *m_window; }
    MainWindow* operator->() { return m_window.get(); }

private:
    explicit ProgramWindow(std::unique_ptr<Session> session);

    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window;
};

}  // namespace projectionist::testing
