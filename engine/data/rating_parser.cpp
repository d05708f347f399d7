// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/rating_parser.h"

#include "engine/core/text.h"
#include "engine/data/id_table.h"
#include "engine/data/row_checks.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace projectionist {

namespace {

/// "4,5" and the like.
bool isDecimalComma(std::string_view text)
{
    const auto comma = text.find(',');
    return comma != std::string_view::npos && allDigits(text.substr(0, comma)) && allDigits(text.substr(comma + 1));
}

bool isWithin(std::string_view part, std::string_view whole)
{
    return std::less_equal<>()(whole.data(), part.data()) &&
           std::less_equal<>()(part.data() + part.size(), whole.data() + whole.size());
}

std::optional<std::int64_t> parseTime(std::string_view field)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error == std::errc{} && end == field.data() + field.size())
        return value;
    const auto number = parseNumber(field); // 8.81e8, 881250949.0
    if (!number || std::abs(*number) > 1e15)
        return {};
    return std::llround(*number);
}

} // namespace

std::uint32_t IdCoder::code(std::string_view id, bool keepCopy)
{
    std::uint32_t integer = 0;
    if (smallInteger(id, integer))
        return integer;
    if (const auto known = m_codes.find(id); known != m_codes.end())
        return known->second;
    if (keepCopy)
        id = m_copies.emplace_back(id);
    const auto next = IdTable::integerBound + static_cast<std::uint32_t>(m_texts.size());
    m_texts.push_back(id);
    m_codes.emplace(id, next);
    return next;
}

RatingParser::RatingParser(const FileForm& form, bool decimalComma)
    : m_form(form)
    , m_decimalComma(decimalComma)
    , m_isUsual(form.columns.count == 4 && form.columns.user == 0 && form.columns.movie == 1 &&
                form.columns.rating == 2 && form.columns.time == 3)
    , m_digitsOnly(form.family != FileFamily::Csv)
{
}

bool RatingParser::parseUsual(const char*& next, const char* end, Row& row) const
{
    const char* at = next;
    const auto digit = [&](const char* place) { return place < end ? static_cast<unsigned>(*place - '0') : 10U; };
    const auto separator = [&] {
        for (const char character : m_form.separator.text)
            if (at == end || *at++ != character)
                return false;
        return true;
    };
    const auto integer = [&](std::uint32_t& value) {
        const char* begin = at;
        value = digit(at);
        if (value > 9)
            return false;
        for (++at; digit(at) <= 9; ++at)
            value = value * 10 + digit(at);
        return at - begin <= 9 && (*begin != '0' || at - begin == 1);
    };
    if (!integer(row.user) || !separator() || !integer(row.movie) || !separator() || digit(at) > 9)
        return false;
    const auto whole = digit(at++);
    row.value = static_cast<float>(whole);
    if (at < end && *at == '.' && digit(at + 1) <= 9) {
        row.value = static_cast<float>(whole * 10 + digit(at + 1)) / 10.0F;
        at += 2;
    }
    if (!separator())
        return false;
    const char* begin = at;
    std::int64_t time = 0;
    for (; digit(at) <= 9 && at - begin < 18; ++at)
        time = time * 10 + digit(at);
    if (at == begin)
        return false;
    if (at < end && *at == '\r')
        ++at;
    if (at < end && *at++ != '\n')
        return false;
    row.time = time;
    next = at;
    return true;
}

std::optional<RowFault> RatingParser::parseId(std::string_view field, std::string_view line, std::string_view whose,
                                              IdCoder& coder, std::uint32_t& code) const
{
    const auto id = trimmedField(field);
    if (auto fault = idFault(id, whose, m_digitsOnly))
        return fault;
    code = coder.code(id, !isWithin(id, line));
    return {};
}

std::optional<RowFault> RatingParser::parseValue(std::string_view field, float& value) const
{
    const auto text = trimmedField(field);
    std::string pointed;
    auto readable = text;
    const bool comma = isDecimalComma(text);
    if (comma && m_decimalComma) {
        pointed = text;
        std::replace(pointed.begin(), pointed.end(), ',', '.');
        readable = pointed;
    }
    const auto [end, error] = std::from_chars(readable.data(), readable.data() + readable.size(), value);
    if (end == readable.data() + readable.size() && !readable.empty()) {
        if (error == std::errc{} && std::isfinite(value))
            return {};
        if (error == std::errc{} || error == std::errc::result_out_of_range)
            return RowFault{"the rating is not a finite number",
                            "the rating is " + inQuotes(text) + ", which is not finite"};
    }
    if (text.empty())
        return RowFault{"the rating is missing", "the rating is missing"};
    if (comma)
        return RowFault{"the rating has a decimal comma", "the rating is " + inQuotes(text), true};
    return RowFault{"the rating is not a number", "the rating is " + inQuotes(text) + ", which is not a number"};
}

std::optional<RowFault> RatingParser::parseAny(std::string_view line, RatingBlock& block, FieldCutter& cutter,
                                               Row& row) const
{
    const auto& cut = cutter.cut(line);
    std::span<const std::string_view> fields = cut;
    const auto& columns = m_form.columns;
    std::vector<std::string_view> mended;
    if (fields.size() != columns.count) {
        // 1,31,4,5,1260759144: a decimal comma that nobody quoted makes one column too many.
        const bool split = fields.size() == columns.count + 1 && m_form.separator.text == "," &&
                           allDigits(fields[columns.rating]) && allDigits(fields[columns.rating + 1]) &&
                           fields[columns.rating + 1].size() <= 2;
        if (!split)
            return columnsFault(fields.size(), columns.count);
        mended.assign(fields.begin(), fields.end());
        const auto& first = mended[columns.rating];
        mended[columns.rating] = {first.data(), first.size() + 1 + mended[columns.rating + 1].size()};
        mended.erase(mended.begin() + static_cast<std::ptrdiff_t>(columns.rating) + 1);
        fields = mended;
    }
    if (auto fault = parseId(fields[columns.user], line, "user", block.userTexts, row.user))
        return fault;
    if (auto fault = parseId(fields[columns.movie], line, "film", block.movieTexts, row.movie))
        return fault;
    if (auto fault = parseValue(fields[columns.rating], row.value))
        return fault;
    if (columns.time != Columns::absent) {
        const auto text = trimmedField(fields[columns.time]);
        const auto time = parseTime(text);
        if (!time)
            return RowFault{text.empty() ? "the time is missing" : "the time is not a number",
                            text.empty() ? "the time is missing"
                                         : "the time is " + inQuotes(text) + ", which is not a number of seconds"};
        row.time = *time;
    }
    return {};
}

void RatingParser::parse(std::string_view block, RatingTarget target, RatingBlock& result) const
{
    FieldCutter cutter(m_form.separator);
    const char* next = block.data();
    const char* const end = next + block.size();
    std::uint32_t line = 0;
    for (; next != end; ++line) {
        Row row;
        if (!m_isUsual || !parseUsual(next, end, row)) {
            std::string_view rest(next, static_cast<std::size_t>(end - next));
            const auto text = takeLine(rest);
            next = end - rest.size();
            if (trimmedField(text).empty()) {
                result.linesWithout.push_back(line);
                continue;
            }
            if (auto fault = parseAny(text, result, cutter, row)) {
                result.linesWithout.push_back(line);
                result.log.skip(std::move(*fault), line + 1, text);
                continue;
            }
        }
        const auto place = result.rows++;
        target.users[place].value = row.user;
        target.movies[place].value = row.movie;
        target.values[place] = row.value;
        if (target.times != nullptr)
            target.times[place] = row.time;
    }
    result.lines = line;
}

} // namespace projectionist
