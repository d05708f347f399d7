// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace projectionist {

/// Over the page while files hover over the window: what a drop would read.
class DropHint : public QWidget {
    Q_OBJECT

public:
    explicit DropHint(QWidget* over);
    void setHint(const QString& hint);  ///< Empty: goes away.

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_hint;
};

}  // namespace projectionist
