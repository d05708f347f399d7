// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"

namespace projectionist {

std::string grouped(std::uint64_t number)
{
    auto digits = std::to_string(number);
    for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > 0; place -= 3)
        digits.insert(static_cast<std::size_t>(place), ",");
    return digits;
}

std::string describe(const Error& error)
{
    if (error.path.empty())
        return error.message;
    if (error.line == 0)
        return error.path + ": " + error.message;
    return error.path + ", line " + grouped(error.line) + ": " + error.message;
}

}  // namespace projectionist
