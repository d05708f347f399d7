// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/row_checks.h"

#include "engine/core/text.h"
#include "engine/data/fields.h"

#include <algorithm>

namespace projectionist {

std::string inQuotes(std::string_view field)
{
    constexpr std::size_t mostBytes = 40;
    const bool isLong = field.size() > mostBytes;
    if (isLong) {
        field = field.substr(0, mostBytes);
        while (!field.empty() && (static_cast<unsigned char>(field.back()) & 0xC0U) == 0x80U)
            field.remove_suffix(1);
        if (!field.empty() && static_cast<unsigned char>(field.back()) >= 0xC0U)
            field.remove_suffix(1);
    }
    std::string shown = "\"";
    shown += isUtf8(field) ? std::string(field) : fromLatin1(field);
    for (auto& character : shown)
        if (static_cast<unsigned char>(character) < 0x20)
            character = '?';
    if (isLong)
        shown += "\u2026";
    return shown += '"';
}

std::optional<RowFault> idFault(std::string_view id, std::string_view whose, bool digitsOnly)
{
    const auto name = std::string("the ").append(whose).append(" id");
    if (id.empty())
        return RowFault{name + " is missing", name + " is missing"};
    if (id.size() > 1 && id.front() == '-' && allDigits(id.substr(1)))
        return RowFault{name + " is negative", name + " is " + inQuotes(id) + ", and ids are not negative"};
    if (digitsOnly && !allDigits(id))
        return RowFault{name + " is not a number", name + " is " + inQuotes(id) + ", which is not a number"};
    const auto isControl = [](char character) { return static_cast<unsigned char>(character) < 0x20; };
    if (std::any_of(id.begin(), id.end(), isControl) || !isUtf8(id))
        return RowFault{name + " is not text", name + " holds bytes that are not text"};
    return {};
}

RowFault columnsFault(std::size_t found, std::size_t expected)
{
    const auto what =
        std::to_string(found) + (found == 1 ? " column" : " columns") + " instead of " + std::to_string(expected);
    return {what, what};
}

} // namespace projectionist
