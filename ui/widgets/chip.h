// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QString>

namespace projectionist {

/// A rounded word, 22 px high. Plain: says something (a genre). Removable: with ✕, tells removed(). Warn: on the warn
/// ground, and a button when somebody listens to clicked() ("743 rarely rated films hidden"). Value: a muted label and
/// a semibold value.
class Chip : public QAbstractButton {
    Q_OBJECT

public:
    enum class Kind { Plain, Removable, Warn, Value };

    explicit Chip(const QString& text, Kind kind = Kind::Plain, QWidget* parent = nullptr);
    void setValue(const QString& value);  ///< Value: what stands behind the label.
    void setIconName(const QString& name);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void removed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void connectNotify(const QMetaMethod& signal) override;

private:
    [[nodiscard]] QRect crossRect() const;

    Kind m_kind;
    QString m_value, m_iconName;
};

}  // namespace projectionist
