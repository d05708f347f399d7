// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenuBar>

class QAction;

namespace projectionist {

/// 40 px: the program's sign, the menus, back and forward at the right.
class MenuBar : public QMenuBar {
    Q_OBJECT

public:
    explicit MenuBar(QWidget* parent = nullptr);
    void setNavigation(QAction* back, QAction* forward);

protected:
    void paintEvent(QPaintEvent* event) override;
};

}  // namespace projectionist
