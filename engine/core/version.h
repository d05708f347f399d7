// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"

#include <string_view>

namespace projectionist {

[[nodiscard]] PROJECTIONIST_API std::string_view programVersion();  ///< "0.1.0".
/// The processor level that the engine in use was built for: "x86-64-v2", "x86-64-v3", "x86-64-v4".
[[nodiscard]] PROJECTIONIST_API std::string_view engineVariant();

}  // namespace projectionist
