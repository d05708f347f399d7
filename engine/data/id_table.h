// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace projectionist {

/// Numbers ids from 0 in the order in which they come. Integers below 2^31 never become text on the way: a flat table
/// while they are small, a hash table beyond. Not thread-safe.
class IdTable {
public:
    static constexpr std::uint32_t integerBound = std::uint32_t{1} << 31;

    /// The id's number, a new one if it has none yet.
    std::uint32_t number(std::uint32_t integer)
    {
        if (integer < m_flat.size() && m_flat[integer] != none)
            return m_flat[integer];
        return slowNumber(integer);
    }
    std::uint32_t number(std::string_view id);
    /// The number that an id below 2^31 has by now; `none` without one.
    [[nodiscard]] std::uint32_t find(std::uint32_t integer) const
    {
        if (integer < m_flat.size())
            return m_flat[integer];
        return integer < flatBound ? none : findLarge(integer);
    }
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    [[nodiscard]] std::uint32_t size() const { return m_size; }
    /// The id as text, by number.
    [[nodiscard]] std::string id(std::uint32_t number) const;

private:
    static constexpr std::uint32_t flatBound = std::uint32_t{1} << 24;
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    std::uint32_t slowNumber(std::uint32_t integer);
    [[nodiscard]] std::uint32_t findLarge(std::uint32_t integer) const;

    std::uint32_t m_size = 0;
    std::vector<std::uint32_t> m_flat;
    std::unordered_map<std::uint32_t, std::uint32_t> m_large;
    std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> m_texts;
    std::vector<std::uint32_t> m_integers;  // by number; none for a text
    std::unordered_map<std::uint32_t, const std::string*> m_textOf;
};

/// True, with its value, for what IdTable takes as an integer: digits as a program would print them, below 2^31.
[[nodiscard]] bool smallInteger(std::string_view id, std::uint32_t& value);

}  // namespace projectionist
