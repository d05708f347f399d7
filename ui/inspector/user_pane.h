// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/retrieve/neighbours.h"
#include "ui/inspector/pane.h"

#include <QLabel>

namespace projectionist {

class FigureStrip;
class Label;
class RatingBars;
class RowList;
class VectorView;

/// The selected user: who they are, how they rate, their vector, what they would be recommended first and who is
/// nearest to them.
class UserPane : public Pane {
    Q_OBJECT

public:
    explicit UserPane(Session& session, QWidget* parent = nullptr);
    void refresh() override;
    [[nodiscard]] RowList& recommended() { return *m_recommended; }
    [[nodiscard]] VectorView& vector() { return *m_vector; }

private:
    void look(UserRow row);

    QString m_user;
    Label* m_title;
    Label* m_about;
    FigureStrip* m_figures;
    RatingBars* m_histogram;
    VectorView* m_vector;
    RowList* m_recommended;
    QWidget* m_recommendedSection;
    RowList* m_nearest;
    QWidget* m_nearestSection;
    Label* m_note;
    QPushButton* m_open;
    QPushButton* m_map;
    Job m_look;
};

}  // namespace projectionist
