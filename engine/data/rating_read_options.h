// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace projectionist {

/// How far a rating file is read that is not quite in order. What would help is in the remedies of the error that it
/// leads to otherwise.
struct RatingReadOptions {
    /// Read on, whatever share of the rows is bad, as long as one good row is left. Otherwise more than 1 % is an error
    /// that says so and offers this. Holds for the files of films and users, too.
    bool skipAnyNumberOfBadRows = false;
    /// Read "4,5" as 4.5 in ratings. Off: such rows are bad.
    bool decimalComma = false;

    friend bool operator==(const RatingReadOptions&, const RatingReadOptions&) = default;
};

}  // namespace projectionist
