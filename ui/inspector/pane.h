// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/session.h"

#include <QString>
#include <QWidget>

#include <utility>
#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace projectionist {

/// What the cards of the inspector share: content that scrolls when it must, buttons at the foot.
class Pane : public QWidget {
    Q_OBJECT

public:
    explicit Pane(Session& session, QWidget* parent = nullptr);
    /// Reads everything anew; called when the card is seen and something changed, and when the theme did.
    virtual void refresh() = 0;
    /// Small windows: fewer words.
    void setCompact(bool compact);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    [[nodiscard]] Session& session() const { return m_session; }
    [[nodiscard]] QVBoxLayout* content() { return m_content; }
    [[nodiscard]] bool isCompact() const { return m_compact; }
    /// The first one keeps its words in small windows.
    QPushButton* addButton(const QString& text, const QString& iconName);
    /// A heading with a muted word behind it.
    QWidget* addSection(const QString& title, const QString& detail, QWidget* content);
    /// "Star Wars 1977", the year in muted.
    [[nodiscard]] static QString titleText(const QString& name, const QString& tail);

private:
    void fitButtons();

    Session& m_session;
    QVBoxLayout* m_content;
    QWidget* m_foot;
    std::vector<QPushButton*> m_buttons;
    bool m_compact = false;
};

/// Rows of a muted name and a value at the right, with a rule below each.
class KeyValues : public QWidget {
    Q_OBJECT

public:
    struct Row {
        QString name, value, toolTip;
        friend bool operator==(const Row&, const Row&) = default;
    };
    explicit KeyValues(QWidget* parent = nullptr);
    void setRows(const std::vector<Row>& rows);
    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] int rowHeight() const;
    std::vector<Row> m_rows;
};

}  // namespace projectionist
