// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSpinBox>

namespace projectionist {

/// A number as text, with arrows. Unlike other spin boxes it takes whatever is typed and leaves the judgement to its
/// owner, who says in words beside it what is wrong. Arrows step whole numbers by one (or double and halve), others by
/// one in their leading digit.
class OptionField : public QAbstractSpinBox {
    Q_OBJECT

public:
    enum class Steps { ByOne, Doubling, LeadingDigit };
    OptionField(const QString& what, Steps steps, QWidget* parent = nullptr);

    void setText(const QString& text);
    using QAbstractSpinBox::text;
    void stepBy(int steps) override;
    QValidator::State validate(QString& input, int& position) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void edited(const QString& text);  ///< By typing or stepping, at every change.

protected:
    [[nodiscard]] StepEnabled stepEnabled() const override;
    void wheelEvent(QWheelEvent* event) override;

private:
    Steps m_steps;
};

}  // namespace projectionist
