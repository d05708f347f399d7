// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist::cli {

struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;
};

/// A white picture to draw on, of pixels; (0, 0) is the upper left corner of the first one. What lies outside is left
/// out.
class Picture {
public:
    Picture(int width, int height);

    enum class Mark { Disc, Diamond };
    /// With smooth edges. `opacity`: 0 to 1.
    void mark(Mark shape, float x, float y, float radius, Colour colour, float opacity);

    static constexpr int lineHeight = 22;
    /// The width of one line of text. One byte is one letter: ASCII, for which there are letters here.
    [[nodiscard]] static int textWidth(std::string_view text);
    /// One line, whose upper left corner is given. Returns where it ends.
    int text(int x, int y, std::string_view text, Colour colour);

    /// As a file in the PNG format, the same bytes for the same picture.
    [[nodiscard]] std::string png() const;

private:
    void blend(int x, int y, Colour colour, float opacity);

    int m_width, m_height;
    std::vector<std::uint8_t> m_bytes;  ///< Three for each pixel, row by row.
};

}  // namespace projectionist::cli
