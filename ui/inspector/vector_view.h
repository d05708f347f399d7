// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <span>
#include <vector>

class QPlainTextEdit;
class QToolButton;

namespace projectionist {

class Label;

/// The embedding itself: one line of words, and on demand a picture of its values and the numbers, to be selected and
/// copied.
class VectorView : public QWidget {
    Q_OBJECT

public:
    explicit VectorView(QWidget* parent = nullptr);
    /// `sentence` tells its length; `of` names whose it is, for the tooltip.
    void setVector(std::span<const float> values, const QString& sentence, const QString& of);
    /// There is none, and why.
    void setMissing(const QString& why);
    /// A line about the vector that needs more work: told later.
    void setSentence(const QString& sentence);
    [[nodiscard]] QString
    text() const;  ///< The values as they are copied: one line, comma-separated, shortest exact form.
    [[nodiscard]] QToolButton* copyButton() const { return m_copy; }
    [[nodiscard]] QToolButton* showButton() const { return m_show; }

private:
    class Picture;
    void arrange();

    std::vector<float> m_values;
    Label* m_sentence;
    QToolButton* m_show;
    QToolButton* m_copy;
    Picture* m_picture;
    QPlainTextEdit* m_numbers;
    bool m_open = false;
};

}  // namespace projectionist
