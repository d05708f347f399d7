// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/selection.h"

#include <QString>
#include <QWidget>

namespace projectionist {

class Session;

/// A page of the window: a header (title, muted subtitle, actions at the right), a bar for messages below it when there is one, and
/// the page's panels. Pages watch the session and own their jobs.
class Page : public QWidget {
    Q_OBJECT

public:
    Page(PageId id, Session& session, QWidget* parent = nullptr);

    [[nodiscard]] PageId id() const { return m_id; }
    /// Ctrl+F: puts the focus into the page's filter or search field.
    virtual void focusFilter() {}
    /// Ctrl+E: exports the page's main table.
    virtual void exportTable() {}
    /// The right-hand text of the status bar: "151 pairs at 0.800 or more".
    [[nodiscard]] virtual QString statusText() const { return {}; }

Q_SIGNALS:
    void statusTextChanged();

protected:
    [[nodiscard]] Session& session() const { return m_session; }

private:
    PageId m_id;
    Session& m_session;
};

}  // namespace projectionist
