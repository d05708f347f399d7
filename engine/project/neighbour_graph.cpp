// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/neighbour_graph.h"

#include "engine/core/any_reaches.h"
#include "engine/core/dot_products.h"
#include "engine/core/parallel.h"
#include "engine/core/scratch.h"
#include "engine/model/throttle.h"
#include "engine/retrieve/top_k.h"
#include "engine/retrieve/unit_rows.h"

#include <algorithm>
#include <cmath>
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

struct Scratch {
    std::unique_ptr<ProductStrip> strip;
    std::vector<Nearest> nearest;
};

/// What the products are taken of. Rows whose length is not finite become rows of zeros.
Matrix rowsToCompare(MatrixView table, std::span<const std::uint32_t> rows, Distance distance)
{
    if (distance == Distance::Cosine)
        return unitRows(table, rows);
    auto result = chosenRows(table, rows);
    for (std::size_t place = 0; place < rows.size(); ++place) {
        if (!std::isfinite(dotProduct(result.row(place), result.row(place))))
            std::ranges::fill(result.row(place), 0.0F);
    }
    return result;
}

class Search {
public:
    Search(MatrixView table, std::span<const std::uint32_t> rows, std::size_t count, Distance distance)
        : m_distance(distance)
        , m_rows(rowsToCompare(table, rows, distance))
        , m_packed(m_rows)
        , m_width(std::min(m_packed.rowsWithin(panelBytes), widthAtMost))
    {
        m_result.points = rows.size();
        m_result.count = std::min(count, rows.empty() ? 0 : rows.size() - 1);
        m_result.neighbours.resize(m_result.points * m_result.count);
        m_result.distances.resize(m_result.points * m_result.count);
        if (distance == Distance::Euclidean) {
            for (std::size_t place = 0; place < m_result.points; ++place)
                m_halfSquares.push_back(dotProduct(m_rows.row(place), m_rows.row(place)) / 2);
        }
    }

    std::optional<NeighbourGraph> run(const std::stop_token& stop, const ProgressFunction& progress)
    {
        const auto blocks = (m_result.points + pointsPerBlock - 1) / pointsPerBlock;
        Throttle report(progress, "Finding neighbours", m_result.points);
        for (std::size_t first = 0; first < blocks && m_result.count > 0; first += blocksPerWave) {
            const auto wave = std::min(blocksPerWave, blocks - first);
            parallelFor(wave, [&](std::size_t block) { search((first + block) * pointsPerBlock, stop); });
            if (stop.stop_requested())
                return {};
            report.advance(std::min(wave * pointsPerBlock, m_result.points - first * pointsPerBlock));
        }
        if (stop.stop_requested())
            return {};
        return std::move(m_result);
    }

private:
    void search(std::size_t begin, const std::stop_token& stop)
    {
        const auto end = std::min(begin + pointsPerBlock, m_result.points);
        const auto scratch = m_pool.lease();
        if (!scratch->strip)
            scratch->strip = std::make_unique<ProductStrip>(m_rows.columns(), m_width);
        scratch->nearest.assign(end - begin, Nearest(m_result.count));
        for (std::size_t other = 0; other < m_result.points; other += m_width) {
            const auto others = std::min(m_width, m_result.points - other);
            for (auto first = begin; first < end; first += ProductStrip::rowsAtOnce()) {
                if (stop.stop_requested())
                    return;
                const auto points = std::min(ProductStrip::rowsAtOnce(), end - first);
                scratch->strip->compute(m_rows, first, points, m_packed, other, others);
                for (std::size_t i = 0; i < points; ++i)
                    gather(scratch->strip->row(i), other, first + i, scratch->nearest[first + i - begin]);
            }
        }
        for (auto point = begin; point < end; ++point)
            write(point, scratch->nearest[point - begin].take());
    }

    void gather(std::span<float> scores, std::size_t firstOther, std::size_t point, Nearest& nearest) const
    {
        if (m_distance == Distance::Euclidean) {
            for (std::size_t i = 0; i < scores.size(); ++i)
                scores[i] -= m_halfSquares[firstOther + i];
        }
        forEachReaching(
            scores, [&] { return nearest.threshold(); },
            [&](std::size_t i) {
                if (nearest.wants(scores[i]) && firstOther + i != point)
                    nearest.add({static_cast<std::uint32_t>(firstOther + i), scores[i]});
            });
    }

    void write(std::size_t point, const std::vector<Candidate>& nearest)
    {
        auto* neighbours = m_result.neighbours.data() + point * m_result.count;
        auto* distances = m_result.distances.data() + point * m_result.count;
        for (std::size_t i = 0; i < nearest.size(); ++i) {
            neighbours[i] = nearest[i].place;
            distances[i] = m_distance == Distance::Cosine ? std::max(0.0F, 1.0F - nearest[i].score)
                                                          : euclidean(point, nearest[i].place);
        }
        if (m_distance == Distance::Euclidean)
            sortByDistance({neighbours, m_result.count}, {distances, m_result.count});
    }

    [[nodiscard]] float euclidean(std::size_t a, std::size_t b) const
    {
        double sum = 0;
        const auto left = m_rows.row(a), right = m_rows.row(b);
        for (std::size_t k = 0; k < left.size(); ++k) {
            const auto difference = double{left[k]} - double{right[k]};
            sum += difference * difference;
        }
        return static_cast<float>(std::sqrt(sum));
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
    Matrix m_rows;
    PackedRows m_packed;
    std::size_t m_width;
    std::vector<float> m_halfSquares;
    NeighbourGraph m_result;
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
