// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/qnamespace.h>

namespace projectionist {

/// What item models tell beside Qt's own roles. The delegates of ui/widgets draw from these; the CSV export of a table
/// takes ExportRole where there is one, else DisplayRole.
enum ItemRole {
    SortRole = Qt::UserRole + 1,  ///< Number or text to sort by. Missing values (an invalid QVariant) always sort last.
    ExportRole,  ///< The exact value for CSV: a number (double, float, qlonglong) or a text; invalid is an empty cell.
    ExportIdRole,  ///< Of a header, QString: in CSV a column of this name with each cell's FilmIdRole comes before it.
    FilmIdRole,    ///< QString: the film of this row (of this cell in the pairs table).
    UserIdRole,    ///< QString: the user of this row.
    YearRole,      ///< int: drawn in muted behind the film's name.
    GenreGroupRole,  ///< int(GenreGroup): the mark in front of a film.
    ShareRole,       ///< double 0 … 1: length of the bar in a bar column.
    MutedRole,       ///< bool: the row is not trained, or a baseline: drawn in muted / grey.
    SearchRole,      ///< QString folded for search (foldForSearch): what a filter field looks in.
    ReasonRole,      ///< QString: why the value is missing ("–"), for the tooltip.
};

}  // namespace projectionist
