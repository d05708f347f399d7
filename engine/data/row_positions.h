// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace projectionist {

/// Positions of some rows, ascending: those that a list holds, or, where rows that belong together follow one another,
/// just the first and how many. Cheap to copy; a list must live on.
class RowPositions {
public:
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = std::uint32_t;
        using difference_type = std::ptrdiff_t;
        using pointer = const std::uint32_t*;
        using reference = std::uint32_t;

        Iterator() = default;
        Iterator(const std::uint32_t* list, std::uint32_t at) : m_list(list), m_at(at) {}
        std::uint32_t operator*() const { return m_list != nullptr ? m_list[m_at] : m_at; }
        Iterator& operator++()
        {
            ++m_at;
            return *this;
        }
        Iterator operator++(int)
        {
            const auto before = *this;
            ++m_at;
            return before;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.m_at == b.m_at; }

    private:
        const std::uint32_t* m_list = nullptr;
        std::uint32_t m_at = 0;
    };

    RowPositions() = default;
    /// list[begin] to list[end − 1]; without a list the rows from begin to end − 1.
    RowPositions(const std::uint32_t* list, std::uint64_t begin, std::uint64_t end)
        : m_list(list), m_begin(static_cast<std::uint32_t>(begin)), m_end(static_cast<std::uint32_t>(end))
    {
    }

    [[nodiscard]] std::size_t size() const { return m_end - m_begin; }
    [[nodiscard]] bool empty() const { return m_begin == m_end; }
    [[nodiscard]] std::uint32_t operator[](std::size_t place) const
    {
        const auto at = m_begin + static_cast<std::uint32_t>(place);
        return m_list != nullptr ? m_list[at] : at;
    }
    [[nodiscard]] Iterator begin() const { return {m_list, m_begin}; }
    [[nodiscard]] Iterator end() const { return {m_list, m_end}; }

private:
    const std::uint32_t* m_list = nullptr;
    std::uint32_t m_begin = 0, m_end = 0;
};

}  // namespace projectionist
