// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/option_field.h"

#include "engine/core/text.h"
#include "ui/widgets/fields.h"

#include <QLineEdit>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

/// 0.1 → 0.2 or 0.09; 0.09 → 0.1 or 0.08.
double stepped(double value, int direction)
{
    const auto magnitude = std::abs(value);
    if (magnitude == 0)
        return direction > 0 ? 0.1 : 0;
    auto unit = std::pow(10.0, std::floor(std::log10(magnitude) + 1e-9));
    if (direction * value < 0 && magnitude <= unit * (1 + 1e-9))
        unit /= 10;
    const auto result = std::round((value + direction * unit) / unit) * unit;
    return std::abs(result) < unit / 2 ? 0 : result;
}

}  // namespace

OptionField::OptionField(const QString& what, Steps steps, QWidget* parent) : QAbstractSpinBox(parent), m_steps(steps)
{
    setAccessibleName(what);
    lineEdit()->setAlignment(Qt::AlignRight);
    setFocusPolicy(Qt::StrongFocus);
    leaveExportKey(this);
    connect(lineEdit(), &QLineEdit::textEdited, this, &OptionField::edited);
}

void OptionField::setText(const QString& text)
{
    if (lineEdit()->text() != text)
        lineEdit()->setText(text);
}

void OptionField::stepBy(int steps)
{
    const auto value = parseNumber(text().toStdString());
    if (!value)
        return;
    auto next = *value;
    const auto direction = steps > 0 ? 1 : -1;
    for (int step = 0; step < std::abs(steps); ++step) {
        switch (m_steps) {
        case Steps::ByOne:
            next += direction;
            break;
        case Steps::Doubling:
            next = direction > 0 ? next * 2 : std::floor(next / 2);
            break;
        case Steps::LeadingDigit:
            next = stepped(next, direction);
            break;
        }
    }
    setText(QString::fromStdString(shortest(static_cast<float>(next))));
    selectAll();
    Q_EMIT edited(text());
}

QValidator::State OptionField::validate(QString&, int&) const
{
    return QValidator::Acceptable;
}

QSize OptionField::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(QStringLiteral("0000000")) + 44, 28};
}

QAbstractSpinBox::StepEnabled OptionField::stepEnabled() const
{
    const auto value = parseNumber(text().toStdString());
    return value ? StepUpEnabled | (*value > 0 ? StepDownEnabled : StepNone) : StepEnabled(StepNone);
}

void OptionField::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QAbstractSpinBox::wheelEvent(event);
    else
        event->ignore();
}

}  // namespace projectionist
