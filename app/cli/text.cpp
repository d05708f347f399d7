// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text.h"

#include "engine/core/error.h"
#include "engine/core/text.h"

#include <charconv>
#include <chrono>
#include <cmath>

namespace projectionist::cli {

namespace {

/// Length in bytes and code point of the character that well-formed UTF-8 begins with.
struct Character {
    std::size_t bytes = 1;
    char32_t code = 0;
};

Character firstCharacter(std::string_view text)
{
    const auto lead = static_cast<unsigned char>(text.front());
    Character result;
    result.bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    result.bytes = std::min(result.bytes, text.size());
    result.code = result.bytes == 1 ? lead : lead & (0xFFU >> (result.bytes + 1));
    for (std::size_t i = 1; i < result.bytes; ++i)
        result.code = (result.code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    return result;
}

std::size_t columnsOf(char32_t code)
{
    const auto within = [code](char32_t low, char32_t high) { return code >= low && code <= high; };
    if (within(0x300, 0x36F) || within(0x200B, 0x200F) || within(0xFE00, 0xFE0F))
        return 0;
    const bool wide = within(0x1100, 0x115F) || within(0x2E80, 0xA4CF) || within(0xAC00, 0xD7A3) ||
                      within(0xF900, 0xFAFF) || within(0xFE30, 0xFE6F) || within(0xFF00, 0xFF60) ||
                      within(0xFFE0, 0xFFE6) || within(0x1F300, 0x1FAFF) || within(0x20000, 0x3FFFD);
    return wide ? 2 : 1;
}

}  // namespace

std::string fixed(double value, int digits)
{
    if (!std::isfinite(value))
        return "–";
    char buffer[400];
    const auto result = std::to_chars(std::begin(buffer), std::end(buffer), value, std::chars_format::fixed, digits);
    return {std::begin(buffer), result.ptr};
}

std::string percent(double share, int digits)
{
    return fixed(100 * share, digits) + " %";
}

std::string date(std::int64_t secondsSince1970)
{
    constexpr std::int64_t secondsPerDay = 86'400;
    constexpr std::int64_t lastDay = 2'932'896;  // 9999-12-31
    auto day = secondsSince1970 / secondsPerDay;
    if (secondsSince1970 % secondsPerDay < 0)
        --day;
    if (day < -lastDay || day > lastDay)
        return std::to_string(secondsSince1970);
    const std::chrono::year_month_day parts{std::chrono::sys_days(std::chrono::days(day))};
    const auto padded = [](auto number, std::size_t places) {
        auto digits = std::to_string(number);
        return digits.size() < places ? std::string(places - digits.size(), '0') + digits : digits;
    };
    return padded(static_cast<int>(parts.year()), 4) + "-" + padded(static_cast<unsigned>(parts.month()), 2) + "-" +
           padded(static_cast<unsigned>(parts.day()), 2);
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many)
{
    return grouped(count) + " " + std::string(count == 1 ? one : many);
}

std::string listed(std::span<const std::string> words, std::string_view last)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0)
            text += i + 1 < words.size() ? ", " : " " + std::string(last) + " ";
        text += words[i];
    }
    return text;
}

std::string oneLine(std::string_view text)
{
    std::string result;
    if (!isUtf8(text)) {
        for (const char byte : text)
            result += byte >= 0x20 && byte < 0x7F ? byte : '?';
        return result;
    }
    while (!text.empty()) {
        const auto character = firstCharacter(text);
        if (character.code < 0x20 || (character.code >= 0x7F && character.code < 0xA0))
            result += ' ';
        else
            result += text.substr(0, character.bytes);
        text.remove_prefix(character.bytes);
    }
    return result;
}

std::size_t displayWidth(std::string_view text)
{
    std::size_t columns = 0;
    while (!text.empty()) {
        const auto character = firstCharacter(text);
        columns += columnsOf(character.code);
        text.remove_prefix(character.bytes);
    }
    return columns;
}

std::string clipped(std::string_view text, std::size_t columns)
{
    if (displayWidth(text) <= columns)
        return std::string(text);
    std::size_t used = 1;
    std::size_t bytes = 0;
    while (bytes < text.size()) {
        const auto character = firstCharacter(text.substr(bytes));
        used += columnsOf(character.code);
        if (used > columns)
            break;
        bytes += character.bytes;
    }
    return columns == 0 ? std::string() : std::string(text.substr(0, bytes)) + "…";
}

std::optional<std::uint64_t> parseWhole(std::string_view text, std::uint64_t minimum, std::uint64_t maximum)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || value < minimum || value > maximum)
        return {};
    return value;
}

}  // namespace projectionist::cli
