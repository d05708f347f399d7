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
    Npy,        ///< users.npy, movies.npy (row 0 first) with users.txt, movies.txt (one token a line, "-1" and "[UNK]" first).
    Csv,        ///< users.csv (user_id, d0 …), movies.csv (film_id, title, d0 …), row 0 first.
    Projector,  ///< users_vectors.tsv, users_metadata.tsv, movies_vectors.tsv, movies_metadata.tsv for the Embedding Projector.
};
[[nodiscard]] PROJECTIONIST_API std::optional<ExportFormat> exportFormat(std::string_view name);  ///< "npy", "csv", "projector".

/// Writes the vectors into `folder` (made when it is missing). Returns the files written. Simulated data says so (README.txt
/// beside NPY and TSV, a "# " line in CSV). Errors: those of writing. Stop leaves no half file and gives what was written.
[[nodiscard]] PROJECTIONIST_API Result<std::vector<std::filesystem::path>> exportVectors(
    const Model& model, ExportFormat format, const std::filesystem::path& folder, std::stop_token stop = {},
    const ProgressFunction& progress = {});

/// Writes scores.npy (user rows × film rows, dot products, row and column 0 included), a block of users at a time: the whole
/// matrix is never held.
[[nodiscard]] PROJECTIONIST_API Result<std::filesystem::path> exportScores(const Model& model,
                                                                           const std::filesystem::path& folder,
                                                                           std::stop_token stop = {},
                                                                           const ProgressFunction& progress = {});

}  // namespace projectionist
