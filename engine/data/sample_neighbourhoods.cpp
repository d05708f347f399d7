// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/sample_neighbourhoods.h"

#include "engine/core/parallel.h"

#include <algorithm>

namespace projectionist {

namespace {

constexpr std::size_t groupCount = 1024;
constexpr std::size_t moviesPerBlock = 512;

}  // namespace

SampleNeighbourhoods::SampleNeighbourhoods(std::span<const FixedDirection> directions,
                                           std::span<const double> attention, Random& random,
                                           const std::stop_token& stop)
{
    std::vector<FixedDirection> centres;
    for (std::size_t group = 0; group < groupCount; ++group)
        centres.push_back(directions[random.below(directions.size())]);
    std::vector<std::uint32_t> groupOf(directions.size());
    parallelFor((directions.size() + moviesPerBlock - 1) / moviesPerBlock, [&](std::size_t block) {
        if (stop.stop_requested())
            return;
        const auto end = std::min(directions.size(), (block + 1) * moviesPerBlock);
        for (auto movie = block * moviesPerBlock; movie < end; ++movie) {
            double best = -2;
            for (std::uint32_t group = 0; group < groupCount; ++group) {
                const double likeness = product(directions[movie], centres[group]);
                if (likeness > best) {
                    best = likeness;
                    groupOf[movie] = group;
                }
            }
        }
    });

    if (stop.stop_requested())
        return;
    m_groups.resize(groupCount);
    for (std::uint32_t movie = 0; movie < directions.size(); ++movie) {
        if (attention[movie] > 0)
            m_groups[groupOf[movie]].movies.push_back(movie);
    }
    std::erase_if(m_groups, [](const Group& group) { return group.movies.empty(); });
    std::vector<double> weights;
    for (auto& group : m_groups) {
        weights.clear();
        SampleDirection sum{};
        for (const auto movie : group.movies) {
            weights.push_back(attention[movie]);
            group.attention += attention[movie];
            for (std::size_t d = 0; d < sum.size(); ++d)
                sum[d] += attention[movie] * directions[movie].values[d] / FixedDirection::one;
        }
        for (auto& value : sum)
            value /= group.attention;
        group.mean = inFixedPoint(sum);
        group.table.assign(weights);
    }
}

}  // namespace projectionist
