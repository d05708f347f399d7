// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/map_quality.h"

#include "engine/core/dot_products.h"
#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "engine/core/scratch.h"
#include "engine/model/throttle.h"
#include "engine/project/compared_rows.h"
#include "engine/project/plane_tree.h"

#include <algorithm>
#include <limits>
#include <new>
#include <numeric>
#include <string>
#include <utility>

namespace projectionist {

namespace {

constexpr std::size_t pointsPerBlock = 48;  // a multiple of the rows of every strip
constexpr std::size_t blocksPerWave = 64;   // between two reports of progress
constexpr std::size_t panelBytes = std::size_t{256} << 10;
constexpr std::size_t widthAtMost = 512;

/// A point that is near on the map and not in the original space.
struct Intruder {
    float score = 0;
    std::uint64_t nearer = 0;  // points of a higher score, so far
};

struct Scratch {
    std::vector<PlaneNeighbour> nearest;
    Matrix rows;  // of the points of the block, side by side
    std::unique_ptr<ProductStrip> strip;
    std::vector<std::vector<Intruder>> intruders;  // of each point of the block, highest score first
};

/// Adds, for each intruder, the scores that are higher than its own. They are counted from the lowest: where none is
/// higher than that, none is higher than the others.
void countNearer(std::span<const float> scores, std::vector<Intruder>& intruders)
{
    for (auto intruder = intruders.rbegin(); intruder != intruders.rend(); ++intruder) {
        unsigned nearer = 0;
        for (const auto score : scores)
            nearer += score > intruder->score ? 1U : 0U;
        if (nearer == 0)
            return;
        intruder->nearer += nearer;
    }
}

}  // namespace

struct QualityMeter::Private {
    Private(MatrixView table, std::span<const std::uint32_t> rows, std::shared_ptr<const NeighbourGraph> neighbourGraph,
            const QualityOptions& options)
        : graph(std::move(neighbourGraph))
        , compared(table, rows, graph->distance)
        , packed(compared.table())
        , width(std::min(packed.rowsWithin(panelBytes), widthAtMost))
        , neighbours(std::min(options.neighbours, graph->count))
        , seed(options.seed)
    {
    }

    /// How two sets of neighbours of a point compare.
    struct Comparison {
        std::size_t kept = 0;                  // of the k nearest, ties in the map's favour
        std::vector<std::uint32_t> intruders;  // on the map, not among those in the graph
    };

    [[nodiscard]] bool fits(MatrixView positions) const
    {
        return positions.rows == compared.count() && (positions.columns == 2 || positions.rows == 0);
    }
    [[nodiscard]] std::span<const std::uint32_t> nearestOf(std::size_t point) const
    {
        return graph->neighboursOf(point).first(neighbours);
    }
    [[nodiscard]] Comparison compare(std::size_t point, const std::vector<PlaneNeighbour>& onMap) const;
    /// The sum of r(i, j) − k over the intruders of some points; `kept` is what they keep together.
    [[nodiscard]] std::uint64_t measureBlock(std::span<const std::uint32_t> points, const PlaneTree& tree,
                                             Scratch& scratch, std::uint64_t& kept, const std::stop_token& stop) const;
    void rank(std::span<const std::uint32_t> points, Scratch& scratch, const std::stop_token& stop) const;
    [[nodiscard]] std::optional<MapQuality> measure(MatrixView positions, const std::vector<std::uint32_t>& points,
                                                    const std::stop_token& stop,
                                                    const ProgressFunction& progress) const;
    [[nodiscard]] double worst() const;

    std::shared_ptr<const NeighbourGraph> graph;
    ComparedRows compared;
    PackedRows packed;
    std::size_t width;
    std::size_t neighbours;
    std::uint64_t seed;
};

QualityMeter::Private::Comparison QualityMeter::Private::compare(std::size_t point,
                                                                 const std::vector<PlaneNeighbour>& onMap) const
{
    Comparison result;
    const auto nearest = nearestOf(point);
    const auto distances = graph->distancesOf(point).first(neighbours);
    const auto farthest = distances.back();
    const auto tied = static_cast<std::size_t>(std::ranges::count(distances, farthest));
    std::size_t keptTied = 0;
    for (const auto& other : onMap) {
        const auto found = std::ranges::find(nearest, other.point);
        if (found == nearest.end()) {
            result.intruders.push_back(other.point);
            continue;
        }
        const auto isTied = distances[static_cast<std::size_t>(found - nearest.begin())] == farthest;
        ++(isTied ? keptTied : result.kept);
    }
    for (std::size_t i = 0; i < result.intruders.size() && keptTied < tied; ++i)
        keptTied += compared.distance(point, result.intruders[i]) <= farthest ? 1 : 0;
    result.kept += keptTied;
    return result;
}

void QualityMeter::Private::rank(std::span<const std::uint32_t> points, Scratch& scratch,
                                 const std::stop_token& stop) const
{
    if (scratch.rows.columns() != compared.table().columns() || scratch.rows.rows() == 0)
        scratch.rows = Matrix(pointsPerBlock, compared.table().columns());
    if (!scratch.strip)
        scratch.strip = std::make_unique<ProductStrip>(compared.table().columns(), width);
    for (std::size_t i = 0; i < points.size(); ++i)
        std::ranges::copy(compared.table().row(points[i]), scratch.rows.row(i).begin());
    const auto halfSquares = compared.halfSquares();
    for (std::size_t tile = 0; tile < compared.count(); tile += width) {
        const auto length = std::min(width, compared.count() - tile);
        for (std::size_t first = 0; first < points.size(); first += ProductStrip::rowsAtOnce()) {
            if (stop.stop_requested())
                return;
            const auto count = std::min(ProductStrip::rowsAtOnce(), points.size() - first);
            scratch.strip->compute(scratch.rows, first, count, packed, tile, length);
            for (std::size_t i = 0; i < count; ++i) {
                const auto scores = scratch.strip->row(i);
                for (std::size_t k = 0; k < halfSquares.size() && k < length; ++k)
                    scores[k] -= halfSquares[tile + k];
                if (points[first + i] - tile < length)  // wraps where the point stands before the tile
                    scores[points[first + i] - tile] = -std::numeric_limits<float>::infinity();
                countNearer(scores, scratch.intruders[first + i]);
            }
        }
    }
}

std::uint64_t QualityMeter::Private::measureBlock(std::span<const std::uint32_t> points, const PlaneTree& tree,
                                                  Scratch& scratch, std::uint64_t& kept,
                                                  const std::stop_token& stop) const
{
    scratch.intruders.resize(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        tree.nearest(points[i], neighbours, scratch.nearest);
        const auto comparison = compare(points[i], scratch.nearest);
        kept += comparison.kept;
        scratch.intruders[i].clear();
        for (const auto intruder : comparison.intruders)
            scratch.intruders[i].push_back({.score = compared.score(points[i], intruder)});
        std::ranges::sort(scratch.intruders[i], std::ranges::greater{}, &Intruder::score);
    }
    rank(points, scratch, stop);
    std::uint64_t beyond = 0;
    for (const auto& intruders : scratch.intruders) {
        for (const auto& intruder : intruders)
            beyond += std::max<std::uint64_t>(intruder.nearer + 1, neighbours) - neighbours;
    }
    return beyond;
}

/// The most that the ranks of one point's neighbours on the map can be beyond k, in all.
double QualityMeter::Private::worst() const
{
    const auto n = static_cast<double>(compared.count()), k = static_cast<double>(neighbours);
    return 2 * k < n ? k * (2 * n - 3 * k - 1) / 2 : (n - k) * (n - k - 1) / 2;
}

std::optional<MapQuality> QualityMeter::Private::measure(MatrixView positions, const std::vector<std::uint32_t>& points,
                                                         const std::stop_token& stop,
                                                         const ProgressFunction& progress) const
{
    MapQuality result{.points = compared.count(), .measured = points.size(), .neighbours = neighbours};
    if (neighbours == 0)
        return result;
    const PlaneTree tree(positions);
    const auto blocks = (points.size() + pointsPerBlock - 1) / pointsPerBlock;
    std::vector<std::uint64_t> kept(blocks, 0), beyond(blocks, 0);
    ScratchPool<Scratch> pool;
    Throttle report(progress, "Measuring the map", points.size());
    for (std::size_t first = 0; first < blocks; first += blocksPerWave) {
        const auto end = std::min(first + blocksPerWave, blocks);
        parallelFor(end - first, [&](std::size_t number) {
            if (stop.stop_requested())
                return;
            const auto block = first + number, begin = block * pointsPerBlock;
            const auto some = std::span(points).subspan(begin, std::min(pointsPerBlock, points.size() - begin));
            beyond[block] = measureBlock(some, tree, *pool.lease(), kept[block], stop);
        });
        if (stop.stop_requested())
            return {};
        report.advance(std::min(end * pointsPerBlock, points.size()) - first * pointsPerBlock);
    }
    const auto sum = [](const std::vector<std::uint64_t>& parts) {
        return static_cast<double>(std::accumulate(parts.begin(), parts.end(), std::uint64_t{0}));
    };
    const auto measured = static_cast<double>(points.size());
    result.keptShare = sum(kept) / (measured * static_cast<double>(neighbours));
    result.trustworthiness = worst() > 0 ? 1 - sum(beyond) / (measured * worst()) : 1.0;
    return result;
}

QualityMeter::QualityMeter(std::unique_ptr<Private> own) : m_private(std::move(own)) {}
QualityMeter::QualityMeter(QualityMeter&&) noexcept = default;
QualityMeter& QualityMeter::operator=(QualityMeter&&) noexcept = default;
QualityMeter::~QualityMeter() = default;

Result<QualityMeter> QualityMeter::create(MatrixView table, std::span<const std::uint32_t> rows,
                                          std::shared_ptr<const NeighbourGraph> graph, const QualityOptions& options)
{
    if (options.neighbours == 0)
        return failure(ErrorCode::InvalidOption, "a map's quality needs at least 1 neighbour to look at.");
    if (!graph || graph->points != rows.size())
        return failure(ErrorCode::Mismatch, "the neighbours are those of other points than the map's.");
    const auto others = rows.empty() ? 0 : rows.size() - 1;
    if (graph->count < std::min(options.neighbours, others))
        return failure(ErrorCode::Mismatch, "the map's quality is asked for at " + grouped(options.neighbours) +
                                                " neighbours, and only " + grouped(graph->count) +
                                                " of each point are known.");
    try {
        return QualityMeter(std::make_unique<Private>(table, rows, std::move(graph), options));
    } catch (const std::bad_alloc&) {
        return failure(ErrorCode::OutOfMemory, "there is not enough memory to measure the map. Show fewer points.");
    }
}

std::vector<std::uint32_t> QualityMeter::sampled(std::size_t sample) const
{
    std::vector<std::uint32_t> points(m_private->compared.count());
    std::iota(points.begin(), points.end(), 0U);
    if (sample == 0 || sample >= points.size())
        return points;
    Random random(m_private->seed, static_cast<std::uint64_t>(RandomStream::Projection), sample);
    for (std::size_t i = 0; i < sample; ++i)
        std::swap(points[i], points[i + random.below(points.size() - i)]);
    points.resize(sample);
    std::ranges::sort(points);
    return points;
}

std::optional<MapQuality> QualityMeter::measure(MatrixView positions, std::size_t sample, std::stop_token stop,
                                                const ProgressFunction& progress) const
{
    try {
        return m_private->fits(positions) ? m_private->measure(positions, sampled(sample), stop, progress)
                                          : std::nullopt;
    } catch (const std::bad_alloc&) {
        return {};
    }
}

std::optional<std::vector<float>> QualityMeter::errors(MatrixView positions, std::stop_token stop) const
{
    try {
        const auto& own = *m_private;
        if (!own.fits(positions))
            return {};
        std::vector<float> result(own.compared.count(), 0.0F);
        if (own.neighbours == 0)
            return result;
        const PlaneTree tree(positions);
        ScratchPool<std::vector<PlaneNeighbour>> pool;
        parallelFor((result.size() + pointsPerBlock - 1) / pointsPerBlock, [&](std::size_t block) {
            if (stop.stop_requested())
                return;
            const auto nearest = pool.lease();
            const auto end = std::min((block + 1) * pointsPerBlock, result.size());
            for (auto point = block * pointsPerBlock; point < end; ++point) {
                tree.nearest(static_cast<std::uint32_t>(point), own.neighbours, *nearest);
                const auto lost = own.neighbours - own.compare(point, *nearest).kept;
                result[point] = static_cast<float>(lost) / static_cast<float>(own.neighbours);
            }
        });
        return stop.stop_requested() ? std::nullopt : std::optional(std::move(result));
    } catch (const std::bad_alloc&) {
        return {};
    }
}

std::vector<std::uint32_t> QualityMeter::tornAway(MatrixView positions, std::size_t point) const
{
    try {
        const auto& own = *m_private;
        if (!own.fits(positions) || point >= own.compared.count() || own.neighbours == 0)
            return {};
        std::vector<std::uint32_t> torn;
        parallelFor(1, [&](std::size_t) {
            const auto onMap = nearestOnMap(positions, static_cast<std::uint32_t>(point), own.neighbours);
            for (const auto neighbour : own.nearestOf(point)) {
                if (std::ranges::find(onMap, neighbour, &PlaneNeighbour::point) == onMap.end())
                    torn.push_back(neighbour);
            }
            // The farthest of them may be as near as others that the map shows in their place.
            torn.resize(own.neighbours - own.compare(point, onMap).kept);
        });
        return torn;
    } catch (const std::bad_alloc&) {
        return {};
    }
}

}  // namespace projectionist
