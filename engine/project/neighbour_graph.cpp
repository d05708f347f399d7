// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/neighbour_graph.h"

#include "engine/core/any_reaches.h"
#include "engine/core/dot_products.h"
#include "engine/core/parallel.h"
#include "engine/core/scratch.h"
#include "engine/model/throttle.h"
#include "engine/project/compared_rows.h"
#include "engine/retrieve/top_k.h"

#include <algorithm>
#include <mutex>
#include <new>
#include <tuple>
#include <utility>

namespace projectionist {

namespace {

constexpr std::size_t pointsPerBlock = 96;                  // a multiple of the rows of every strip
constexpr std::size_t blocksPerWave = 64;                   // between two reports of progress
constexpr std::size_t panelBytes = std::size_t{256} << 10;  // what the second-level cache holds beside the rest
constexpr std::size_t widthAtMost = 512;

struct Candidate {
    std::uint32_t place;
    float score;
};

struct Nearer {
    bool operator()(const Candidate& a, const Candidate& b) const
    {
        return a.score > b.score || (a.score == b.score && a.place < b.place);
    }
};

using Nearest = TopK<Candidate, Nearer>;

/// Point `of` may be a neighbour of the tile's point `place`.
struct Found {
    std::uint32_t place, of;
    float score;
};

struct Scratch {
    std::unique_ptr<ProductStrip> strip;
    std::vector<Nearest> nearest;      // of the block's points, from this block's products alone
    std::vector<float> atLeast;        // what the block's points had before
    std::vector<float> othersAtLeast;  // what the tile's points had when the tile began
    std::vector<Found> found;          // for the tile's points
};

constexpr std::size_t lookedAtTogether = 64;

/// Calls found(i) for every scores[i] − subtract ≥ bounds[i].
template <class Call>
void forEachReaching(std::span<const float> scores, float subtract, std::span<const float> bounds, const Call& found)
{
    for (std::size_t begin = 0; begin < scores.size(); begin += lookedAtTogether) {
        const auto end = std::min(begin + lookedAtTogether, scores.size());
        int reached = 0;
        for (auto i = begin; i < end; ++i)
            reached |= scores[i] - subtract >= bounds[i] ? 1 : 0;
        if (reached == 0) [[likely]]
            continue;
        for (auto i = begin; i < end; ++i) {
            if (scores[i] - subtract >= bounds[i])
                found(i);
        }
    }
}

class Search {
public:
    Search(MatrixView table, std::span<const std::uint32_t> rows, std::size_t count, Distance distance)
        : m_distance(distance)
        , m_rows(table, rows, distance)
        , m_packed(m_rows.table())
        , m_width(std::min(m_packed.rowsWithin(panelBytes), widthAtMost))
    {
        m_result.points = rows.size();
        m_result.distance = distance;
        m_result.count = std::min(count, rows.empty() ? 0 : rows.size() - 1);
        m_result.neighbours.resize(m_result.points * m_result.count);
        m_result.distances.resize(m_result.points * m_result.count);
        m_nearest.assign(m_result.points, Nearest(m_result.count));
        m_locks = std::vector<std::mutex>((m_result.points + m_width - 1) / m_width);
    }

    std::optional<NeighbourGraph> run(const std::stop_token& stop, const ProgressFunction& progress)
    {
        const auto blocks = (m_result.points + pointsPerBlock - 1) / pointsPerBlock;
        Throttle report(progress, "Finding neighbours", m_result.points * m_result.points / 2);
        for (std::size_t first = 0; first < blocks && m_result.count > 0; first += blocksPerWave) {
            const auto wave = std::min(blocksPerWave, blocks - first);
            parallelFor(wave, [&](std::size_t block) { search((first + block) * pointsPerBlock, stop); });
            if (stop.stop_requested())
                return {};
            report.advance(comparedBefore((first + wave) * pointsPerBlock) - comparedBefore(first * pointsPerBlock));
        }
        parallelFor(blocks, [&](std::size_t block) {
            const auto end = std::min((block + 1) * pointsPerBlock, m_result.points);
            for (auto point = block * pointsPerBlock; point < end && m_result.count > 0; ++point)
                write(point, m_nearest[point].take());
        });
        if (stop.stop_requested())
            return {};
        return std::move(m_result);
    }

private:
    /// The pairs whose first point stands before `point`, about.
    [[nodiscard]] std::size_t comparedBefore(std::size_t point) const
    {
        const auto points = m_result.points, left = points - std::min(point, points);
        return (points * points - left * left) / 2;
    }

    /// Compares the points of a block with all that follow them, and tells both sides of each pair.
    void search(std::size_t begin, const std::stop_token& stop)
    {
        const auto end = std::min(begin + pointsPerBlock, m_result.points);
        const auto scratch = m_pool.lease();
        if (!scratch->strip)
            scratch->strip = std::make_unique<ProductStrip>(m_rows.table().columns(), m_width);
        scratch->nearest.assign(end - begin, Nearest(m_result.count));
        scratch->atLeast.clear();
        for (auto point = begin; point < end; ++point) {
            const std::scoped_lock lock(m_locks[point / m_width]);
            scratch->atLeast.push_back(m_nearest[point].threshold());
        }
        for (auto tile = begin / m_width; tile < m_locks.size(); ++tile) {
            if (!compare(*scratch, begin, end, tile, stop))
                return;
        }
        for (auto point = begin; point < end; ++point) {
            const auto found = scratch->nearest[point - begin].take();
            const std::scoped_lock lock(m_locks[point / m_width]);
            for (const auto& candidate : found)
                offer(point, candidate);
        }
    }

    /// False when stopped.
    bool compare(Scratch& scratch, std::size_t begin, std::size_t end, std::size_t tile, const std::stop_token& stop)
    {
        const auto panel = PackedRows::panelRows();
        const auto other = std::max(tile * m_width, begin / panel * panel);
        const auto otherEnd = std::min((tile + 1) * m_width, m_result.points);
        scratch.othersAtLeast.clear();
        scratch.found.clear();
        {
            const std::scoped_lock lock(m_locks[tile]);
            for (auto point = other; point < otherEnd; ++point)
                scratch.othersAtLeast.push_back(m_nearest[point].threshold());
        }
        for (auto first = begin; first < end; first += ProductStrip::rowsAtOnce()) {
            if (stop.stop_requested())
                return false;
            const auto points = std::min(ProductStrip::rowsAtOnce(), end - first);
            scratch.strip->compute(m_rows.table(), first, points, m_packed, other, otherEnd - other);
            for (auto point = first; point < first + points; ++point) {
                const auto next = std::max(other, point + 1);
                if (next < otherEnd)
                    gather(scratch, scratch.strip->row(point - first).subspan(next - other), point, begin, next,
                           next - other);
            }
        }
        const std::scoped_lock lock(m_locks[tile]);
        for (const auto& found : scratch.found)
            offer(found.place, {found.of, found.score});
        return true;
    }

    /// scores[i] is the product of `point` and `next` + i.
    void gather(Scratch& scratch, std::span<float> scores, std::size_t point, std::size_t begin, std::size_t next,
                std::size_t skipped) const
    {
        const auto halfSquares = m_rows.halfSquares();
        const auto half = halfSquares.empty() ? 0.0F : halfSquares[point];
        forEachReaching(scores, half, std::span(scratch.othersAtLeast).subspan(skipped), [&](std::size_t i) {
            scratch.found.push_back(
                {static_cast<std::uint32_t>(next + i), static_cast<std::uint32_t>(point), scores[i] - half});
        });
        if (!halfSquares.empty()) {
            for (std::size_t i = 0; i < scores.size(); ++i)
                scores[i] -= halfSquares[next + i];
        }
        auto& nearest = scratch.nearest[point - begin];
        const auto before = scratch.atLeast[point - begin];
        projectionist::forEachReaching(
            scores, [&] { return std::max(before, nearest.threshold()); },
            [&](std::size_t i) {
                if (nearest.wants(scores[i]))
                    nearest.add({static_cast<std::uint32_t>(next + i), scores[i]});
            });
    }

    void offer(std::size_t point, const Candidate& candidate)
    {
        if (m_nearest[point].wants(candidate.score))
            m_nearest[point].add(candidate);
    }

    void write(std::size_t point, const std::vector<Candidate>& nearest)
    {
        auto* neighbours = m_result.neighbours.data() + point * m_result.count;
        auto* distances = m_result.distances.data() + point * m_result.count;
        for (std::size_t i = 0; i < nearest.size(); ++i) {
            neighbours[i] = nearest[i].place;
            distances[i] = m_distance == Distance::Cosine ? ComparedRows::cosineDistance(nearest[i].score)
                                                          : m_rows.distance(point, nearest[i].place);
        }
        if (m_distance == Distance::Euclidean)
            sortByDistance({neighbours, m_result.count}, {distances, m_result.count});
    }

    static void sortByDistance(std::span<std::uint32_t> neighbours, std::span<float> distances)
    {
        std::vector<std::pair<float, std::uint32_t>> pairs;
        for (std::size_t i = 0; i < neighbours.size(); ++i)
            pairs.emplace_back(distances[i], neighbours[i]);
        std::ranges::sort(pairs);
        for (std::size_t i = 0; i < neighbours.size(); ++i)
            std::tie(distances[i], neighbours[i]) = pairs[i];
    }

    Distance m_distance;
    ComparedRows m_rows;
    PackedRows m_packed;
    std::size_t m_width;
    NeighbourGraph m_result;
    std::vector<Nearest> m_nearest;   // of each point, so far
    std::vector<std::mutex> m_locks;  // of the m_nearest of each m_width points
    ScratchPool<Scratch> m_pool;
};

}  // namespace

std::optional<NeighbourGraph> neighbourGraph(MatrixView table, std::span<const std::uint32_t> rows, std::size_t count,
                                             Distance distance, std::stop_token stop, const ProgressFunction& progress)
{
    try {
        return Search(table, rows, count, distance).run(stop, progress);
    } catch (const std::bad_alloc&) {
        return {};
    }
}

}  // namespace projectionist
