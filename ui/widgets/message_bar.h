// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/session.h"

#include <QWidget>

class QVBoxLayout;

namespace projectionist {

/// What the session tells, above the content of a page: icon, sentence, actions and ✕; never modal. The newest stands
/// on top, at most three at once. What only informs and offers nothing leaves by itself after some seconds, unless the
/// pointer is over it.
class MessageBar : public QWidget {
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);
    void tell(const Message& message);
    void clear();
    [[nodiscard]] int count() const;
    [[nodiscard]] QString newestText() const;  ///< Empty when there is none.

private:
    void dismiss(QWidget* row);

    QVBoxLayout* m_layout;
};

}  // namespace projectionist
