// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/selection.h"

#include <QAbstractButton>
#include <QWidget>

#include <array>

namespace projectionist {

class ModelSummary;
class Session;

/// The pages at the window's left edge, and the model in use at its foot. 176 px wide with words, 48 px with icons
/// alone.
class NavigationRail : public QWidget {
    Q_OBJECT

public:
    explicit NavigationRail(Session& session, QWidget* parent = nullptr);
    void setFolded(bool folded);
    [[nodiscard]] bool isFolded() const { return m_folded; }
    [[nodiscard]] QAbstractButton* button(PageId page) const { return m_buttons[static_cast<std::size_t>(page)]; }

    [[nodiscard]] static QString nameOf(PageId page);
    [[nodiscard]] static QString iconNameOf(PageId page);

Q_SIGNALS:
    void saveRequested();
    void runCardRequested();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void follow();

    Session& m_session;
    std::array<QAbstractButton*, pageCount> m_buttons{};
    ModelSummary* m_model;
    bool m_folded = false;
};

}  // namespace projectionist
