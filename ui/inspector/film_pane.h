// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/retrieve/neighbours.h"
#include "ui/inspector/card_pane.h"

#include <QLabel>

namespace projectionist {

class RowList;

/// The selected film: what is known of it, its vector, its nearest films and the users who score it highest.
class FilmPane : public CardPane {
    Q_OBJECT

public:
    explicit FilmPane(Session& session, QWidget* parent = nullptr);
    void refresh() override;
    [[nodiscard]] RowList& nearest() { return *m_nearest; }
    [[nodiscard]] QString shownTitle() const;

private:
    void look(MovieRow row);
    void showBeside();

    QString m_film;
    QLabel* m_title;
    QWidget* m_genreLine;
    QLabel* m_genreMark;
    Label* m_genres;
    QWidget* m_besideSection;
    Label* m_beside;
    RowList* m_nearest;
    QWidget* m_nearestSection;
    RowList* m_users;
    QWidget* m_usersSection;
};

}  // namespace projectionist
