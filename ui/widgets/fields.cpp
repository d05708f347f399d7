// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/fields.h"

#include "ui/theme/theme.h"

#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QKeyEvent>
#include <QSpinBox>

namespace projectionist {

namespace {

class WheelGuard : public QObject {
public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        const auto* field = qobject_cast<QWidget*>(watched);
        if (event->type() == QEvent::Wheel && field != nullptr && !field->hasFocus()) {
            event->ignore();
            return true;
        }
        return QObject::eventFilter(watched, event);
    }
};

class ExportKeyGuard : public QObject {
public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::ShortcutOverride && isExportKey(*static_cast<QKeyEvent*>(event))) {
            event->ignore();  // no override: the window's shortcut has it
            return true;
        }
        return QObject::eventFilter(watched, event);
    }
};

void prepare(QAbstractSpinBox* field, const QString& what)
{
    field->setAlignment(Qt::AlignRight);
    field->setAccessibleName(what);
    field->setKeyboardTracking(false);
    field->setGroupSeparatorShown(true);
    field->setFixedHeight(Theme::controlHeight);
    ignoreWheelWithoutFocus(field);
    leaveExportKey(field);
}

}  // namespace

QSpinBox* integerField(const QString& what, int minimum, int maximum, int value, QWidget* parent)
{
    auto* field = new QSpinBox(parent);
    prepare(field, what);
    field->setRange(minimum, maximum);
    field->setValue(value);
    return field;
}

QDoubleSpinBox* realField(const QString& what, double minimum, double maximum, int decimals, double step, double value,
                          QWidget* parent)
{
    auto* field = new QDoubleSpinBox(parent);
    prepare(field, what);
    field->setDecimals(decimals);
    field->setRange(minimum, maximum);
    field->setSingleStep(step);
    field->setValue(value);
    return field;
}

QComboBox* choiceField(const QString& what, QWidget* parent)
{
    auto* field = new QComboBox(parent);
    field->setAccessibleName(what);
    field->setFixedHeight(Theme::controlHeight);
    field->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    ignoreWheelWithoutFocus(field);
    return field;
}

bool isExportKey(const QKeyEvent& key)
{
    return key.keyCombination() == QKeyCombination(Qt::ControlModifier, Qt::Key_E);
}

void leaveExportKey(QAbstractSpinBox* field)
{
    field->installEventFilter(new ExportKeyGuard(field));
}

void ignoreWheelWithoutFocus(QWidget* field)
{
    field->setFocusPolicy(Qt::StrongFocus);  // not by the wheel
    field->installEventFilter(new WheelGuard(field));
}

}  // namespace projectionist
