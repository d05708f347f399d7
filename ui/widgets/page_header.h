// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPointer>
#include <QString>
#include <QWidget>

class QHBoxLayout;
class QPushButton;

namespace projectionist {

class ElidedLabel;
class Label;

/// The first 52 px of a page: its title, a muted subtitle and its actions at the right. In a small window the subtitle
/// goes and the buttons keep their icons alone, but for the primary one.
class PageHeader : public QWidget {
    Q_OBJECT

public:
    explicit PageHeader(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setSubtitle(const QString& subtitle);
    [[nodiscard]] QString subtitle() const { return m_subtitleText; }
    /// At the right, in the order of the calls: buttons, search fields.
    void addAction(QWidget* widget);
    using QWidget::addAction;
    /// Page does this for its own header.
    void setCompact(bool compact);

private:
    void update();

    Label* m_title;
    ElidedLabel* m_subtitle;
    QHBoxLayout* m_layout;
    QList<QPointer<QPushButton>> m_buttons;
    QString m_subtitleText;
    bool m_compact = false;
};

}  // namespace projectionist
