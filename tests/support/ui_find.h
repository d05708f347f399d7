// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QLabel>
#include <QString>
#include <QWidget>

namespace projectionist::testing {

/// The child with this accessible name; null when there is none.
template <class Kind>
[[nodiscard]] Kind* named(const QWidget& in, const QString& accessibleName)
{
    for (auto* child : in.findChildren<Kind*>())
        if (child->accessibleName() == accessibleName)
            return child;
    return nullptr;
}

/// The button with these words on it; null when there is none.
[[nodiscard]] inline QAbstractButton* buttonWith(const QWidget& in, const QString& words)
{
    for (auto* button : in.findChildren<QAbstractButton*>())
        if (button->text() == words)
            return button;
    return nullptr;
}

/// True when a label that can be seen holds these words.
[[nodiscard]] inline bool says(const QWidget& in, const QString& words)
{
    for (const auto* label : in.findChildren<QLabel*>())
        if (label->isVisible() && label->text().contains(words))
            return true;
    return false;
}

}  // namespace projectionist::testing
