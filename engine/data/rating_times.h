// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/bulk_vector.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <limits>

namespace projectionist {

/// Looks at a column of times, seconds since 1970 UTC. Cheap to copy; the column must live on.
class RatingTimesView {
public:
    class Iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = std::int64_t;
        using difference_type = std::ptrdiff_t;
        using pointer = const std::int64_t*;
        using reference = std::int64_t;

        Iterator() = default;
        Iterator(const std::uint32_t* narrow, const std::int64_t* wide, std::size_t row)
            : m_narrow(narrow), m_wide(wide), m_row(row)
        {
        }
        std::int64_t operator*() const { return m_wide != nullptr ? m_wide[m_row] : std::int64_t{m_narrow[m_row]}; }
        Iterator& operator++()
        {
            ++m_row;
            return *this;
        }
        Iterator operator++(int)
        {
            const auto before = *this;
            ++m_row;
            return before;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.m_row == b.m_row; }

    private:
        const std::uint32_t* m_narrow = nullptr;
        const std::int64_t* m_wide = nullptr;
        std::size_t m_row = 0;
    };

    RatingTimesView() = default;
    RatingTimesView(const std::uint32_t* narrow, const std::int64_t* wide, std::size_t size)
        : m_narrow(narrow), m_wide(wide), m_size(size)
    {
    }

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] std::int64_t operator[](std::size_t row) const
    {
        return m_wide != nullptr ? m_wide[row] : std::int64_t{m_narrow[row]};
    }
    /// The times where they have four bytes, else null.
    [[nodiscard]] const std::uint32_t* narrow() const { return m_narrow; }
    [[nodiscard]] Iterator begin() const { return {m_narrow, m_wide, 0}; }
    [[nodiscard]] Iterator end() const { return {m_narrow, m_wide, m_size}; }

private:
    const std::uint32_t* m_narrow = nullptr;
    const std::int64_t* m_wide = nullptr;
    std::size_t m_size = 0;
};

/// Times of ratings: four bytes each as long as all lie between 1970 and February 2106, eight bytes otherwise.
class RatingTimes {
public:
    RatingTimes() = default;
    RatingTimes(std::initializer_list<std::int64_t> times)
    {
        for (const auto time : times)
            push_back(time);
    }

    [[nodiscard]] static bool isNarrow(std::int64_t time)
    {
        return time >= 0 && time <= std::int64_t{std::numeric_limits<std::uint32_t>::max()};
    }

    [[nodiscard]] std::size_t size() const { return m_isWide ? m_wide.size() : m_narrow.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::int64_t operator[](std::size_t row) const
    {
        return m_isWide ? m_wide[row] : std::int64_t{m_narrow[row]};
    }
    void push_back(std::int64_t time)
    {
        resize(size() + 1);
        set(size() - 1, time);
    }
    void pop_back() { resize(size() - 1); }
    void clear() { resize(0); }
    /// New times are arbitrary.
    void resize(std::size_t rows)
    {
        if (m_isWide)
            m_wide.resize(rows);
        else
            m_narrow.resize(rows);
    }
    /// Makes room for the time if it needs eight bytes: then no other thread may be here.
    void set(std::size_t row, std::int64_t time)
    {
        if (!m_isWide && !isNarrow(time))
            widen();
        if (m_isWide)
            m_wide[row] = time;
        else
            m_narrow[row] = static_cast<std::uint32_t>(time);
    }
    /// From now on every time has eight bytes.
    void widen()
    {
        if (m_isWide)
            return;
        m_wide.assign(m_narrow.begin(), m_narrow.end());
        m_narrow = {};
        m_isWide = true;
    }

    /// To write to directly: one of the two is null (and both may be when there is nothing).
    [[nodiscard]] std::uint32_t* narrow() { return m_isWide ? nullptr : m_narrow.data(); }
    [[nodiscard]] std::int64_t* wide() { return m_isWide ? m_wide.data() : nullptr; }
    [[nodiscard]] RatingTimesView view() const
    {
        return {m_isWide ? nullptr : m_narrow.data(), m_isWide ? m_wide.data() : nullptr, size()};
    }

private:
    bool m_isWide = false;
    BulkVector<std::uint32_t> m_narrow;
    BulkVector<std::int64_t> m_wide;
};

}  // namespace projectionist
