// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/data/file_form.h"
#include "engine/data/group_rows.h"
#include "engine/data/id_table.h"
#include "engine/data/problem_log.h"
#include "engine/data/rating_file.h"
#include "engine/data/rating_read_options.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist {

/// What a rating file holds, in file order, doubles left out. Users and films are numbers of the id tables.
struct RatingRows {
    RatingColumns columns;
    RowGroups byUser;
    ProblemLog log;
    std::vector<std::uint64_t>
        lineOfNewMovie;  ///< For each film that the table did not know before: the line of its first rating.
    std::vector<std::uint64_t> lineOfNewUser;  ///< Likewise.
};

/// Reads ratings in parallel blocks; the same result at any number of threads. `path` is for messages. New ids get
/// numbers in the order of their first rating. Nothing when stopped. Errors: Empty, Malformed.
[[nodiscard]] Result<std::optional<RatingRows>> readRatings(std::string_view text, const FileForm& form,
                                                            const std::string& path, const RatingReadOptions& options,
                                                            IdTable& users, IdTable& movies, std::stop_token stop,
                                                            const ProgressFunction& progress);

}  // namespace projectionist
