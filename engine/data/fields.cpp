// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/fields.h"

#include <algorithm>

namespace projectionist {

std::string_view takeLine(std::string_view& rest)
{
    const auto end = rest.find('\n');
    auto line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

std::string_view trimmedField(std::string_view text)
{
    const auto isBlank = [](char character) { return character == ' ' || character == '\t'; };
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

bool allDigits(std::string_view text)
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char digit) { return digit >= '0' && digit <= '9'; });
}

std::string_view FieldCutter::cutQuoted(std::string_view& rest)
{
    rest.remove_prefix(1);
    std::string* unescaped = nullptr;
    std::size_t begin = 0;
    std::string_view field;
    while (true) {
        const auto quote = rest.find('"', begin);
        if (quote == std::string_view::npos) {
            m_isOpen = true;
            field = rest;
            rest = {};
            break;
        }
        if (quote + 1 < rest.size() && rest[quote + 1] == '"') {
            if (unescaped == nullptr)
                unescaped = &m_unescaped.emplace_back();
            unescaped->append(rest.substr(0, quote + 1));
            rest.remove_prefix(quote + 2);
            begin = 0;
            continue;
        }
        field = rest.substr(0, quote);
        rest.remove_prefix(quote + 1);
        break;
    }
    if (unescaped != nullptr)
        field = unescaped->append(field);
    return field;
}

const std::vector<std::string_view>& FieldCutter::cut(std::string_view line)
{
    m_fields.clear();
    m_isOpen = false;
    while (true) {
        if (m_separator.quotes && line.starts_with('"')) {
            m_fields.push_back(cutQuoted(line));
            const auto next = line.find(m_separator.text);
            if (next == std::string_view::npos)
                break;
            line.remove_prefix(next + m_separator.text.size());
            continue;
        }
        const auto next = line.find(m_separator.text);
        m_fields.push_back(line.substr(0, next));
        if (next == std::string_view::npos)
            break;
        line.remove_prefix(next + m_separator.text.size());
    }
    return m_fields;
}

} // namespace projectionist
