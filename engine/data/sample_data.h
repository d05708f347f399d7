// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/data/dataset.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>

namespace projectionist {

/// Sizes of simulated data. Sample: some 1,100 well-known films (their real titles, years and genres) and
/// simulated users with tastes. The others have a MovieLens release's numbers of users, films and ratings and a long
/// tail like it; films beyond the well-known ones are named "Simulated film 1234 (1987)".
enum class SampleShape { Sample, MovieLens100K, MovieLens1M, MovieLens25M, MovieLens32M };

[[nodiscard]] PROJECTIONIST_API std::optional<SampleShape>
sampleShape(std::string_view name);  ///< "sample", "100k", "1m", "25m", "32m".

/// Simulated ratings in memory, labelled as simulated. Same seed, same data. A user likes films near a few tastes
/// (genres, decades, and hidden directions that genres only partly explain), finds popular films more often, and has a
/// scale of their own; half of what they rate is over 3, as in MovieLens. Stop gives a null
/// pointer. The same bits at any thread count.
[[nodiscard]] PROJECTIONIST_API Result<std::shared_ptr<const Dataset>>
sampleDataset(std::uint64_t seed = 1, SampleShape shape = SampleShape::Sample, std::stop_token stop = {},
              const ProgressFunction& progress = {});

/// Writes the same data as MovieLens files into `folder` (made when it is missing): ratings.csv, movies.csv in the form
/// of the CSV releases and a README.txt that says that it is simulated. openDataset() recognises it as simulated by
/// that file. Streams: the ratings of the large shapes are never held. Errors: those of writing; an existing file that
/// is not ours is not replaced. Stop leaves no new file.
[[nodiscard]] PROJECTIONIST_API Result<void> writeSampleData(const std::filesystem::path& folder, std::uint64_t seed,
                                                             SampleShape shape, std::stop_token stop = {},
                                                             const ProgressFunction& progress = {});

}  // namespace projectionist
