// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/buttons.h"

#include "ui/theme/theme.h"
#include "ui/widgets/icon.h"

#include <QVariant>

namespace projectionist {

namespace {

constexpr char primaryProperty[] = "projectionist-primary";
constexpr char plainProperty[] = "projectionist-plain";
constexpr char linkProperty[] = "projectionist-link";
constexpr char wordsProperty[] = "projectionist-words";
constexpr char tipProperty[] = "projectionist-tip";

}  // namespace

QPushButton* primaryButton(const QString& text, const QString& iconName, QWidget* parent)
{
    auto* button = secondaryButton(text, iconName, parent);
    button->setProperty(primaryProperty, true);
    button->setFont(font(Type::Strong));
    return button;
}

QPushButton* secondaryButton(const QString& text, const QString& iconName, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    if (!iconName.isEmpty())
        button->setIcon(icon(iconName));
    button->setIconSize({16, 16});
    button->setAutoDefault(false);
    return button;
}

QToolButton* iconButton(const QString& iconName, const QString& what, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setIconSize({16, 16});
    button->setToolTip(what);
    button->setWhatsThis(what);
    button->setAccessibleName(what);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QToolButton* plainIconButton(const QString& iconName, const QString& what, QWidget* parent)
{
    auto* button = iconButton(iconName, what, parent);
    button->setProperty(plainProperty, true);
    button->setAutoRaise(true);
    return button;
}

QToolButton* linkButton(const QString& text, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setProperty(linkProperty, true);
    button->setAutoRaise(true);
    button->setCursor(Qt::PointingHandCursor);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void setIconOnly(QPushButton* button, bool iconOnly)
{
    if (isPrimary(button) || button->icon().isNull())
        return;
    const bool isIconOnly = button->property(wordsProperty).isValid();
    if (isIconOnly == iconOnly)
        return;
    if (iconOnly) {
        button->setProperty(wordsProperty, button->text());
        button->setProperty(tipProperty, button->toolTip());
        if (button->accessibleName().isEmpty())
            button->setAccessibleName(button->text());
        if (button->toolTip().isEmpty())
            button->setToolTip(button->text());
        button->setText({});
    } else {
        button->setText(button->property(wordsProperty).toString());
        button->setToolTip(button->property(tipProperty).toString());
        button->setProperty(wordsProperty, {});
        button->setProperty(tipProperty, {});
    }
}

bool isPrimary(const QWidget* button)
{
    return button != nullptr && button->property(primaryProperty).toBool();
}

}  // namespace projectionist
