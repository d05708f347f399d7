// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/data/rating_read_options.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace projectionist {

/// What is kept from training to measure on.
struct Holdout {
    enum class Kind { None, Random, Last, File };
    Kind kind = Kind::None;
    double share = 0.1;  ///< Random: share of all positives, above 0 and below 1.
    int count = 1;  ///< Last: that many of each user's positives with the latest times (ties: later rows); users with
                    ///< no more than that keep one for training. ≥ 1.
    std::filesystem::path file;      ///< File: ratings of another file; its positives are the held-out ones.
    RatingReadOptions reading = {};  ///< File: how far it is read on; no part of the holdout's text.

    /// "none", "random:0.1", "last:1", "file:PATH".
    [[nodiscard]] PROJECTIONIST_API static Result<Holdout> parse(std::string_view text);
    [[nodiscard]] PROJECTIONIST_API std::string toString() const;
};

}  // namespace projectionist
