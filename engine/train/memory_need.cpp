// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/memory_need.h"

#include <algorithm>
#include <string>

namespace projectionist {

std::uint64_t trainingBytes(const Split& split, const TrainOptions& options)
{
    const auto& catalogue = *split.catalogue();
    const std::uint64_t users = catalogue.userRows(), movies = catalogue.movieRows(), rows = split.trainUsers().size();
    const auto dimension = static_cast<std::uint64_t>(options.dimension);
    const auto starts = static_cast<std::uint64_t>(options.starts);
    const auto table = (users + movies) * dimension * starts * sizeof(float);
    const bool holdout = !split.holdoutUsers().empty();
    // Raw, accumulators, the last epoch, a snapshot, and with a holdout the best epoch.
    const auto tables = table * (holdout ? 5 : 4);

    const auto batch = std::min<std::uint64_t>(static_cast<std::uint64_t>(options.batchSize), rows);
    const auto batchUsers = std::min(batch, users);
    const auto batchMovies = options.candidates == Candidates::All ? movies : std::min(batch, movies);
    const auto partials = std::min<std::uint64_t>(16, batchUsers / 64 + 1) * batchMovies * dimension;
    const auto scores = std::uint64_t{4} * 64 * batchMovies;
    const auto step =
        (batchUsers * dimension + 2 * batchMovies * dimension + partials + scores) * sizeof(float) + batch * 48;
    const auto orders = rows * sizeof(std::uint32_t);
    const auto refit = holdout && options.refit ? (rows + split.holdoutUsers().size()) * 20 : 0;
    return tables + starts * (step + orders) + refit;
}

Result<void> checkMemory(std::uint64_t need, std::optional<std::uint64_t> available)
{
    if (!available || need <= *available)
        return {};
    return failure(ErrorCode::OutOfMemory, "training needs about " + bytesInWords(need) + " of memory and " +
                                               bytesInWords(*available) +
                                               " are left. Choose fewer dimensions or starts, or a smaller batch.");
}

}  // namespace projectionist
