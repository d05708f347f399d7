// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QButtonGroup>
#include <QString>
#include <QVariant>
#include <QWidget>

class QToolButton;

namespace projectionist {

/// Two or more choices side by side of which one holds: selection ground, semibold, an accent line below. Left and
/// Right move.
class SegmentedControl : public QWidget {
    Q_OBJECT
    Q_PROPERTY(int currentIndex READ currentIndex WRITE setCurrentIndex NOTIFY currentChanged USER true)

public:
    /// `what` is the accessible name: "Similarity".
    explicit SegmentedControl(const QString& what, QWidget* parent = nullptr);

    /// The first one added is the current one.
    void addSegment(const QString& text, const QString& toolTip = {}, const QVariant& value = {});
    [[nodiscard]] int count() const;
    [[nodiscard]] int currentIndex() const { return m_current; }
    [[nodiscard]] QVariant currentData() const;
    void setCurrentIndex(int index);  ///< Tells currentChanged when it is another.
    void setCurrentData(const QVariant& value);
    void setSegmentEnabled(int index, bool enabled);
    void setSmall(bool small);  ///< 24 px instead of 28.

Q_SIGNALS:
    void currentChanged(int index);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void arrange();

    QButtonGroup m_group;
    QList<QVariant> m_data;
    int m_current = -1;
    bool m_small = false;
};

}  // namespace projectionist
