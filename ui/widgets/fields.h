// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAbstractSpinBox;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QKeyEvent;
class QSpinBox;
class QWidget;

namespace projectionist {

/// Fields with right-aligned numbers, thousands by locale and their accessible name set. They do not take the wheel
/// while they lack the focus, and tell a new value when typing ends (Enter, leaving) or at once when stepped.
[[nodiscard]] QSpinBox* integerField(const QString& what, int minimum, int maximum, int value,
                                     QWidget* parent = nullptr);
[[nodiscard]] QDoubleSpinBox* realField(const QString& what, double minimum, double maximum, int decimals, double step,
                                        double value, QWidget* parent = nullptr);
[[nodiscard]] QComboBox* choiceField(const QString& what, QWidget* parent = nullptr);

[[nodiscard]] bool isExportKey(const QKeyEvent& key);  ///< Ctrl+E.

/// Lets Ctrl+E export the table, which the line edit of a number field would take for "end of line".
void leaveExportKey(QAbstractSpinBox* field);
/// Lets the wheel scroll the page instead of changing a field that lacks the focus.
void ignoreWheelWithoutFocus(QWidget* field);

}  // namespace projectionist
