// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QTimer>

namespace projectionist {

/// A field with a lens that searches as one types: searched() comes 120 ms after the last key, at once on Enter and on
/// clearing. Esc clears; an empty field leaves Esc to others. Down goes on to what was found.
class SearchField : public QLineEdit {
    Q_OBJECT

public:
    /// `placeholder` says what is looked through: "Filter films".
    explicit SearchField(const QString& placeholder, QWidget* parent = nullptr);
    void setSmall(bool small);
    /// Sets the text and tells searched() at once.
    void setSearch(const QString& text);

Q_SIGNALS:
    void searched(const QString& text);
    void downPressed();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void tell();

    QTimer m_pause;
    QString m_told;
    QAction* m_clear;
    QAction* m_lens;
};

}  // namespace projectionist
