// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/model/model.h"

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

namespace projectionist {

enum class ExportFormat {
    /// users.npy, movies.npy (float32, row 0 first) with users.txt, movies.txt: one token a line, "-1" and "[UNK]"
    /// first. A
    /// film's token is its title where films are keyed by title, else its id. A line break in a token becomes a space.
    Npy,
    /// users.csv (user_id,d0 …), movies.csv (film_id,title,d0 …), row 0 first.
    Csv,
    /// users_vectors.tsv, users_metadata.tsv, movies_vectors.tsv, movies_metadata.tsv for the Embedding Projector,
    /// without
    /// row 0. The metadata have a header line, as the Projector wants it.
    Projector,
};
/// "npy", "csv", "projector".
[[nodiscard]] PROJECTIONIST_API std::optional<ExportFormat> exportFormat(std::string_view name);

/// Writes the vectors into `folder` (made when it is missing). Returns the files written. Simulated data says so:
/// README.txt beside NPY and TSV (README-simulated.txt where somebody else's README.txt lies), a "# " line in CSV.
/// Errors: those of writing; NotAFile when `folder` is a file. Stop leaves no half file and gives what was written.
/// Thread-safe.
[[nodiscard]] PROJECTIONIST_API Result<std::vector<std::filesystem::path>>
exportVectors(const Model& model, ExportFormat format, const std::filesystem::path& folder, std::stop_token stop = {},
              const ProgressFunction& progress = {});

/// Writes scores.npy (float32, user rows × film rows, dot products, row and column 0 included), a block of users at a
/// time: the whole matrix is never held. Simulated data says so in a README.txt, as above. Stop leaves no file and
/// gives an empty path. The same bits at any thread count.
[[nodiscard]] PROJECTIONIST_API Result<std::filesystem::path> exportScores(const Model& model,
                                                                           const std::filesystem::path& folder,
                                                                           std::stop_token stop = {},
                                                                           const ProgressFunction& progress = {});

}  // namespace projectionist
