// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/id_table.h"

#include <algorithm>

namespace projectionist {

bool smallInteger(std::string_view id, std::uint32_t& value)
{
    if (id.empty() || id.size() > 10 || (id.front() == '0' && id.size() > 1))
        return false;
    std::uint64_t sum = 0;
    for (const char digit : id) {
        if (digit < '0' || digit > '9')
            return false;
        sum = sum * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    value = static_cast<std::uint32_t>(sum);
    return sum < IdTable::integerBound;
}

std::uint32_t IdTable::slowNumber(std::uint32_t integer)
{
    if (integer >= flatBound) {
        const auto [place, isNew] = m_large.try_emplace(integer, m_size);
        if (isNew) {
            m_integers.push_back(integer);
            ++m_size;
        }
        return place->second;
    }
    if (integer >= m_flat.size())
        m_flat.resize(std::max<std::size_t>(std::size_t{integer} + 1, m_flat.size() * 2), none);
    m_integers.push_back(integer);
    return m_flat[integer] = m_size++;
}

std::uint32_t IdTable::findLarge(std::uint32_t integer) const
{
    const auto known = m_large.find(integer);
    return known == m_large.end() ? none : known->second;
}

std::uint32_t IdTable::number(std::string_view id)
{
    std::uint32_t integer = 0;
    if (smallInteger(id, integer))
        return number(integer);
    if (const auto known = m_texts.find(id); known != m_texts.end())
        return known->second;
    const auto place = m_texts.emplace(std::string(id), m_size).first;
    m_textOf.emplace(m_size, &place->first);
    m_integers.push_back(none);
    return m_size++;
}

std::string IdTable::id(std::uint32_t number) const
{
    const auto integer = m_integers[number];
    return integer == none ? *m_textOf.at(number) : std::to_string(integer);
}

}  // namespace projectionist
