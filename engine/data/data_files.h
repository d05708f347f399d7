// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/data/file_form.h"
#include "engine/data/open_dataset.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace projectionist {

struct DataFile {
    std::filesystem::path path;  ///< As the user named it, or a neighbour beside it.
    FileForm form;
};

/// The files that make up a data set; ratings are always there.
struct DataFiles {
    std::optional<DataFile> ratings, films, users, genres;
    std::vector<std::filesystem::path> leftOut;  ///< Named by the user, but no part of the data set.
};

/// Which files the paths mean: their own, those of a folder, and their neighbours. Looks into them only as far as it
/// takes to recognise their form. Errors as openDataset() has them.
[[nodiscard]] Result<DataFiles> findDataFiles(const std::vector<std::filesystem::path>& paths,
                                              const OpenOptions& options);

}  // namespace projectionist
