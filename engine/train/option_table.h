// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/train/train_options.h"

#include <string>
#include <string_view>
#include <vector>

namespace projectionist {

// For the .cpp files of this floor.

inline constexpr int mostDimensions = 1024;
inline constexpr int mostColumns = 4096;  ///< dimension × starts.

/// How an option is read and written as text.
struct Option {
    OptionDescription description;
    std::string (*read)(const TrainOptions&);
    bool (*write)(TrainOptions&, std::string_view);  ///< False: not of its kind.
    std::string_view expected;                       ///< "a whole number of at least 1".
};

/// In the order of the table in the design.
[[nodiscard]] const std::vector<Option>& optionTable();
/// Null when there is no option of that name.
[[nodiscard]] const Option* findOption(std::string_view name);
/// What the option must be, in words.
[[nodiscard]] std::string expectation(const Option& option);
/// "a, b, c".
[[nodiscard]] std::string listed(const std::vector<std::string_view>& words);

}  // namespace projectionist
