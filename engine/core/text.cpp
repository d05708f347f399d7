// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <span>

namespace projectionist {

namespace {

/// Length in bytes of the well-formed UTF-8 character that `text` begins with (RFC 3629); 0 when it is none.
std::size_t characterLength(std::string_view text)
{
    const auto byte = [&](std::size_t index) {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : std::uint8_t{0};
    };
    const auto continues = [&](std::size_t index) { return (byte(index) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned second = byte(1);
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second > 0x9F;
        return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned second = byte(1);
        const bool overlong = first == 0xF0 && second < 0x90;
        const bool beyond = first == 0xF4 && second > 0x8F;
        return continues(1) && continues(2) && continues(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

void appendCharacter(std::string& out, char32_t code)
{
    const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0U | (code >> 6));
        put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        put(0xE0U | (code >> 12));
        put(0x80U | ((code >> 6) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    } else {
        put(0xF0U | (code >> 18));
        put(0x80U | ((code >> 12) & 0x3FU));
        put(0x80U | ((code >> 6) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    }
}

char32_t decode(std::string_view character)
{
    const auto byte = [&](std::size_t index) {
        return static_cast<char32_t>(static_cast<unsigned char>(character[index]));
    };
    switch (character.size()) {
    case 1:
        return byte(0);
    case 2:
        return (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU);
    case 3:
        return (byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
    default:
        return (byte(0) & 0x07U) << 18 | (byte(1) & 0x3FU) << 12 | (byte(2) & 0x3FU) << 6 | (byte(3) & 0x3FU);
    }
}

// Plain letters of U+00C0 … U+017F, one an entry; '.' marks those that become two letters or stay.
constexpr std::string_view latinLetters = "aaaaaa.ceeeeiiii"
                                          "dnooooo.ouuuuy.."
                                          "aaaaaa.ceeeeiiii"
                                          "dnooooo.ouuuuy.y"
                                          "aaaaaaccccccccdd"
                                          "ddeeeeeeeeeegggg"
                                          "gggghhhhiiiiiiii"
                                          "ii..jjkkklllllll"
                                          "lllnnnnnn.nnoooo"
                                          "oo..rrrrrrssssss"
                                          "ssttttttuuuuuuuu"
                                          "uuuuwwyyyzzzzzzs";
static_assert(latinLetters.size() == 0x180 - 0xC0);

// Plain letters of U+1E00 … U+1EFF in runs: from that code point on, up to the next run.
struct Run {
    char32_t first;
    char letter;
};
constexpr std::array extendedRuns = {
    Run{0x1E00, 'a'}, Run{0x1E02, 'b'}, Run{0x1E08, 'c'}, Run{0x1E0A, 'd'}, Run{0x1E14, 'e'}, Run{0x1E1E, 'f'},
    Run{0x1E20, 'g'}, Run{0x1E22, 'h'}, Run{0x1E2C, 'i'}, Run{0x1E30, 'k'}, Run{0x1E36, 'l'}, Run{0x1E3E, 'm'},
    Run{0x1E44, 'n'}, Run{0x1E4C, 'o'}, Run{0x1E54, 'p'}, Run{0x1E58, 'r'}, Run{0x1E60, 's'}, Run{0x1E6A, 't'},
    Run{0x1E72, 'u'}, Run{0x1E7C, 'v'}, Run{0x1E80, 'w'}, Run{0x1E8A, 'x'}, Run{0x1E8E, 'y'}, Run{0x1E90, 'z'},
    Run{0x1E96, 'h'}, Run{0x1E97, 't'}, Run{0x1E98, 'w'}, Run{0x1E99, 'y'}, Run{0x1E9A, 'a'}, Run{0x1E9B, 's'},
    Run{0x1EA0, 'a'}, Run{0x1EB8, 'e'}, Run{0x1EC8, 'i'}, Run{0x1ECC, 'o'}, Run{0x1EE4, 'u'}, Run{0x1EF2, 'y'},
    Run{0x1EFA, '\0'}};

// Plain letters of Latin Extended-B that titles use (Vietnamese horns, carons of pinyin, Romanian commas …), likewise.
constexpr std::array extendedBRuns = {
    Run{0x180, '\0'}, Run{0x1A0, 'o'},  Run{0x1A2, '\0'}, Run{0x1AF, 'u'},  Run{0x1B1, '\0'}, Run{0x1CD, 'a'},
    Run{0x1CF, 'i'},  Run{0x1D1, 'o'},  Run{0x1D3, 'u'},  Run{0x1DD, '\0'}, Run{0x1DE, 'a'},  Run{0x1E2, '\0'},
    Run{0x1E4, 'g'},  Run{0x1E8, 'k'},  Run{0x1EA, 'o'},  Run{0x1EE, '\0'}, Run{0x1F0, 'j'},  Run{0x1F1, '\0'},
    Run{0x1F4, 'g'},  Run{0x1F6, '\0'}, Run{0x1F8, 'n'},  Run{0x1FA, 'a'},  Run{0x1FC, '\0'}, Run{0x1FE, 'o'},
    Run{0x200, 'a'},  Run{0x204, 'e'},  Run{0x208, 'i'},  Run{0x20C, 'o'},  Run{0x210, 'r'},  Run{0x214, 'u'},
    Run{0x218, 's'},  Run{0x21A, 't'},  Run{0x21C, '\0'}, Run{0x21E, 'h'},  Run{0x220, '\0'}, Run{0x226, 'a'},
    Run{0x228, 'e'},  Run{0x22A, 'o'},  Run{0x232, 'y'},  Run{0x234, '\0'}};

/// The plain letter of a code point within the runs; '\0' for none.
char letterIn(std::span<const Run> runs, char32_t code)
{
    const auto after = std::upper_bound(runs.begin(), runs.end(), code,
                                        [](char32_t value, const Run& run) { return value < run.first; });
    return std::prev(after)->letter;
}

char32_t foldGreek(char32_t code)
{
    switch (code) {
    case 0x386:
    case 0x3AC:
        return 0x3B1;  // alpha
    case 0x388:
    case 0x3AD:
        return 0x3B5;  // epsilon
    case 0x389:
    case 0x3AE:
        return 0x3B7;  // eta
    case 0x38A:
    case 0x390:
    case 0x3AA:
    case 0x3AF:
    case 0x3CA:
        return 0x3B9;  // iota
    case 0x38C:
    case 0x3CC:
        return 0x3BF;  // omicron
    case 0x38E:
    case 0x3AB:
    case 0x3B0:
    case 0x3CB:
    case 0x3CD:
        return 0x3C5;  // upsilon
    case 0x38F:
    case 0x3CE:
        return 0x3C9;  // omega
    case 0x3C2:
        return 0x3C3;  // final sigma
    default:
        return code >= 0x391 && code <= 0x3A9 ? code + 0x20 : code;
    }
}

char32_t foldCyrillic(char32_t code)
{
    if (code >= 0x410 && code <= 0x42F)
        code += 0x20;
    else if (code <= 0x40F)
        code += 0x50;
    else if (code >= 0x460 && code <= 0x481)
        code |= 1U;
    else if (code >= 0x48A && code <= 0x4BF)
        code |= 1U;
    else if (code >= 0x4D0)
        code |= 1U;
    switch (code) {
    case 0x450:
    case 0x451:
        return 0x435;  // ie
    case 0x439:
    case 0x45D:
        return 0x438;  // i
    case 0x453:
        return 0x433;  // ghe
    case 0x45C:
        return 0x43A;  // ka
    case 0x457:
        return 0x456;  // Ukrainian i
    case 0x45E:
        return 0x443;  // u
    default:
        return code;
    }
}

void appendFolded(std::string& out, char32_t code)
{
    if (code >= 0x300 && code <= 0x36F)
        return;  // a combining accent
    if (code >= 0xC0 && code < 0x180) {
        const char letter = latinLetters[code - 0xC0];
        if (letter != '.') {
            out.push_back(letter);
            return;
        }
        switch (code) {
        case 0xC6:
        case 0xE6:
            out += "ae";
            return;
        case 0x132:
        case 0x133:
            out += "ij";
            return;
        case 0x152:
        case 0x153:
            out += "oe";
            return;
        case 0xDE:
        case 0xFE:
            out += "th";
            return;
        case 0xDF:
            out += "ss";
            return;
        case 0x149:
            out += "'n";
            return;
        default:
            appendCharacter(out, code);  // the signs of multiplication and division
            return;
        }
    }
    if (code == 0x1E9E) {
        out += "ss";
        return;
    }
    char letter = '\0';
    if (code >= 0x180 && code < 0x250)
        letter = letterIn(extendedBRuns, code);
    else if (code >= 0x1E00 && code < 0x1F00)
        letter = letterIn(extendedRuns, code);
    if (letter != '\0') {
        out.push_back(letter);
        return;
    }
    if (code >= 0x370 && code < 0x400)
        code = foldGreek(code);
    else if (code >= 0x400 && code < 0x530)
        code = foldCyrillic(code);
    appendCharacter(out, code);
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

constexpr std::array<std::string_view, 27> articles = {
    "The", "A",  "An", "Le",  "La",  "Les", "L'",  "Un",  "Une", "Des", "El",   "Los",     "Las", "Una",
    "Lo",  "Il", "I",  "Gli", "Gl'", "Uno", "Der", "Die", "Das", "Ein", "Eine", "L\u2019", "Unos"};

/// "Rock, The" as "The Rock"; other names as they are.
std::string articleInFront(std::string_view name)
{
    const auto comma = name.rfind(", ");
    if (comma == std::string_view::npos || comma == 0)
        return std::string(name);
    const auto article = name.substr(comma + 2);
    if (std::find(articles.begin(), articles.end(), article) == articles.end())
        return std::string(name);
    const bool joined = article.ends_with("'") || article.ends_with("\u2019");
    std::string turned(article);
    if (!joined)
        turned += ' ';
    return turned.append(name.substr(0, comma));
}

/// The number in "(1996)" at the end of the text, which is then cut off it.
std::optional<int> takeYear(std::string_view& text)
{
    if (text.size() < 6 || text.back() != ')' || text[text.size() - 6] != '(')
        return {};
    int year = 0;
    for (const char digit : text.substr(text.size() - 5, 4)) {
        if (digit < '0' || digit > '9')
            return {};
        year = year * 10 + (digit - '0');
    }
    text = trimmed(text.substr(0, text.size() - 6));
    return year;
}

template <class Number>
std::string shortestText(Number value)
{
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

}  // namespace

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        while (text.size() >= 8) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, text.data(), 8);
            if ((eight & 0x8080808080808080U) != 0)
                break;
            text.remove_prefix(8);
        }
        if (text.empty())
            break;
        const auto length = characterLength(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string fromLatin1(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 16);
    for (const char byte : bytes)
        appendCharacter(text, static_cast<unsigned char>(byte));
    return text;
}

std::string shortest(float value)
{
    return shortestText(value);
}

std::string shortest(double value)
{
    return shortestText(value);
}

std::optional<double> parseNumber(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        return {};
    return value;
}

std::string foldForSearch(std::string_view utf8)
{
    std::string folded;
    folded.reserve(utf8.size());
    while (!utf8.empty()) {
        const char first = utf8.front();
        if (static_cast<unsigned char>(first) < 0x80) {
            folded.push_back(first >= 'A' && first <= 'Z' ? static_cast<char>(first + ('a' - 'A')) : first);
            utf8.remove_prefix(1);
            continue;
        }
        const auto length = characterLength(utf8);
        if (length == 0) {
            folded.push_back(first);
            utf8.remove_prefix(1);
            continue;
        }
        appendFolded(folded, decode(utf8.substr(0, length)));
        utf8.remove_prefix(length);
    }
    return folded;
}

TitleParts splitTitle(std::string_view title)
{
    TitleParts parts;
    title = trimmed(title);
    const auto whole = title;
    // MovieLens 100K marks videos and television after the year: "… (1995) (V)".
    std::string_view mark;
    for (const std::string_view known : {"(V)", "(TV)"}) {
        if (title.ends_with(known)) {
            mark = known;
            auto rest = trimmed(title.substr(0, title.size() - known.size()));
            parts.year = takeYear(rest);
            if (parts.year)
                title = rest;
            else
                mark = {};
        }
    }
    if (!parts.year)
        parts.year = takeYear(title);

    // The name itself, then other names in brackets, each with its own article: "Cité, La (City, The)".
    auto open = title.find(" (");
    parts.name = articleInFront(trimmed(title.substr(0, open)));
    while (open != std::string_view::npos) {
        const auto close = title.find(')', open);
        if (close == std::string_view::npos) {
            parts.name += title.substr(open);
            break;
        }
        parts.name += " (";
        parts.name += articleInFront(trimmed(title.substr(open + 2, close - open - 2)));
        open = title.find(" (", close);
        parts.name += title.substr(close, open == std::string_view::npos ? open : open - close);
    }
    if (!mark.empty())
        parts.name.append(" ").append(mark);
    if (parts.name.empty())
        parts.name = whole;
    return parts;
}

}  // namespace projectionist
