// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/row_order.h"

#include "engine/core/random.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace projectionist {

namespace {

constexpr std::size_t rowsBetweenPolls = std::size_t{1} << 16;

void group(std::span<const std::uint32_t> groups, std::vector<std::uint32_t>& order)
{
    const auto largest = groups.empty() ? 0U : *std::ranges::max_element(groups);
    std::vector<std::uint32_t> places(std::size_t{largest} + 2, 0);
    for (const auto group : groups)
        ++places[group + 1];
    std::partial_sum(places.begin(), places.end(), places.begin());
    for (std::uint32_t row = 0; row < groups.size(); ++row)
        order[places[groups[row]]++] = row;
}

}  // namespace

bool orderRows(const Split& split, const TrainOptions& options, Phase phase, std::uint32_t epoch, std::uint32_t start,
               std::vector<std::uint32_t>& order, const std::stop_token& stop)
{
    order.resize(split.trainUsers().size());
    if (options.order == RowOrder::Grouped) {
        group(split.trainGroups(), order);
        return !stop.stop_requested();
    }
    std::iota(order.begin(), order.end(), 0U);
    if (options.order == RowOrder::File)
        return !stop.stop_requested();
    const auto purpose = std::uint64_t{epoch} | std::uint64_t{start} << 32 | std::uint64_t{phase == Phase::Refit} << 63;
    Random random(options.seed, static_cast<std::uint64_t>(RandomStream::Order), purpose);
    for (auto count = order.size(); count > 1; --count) {  // Fisher–Yates
        if (count % rowsBetweenPolls == 0 && stop.stop_requested())
            return false;
        std::swap(order[count - 1], order[random.below(count)]);
    }
    return !stop.stop_requested();
}

}  // namespace projectionist
