// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QLabel>
#include <QString>

namespace projectionist {

/// Which of the theme's colours a label takes, and keeps when the theme changes.
enum class Tone { Text, Muted, Faint, Accent, Good, Warn, Bad };
[[nodiscard]] QColor colourOf(Tone tone);

/// A label in a size of type and a tone. Plain text unless told otherwise.
class Label : public QLabel {
    Q_OBJECT

public:
    explicit Label(const QString& text = {}, Type type = Type::Body, Tone tone = Tone::Text, QWidget* parent = nullptr);
    void setTone(Tone tone);
    void setType(Type type);
    void setStrong(bool strong);  ///< Semibold, whatever its type.

protected:
    void changeEvent(QEvent* event) override;

private:
    void restyle();

    Type m_type;
    Tone m_tone;
    bool m_strong = false;
    bool m_restyling = false;
};

/// One line that ends in … where it does not fit, with the whole text in the tooltip then. Wants its whole width, takes
/// any. With `mutedTail` the text after the first so many characters is muted (a film's year).
class ElidedLabel : public QWidget {
    Q_OBJECT

public:
    explicit ElidedLabel(const QString& text = {}, Type type = Type::Body, Tone tone = Tone::Text,
                         QWidget* parent = nullptr);
    void setText(const QString& text);
    void setType(Type type);
    void setMutedTail(const QString& tail);  ///< Set behind the text in muted, regular weight: a year.
    [[nodiscard]] QString text() const { return m_text; }
    void setTone(Tone tone);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QFont tailFont() const;
    [[nodiscard]] bool fits() const;

    QString m_text, m_tail;
    Type m_type;
    Tone m_tone;
};

}  // namespace projectionist
