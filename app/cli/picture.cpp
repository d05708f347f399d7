// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/picture.h"

#include "app/cli/letters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

namespace projectionist::cli {

namespace {

constexpr int pixelsPerDot = 2;
constexpr int advance = (letterColumns + 1) * pixelsPerDot;
constexpr std::size_t bytesPerPixel = 3;

// ---- PNG (ISO/IEC 15948): the rows, each minus the one above it, in one deflated block (RFC 1951) of fixed codes in
// which only repetitions of the last pixel are shortened. Enough for large plain areas.

class Bits {
public:
    /// Lowest bit first.
    void put(std::uint32_t value, int count)
    {
        for (int i = 0; i < count; ++i)
            add((value >> i) & 1U);
    }
    /// Highest bit first, as codes stand.
    void putCode(std::uint32_t code, int count)
    {
        for (int i = count - 1; i >= 0; --i)
            add((code >> i) & 1U);
    }
    [[nodiscard]] std::string take()
    {
        while (m_count != 0)
            add(0);
        return std::move(m_bytes);
    }

private:
    void add(std::uint32_t bit)
    {
        m_current |= bit << m_count;
        if (++m_count < 8)
            return;
        m_bytes += static_cast<char>(static_cast<std::uint8_t>(m_current));
        m_current = 0;
        m_count = 0;
    }

    std::string m_bytes;
    std::uint32_t m_current = 0;
    int m_count = 0;
};

void putSymbol(Bits& bits, std::uint32_t symbol)
{
    if (symbol < 144)
        bits.putCode(0x30 + symbol, 8);
    else if (symbol < 256)
        bits.putCode(0x190 + symbol - 144, 9);
    else if (symbol < 280)
        bits.putCode(symbol - 256, 7);
    else
        bits.putCode(0xC0 + symbol - 280, 8);
}

constexpr std::size_t longestRun = 258;

/// So many bytes more that repeat those one pixel before; 3 to 258.
void putRun(Bits& bits, std::size_t length)
{
    constexpr std::uint32_t firstLength = 257, lastLength = 285, distanceOfThree = 2;
    if (length == longestRun) {
        putSymbol(bits, lastLength);
    } else {
        // Lengths from 3: eight codes of one length each, then four of two, four of four, and so on.
        auto rest = static_cast<std::uint32_t>(length) - 3;
        std::uint32_t symbol = firstLength;
        int extra = 0;
        for (std::uint32_t codes = 8; rest >= codes << extra; codes = 4) {
            rest -= codes << extra;
            symbol += codes;
            ++extra;
        }
        putSymbol(bits, symbol + (rest >> extra));
        bits.put(rest & ((1U << extra) - 1U), extra);
    }
    bits.putCode(distanceOfThree, 5);
}

std::string deflated(const std::string& bytes)
{
    constexpr std::uint32_t endOfBlock = 256;
    Bits bits;
    bits.put(1, 1);  // the last block
    bits.put(1, 2);  // of fixed codes
    for (std::size_t i = 0; i < bytes.size();) {
        std::size_t run = 0;
        while (i >= bytesPerPixel && run < longestRun && i + run < bytes.size() &&
               bytes[i + run] == bytes[i + run - bytesPerPixel])
            ++run;
        if (run >= 3) {
            putRun(bits, run);
            i += run;
        } else {
            putSymbol(bits, static_cast<std::uint8_t>(bytes[i++]));
        }
    }
    putSymbol(bits, endOfBlock);
    return bits.take();
}

std::string bigEndian(std::uint32_t value)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(static_cast<std::uint8_t>(value >> shift));
    return bytes;
}

std::uint32_t adler32(const std::string& bytes)
{
    constexpr std::uint32_t modulus = 65'521;
    std::uint32_t a = 1, b = 0;
    for (const char byte : bytes) {
        a = (a + static_cast<std::uint8_t>(byte)) % modulus;
        b = (b + a) % modulus;
    }
    return b << 16U | a;
}

std::uint32_t crc32(const std::string& bytes)
{
    static const auto table = [] {
        std::array<std::uint32_t, 256> remainders{};
        for (std::uint32_t byte = 0; byte < remainders.size(); ++byte) {
            auto value = byte;
            for (int bit = 0; bit < 8; ++bit)
                value = (value & 1U) != 0 ? value >> 1U ^ 0xEDB88320U : value >> 1U;
            remainders[byte] = value;
        }
        return remainders;
    }();
    auto value = ~std::uint32_t{0};
    for (const char byte : bytes)
        value = table[(value ^ static_cast<std::uint8_t>(byte)) & 0xFFU] ^ value >> 8U;
    return ~value;
}

std::string chunk(const std::string& name, const std::string& content)
{
    return bigEndian(static_cast<std::uint32_t>(content.size())) + name + content + bigEndian(crc32(name + content));
}

}  // namespace

Picture::Picture(int width, int height)
    : m_width(width)
    , m_height(height)
    , m_bytes(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * bytesPerPixel, 255)
{
}

void Picture::blend(int x, int y, Colour colour, float opacity)
{
    if (x < 0 || y < 0 || x >= m_width || y >= m_height)
        return;
    auto* pixel = &m_bytes[static_cast<std::size_t>(y * m_width + x) * bytesPerPixel];
    const auto mix = [opacity](std::uint8_t& under, std::uint8_t over) {
        const auto below = static_cast<float>(under);
        under = static_cast<std::uint8_t>(std::lround(below + (static_cast<float>(over) - below) * opacity));
    };
    mix(pixel[0], colour.red);
    mix(pixel[1], colour.green);
    mix(pixel[2], colour.blue);
}

void Picture::mark(Mark shape, float x, float y, float radius, Colour colour, float opacity)
{
    if (!std::isfinite(x) || !std::isfinite(y) || x < -radius || y < -radius ||
        x > static_cast<float>(m_width) + radius || y > static_cast<float>(m_height) + radius)
        return;
    const auto first = [radius](float middle) { return static_cast<int>(std::floor(middle - radius - 1)); };
    const auto last = [radius](float middle) { return static_cast<int>(std::ceil(middle + radius + 1)); };
    for (int row = first(y); row <= last(y); ++row) {
        for (int column = first(x); column <= last(x); ++column) {
            const auto dx = std::abs(static_cast<float>(column) + 0.5F - x);
            const auto dy = std::abs(static_cast<float>(row) + 0.5F - y);
            const auto inside = shape == Mark::Disc ? radius - std::hypot(dx, dy) : (radius - dx - dy) * 0.7071F;
            const auto covered = std::clamp(inside + 0.5F, 0.0F, 1.0F);
            if (covered > 0)
                blend(column, row, colour, covered * opacity);
        }
    }
}

int Picture::textWidth(std::string_view text)
{
    return static_cast<int>(text.size()) * advance;
}

int Picture::text(int x, int y, std::string_view text, Colour colour)
{
    for (const char character : text) {
        const auto index = static_cast<std::size_t>(static_cast<unsigned char>(character)) - firstLetter;
        const auto rows = index < letters.size() ? letters[index] : std::string_view();
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const int dots = rows[row] <= '9' ? rows[row] - '0' : rows[row] - 'A' + 10;
            for (int pixel = 0; pixel < letterColumns * pixelsPerDot * pixelsPerDot; ++pixel) {
                const int across = pixel / pixelsPerDot, down = pixel % pixelsPerDot;
                if ((dots >> (letterColumns - 1 - across / pixelsPerDot) & 1) != 0)
                    blend(x + across, y + static_cast<int>(row) * pixelsPerDot + down, colour, 1);
            }
        }
        x += advance;
    }
    return x;
}

std::string Picture::png() const
{
    const auto stride = static_cast<std::size_t>(m_width) * bytesPerPixel;
    constexpr char minusAbove = 2;
    std::string rows;
    rows.reserve((stride + 1) * static_cast<std::size_t>(m_height));
    for (std::size_t begin = 0; begin < m_bytes.size(); begin += stride) {
        rows += minusAbove;
        for (auto i = begin; i < begin + stride; ++i)
            rows += static_cast<char>(static_cast<std::uint8_t>(m_bytes[i] - (begin > 0 ? m_bytes[i - stride] : 0)));
    }
    using namespace std::string_literals;
    const auto header = bigEndian(static_cast<std::uint32_t>(m_width)) +
                        bigEndian(static_cast<std::uint32_t>(m_height)) + "\x08\x02\0\0\0"s;  // 8 bits each of RGB
    return "\x89PNG\r\n\x1A\n"s + chunk("IHDR", header) +
           chunk("IDAT", "\x78\x01"s + deflated(rows) + bigEndian(adler32(rows))) + chunk("IEND", "");
}

}  // namespace projectionist::cli
