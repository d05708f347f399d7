// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace projectionist {

/// The pages, in the order of the rail.
enum class PageId { Data, Train, Recommend, Film, Pairs, Map };
inline constexpr int pageCount = 6;

/// What is selected, wherever it was selected. Ids as in the data.
struct Selection {
    enum class Kind { None, Film, User, Pair };
    Kind kind = Kind::None;
    QString film;       ///< Film, Pair.
    QString otherFilm;  ///< Pair.
    QString user;       ///< User.
    friend bool operator==(const Selection&, const Selection&) = default;
};

}  // namespace projectionist
