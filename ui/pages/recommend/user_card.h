// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/model.h"
#include "ui/widgets/panel.h"

namespace projectionist {

class Label;
class MiniHistogram;
class TasteBars;

/// The user whose recommendations are shown: who they are, how they rate, and what they like more than others.
class UserCard : public Panel {
    Q_OBJECT

public:
    explicit UserCard(QWidget* parent = nullptr);
    void setUser(const Catalogue& catalogue, UserRow user);

private:
    Label* m_name;
    Label* m_details;
    Label* m_ratings;
    MiniHistogram* m_histogram;
    TasteBars* m_tastes;
};

}  // namespace projectionist
