// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/film_text.h"
#include "ui/models/rows_model.h"
#include "ui/widgets/search_field.h"

#include <memory>

class QCompleter;

namespace projectionist {

class SortFilterProxy;

/// Finds a film as one types, by any words of its title in either form, its year or its genres; most rated first.
class FilmPicker : public SearchField {
    Q_OBJECT

public:
    explicit FilmPicker(const QString& placeholder, QWidget* parent = nullptr);
    ~FilmPicker() override;

    /// The films to choose from, and how often each was rated.
    void setFilms(const std::shared_ptr<const FilmTexts>& films, const Catalogue& catalogue);

Q_SIGNALS:
    void chosen(const QString& filmId);

private:
    struct Entry {
        FilmText film;
        std::uint32_t ratings = 0;
    };
    void choose(const QModelIndex& index);

    std::unique_ptr<RowsModel<Entry>> m_model;
    SortFilterProxy* m_proxy;
    QCompleter* m_completer;
    std::shared_ptr<const FilmTexts> m_films;
};

}  // namespace projectionist
