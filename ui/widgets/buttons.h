// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <QString>
#include <QToolButton>

namespace projectionist {

/// The one main action of a place: accent ground. `iconName` may be empty.
[[nodiscard]] QPushButton* primaryButton(const QString& text, const QString& iconName, QWidget* parent = nullptr);
[[nodiscard]] QPushButton* secondaryButton(const QString& text, const QString& iconName, QWidget* parent = nullptr);
/// A bordered square with an icon alone; `what` is its tooltip and its accessible name.
[[nodiscard]] QToolButton* iconButton(const QString& iconName, const QString& what, QWidget* parent = nullptr);
/// The same without a border until the pointer is over it: "more", close, sort.
[[nodiscard]] QToolButton* plainIconButton(const QString& iconName, const QString& what, QWidget* parent = nullptr);
/// Words in accent that act: "Show".
[[nodiscard]] QToolButton* linkButton(const QString& text, QWidget* parent = nullptr);

/// Shows the icon alone, with the words in the tooltip, or both again. Primary buttons keep their words.
void setIconOnly(QPushButton* button, bool iconOnly);
[[nodiscard]] bool isPrimary(const QWidget* button);

}  // namespace projectionist
