// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/data/catalogue.h"
#include "engine/data/rating_read_options.h"

#include <cstddef>
#include <filesystem>
#include <stop_token>
#include <vector>

namespace projectionist {

/// The positives of another rating file in the rows of a catalogue: what a test file holds out, or what a model is
/// evaluated on.
struct TestRows {
    std::vector<UserRow> users;  ///< In file order.
    std::vector<MovieRow> movies;
    std::size_t skippedRows = 0;   ///< Positives whose user or film has no vector here.
    std::size_t skippedUsers = 0;  ///< Users of the file with positives but without a vector here.
};

/// Reads a rating file in any known form; its positives are its ratings above the catalogue's bound. Errors: those of
/// reading; Empty when no row is left, in words that say why. Stop gives no rows.
[[nodiscard]] PROJECTIONIST_API Result<TestRows> readTestRows(const Catalogue& catalogue,
                                                              const std::filesystem::path& file,
                                                              const RatingReadOptions& reading = {},
                                                              std::stop_token stop = {});

}  // namespace projectionist
