// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/retrieve/neighbours.h"
#include "ui/inspector/card_pane.h"

namespace projectionist {

class RowList;

/// The selected user: who they are, how they rate, their vector, what they would be recommended first and who is
/// nearest to them.
class UserPane : public CardPane {
    Q_OBJECT

public:
    explicit UserPane(Session& session, QWidget* parent = nullptr);
    void refresh() override;
    [[nodiscard]] RowList& recommended() { return *m_recommended; }

private:
    void look(UserRow row);

    QString m_user;
    Label* m_title;
    Label* m_about;
    RowList* m_recommended;
    QWidget* m_recommendedSection;
    RowList* m_nearest;
    QWidget* m_nearestSection;
};

}  // namespace projectionist
