// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/ids.h"

#include <algorithm>
#include <charconv>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace projectionist {

/// An id taken apart once, so that many comparisons in the order of compareIds() are cheap. Views the text.
struct IdKey {
    bool isText = false;
    std::int64_t number = 0;
    std::string_view text;

    explicit IdKey(std::string_view id) : isText(!isCanonicalInteger(id))
    {
        if (isText)
            text = id;
        else
            std::from_chars(id.data(), id.data() + id.size(), number);
    }
    friend std::strong_ordering operator<=>(const IdKey&, const IdKey&) = default;
    friend bool operator==(const IdKey&, const IdKey&) = default;
};

/// Positions of the ids of `things` in ascending order; equal ids in the order of their positions.
template <class Thing>
[[nodiscard]] std::vector<std::uint32_t> sortedById(std::span<const Thing> things)
{
    // Nearly all ids are integers, and most files have them in order.
    std::vector<std::pair<std::int64_t, std::uint32_t>> numbers;
    std::vector<std::pair<std::string_view, std::uint32_t>> texts;
    numbers.reserve(things.size());
    for (std::uint32_t position = 0; position < things.size(); ++position) {
        const IdKey key(things[position].id);
        if (key.isText)
            texts.emplace_back(key.text, position);
        else
            numbers.emplace_back(key.number, position);
    }
    if (!std::is_sorted(numbers.begin(), numbers.end()))
        std::sort(numbers.begin(), numbers.end());
    std::sort(texts.begin(), texts.end());
    std::vector<std::uint32_t> sorted;
    sorted.reserve(things.size());
    for (const auto& [number, position] : numbers)
        sorted.push_back(position);
    for (const auto& [text, position] : texts)
        sorted.push_back(position);
    return sorted;
}

/// Position of the thing with this id, from the result of sortedById().
template <class Thing>
[[nodiscard]] std::optional<std::uint32_t> findById(std::span<const Thing> things,
                                                    std::span<const std::uint32_t> sorted, std::string_view id)
{
    const IdKey key(id);
    const auto found =
        std::lower_bound(sorted.begin(), sorted.end(), key, [&](std::uint32_t position, const IdKey& wanted) {
            return IdKey(things[position].id) < wanted;
        });
    if (found == sorted.end() || things[*found].id != id)
        return {};
    return *found;
}

}  // namespace projectionist
