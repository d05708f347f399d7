// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/data/dataset.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <unordered_map>

namespace projectionist {

namespace {

/// Counts values: those of the usual scales (0, 0.5, 1 … 15.5) in a flat table, others in a tree.
class ValueCounts {
public:
    void add(float value)
    {
        const auto halves = static_cast<std::uint32_t>(static_cast<std::int32_t>(std::clamp(value, -1.0F, 16.0F) * 2));
        if (halves < m_halves.size() && static_cast<float>(halves) * 0.5F == value)
            ++m_halves[halves];
        else
            ++m_others[value];
    }
    void addTo(std::map<float, std::size_t>& histogram) const
    {
        for (std::size_t halves = 0; halves < m_halves.size(); ++halves)
            if (m_halves[halves] > 0)
                histogram[static_cast<float>(halves) * 0.5F] += m_halves[halves];
        for (const auto& [value, count] : m_others)
            histogram[value] += count;
    }

private:
    std::array<std::size_t, 32> m_halves{};
    std::map<float, std::size_t> m_others;
};

/// What one block of rows adds to the figures.
struct RatingSums {
    ValueCounts values;
    std::optional<std::int64_t> first, last;
};

constexpr std::size_t rowsPerBlock = std::size_t{1} << 18;

RatingSums sumsOfBlock(const Dataset& dataset, std::size_t block)
{
    RatingSums sums;
    const auto begin = block * rowsPerBlock;
    const auto end = std::min(begin + rowsPerBlock, dataset.ratingCount());
    for (const float value : dataset.ratingValues().subspan(begin, end - begin))
        sums.values.add(value);
    const auto times = dataset.ratingTimes();
    if (const auto* narrow = times.narrow(); narrow != nullptr && !times.empty()) {
        const auto [least, most] = std::ranges::minmax(std::span(narrow + begin, end - begin));
        sums.first = least;
        sums.last = most;
    } else if (!times.empty()) {
        sums.first = sums.last = times[begin];
        for (auto row = begin; row < end; ++row) {
            sums.first = std::min(*sums.first, times[row]);
            sums.last = std::max(*sums.last, times[row]);
        }
    }
    return sums;
}

void addUserFigures(DatasetFigures& result, const Dataset& dataset)
{
    std::vector<std::size_t> perUser;
    for (std::uint32_t user = 0; user < dataset.users().size(); ++user)
        if (const auto count = dataset.ratingsOfUser(UserIndex{user}).size(); count > 0)
            perUser.push_back(count);
    if (perUser.empty())
        return;
    std::sort(perUser.begin(), perUser.end());
    result.fewestPerUser = perUser.front();
    result.mostPerUser = perUser.back();
    const auto middle = perUser.size() / 2;
    result.medianPerUser = static_cast<double>(perUser[middle]);
    if (perUser.size() % 2 == 0)
        result.medianPerUser = static_cast<double>(perUser[middle - 1] + perUser[middle]) / 2;
}

void addMovieFigures(DatasetFigures& result, const Dataset& dataset)
{
    std::unordered_map<std::string_view, std::vector<MovieIndex>> byTitle;
    result.ratingsPerMovie.reserve(dataset.movies().size());
    for (std::uint32_t movie = 0; movie < dataset.movies().size(); ++movie) {
        const auto& known = dataset.movie(MovieIndex{movie});
        const auto count = dataset.ratingsOfMovie(MovieIndex{movie}).size();
        result.ratingsPerMovie.push_back(static_cast<std::uint32_t>(count));
        result.moviesNeverRated += count == 0 ? 1 : 0;
        result.moviesRatedOnce += count == 1 ? 1 : 0;
        result.moviesWithoutYear += known.year ? 0 : 1;
        result.moviesWithoutTitle += known.hasTitle ? 0 : 1;
        if (known.hasTitle)
            byTitle[known.title].push_back(MovieIndex{movie});
    }
    std::sort(result.ratingsPerMovie.begin(), result.ratingsPerMovie.end(), std::greater<>());
    std::size_t held = 0;
    while (2 * held < result.ratings)
        held += result.ratingsPerMovie[result.moviesHoldingHalf++];
    for (auto& [title, movies] : byTitle)
        if (movies.size() > 1)
            result.sharedTitles.push_back({std::string(title), std::move(movies)});
    std::sort(result.sharedTitles.begin(), result.sharedTitles.end(),
              [](const auto& a, const auto& b) { return a.title < b.title; });
}

}  // namespace

DatasetFigures figures(const Dataset& dataset, const std::stop_token& stop)
{
    DatasetFigures result;
    result.users = dataset.users().size();
    result.movies = dataset.movies().size();
    result.ratings = dataset.ratingCount();
    if (result.users > 0 && result.movies > 0)
        result.density = static_cast<double>(result.ratings) / static_cast<double>(result.users) /
                         static_cast<double>(result.movies);

    std::vector<RatingSums> blocks((result.ratings + rowsPerBlock - 1) / rowsPerBlock);
    parallelFor(blocks.size(), [&](std::size_t block) {
        if (!stop.stop_requested())
            blocks[block] = sumsOfBlock(dataset, block);
    });
    if (stop.stop_requested())
        return result;
    std::map<float, std::size_t> histogram;
    for (const auto& block : blocks) {
        block.values.addTo(histogram);
        if (block.first && (!result.firstTime || *block.first < *result.firstTime))
            result.firstTime = block.first;
        if (block.last && (!result.lastTime || *block.last > *result.lastTime))
            result.lastTime = block.last;
    }
    double sum = 0;
    for (const auto& [value, count] : histogram)
        sum += static_cast<double>(value) * static_cast<double>(count);
    if (result.ratings > 0)
        result.meanRating = sum / static_cast<double>(result.ratings);
    result.histogram.assign(histogram.begin(), histogram.end());

    addUserFigures(result, dataset);
    addMovieFigures(result, dataset);
    return result;
}

}  // namespace projectionist
