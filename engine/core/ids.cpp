// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/ids.h"

#include <charconv>
#include <optional>

namespace projectionist {

namespace {

std::optional<std::int64_t> canonicalInteger(std::string_view id)
{
    const auto digits = id.starts_with('-') ? id.substr(1) : id;
    if (digits.empty() || (digits.front() == '0' && id.size() > 1))
        return {};
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), value);
    if (error != std::errc{} || end != id.data() + id.size())
        return {};
    return value;
}

}  // namespace

bool isCanonicalInteger(std::string_view id)
{
    return canonicalInteger(id).has_value();
}

std::strong_ordering compareIds(std::string_view a, std::string_view b)
{
    const auto numberA = canonicalInteger(a);
    const auto numberB = canonicalInteger(b);
    if (numberA && numberB)
        return *numberA <=> *numberB;
    if (numberA.has_value() != numberB.has_value())
        return numberA ? std::strong_ordering::less : std::strong_ordering::greater;
    return a <=> b;
}

}  // namespace projectionist
