// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/data/dataset.h"
#include "engine/data/rating_read_options.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace projectionist {

struct OpenOptions {
    /// Another rating file than the folder's own, in any of the known forms (MovieLens 100K's u1.base with the folder's
    /// u.item).
    std::filesystem::path ratingsFile;
    RatingReadOptions reading;
    /// Read the rating file alone, not its neighbours: users and films are what the ratings name. For test files.
    bool ratingsOnly = false;
    /// How many bytes of memory reading may take. Nothing: what is left in the system (see availableBytes()).
    std::optional<std::uint64_t> memoryLimit;
};

/// Opens MovieLens data: a folder, or files of one data set in any order (a single file takes in its neighbours: u.data
/// finds u.item, u.user and u.genre beside it, ratings.csv finds movies.csv, ratings.dat finds movies.dat and
/// users.dat; a rating file alone opens without titles; a film file alone finds its ratings).
///
/// Forms are recognised by name and content: 100K (tab; u.item with | in Latin-1), CSV (Latest Small, 20M, 25M, 32M;
/// comma, quotes, CRLF or LF, UTF-8 with or without a mark at its start, columns by the names in the header), 1M and
/// 10M ("::"; Latin-1 or UTF-8 by content).
///
/// Among several files, those that belong to no data set (links.csv, a README) are left out, and so are folds beside
/// u.data; the report says so. A folder whose ratings go by another name is opened by them if it holds one such file.
///
/// Bad rows are skipped, counted and listed in the report. Errors (each names file, line and next step): NotFound (no
/// such path, or no ratings there), NotAFile, Unreadable, Empty, Ambiguous (two files of ratings or of films),
/// Malformed (binary, no known form, more than 1 % bad rows: then `line` is the first of them, and `remedies` are the
/// options that read on), OutOfMemory (before it is tried, with the need and what is left). Stop (polled at
/// least every 50 ms) gives a null pointer. Ids must not be negative numbers; the ratings must be finite. A (user,
/// film) that stands twice keeps its latest rating. Thread-safe. The same bits at any thread count.
[[nodiscard]] PROJECTIONIST_API Result<std::shared_ptr<const Dataset>>
openDataset(const std::vector<std::filesystem::path>& paths, const OpenOptions& options = {}, std::stop_token stop = {},
            const ProgressFunction& progress = {});

/// True when openDataset would try these paths as data (so that a drop of them can be welcomed): looks at names only.
[[nodiscard]] PROJECTIONIST_API bool looksLikeData(const std::filesystem::path& path);

}  // namespace projectionist
