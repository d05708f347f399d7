// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string_view>

namespace projectionist {

/// A preset by its name in the engine and in files: "Balanced", "Thorough", "TensorFlow tutorial"; for any other "Own
/// options".
[[nodiscard]] QString presetInWords(std::string_view preset);

}  // namespace projectionist
