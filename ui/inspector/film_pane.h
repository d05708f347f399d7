// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/retrieve/neighbours.h"
#include "ui/inspector/pane.h"

#include <QLabel>

#include <optional>

namespace projectionist {

class FigureStrip;
class Label;
class RatingBars;
class RowList;
class VectorView;

/// The selected film: what is known of it, its vector, its nearest films and the users who score it highest.
class FilmPane : public Pane {
    Q_OBJECT

public:
    explicit FilmPane(Session& session, QWidget* parent = nullptr);
    void refresh() override;
    [[nodiscard]] RowList& nearest() { return *m_nearest; }
    [[nodiscard]] VectorView& vector() { return *m_vector; }
    [[nodiscard]] QString shownTitle() const;

private:
    void look(MovieRow row);
    void showBeside();

    QString m_film;
    QLabel* m_title;
    QWidget* m_genreLine;
    QLabel* m_genreMark;
    Label* m_genres;
    FigureStrip* m_figures;
    RatingBars* m_histogram;
    VectorView* m_vector;
    QWidget* m_besideSection;
    Label* m_beside;
    RowList* m_nearest;
    QWidget* m_nearestSection;
    RowList* m_users;
    QWidget* m_usersSection;
    Label* m_note;
    QPushButton* m_open;
    QPushButton* m_map;
    Job m_look;
};

}  // namespace projectionist
