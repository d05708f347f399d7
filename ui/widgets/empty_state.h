// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace projectionist {

class Label;

/// In place of content: a 24 px icon, what is missing, why, and one primary action (maybe a second one beside it).
class EmptyState : public QWidget {
    Q_OBJECT

public:
    EmptyState(const QString& iconName, const QString& title, const QString& text, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    void setText(const QString& text);
    QPushButton* addPrimary(const QString& text, const QString& iconName = {});
    QPushButton* addSecondary(const QString& text, const QString& iconName = {});
    void clearActions();

protected:
    void changeEvent(QEvent* event) override;

private:
    void showIcon();

    QString m_iconName;
    QLabel* m_icon;
    Label* m_title;
    Label* m_text;
    QHBoxLayout* m_actions;
};

}  // namespace projectionist
