// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/umap.h"

#include "engine/core/memory.h"
#include "engine/core/random.h"
#include "engine/core/text.h"
#include "engine/project/option_rule.h"
#include "engine/project/umap_curve.h"
#include "engine/project/umap_forces.h"
#include "engine/project/umap_weights.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace projectionist {

namespace {

constexpr std::size_t manyPoints = 10'000;
constexpr double farthestScaled = 10, noise = 1e-4, farthestAsItIs = 1'000;
constexpr auto betweenReports = std::chrono::milliseconds(30);

/// Where everything starts, with the place that is nowhere behind it.
std::vector<float> startAt(MatrixView start, const UmapOptions& options)
{
    double middle[2] = {}, farthest = 0;
    const auto isScaled = options.start == UmapStart::Scaled;
    for (std::size_t point = 0; point < start.rows && isScaled; ++point) {
        for (std::size_t axis = 0; axis < 2; ++axis)
            middle[axis] += double{start.row(point)[axis]} / static_cast<double>(start.rows);
    }
    for (std::size_t point = 0; point < start.rows; ++point) {
        for (std::size_t axis = 0; axis < 2; ++axis)
            farthest = std::max(farthest, std::abs(start.row(point)[axis] - middle[axis]));
    }
    bool isOneSpot = true;
    for (std::size_t point = 1; point < start.rows && isOneSpot; ++point)
        isOneSpot = std::ranges::equal(start.row(point), start.row(0));
    auto scale = farthest > farthestAsItIs ? farthestAsItIs / farthest : 1.0;
    if (isScaled)
        scale = farthest > 0 ? farthestScaled / farthest : 0.0;

    Random random(options.seed, static_cast<std::uint64_t>(RandomStream::Projection));
    std::vector<float> places;
    places.reserve(2 * start.rows + 2);
    for (std::size_t point = 0; point < start.rows; ++point) {
        for (std::size_t axis = 0; axis < 2; ++axis) {
            const auto place = (start.row(point)[axis] - middle[axis]) * scale;
            places.push_back(static_cast<float>(place + (isScaled || isOneSpot ? noise * random.normal() : 0)));
        }
    }
    places.insert(places.end(), 2, UmapForces::nowhere);
    return places;
}

/// At the most, while the pairs are made: none of them may be mutual.
std::uint64_t bytesNeeded(std::uint64_t points, std::uint64_t neighbours)
{
    constexpr std::uint64_t bytesPerNeighbour = 4 * 2 * sizeof(float), bytesPerPoint = 150;
    return points * (neighbours * bytesPerNeighbour + bytesPerPoint);
}

}  // namespace

std::optional<std::string> UmapOptions::validate() const
{
    if (neighbours < 1)
        return brokenRule("neighbours", "0", "at least 1");
    if (epochs > 100'000)
        return brokenRule("epochs", grouped(epochs), "1 to 100,000, or 0 for automatic");
    if (!(spread >= 0.01 && spread <= 100))
        return brokenRule("spread", shortest(spread), "0.01 to 100");
    if (!(minimumDistance >= 0 && minimumDistance <= spread))
        return brokenRule("minimum_distance", shortest(minimumDistance), "0 to the spread, " + shortest(spread));
    if (negativeSamples > 100)
        return brokenRule("negative_samples", grouped(negativeSamples), "0 to 100");
    if (!(learningRate > 0 && learningRate <= 100))
        return brokenRule("learning_rate", shortest(learningRate), "above 0, up to 100");
    return {};
}

struct Umap::Private {
    Private(FuzzyGraph pairs, std::vector<float> start, const UmapOptions& options, std::size_t count)
        : epochs(options.epochs != 0 ? options.epochs : automaticEpochs(pairs.points()))
        , learningRate(options.learningRate)
        , neighbours(count)
        , forces(std::move(pairs), umapCurve(options.minimumDistance, options.spread), epochs, options.negativeSamples,
                 options.seed)
        , complete(std::move(start))
        , from(complete)
        , to(complete)
    {
    }

    [[nodiscard]] static std::uint32_t automaticEpochs(std::size_t points) { return points > manyPoints ? 200 : 500; }

    /// Half an epoch leaves no trace. False when stopped.
    bool advance(const std::stop_token& stop)
    {
        forces.begin(epoch,
                     static_cast<float>(learningRate * (1 - static_cast<double>(epoch) / static_cast<double>(epochs))));
        for (std::size_t round = 0; round < UmapForces::rounds; ++round) {
            if (stop.stop_requested())
                return false;
            forces.apply(round, round == 0 ? complete : from, to);
            std::swap(from, to);
        }
        std::swap(complete, from);
        ++epoch;
        return true;
    }

    [[nodiscard]] MatrixView positions() const { return {complete.data(), forces.points(), 2}; }

    std::uint32_t epochs;
    double learningRate;
    std::size_t neighbours;
    UmapForces forces;
    std::vector<float> complete;  // after the last epoch
    std::vector<float> from, to;
    std::uint32_t epoch = 0;
};

Umap::Umap(std::unique_ptr<Private> content) : m_private(std::move(content)) {}

Umap::~Umap() = default;

Result<std::unique_ptr<Umap>> Umap::create(const NeighbourGraph& graph, MatrixView start, const UmapOptions& options,
                                           std::stop_token stop)
{
    if (auto problem = options.validate())
        return failure(ErrorCode::InvalidOption, *problem);
    if (start.rows != graph.points || (start.columns != 2 && start.rows != 0))
        return failure(ErrorCode::Mismatch, "the start of the map has " + grouped(start.rows) + " points of " +
                                                grouped(start.columns) + " coordinates; " + grouped(graph.points) +
                                                " of 2 are needed.");
    if (!std::ranges::all_of(start.values(), [](float value) { return std::isfinite(value); }))
        return failure(ErrorCode::Malformed, "the start of the map has a coordinate that is not a finite number.");
    const auto count = std::min<std::size_t>(options.neighbours, graph.count);
    const auto need = bytesNeeded(graph.points, count);
    if (const auto available = availableBytes(); available && need > *available)
        return failure(ErrorCode::OutOfMemory, "a UMAP map of " + grouped(graph.points) + " points needs about " +
                                                   bytesInWords(need) + " of memory and " + bytesInWords(*available) +
                                                   " are left. Choose fewer neighbours, or show fewer points.");
    try {
        auto pairs = fuzzyGraph(graph, count, stop);
        if (!pairs)
            return nullptr;
        auto content = std::make_unique<Private>(std::move(*pairs), startAt(start, options), options, count);
        if (stop.stop_requested())
            return nullptr;
        return std::unique_ptr<Umap>(new Umap(std::move(content)));
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory, "there is not enough memory for a UMAP map of " + grouped(graph.points) +
                                                   " points. Choose fewer neighbours, or show fewer points.");
    }
}

bool Umap::run(std::uint32_t until, std::stop_token stop, const Report& report)
{
    auto& own = *m_private;
    const auto last = std::min(until, own.epochs);
    auto reportedAt = std::chrono::steady_clock::now();
    auto reported = own.epoch;
    const auto tell = [&] {
        if (report && reported != own.epoch)
            report(own.epoch, own.positions());
        reported = own.epoch;
        reportedAt = std::chrono::steady_clock::now();
    };
    while (own.epoch < last && own.advance(stop)) {
        if (std::chrono::steady_clock::now() - reportedAt >= betweenReports)
            tell();
    }
    tell();
    return own.epoch >= last;
}

std::uint32_t Umap::iteration() const
{
    return m_private->epoch;
}

std::uint32_t Umap::iterations() const
{
    return m_private->epochs;
}

MatrixView Umap::positions() const
{
    return m_private->positions();
}

std::size_t Umap::neighbours() const
{
    return m_private->neighbours;
}

}  // namespace projectionist
