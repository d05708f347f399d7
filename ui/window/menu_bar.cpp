// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/menu_bar.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"

#include <QAction>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPainter>

namespace projectionist {

MenuBar::MenuBar(QWidget* parent) : QMenuBar(parent)
{
    setFixedHeight(Theme::menuBarHeight);
    auto* sign = new QLabel;
    sign->setPixmap(QIcon(QStringLiteral(":/projectionist.svg")).pixmap(20, 20));
    sign->setContentsMargins(14, 0, 8, 1);
    sign->setFixedHeight(Theme::menuBarHeight - 1);
    sign->setAccessibleName(QStringLiteral("Projectionist"));
    setCornerWidget(sign, Qt::TopLeftCorner);
}

void MenuBar::setNavigation(QAction* back, QAction* forward)
{
    auto* holder = new QWidget;
    auto* layout = new QHBoxLayout(holder);
    layout->setContentsMargins(0, 0, 12, 0);
    layout->setSpacing(2);
    const auto add = [&](QAction* action, const QString& iconName, const QString& what) {
        auto* button = plainIconButton(iconName, what, holder);
        button->setFixedSize(28, 28);
        button->setEnabled(action->isEnabled());
        connect(button, &QToolButton::clicked, action, &QAction::trigger);
        connect(action, &QAction::changed, button, [action, button] { button->setEnabled(action->isEnabled()); });
        layout->addWidget(button);
    };
    add(back, QStringLiteral("left"), tr("Back (Alt+Left)"));
    add(forward, QStringLiteral("right"), tr("Forward (Alt+Right)"));
    holder->setFixedHeight(28);  // QMenuBar hangs it below its margin of 6
    setCornerWidget(holder, Qt::TopRightCorner);
}

void MenuBar::paintEvent(QPaintEvent* event)
{
    QMenuBar::paintEvent(event);
    QPainter painter(this);
    painter.fillRect(0, height() - 1, width(), 1, theme().border);
}

}  // namespace projectionist
