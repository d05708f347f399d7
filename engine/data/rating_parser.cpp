// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/rating_parser.h"

#include "engine/core/text.h"
#include "engine/data/id_table.h"
#include "engine/data/rating_times.h"
#include "engine/data/row_checks.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

#if defined(__SSE2__)

constexpr std::array<std::int64_t, 9> powersOf10 = {1,       10,        100,        1'000,      10'000,
                                                    100'000, 1'000'000, 10'000'000, 100'000'000};

/// 0.0, 0.1 … 9.9.
constexpr auto stars = [] {
    std::array<float, 100> values{};
    for (std::size_t tenths = 0; tenths < values.size(); ++tenths)
        values[tenths] = static_cast<float>(tenths) / 10.0F;
    return values;
}();

/// The number that 1 to 8 digits stand for. Reads 8 characters.
std::int64_t upTo8Digits(const char* text, int digits)
{
    std::uint64_t word = 0;
    std::memcpy(&word, text, sizeof(word));                    // the first digit in the lowest byte
    word = (word - 0x3030303030303030U) << (64 - 8 * digits);  // zeros in front, what follows the number cut off
    word = (word * 10 + (word >> 8)) & 0x00FF00FF00FF00FFU;
    word = (word * 100 + (word >> 16)) & 0x0000FFFF0000FFFFU;
    return static_cast<std::int64_t>((word * 10'000 + (word >> 32)) & 0xFFFFFFFFU);
}

#endif

std::optional<std::int64_t> parseTime(std::string_view field)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error == std::errc{} && end == field.data() + field.size())
        return value;
    const auto number = parseNumber(field);  // 8.81e8, 881250949.0
    if (!number || std::abs(*number) > 1e15)
        return {};
    return std::llround(*number);
}

}  // namespace

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
    , m_isCommon(m_isUsual && form.separator.text.size() == 1)
    , m_digitsOnly(form.family != FileFamily::Csv)
{
}

#if defined(__SSE2__)

bool RatingParser::parseCommon(const char*& next, char separator, Row& row)
{
    const char* const line = next;
    // One bit for each of 32 characters that is no digit: where the fields end.
    const auto half = [line](std::ptrdiff_t offset) {
        const auto text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(line + offset));
        const auto moved = _mm_sub_epi8(text, _mm_set1_epi8(static_cast<char>('0' + 128)));  // digits: -128 to -119
        return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpgt_epi8(moved, _mm_set1_epi8(-119))));
    };
    auto ends = half(0) | half(16) << 16;
    const auto nextEnd = [&ends] {
        const auto end = std::countr_zero(ends);
        ends &= ends - 1;
        return end;
    };
    const auto userEnd = nextEnd(), movieEnd = nextEnd();
    auto valueEnd = nextEnd();
    const bool hasPoint = valueEnd < 32 && line[valueEnd] == '.';
    const auto wholeEnd = valueEnd;
    if (hasPoint)
        valueEnd = nextEnd();
    const auto timeEnd = nextEnd();
    if (timeEnd >= 32)
        return false;
    const auto movieDigits = movieEnd - userEnd - 1, timeDigits = timeEnd - valueEnd - 1;
    const bool fits = userEnd >= 1 && userEnd <= 8 && movieDigits >= 1 && movieDigits <= 8 && timeDigits >= 1 &&
                      timeDigits <= 16 && wholeEnd - movieEnd == 2 && (!hasPoint || valueEnd - wholeEnd == 2);
    const bool separated = line[userEnd] == separator && line[movieEnd] == separator && line[valueEnd] == separator;
    const bool noLeadingZero = (userEnd == 1 || line[0] != '0') && (movieDigits == 1 || line[userEnd + 1] != '0');
    const bool carriageReturn = line[timeEnd] == '\r';
    if (!fits || !separated || !noLeadingZero || line[timeEnd + (carriageReturn ? 1 : 0)] != '\n')
        return false;

    row.user = static_cast<std::uint32_t>(upTo8Digits(line, userEnd));
    row.movie = static_cast<std::uint32_t>(upTo8Digits(line + userEnd + 1, movieDigits));
    const auto whole = static_cast<unsigned>(line[movieEnd + 1] - '0');
    const auto tenths = hasPoint ? static_cast<unsigned>(line[wholeEnd + 1] - '0') : 0U;
    row.value = stars[whole * 10 + tenths];
    const char* const time = line + valueEnd + 1;
    row.time = timeDigits <= 8 ? upTo8Digits(time, timeDigits)
                               : upTo8Digits(time, 8) * powersOf10[static_cast<std::size_t>(timeDigits - 8)] +
                                     upTo8Digits(time + 8, timeDigits - 8);
    next = line + timeEnd + (carriageReturn ? 2 : 1);
    return true;
}

#else

bool RatingParser::parseCommon(const char*&, char, Row&)
{
    return false;
}

#endif

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
        return RowFault{"the rating has a decimal comma", "the rating is " + inQuotes(text), std::string(text)};
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
    auto badValue = parseValue(fields[columns.rating], row.value);
    if (badValue && badValue->decimalComma.empty())
        return badValue;
    if (columns.time != Columns::absent) {
        const auto text = trimmedField(fields[columns.time]);
        const auto time = parseTime(text);
        if (!time)
            return RowFault{text.empty() ? "the time is missing" : "the time is not a number",
                            text.empty() ? "the time is missing"
                                         : "the time is " + inQuotes(text) + ", which is not a number of seconds"};
        row.time = *time;
    }
    return badValue;
}

void RatingParser::parse(std::string_view block, RatingTarget target, RatingBlock& result) const
{
    FieldCutter cutter(m_form.separator);
    const char* next = block.data();
    const char* const end = next + block.size();
    constexpr std::ptrdiff_t bytesOfGlance = 48;
    const char separator = m_form.separator.text.front();
    std::uint32_t line = 0;
    std::size_t rows = 0;
    for (; next != end; ++line) {
        Row row;
        const bool isCommon = m_isCommon && end - next >= bytesOfGlance && parseCommon(next, separator, row);
        if (!isCommon && (!m_isUsual || !parseUsual(next, end, row))) {
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
        target.users[rows].value = row.user;
        target.movies[rows].value = row.movie;
        target.values[rows] = row.value;
        if (target.times != nullptr) {
            target.times[rows] = static_cast<std::uint32_t>(row.time);
            result.hasWideTimes |= !RatingTimes::isNarrow(row.time);
        } else if (target.wideTimes != nullptr) {
            target.wideTimes[rows] = row.time;
        }
        ++rows;
    }
    result.rows = rows;
    result.lines = line;
}

}  // namespace projectionist
