// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/model.h"
#include "ui/models/film_text.h"
#include "ui/widgets/panel.h"

class QHBoxLayout;

namespace projectionist {

class ElidedLabel;
class FigureStrip;
class LikedByAge;
class StarBars;
class Label;

/// The opened film: title, genres, its figures, its ratings, and, where ages are known, who likes it by age.
class FilmCard : public Panel {
    Q_OBJECT

public:
    explicit FilmCard(QWidget* parent = nullptr);
    void setFilm(const Model& model, const FilmText& film, MovieRow row);

private:
    ElidedLabel* m_title;
    QHBoxLayout* m_genres;
    Label* m_untrained;
    FigureStrip* m_figures;
    StarBars* m_ratings;
    QWidget* m_ageBox;
    Label* m_ageTitle;
    LikedByAge* m_ages;
};

}  // namespace projectionist
