// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/dataset.h"
#include "engine/model/model.h"
#include "ui/session/session.h"

#include <QString>
#include <QStringList>

#include <memory>

namespace projectionist::testing {

/// Settings and application data go to a folder that is gone after the test program. Call it before the first Session.
void useOwnSettings();

/// A session that has opened `model` from a file, as an analyst would; ends the test program when it does not open.
[[nodiscard]] std::unique_ptr<Session> sessionWith(const std::shared_ptr<const Model>& model);

/// Opens paths and waits until they are open. False when the session told of an error instead.
[[nodiscard]] bool openIn(Session& session, const QStringList& paths);

/// What the session told, newest last, from the moment it is made.
class ToldMessages : public QObject {
    Q_OBJECT

public:
    explicit ToldMessages(Session& session);
    [[nodiscard]] const std::vector<Message>& messages() const { return m_messages; }
    [[nodiscard]] QString lastText() const { return m_messages.empty() ? QString() : m_messages.back().text; }

private:
    std::vector<Message> m_messages;
};

}  // namespace projectionist::testing
