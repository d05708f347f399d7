// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/inspector/facts.h"
#include "ui/inspector/pane.h"

namespace projectionist {

class ChipFlow;
class FigureStrip;
class Label;
class PairHead;
class PairRows;
class RatingBars;
class SharedBars;

/// Two films side by side: how near, how they were rated, who rated both, which genres they share.
class PairPane : public Pane {
    Q_OBJECT

public:
    explicit PairPane(Session& session, QWidget* parent = nullptr);
    void refresh() override;

private:
    PairHead* m_head;
    FigureStrip* m_similarity;
    PairRows* m_rows;
    RatingBars* m_firstHistogram;
    RatingBars* m_secondHistogram;
    SharedBars* m_bars;
    Label* m_shared;
    ChipFlow* m_genres;
    QWidget* m_genreSection;
    QPushButton* m_openFirst;
    QPushButton* m_openSecond;
    QPushButton* m_map;
};

}  // namespace projectionist
