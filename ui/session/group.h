// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/model.h"
#include "ui/models/film_text.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace projectionist {

/// Many films, or many users, that were chosen together, with the model they were chosen in.
struct Group {
    bool ofFilms = true;
    std::vector<std::uint32_t> rows;  ///< Of the model's table of vectors, ascending.
    std::shared_ptr<const Model> model;
    std::shared_ptr<const FilmTexts> films;
    QString where;  ///< "Map of films, t-SNE, perplexity 30, seed 1".
};

}  // namespace projectionist
