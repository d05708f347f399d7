// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/data/dataset.h"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>

namespace projectionist {

namespace {

/// What one block of rows adds to the figures.
struct RatingSums {
    std::map<float, std::size_t> histogram;
    std::optional<std::int64_t> first, last;
};

constexpr std::size_t rowsPerBlock = std::size_t{1} << 18;

RatingSums sumsOfBlock(const Dataset& dataset, std::size_t block)
{
    RatingSums sums;
    const auto begin = block * rowsPerBlock;
    const auto count = std::min(rowsPerBlock, dataset.ratingCount() - begin);
    std::size_t* bin = nullptr; // the last value's, as neighbours are often equal
    float binValue = 0;
    for (const float value : dataset.ratingValues().subspan(begin, count)) {
        if (bin == nullptr || value != binValue) {
            bin = &sums.histogram[value];
            binValue = value;
        }
        ++*bin;
    }
    if (dataset.hasTimes()) {
        const auto times = dataset.ratingTimes().subspan(begin, count);
        const auto [least, most] = std::minmax_element(times.begin(), times.end());
        sums.first = *least;
        sums.last = *most;
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

} // namespace

DatasetFigures figures(const Dataset& dataset)
{
    DatasetFigures result;
    result.users = dataset.users().size();
    result.movies = dataset.movies().size();
    result.ratings = dataset.ratingCount();
    if (result.users > 0 && result.movies > 0)
        result.density = static_cast<double>(result.ratings) / static_cast<double>(result.users) /
                         static_cast<double>(result.movies);

    std::vector<RatingSums> blocks((result.ratings + rowsPerBlock - 1) / rowsPerBlock);
    parallelFor(blocks.size(), [&](std::size_t block) { blocks[block] = sumsOfBlock(dataset, block); });
    std::map<float, std::size_t> histogram;
    for (const auto& block : blocks) {
        for (const auto& [value, count] : block.histogram)
            histogram[value] += count;
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

} // namespace projectionist
