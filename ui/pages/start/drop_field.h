// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace projectionist {

class Label;

/// The dashed field: the program wants one thing, and this is it.
class DropField : public QWidget {
    Q_OBJECT

public:
    explicit DropField(QWidget* parent = nullptr);
    void setHint(const QString& hint);
    [[nodiscard]] QPushButton* openButton() const { return m_open; }
    [[nodiscard]] QPushButton* folderButton() const { return m_folder; }
    [[nodiscard]] QPushButton* sampleButton() const { return m_sample; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* m_picture;
    Label* m_title;
    Label* m_text;
    QPushButton* m_open;
    QPushButton* m_folder;
    QPushButton* m_sample;
    bool m_hovered = false;
};

}  // namespace projectionist
