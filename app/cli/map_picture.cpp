// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/map_picture.h"

#include "app/cli/film_list.h"
#include "app/cli/picture.h"
#include "engine/core/file.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

namespace projectionist::cli {

namespace {

constexpr int width = 1'400, mapHeight = 1'000, margin = 24;
constexpr Colour ink{40, 40, 40}, filmBlue{0, 114, 178}, userOrange{230, 159, 0};  // of Okabe and Ito

std::vector<std::string> wrapped(std::string_view text)
{
    std::vector<std::string> lines;
    std::string line;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto word = std::string(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty() && Picture::textWidth(line + " " + word) > width - 2 * margin) {
            lines.push_back(std::move(line));
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    lines.push_back(line);
    return lines;
}

std::vector<std::string> footer(const DrawnMap& drawn)
{
    std::vector<std::string> lines;
    const auto add = [&lines](const std::string& sentence) {
        for (auto& line : wrapped(sentence))
            lines.push_back(std::move(line));
    };
    add(drawn.description() + ".");
    if (drawn.iteration < drawn.iterations)
        add(drawn.stoppedInWords());
    if (drawn.quality)
        add(drawn.qualityInWords());
    auto simulated = simulatedInWords(*drawn.model);
    if (!simulated.empty()) {
        simulated.pop_back();
        add(simulated);
    }
    return lines;
}

/// From positions to pixels.
class Frame {
public:
    explicit Frame(const Matrix& positions)
    {
        constexpr auto huge = std::numeric_limits<float>::max();
        float low[2]{huge, huge}, high[2]{-huge, -huge};
        for (std::size_t point = 0; point < positions.rows(); ++point) {
            for (std::size_t axis = 0; axis < 2; ++axis) {
                low[axis] = std::min(low[axis], positions.row(point)[axis]);
                high[axis] = std::max(high[axis], positions.row(point)[axis]);
            }
        }
        constexpr float room[2]{width - 2 * margin, mapHeight - 2 * margin};
        m_scale = huge;
        for (std::size_t axis = 0; axis < 2; ++axis) {
            m_middle[axis] = low[axis] / 2 + high[axis] / 2;
            if (high[axis] > low[axis])
                m_scale = std::min(m_scale, room[axis] / (high[axis] - low[axis]));
        }
        if (m_scale == huge)
            m_scale = 1;
    }
    [[nodiscard]] float x(float value) const { return width / 2.0F + (value - m_middle[0]) * m_scale; }
    [[nodiscard]] float y(float value) const { return mapHeight / 2.0F - (value - m_middle[1]) * m_scale; }

private:
    float m_middle[2]{}, m_scale = 1;
};

void drawPoints(Picture& picture, const DrawnMap& drawn)
{
    const auto points = drawn.positions.rows();
    const auto crowd = std::log10(static_cast<float>(std::max<std::size_t>(points, 100)));  // 2 to 5 or so
    const auto radius = std::clamp(7.5F - 1.2F * crowd, 1.5F, 5.0F);
    const auto opacity = std::clamp(1.1F - 0.15F * crowd, 0.35F, 0.8F);
    const Frame frame(drawn.positions);
    // Films and users in turn, so that neither covers the other: a step that shares no factor with the number of
    // points.
    auto step = static_cast<std::size_t>(0.618 * static_cast<double>(points)) | 1U;
    while (std::gcd(step, points) != 1)
        ++step;
    for (std::size_t i = 0, point = 0; i < points; ++i, point = (point + step) % points) {
        const bool film = point < drawn.map->films;
        const auto place = drawn.positions.row(point);
        picture.mark(film ? Picture::Mark::Disc : Picture::Mark::Diamond, frame.x(place[0]), frame.y(place[1]),
                     film ? radius : radius * 1.2F, film ? filmBlue : userOrange, opacity);
    }
}

void drawLegend(Picture& picture)
{
    constexpr float radius = 6;
    picture.mark(Picture::Mark::Disc, margin, margin, radius, filmBlue, 1);
    const auto end = picture.text(margin + 14, margin - 7, "films", ink);
    picture.mark(Picture::Mark::Diamond, static_cast<float>(end + 24), margin, radius * 1.2F, userOrange, 1);
    picture.text(end + 38, margin - 7, "users", ink);
}

}  // namespace

Result<void> saveMapPicture(const DrawnMap& drawn, const std::string& path)
{
    const auto lines = footer(drawn);
    Picture picture(width, mapHeight + static_cast<int>(lines.size()) * Picture::lineHeight + margin);
    drawPoints(picture, drawn);
    if (drawn.plan.of == MapOf::Both)
        drawLegend(picture);
    for (std::size_t i = 0; i < lines.size(); ++i)
        picture.text(margin, mapHeight + static_cast<int>(i) * Picture::lineHeight, lines[i], ink);
    auto file = AtomicFile::create(path);
    if (!file)
        return tl::unexpected(file.error());
    file->write(picture.png());
    return file->commit();
}

}  // namespace projectionist::cli
