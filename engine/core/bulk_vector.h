// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"

#include <cstddef>
#include <limits>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace projectionist {

/// Memory for a column. Large columns lie on huge pages where the system has them, and go back to the system as soon as
/// they are freed. Throws std::bad_alloc.
[[nodiscard]] PROJECTIONIST_API void* allocateBulk(std::size_t bytes);
PROJECTIONIST_API void freeBulk(void* memory, std::size_t bytes) noexcept;
/// Asks for huge pages for memory that was not touched yet. A hint: nothing where it cannot be.
PROJECTIONIST_API void preferHugePages(void* memory, std::size_t bytes) noexcept;

/// For columns of plain values: resize() leaves new values as they are, so that millions of them are written once only.
template <class Value>
struct BulkAllocator {
    static_assert(std::is_trivially_copyable_v<Value> && alignof(Value) <= alignof(std::max_align_t));
    using value_type = Value;

    BulkAllocator() = default;
    template <class Other>
    explicit BulkAllocator(const BulkAllocator<Other>&) noexcept
    {
    }
    [[nodiscard]] Value* allocate(std::size_t count)
    {
        if (count > std::numeric_limits<std::size_t>::max() / sizeof(Value))
            throw std::bad_alloc();
        return static_cast<Value*>(allocateBulk(count * sizeof(Value)));
    }
    void deallocate(Value* memory, std::size_t count) noexcept { freeBulk(memory, count * sizeof(Value)); }
    /// resize(): nothing is written.
    template <class Other>
    void construct(Other*) noexcept
    {
    }
    template <class Other, class... Arguments>
    void construct(Other* place, Arguments&&... arguments)
    {
        ::new (static_cast<void*>(place)) Other{std::forward<Arguments>(arguments)...};
    }
    friend bool operator==(const BulkAllocator&, const BulkAllocator&) { return true; }
};

/// A vector for millions of plain values, as ratings have them. After resize() the new values are arbitrary.
template <class Value>
using BulkVector = std::vector<Value, BulkAllocator<Value>>;

}  // namespace projectionist
