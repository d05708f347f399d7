// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace projectionist {

// For the .cpp files of this floor.

/// "perplexity is 0.5; it must be a number of at least 1."
[[nodiscard]] inline std::string brokenRule(std::string_view name, std::string_view value, std::string_view rule)
{
    return std::string(name) + " is " + std::string(value) + "; it must be " + std::string(rule) + ".";
}

}  // namespace projectionist
