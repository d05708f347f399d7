// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/bulk_vector.h"

#include <cstdint>
#include <cstdlib>

#include <sys/mman.h>

namespace projectionist {

namespace {

constexpr std::size_t hugePageBytes = std::size_t{2} << 20;
constexpr std::size_t largeBytes = 2 * hugePageBytes;

std::size_t rounded(std::size_t bytes)
{
    return (bytes + hugePageBytes - 1) / hugePageBytes * hugePageBytes;
}

}  // namespace

void preferHugePages(void* memory, std::size_t bytes) noexcept
{
    const auto begin = rounded(reinterpret_cast<std::uintptr_t>(memory));
    const auto end = (reinterpret_cast<std::uintptr_t>(memory) + bytes) / hugePageBytes * hugePageBytes;
    if (begin < end)
        ::madvise(static_cast<std::byte*>(memory) + (begin - reinterpret_cast<std::uintptr_t>(memory)), end - begin,
                  MADV_HUGEPAGE);
}

void* allocateBulk(std::size_t bytes)
{
    if (bytes < largeBytes) {
        void* memory = std::malloc(bytes == 0 ? 1 : bytes);
        if (memory == nullptr)
            throw std::bad_alloc();
        return memory;
    }
    // Mapped here and not by malloc(), which keeps blocks of middling size when they are freed.
    const auto size = rounded(bytes);
    if (size < bytes)
        throw std::bad_alloc();
    void* mapped = ::mmap(nullptr, size + hugePageBytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED)
        throw std::bad_alloc();
    auto* const begin = static_cast<std::byte*>(mapped);
    const auto before = (hugePageBytes - reinterpret_cast<std::uintptr_t>(mapped) % hugePageBytes) % hugePageBytes;
    if (before > 0)
        ::munmap(begin, before);
    ::munmap(begin + before + size, hugePageBytes - before);
    preferHugePages(begin + before, size);
    return begin + before;
}

void freeBulk(void* memory, std::size_t bytes) noexcept
{
    if (memory == nullptr)
        return;
    if (bytes < largeBytes)
        std::free(memory);
    else
        ::munmap(memory, rounded(bytes));
}

}  // namespace projectionist
