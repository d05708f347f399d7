// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/facts.h"
#include "ui/inspector/pane.h"
#include "ui/widgets/figure_strip.h"

namespace projectionist {

class Label;
class RatingBars;
class VectorView;

/// What the cards of a film and of a user share: its ratings in figures and bars, its vector, a note where something is
/// missing, and buttons that open it and show it on the map.
class CardPane : public Pane {
    Q_OBJECT

public:
    [[nodiscard]] VectorView& vector() { return *m_vector; }

protected:
    /// `looking` says in the status bar what the job does.
    CardPane(Session& session, const QString& looking, QWidget* parent);

    void addRatings();  ///< Figures, bars and vector, below what is there.
    void addFoot(const QString& openText, const QString& openIcon, const QString& openWhatsThis,
                 const QString& mapWhatsThis);
    /// `count` is the first figure: how many ratings, in words of the card's own.
    void showRatings(const RatingFacts& facts, const FigureStrip::Figure& count);
    void hideRatings();
    void note(const QString& text);  ///< Empty: none.

    VectorView* m_vector;
    QPushButton* m_open = nullptr;
    QPushButton* m_map = nullptr;
    Job m_look;

private:
    FigureStrip* m_figures;
    RatingBars* m_histogram;
    Label* m_note;
};

}  // namespace projectionist
