// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/umap_forces.h"

#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "engine/project/lanes.h"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <utility>

namespace projectionist {

namespace {

constexpr std::size_t pointsPerBlock = 512;
constexpr std::size_t moversAtOnce = 4;
constexpr std::size_t lanesOfMover = 4;  // one that pulls and three that push
constexpr std::size_t vectors = moversAtOnce * lanesOfMover / laneCount;
constexpr std::uint64_t golden = 0x9E3779B97F4A7C15U;

/// The number at a place of a random sequence (Steele, Lea and Flood 2014).
std::uint64_t mixed(std::uint64_t place)
{
    place = (place ^ (place >> 30)) * 0xBF58476D1CE4E5B9U;
    place = (place ^ (place >> 27)) * 0x94D049BB133111EBU;
    return place ^ (place >> 31);
}

/// 0 … bound − 1 from 32 random bits.
std::uint32_t below(std::uint64_t bits, std::size_t bound)
{
    return static_cast<std::uint32_t>((bits & 0xFFFFFFFFU) * bound >> 32);
}

/// Calls each(begin, end) in parallel for blocks of points.
template <class Each>
void forEachBlock(std::size_t points, const Each& each)
{
    parallelFor((points + pointsPerBlock - 1) / pointsPerBlock, [&](std::size_t block) {
        each(block * pointsPerBlock, std::min((block + 1) * pointsPerBlock, points));
    });
}

/// The same for both points of a pair, so that they meet: when they pull each other from where both were, they jump
/// past each other, and this is what brings the map into order while the steps are large.
std::uint32_t roundOf(std::uint32_t point, std::uint32_t other)
{
    static_assert(UmapForces::rounds == 16);
    return (point ^ other) * 0x9E3779B1U >> 28U;
}

Lanes clipped(Lanes values, float low, float high)
{
    const auto least = Lanes{} + low, most = Lanes{} + high;
    values = values < least ? least : values;
    return values > most ? most : values;
}

using LaneBits __attribute__((vector_size(laneCount * sizeof(float)))) = std::uint32_t;

/// To about 1e-5 of itself, for values above 1e-30; no larger than 2^60.
Lanes power(Lanes values, float exponent)
{
    // values = 2^whole · part with part from √½ to √2, whose logarithm is an odd series in (part − 1) / (part + 1).
    constexpr std::int32_t rootOfHalf = 0x3F3504F3;
    const auto bits = reinterpret_cast<LaneNumbers>(values) - rootOfHalf;
    const auto part = reinterpret_cast<Lanes>((bits & 0x7FFFFF) + rootOfHalf);
    const auto ratio = (part - 1.0F) / (part + 1.0F), square = ratio * ratio;
    const auto series = 2.8853901F + square * (0.96179669F + square * (0.57707802F + square * 0.41219858F));
    const auto logarithm = __builtin_convertvector(bits >> 23, Lanes) + ratio * series;

    const auto wanted = clipped(logarithm * exponent, -60.0F, 60.0F);
    const auto rounded = wanted + 12582912.0F;  // 1.5 · 2^23: the whole number stands in its last bits
    const auto rest = wanted - (rounded - 12582912.0F);
    const auto result =
        1.0F + rest * (0.69314718F +
                       rest * (0.24022651F + rest * (0.055504109F + rest * (0.0096181291F + rest * 0.0013333558F))));
    return reinterpret_cast<Lanes>(reinterpret_cast<LaneBits>(result) + (reinterpret_cast<LaneBits>(rounded) << 23));
}

/// Adds up the lanes of each mover; all of them get the sum.
Lanes sumOfMover(Lanes values)
{
    static_assert(lanesOfMover == 4 && (laneCount == 4 || laneCount == 8));
#if defined(__AVX2__)
    values += __builtin_shufflevector(values, values, 1, 0, 3, 2, 5, 4, 7, 6);
    return values + __builtin_shufflevector(values, values, 2, 3, 0, 1, 6, 7, 4, 5);
#else
    values += __builtin_shufflevector(values, values, 1, 0, 3, 2);
    return values + __builtin_shufflevector(values, values, 2, 3, 0, 1);
#endif
}

}  // namespace

/// A few points that move side by side, each by its own forces one after the other. When one is done the next point
/// takes its lanes.
class UmapForces::Movers {
public:
    Movers(const UmapForces& forces, std::size_t round, const std::vector<float>& from, std::vector<float>& to)
        : m_forces(forces), m_round(round), m_from(from.data()), m_to(to.data())
    {
        m_pull.fill(0);
        m_others.fill(nowhere());
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            m_push[lane] = lane % lanesOfMover == 0 ? 0 : 2 * forces.m_b;
            m_beyond[lane] = lane % lanesOfMover == 0 ? 0 : 0.001F;
        }
    }

    void move(std::size_t begin, std::size_t end)
    {
        std::copy(m_from + 2 * begin, m_from + 2 * end, m_to + 2 * begin);
        for (auto point = begin; point < end; ++point) {
            m_pulled[m_pulledCount] = static_cast<std::uint32_t>(point);
            const auto first = pulls(point, m_round), second = pulls(point, (m_round + rounds / 2) % rounds);
            m_pulledCount += (first.second - first.first) + (second.second - second.first) > 0 ? 1U : 0U;
        }
        for (std::size_t mover = 0; mover < moversAtOnce; ++mover)
            takeNext(mover);
        while (m_moving > 0) {
            for (std::size_t mover = 0; mover < moversAtOnce; ++mover)
                choose(mover);
            step();
            for (std::size_t mover = 0; mover < moversAtOnce; ++mover) {
                auto& own = m_movers[mover];
                if (own.isIdle() || own.pushesLeft > 0 || own.advance())
                    continue;
                write(own.point, m_x[mover * lanesOfMover], m_y[mover * lanesOfMover]);
                --m_moving;
                takeNext(mover);
            }
        }
    }

private:
    static constexpr std::size_t lanes = moversAtOnce * lanesOfMover;

    struct Mover {
        std::uint32_t point = 0;
        std::uint32_t walk = 0;
        std::uint32_t pull = 0, end = 0;        // in the row
        std::uint32_t later = 0, laterEnd = 0;  // of the second walk, while in the first
        std::uint32_t pushesLeft = 0;           // of this pull
        std::uint32_t pushed = 0;               // random numbers taken for it

        [[nodiscard]] bool isIdle() const { return pull == end; }
        void changeWalk()
        {
            walk = 1;
            pull = std::exchange(later, laterEnd);
            end = laterEnd;
        }
        /// False when there is no pull left.
        bool advance()
        {
            if (++pull == end)
                changeWalk();
            return !isIdle();
        }
    };

    [[nodiscard]] std::uint32_t nowhere() const { return static_cast<std::uint32_t>(m_forces.points()); }

    void write(std::uint32_t point, float x, float y)
    {
        m_to[2 * std::size_t{point}] = x;
        m_to[2 * std::size_t{point} + 1] = y;
    }

    void takeNext(std::size_t mover)
    {
        auto& own = m_movers[mover];
        if (m_next < m_pulledCount) {
            const auto point = m_pulled[m_next++];
            const auto* place = m_from + 2 * std::size_t{point};
            own = {.point = point};
            std::tie(own.pull, own.end) = pulls(point, m_round);
            std::tie(own.later, own.laterEnd) = pulls(point, (m_round + rounds / 2) % rounds);
            if (own.isIdle())
                own.changeWalk();
            std::fill_n(m_x.begin() + static_cast<std::ptrdiff_t>(mover * lanesOfMover), lanesOfMover, place[0]);
            std::fill_n(m_y.begin() + static_cast<std::ptrdiff_t>(mover * lanesOfMover), lanesOfMover, place[1]);
            ++m_moving;
            return;
        }
        own = {};
        std::fill_n(m_others.begin() + static_cast<std::ptrdiff_t>(mover * lanesOfMover), lanesOfMover, nowhere());
    }

    [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> pulls(std::size_t point, std::size_t round) const
    {
        const auto* ends = m_forces.m_roundEnds.data() + point * rounds;
        return {round == 0 ? 0 : ends[round - 1], ends[round]};
    }

    /// Which others act on a mover in the next step.
    void choose(std::size_t mover)
    {
        auto& own = m_movers[mover];
        if (own.isIdle())
            return;
        const auto first = mover * lanesOfMover;
        const auto row = m_forces.m_graph.begins[own.point];
        if (own.pushesLeft == 0) {
            own.pushesLeft = m_forces.m_negatives[own.walk];
            own.pushed = 0;
            m_others[first] = m_forces.m_pulling[row + own.pull];
            m_pull[first] = -2 * m_forces.m_a * m_forces.m_b;
        } else {
            m_others[first] = nowhere();
            m_pull[first] = 0;
        }
        constexpr std::size_t numbersOfPull = 128;
        const auto place =
            m_forces.m_epochKey + golden * ((2 * (row + own.pull) + own.walk) * numbersOfPull + own.pushed);
        const auto points = m_forces.points();
        const auto some = mixed(place), more = mixed(place + golden);
        const std::uint32_t picked[] = {below(some, points), below(some >> 32, points), below(more, points)};
        for (std::uint32_t i = 0; i < lanesOfMover - 1; ++i)
            m_others[first + 1 + i] = i < own.pushesLeft && picked[i] != own.point ? picked[i] : nowhere();
        own.pushed += 2;
        own.pushesLeft -= std::min<std::uint32_t>(own.pushesLeft, lanesOfMover - 1);
    }

    /// One force a lane: −2ab d^(2b − 2) / (1 + a d^2b) times the difference pulls, 2b / ((.001 + d²) (1 + a d^2b))
    /// times it pushes.
    void step()
    {
        for (std::size_t vector = 0; vector < vectors; ++vector) {
            const auto first = vector * laneCount;
            const auto others = gatherPoints(m_from, m_others.data() + first);
            auto x = loadLanes(m_x.data() + first), y = loadLanes(m_y.data() + first);
            const auto dx = x - others.x, dy = y - others.y;
            const auto square = clipped(dx * dx + dy * dy, 1e-7F, 1e12F);
            const auto raised = power(square, m_forces.m_b);
            const auto force = (loadLanes(m_pull.data() + first) * raised + loadLanes(m_push.data() + first)) /
                               ((square + loadLanes(m_beyond.data() + first)) * (m_forces.m_a * raised + 1.0F));
            x += m_forces.m_learningRate * sumOfMover(clipped(force * dx, -4.0F, 4.0F));
            y += m_forces.m_learningRate * sumOfMover(clipped(force * dy, -4.0F, 4.0F));
            std::memcpy(m_x.data() + first, &x, sizeof x);
            std::memcpy(m_y.data() + first, &y, sizeof y);
        }
    }

    const UmapForces& m_forces;
    std::size_t m_round;
    const float* m_from;
    float* m_to;
    std::array<std::uint32_t, pointsPerBlock + 1> m_pulled;  // points of the block that move in this round
    std::size_t m_pulledCount = 0, m_next = 0;
    std::size_t m_moving = 0;
    std::array<Mover, moversAtOnce> m_movers;
    std::array<std::uint32_t, lanes> m_others;
    std::array<float, lanes> m_x{}, m_y{}, m_pull, m_push, m_beyond;
};

UmapForces::UmapForces(FuzzyGraph graph, const UmapCurve& curve, std::uint32_t epochs, std::uint32_t negatives,
                       std::uint64_t seed)
    : m_graph(std::move(graph))
    , m_a(static_cast<float>(curve.a))
    , m_b(static_cast<float>(curve.b))
    , m_negatives{(negatives + 1) / 2, negatives / 2}
    , m_seed(seed)
{
    keepPairs(epochs);
    m_pulling.resize(m_graph.weights.size());
    m_roundEnds.resize(points() * rounds);
}

/// Those that take part in an epoch or more, each row by rounds.
void UmapForces::keepPairs(std::uint32_t epochs)
{
    std::vector<std::pair<std::uint32_t, float>> row;
    std::size_t kept = 0, begin = 0;
    for (std::uint32_t point = 0; point < points(); ++point) {
        const auto end = m_graph.begins[point + 1];
        row.clear();
        for (auto pair = begin; pair < end; ++pair) {
            if (m_graph.weights[pair] * static_cast<float>(epochs) >= 1)
                row.emplace_back(m_graph.neighbours[pair], m_graph.weights[pair]);
        }
        std::ranges::stable_sort(row, {}, [&](const auto& pair) { return roundOf(point, pair.first); });
        for (const auto& [neighbour, weight] : row) {
            m_graph.neighbours[kept] = neighbour;
            m_graph.weights[kept++] = weight;
        }
        begin = end;
        m_graph.begins[point + 1] = kept;
    }
    m_graph.neighbours.resize(kept);
    m_graph.weights.resize(kept);
}

void UmapForces::begin(std::uint32_t epoch, float learningRate)
{
    m_epochKey = Random(m_seed, static_cast<std::uint64_t>(RandomStream::Projection), epoch).next();
    m_learningRate = learningRate;
    // A pair takes part w · epochs times in all, spread evenly.
    const auto now = static_cast<float>(epoch), next = static_cast<float>(epoch + 1);
    forEachBlock(points(), [&](std::size_t first, std::size_t last) {
        for (auto point = first; point < last; ++point) {
            const auto row = m_graph.begins[point];
            std::array<std::uint32_t, rounds> ends{};
            std::uint32_t count = 0;
            for (auto pair = row; pair < m_graph.begins[point + 1]; ++pair) {
                const auto weight = m_graph.weights[pair];
                const auto neighbour = m_graph.neighbours[pair];
                m_pulling[row + count] = neighbour;
                count += static_cast<int>(weight * next) != static_cast<int>(weight * now) ? 1U : 0U;
                ends[roundOf(static_cast<std::uint32_t>(point), neighbour)] = count;
            }
            std::uint32_t end = 0;
            for (std::size_t round = 0; round < rounds; ++round) {
                end = std::max(end, ends[round]);
                m_roundEnds[point * rounds + round] = end;
            }
        }
    });
}

void UmapForces::apply(std::size_t round, const std::vector<float>& from, std::vector<float>& to) const
{
    forEachBlock(points(),
                 [&](std::size_t begin, std::size_t end) { Movers(*this, round, from, to).move(begin, end); });
}

}  // namespace projectionist
