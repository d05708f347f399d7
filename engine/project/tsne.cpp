// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/tsne.h"

#include "engine/core/memory.h"
#include "engine/core/parallel.h"
#include "engine/core/text.h"
#include "engine/project/locality_order.h"
#include "engine/project/option_rule.h"
#include "engine/project/tsne_affinities.h"
#include "engine/project/tsne_attraction.h"
#include "engine/project/tsne_repulsion.h"
#include "engine/project/tsne_start.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <new>
#include <utility>
#include <vector>

namespace projectionist {

namespace {

constexpr float narrowestMap = 1e-6F;  // below it nothing is exaggerated: float32 has an end
constexpr float longestStep = 5;
constexpr float gainStep = 0.2F, gainFactor = 0.8F, leastGain = 0.01F;
constexpr std::size_t fewPoints = 10'000;  // that untangle better with exaggeration
constexpr std::size_t pointsPerBlock = 4096;
constexpr auto betweenReports = std::chrono::milliseconds(30);

using Pair = std::array<double, 2>;

/// Calls each(block, begin, end) in parallel for blocks of points.
template <class Each>
void forEachBlock(std::size_t points, const Each& each)
{
    parallelFor((points + pointsPerBlock - 1) / pointsPerBlock, [&](std::size_t block) {
        each(block, block * pointsPerBlock, std::min((block + 1) * pointsPerBlock, points));
    });
}

/// At the most, while the affinities are made.
std::uint64_t bytesNeeded(std::uint64_t points, std::uint64_t neighbours)
{
    constexpr std::uint64_t bytesPerNeighbour = 2 * 2 * sizeof(float) + sizeof(float) + 1, bytesPerPoint = 100;
    return points * (neighbours * bytesPerNeighbour + bytesPerPoint);
}

}  // namespace

std::optional<std::string> TsneOptions::validate() const
{
    if (!(std::isfinite(perplexity) && perplexity >= 1))
        return brokenRule("perplexity", shortest(perplexity), "a number of at least 1");
    if (!(exaggeration == 0 || (exaggeration >= 1 && exaggeration <= 100)))
        return brokenRule("exaggeration", shortest(exaggeration), "1 to 100, or 0 for automatic");
    if (iterations < 1 || iterations > 100'000)
        return brokenRule("iterations", std::to_string(iterations), "1 to 100,000");
    if (!(learningRate >= 0 && learningRate <= 1e9))
        return brokenRule("learning_rate", shortest(learningRate), "above 0 and at most 1e9, or 0 for automatic");
    if (!(momentum >= 0 && momentum < 1))
        return brokenRule("momentum", shortest(momentum), "at least 0 and below 1");
    return {};
}

struct Tsne::Private {
    TsneOptions options;
    double perplexity = 0;
    double exaggeration = 1;
    std::vector<std::uint32_t> order;  // which point stands in a row of what follows
    JointProbabilities joint;
    Matrix positions, next;
    Matrix velocities, gains;
    Matrix attraction, repulsion;
    TsneRepulsion repulsive;
    std::vector<Pair> sums;       // of the next positions, by block
    std::vector<float> farthest;  // from the origin along an axis, by block
    float reach = 0;              // of all of them
    Matrix shown;                 // the positions, in the order of the points
    std::uint32_t done = 0;

    void step()
    {
        const auto normalisation = repulsive.compute(positions, repulsion.values());
        tsneAttraction(joint, positions, attraction.values());
        const auto points = positions.rows();
        const auto pull = done < options.exaggeratedIterations && reach > narrowestMap ? exaggeration : 1;
        const auto rate = options.learningRate > 0 ? options.learningRate : static_cast<double>(points) / pull;
        forEachBlock(points, [&](std::size_t block, std::size_t begin, std::size_t end) {
            sums[block] = move(begin, end,
                               {static_cast<float>(pull), static_cast<float>(1 / normalisation),
                                static_cast<float>(rate), static_cast<float>(options.momentum)});
        });
        centre();
        confine();
        std::swap(positions, next);
        ++done;
    }

    void show()
    {
        for (std::size_t i = 0; i < order.size(); ++i)
            std::ranges::copy(positions.row(i), shown.row(order[i]).begin());
    }

    struct Strengths {
        float attraction, repulsion, rate, momentum;
    };

    Pair move(std::size_t begin, std::size_t end, const Strengths& strengths)
    {
        Pair sum{};
        for (auto point = begin; point < end; ++point) {
            std::array<float, 2> step{};
            for (std::size_t axis = 0; axis < 2; ++axis) {
                const auto i = 2 * point + axis;
                const auto gradient =
                    strengths.attraction * attraction.data()[i] - strengths.repulsion * repulsion.data()[i];
                const auto before = velocities.data()[i];
                auto& gain = gains.data()[i];
                gain = std::max((gradient > 0) != (before > 0) ? gain + gainStep : gain * gainFactor, leastGain);
                step[axis] = strengths.momentum * before - strengths.rate * gain * gradient;
            }
            const auto length = std::sqrt(step[0] * step[0] + step[1] * step[1]);
            const auto shortened = length > longestStep ? longestStep / length : 1.0F;
            for (std::size_t axis = 0; axis < 2; ++axis) {
                const auto i = 2 * point + axis;
                velocities.data()[i] = step[axis] * shortened;
                next.data()[i] = positions.data()[i] + velocities.data()[i];
                sum[axis] += double{next.data()[i]};
            }
        }
        return sum;
    }

    /// Keeps the map about the origin, where float32 tells the most places apart.
    void centre()
    {
        Pair mean{};
        for (const auto& sum : sums) {
            mean[0] += sum[0];
            mean[1] += sum[1];
        }
        const auto points = static_cast<double>(next.rows());
        const auto x = static_cast<float>(mean[0] / points), y = static_cast<float>(mean[1] / points);
        forEachBlock(next.rows(), [&](std::size_t block, std::size_t begin, std::size_t end) {
            farthest[block] = 0;
            for (auto point = begin; point < end; ++point) {
                next.data()[2 * point] -= x;
                next.data()[2 * point + 1] -= y;
                farthest[block] =
                    std::max({farthest[block], std::abs(next.data()[2 * point]), std::abs(next.data()[2 * point + 1])});
            }
        });
        reach = *std::ranges::max_element(farthest);
    }

    /// Shrinks a map that would be wider than the forces can be computed for.
    void confine()
    {
        constexpr auto farthestAllowed = TsneRepulsion::widestMap / 2;
        if (reach <= farthestAllowed)
            return;
        const auto scale = farthestAllowed / reach;
        for (auto& value : next.values())
            value *= scale;
        reach = farthestAllowed;
    }
};

Tsne::Tsne(std::unique_ptr<Private> content) : m_private(std::move(content)) {}

Tsne::~Tsne() = default;

Result<std::unique_ptr<Tsne>> Tsne::create(const NeighbourGraph& graph, MatrixView start, const TsneOptions& options,
                                           std::stop_token stop)
{
    if (auto objection = options.validate())
        return failure(ErrorCode::InvalidOption, std::move(*objection));
    const auto points = graph.points;
    if (start.rows != points || (points > 0 && start.columns != 2))
        return failure(ErrorCode::Mismatch, "the start of the map has " + grouped(start.rows) + " points of " +
                                                grouped(start.columns) + " coordinates; " + grouped(points) +
                                                " of 2 are needed.");
    if (!std::ranges::all_of(start.values(), [](float value) { return std::isfinite(value); }))
        return failure(ErrorCode::Malformed, "the start of the map has a coordinate that is not a finite number.");
    const auto perplexity = perplexityWithin(graph, options.perplexity);
    const auto need = bytesNeeded(points, neighboursNeeded(perplexity, points));
    if (const auto available = availableBytes(); available && need > *available)
        return failure(ErrorCode::OutOfMemory, "a t-SNE map of " + grouped(points) + " points needs about " +
                                                   bytesInWords(need) + " of memory and " + bytesInWords(*available) +
                                                   " are left. Choose a smaller perplexity, or show fewer points.");
    try {
        auto content = std::make_unique<Private>();
        content->options = options;
        content->perplexity = perplexity;
        content->exaggeration = options.exaggeration > 0 ? options.exaggeration : points <= fewPoints ? 2 : 1;
        content->order = localityOrder(graph);
        auto joint = jointProbabilities(graph, content->perplexity, content->order, stop);
        if (!joint)
            return nullptr;
        content->joint = std::move(*joint);
        content->shown = tsneStart(start, options.start, options.seed);
        content->positions = Matrix(points, 2);
        for (std::size_t i = 0; i < points; ++i)
            std::ranges::copy(content->shown.row(content->order[i]), content->positions.row(i).begin());
        for (auto* table :
             {&content->next, &content->velocities, &content->gains, &content->attraction, &content->repulsion})
            *table = Matrix(points, 2);
        std::ranges::fill(content->gains.values(), 1.0F);
        content->sums.resize((points + pointsPerBlock - 1) / pointsPerBlock);
        content->farthest.resize(content->sums.size());
        for (const auto value : content->positions.values())
            content->reach = std::max(content->reach, std::abs(value));
        return std::unique_ptr<Tsne>(new Tsne(std::move(content)));
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory, "there is not enough memory for a t-SNE map of " + grouped(points) +
                                                   " points. Choose a smaller perplexity, or show fewer points.");
    }
}

bool Tsne::run(std::uint32_t until, std::stop_token stop, const Report& report)
{
    auto& content = *m_private;
    until = std::min(until, content.options.iterations);
    auto reported = content.done;
    auto lastReport = std::chrono::steady_clock::now();
    const auto tell = [&] {
        reported = content.done;
        lastReport = std::chrono::steady_clock::now();
        content.show();
        report(content.done, content.shown);
    };
    try {
        while (content.done < until && !stop.stop_requested()) {
            if (content.positions.rows() > 0)
                content.step();
            else
                ++content.done;
            if (report && std::chrono::steady_clock::now() - lastReport >= betweenReports)
                tell();
        }
    } catch (const std::bad_alloc&) {
        content.show();
        return false;
    }
    content.show();
    if (report && reported != content.done)
        tell();
    return content.done >= until;
}

std::uint32_t Tsne::iteration() const
{
    return m_private->done;
}

std::uint32_t Tsne::iterations() const
{
    return m_private->options.iterations;
}

MatrixView Tsne::positions() const
{
    return m_private->shown;
}

double Tsne::perplexity() const
{
    return m_private->perplexity;
}

double Tsne::exaggeration() const
{
    return m_private->exaggeration;
}

std::optional<double> Tsne::divergence()
{
    auto& content = *m_private;
    if (content.positions.rows() < 2)
        return {};
    try {
        const auto normalisation = content.repulsive.compute(content.positions, content.repulsion.values());
        return tsneDivergence(content.joint, content.positions, normalisation);
    } catch (const std::bad_alloc&) {
        return {};
    }
}

}  // namespace projectionist
