// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace projectionist {

enum class ErrorCode {
    NotFound,       ///< A file, user, film or tensor that is not there.
    Unreadable,     ///< The system refuses to open or read it.
    NotAFile,       ///< A folder where a file is needed, or the other way round.
    Empty,          ///< Nothing in it, or nothing left after the filter.
    Malformed,      ///< Not in a form that is understood.
    Ambiguous,      ///< More than one thing goes by that name.
    InvalidOption,  ///< A value out of its range, or values that do not go together.
    Mismatch,       ///< Two things that must agree and do not: shapes, fingerprints, versions.
    DiskFull,       ///< No room left while writing. What was there before is untouched.
    Unwritable,     ///< The system refuses to create or replace the file.
    OutOfMemory,    ///< Does not fit; said before it is tried.
    Internal,       ///< A defect of the program.
};

/// Other ways to read a file that cannot be read as it was asked for: which of RatingReadOptions would let it open.
/// None is offered that would end in another error.
struct Remedies {
    /// The first rating with a decimal comma, "4,5", when reading such ratings as numbers helps; else empty.
    std::string decimalComma;
    bool skipBadRows = false;         ///< Reading on without the bad rows helps.
    bool commaNeedsSkipping = false;  ///< Decimal commas help only together with skipping the other bad rows.

    [[nodiscard]] bool any() const { return skipBadRows || !decimalComma.empty(); }
};

/// What went wrong, where, and what to do next. `message` is one or two sentences without the place; describe() puts
/// the place in front of them.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string path;        ///< The file it is about, as the user named it; empty when there is none.
    std::uint64_t line = 0;  ///< 1-based line in that file; 0 when it is about the whole file.
    Remedies remedies = {};  ///< What the program offers beside what the message advises.
};

/// "ratings.csv, line 90,412: the rating is "4,5". …": the file's path, the line and the message in one line of text.
[[nodiscard]] PROJECTIONIST_API std::string describe(const Error& error);

template <class T>
using Result = tl::expected<T, Error>;

/// Shorthand for returning an error from a function that gives a Result.
[[nodiscard]] inline tl::unexpected<Error> failure(ErrorCode code, std::string message, std::string path = {},
                                                   std::uint64_t line = 0)
{
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(path), line, {}});
}

/// 1234567 as "1,234,567", for sentences.
[[nodiscard]] PROJECTIONIST_API std::string grouped(std::uint64_t number);

}  // namespace projectionist
