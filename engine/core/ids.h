// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"

#include <compare>
#include <cstdint>
#include <functional>
#include <string_view>

namespace projectionist {

/// A dense number that cannot be mistaken for another kind of number. Trivial: arrays of it are arrays of uint32.
template <class Tag>
struct Index {
    std::uint32_t value = 0;

    friend constexpr auto operator<=>(Index, Index) = default;
};

/// Position in Dataset::users(): 0-based, in the order of the user file, then of first appearance among the ratings.
using UserIndex = Index<struct UserIndexTag>;
/// Position in Dataset::movies(): 0-based, in the order of the film file, then of first appearance among the ratings.
using MovieIndex = Index<struct MovieIndexTag>;

/// Row of the user table of a model, in vocabulary order. Row 0 is the unknown user.
using UserRow = Index<struct UserRowTag>;
/// Row of the film table of a model, in vocabulary order. Row 0 is the unknown film.
using MovieRow = Index<struct MovieRowTag>;

static_assert(sizeof(MovieRow) == sizeof(std::uint32_t));

/// True when the text is an integer as a program would print it: no sign but a leading minus, no leading zero, within 64
/// bits. Such ids compare as numbers.
[[nodiscard]] PROJECTIONIST_API bool isCanonicalInteger(std::string_view id);

/// Orders ids as the data means them: two canonical integers as numbers, anything else bytewise; integers before text.
[[nodiscard]] PROJECTIONIST_API std::strong_ordering compareIds(std::string_view a, std::string_view b);

}  // namespace projectionist

template <class Tag>
struct std::hash<projectionist::Index<Tag>> {
    std::size_t operator()(projectionist::Index<Tag> index) const noexcept
    {
        return std::hash<std::uint32_t>{}(index.value);
    }
};
