// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/selection.h"

#include <QString>
#include <QWidget>

class QVBoxLayout;

namespace projectionist {

class MessageBar;
class PageHeader;
class Session;
struct Message;

/// A page of the window: a header (title, muted subtitle, actions at the right), a bar for messages below it when there
/// is one, and the page's panels. Pages watch the session and own their jobs.
class Page : public QWidget {
    Q_OBJECT

public:
    Page(PageId id, Session& session, QWidget* parent = nullptr);

    [[nodiscard]] PageId id() const { return m_id; }
    /// Ctrl+F: puts the focus into the page's filter or search field.
    virtual void focusFilter() {}
    /// Ctrl+E: exports the page's main table.
    virtual void exportTable() {}
    /// True when exportTable() has something to export.
    [[nodiscard]] virtual bool canExportTable() const { return false; }
    /// The right-hand text of the status bar: "151 pairs at 0.800 or more".
    [[nodiscard]] virtual QString statusText() const { return {}; }
    void tell(const Message& message);

    /// Small windows: less air, fewer words. The window says so; the header follows by itself.
    [[nodiscard]] bool isCompact() const { return m_compact; }
    void setCompact(bool compact);

Q_SIGNALS:
    void statusTextChanged();
    void compactChanged(bool compact);

protected:
    [[nodiscard]] Session& session() const { return m_session; }
    [[nodiscard]] PageHeader& header() { return *m_header; }
    [[nodiscard]] MessageBar& messageBar() { return *m_messages; }
    /// Where the page's panels go: page edge 16 around it, panel gap 12 between them.
    [[nodiscard]] QVBoxLayout* content() { return m_content; }

private:
    PageId m_id;
    Session& m_session;
    bool m_compact = false;
    PageHeader* m_header;
    MessageBar* m_messages;
    QVBoxLayout* m_content;
};

} // namespace projectionist
