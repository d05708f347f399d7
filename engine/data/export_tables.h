// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/data/dataset.h"

#include <filesystem>
#include <stop_token>

namespace projectionist {

/// The tutorial's first step: ratings.csv (movie_title,user_id: the positives above the bound, in file order) and
/// movies.csv (movie_id,movie_title,year,genres: every film) in `folder`, which is made when it is missing. Simulated
/// data says so in a "# " line. Errors: those of writing; Empty when no rating is above the bound; Unwritable when the data
/// was read from one of these files.
[[nodiscard]] PROJECTIONIST_API Result<void> exportTables(const Dataset& dataset, float ratingAbove,
                                                          const std::filesystem::path& folder,
                                                          std::stop_token stop = {},
                                                          const ProgressFunction& progress = {});

} // namespace projectionist
