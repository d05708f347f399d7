// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/any_reaches.h"
#include "engine/retrieve/pair_tiles.h"
#include "engine/retrieve/similar_pairs.h"
#include "engine/retrieve/sort_pairs.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <new>

namespace projectionist {

namespace {

constexpr std::size_t pairsPerRun = 4'000'000;  // 48 MB
constexpr std::size_t passesAtMost = 24;
constexpr std::size_t tilesPerRun = 16;  // 50 MB when every pair counts

/// Similarities from `low` on and below `high`; `open`: without an upper end.
struct Slice {
    float low = 0, high = 0;
    bool open = false;

    [[nodiscard]] bool holds(float similarity) const { return similarity >= low && (open || similarity < high); }
};

struct Run {
    std::mutex mutex;
    std::vector<SimilarPair> pairs;
    std::size_t atMost = std::numeric_limits<std::size_t>::max();
    std::atomic<bool> tooMany = false;  // and then pairs are no longer complete
};

class SliceWorker : public PairTiles::Worker {
public:
    SliceWorker(const PairTiles& tiles, const Slice& slice, Run& run) : m_tiles(tiles), m_slice(slice), m_run(run) {}

    void row(std::size_t place, std::size_t firstOther, std::span<const float> similarities) override
    {
        if (m_run.tooMany.load(std::memory_order_relaxed))
            return;
        forEachReaching(
            similarities, [&] { return m_slice.low; },
            [&](std::size_t n) {
                if (m_slice.holds(similarities[n]))
                    m_pairs.push_back({m_tiles.film(place), m_tiles.film(firstOther + n), similarities[n]});
            });
    }

    void endTile() override
    {
        const std::scoped_lock lock(m_run.mutex);
        m_run.pairs.insert(m_run.pairs.end(), m_pairs.begin(), m_pairs.end());
        m_pairs.clear();
        if (m_run.pairs.size() > m_run.atMost)
            m_run.tooMany = true;
    }

private:
    const PairTiles& m_tiles;
    Slice m_slice;
    Run& m_run;
    std::vector<SimilarPair> m_pairs;
};

using Sink = std::function<bool(std::span<const SimilarPair>)>;

/// How a pass after the first ends.
enum class End { Complete, Stopped, BySink };

/// One pass: everything in the slice, as one run or as one run for each wave.
End emit(const PairTiles& tiles, const Slice& slice, bool inWaves, const Sink& sink, const std::stop_token& stop,
         const ProgressFunction& progress)
{
    Run run;
    auto end = End::Complete;
    const auto flush = [&] {
        if (!sortPairs(run.pairs, stop))
            end = End::Stopped;
        else if (!run.pairs.empty() && !sink(run.pairs))
            end = End::BySink;
        run.pairs.clear();
        return end == End::Complete;
    };
    const auto complete = tiles.run(
        "Listing pairs", [&] { return std::make_unique<SliceWorker>(tiles, slice, run); },
        [&] { return !inWaves || flush(); }, inWaves ? tilesPerRun : PairTiles::manyTiles, stop, progress);
    if (!complete)
        return end == End::BySink ? end : End::Stopped;
    flush();
    return end;
}

/// Everything from the threshold on in one pass, where that is one run. Nothing, and soon, where it is more.
std::optional<End> emitAtOnce(const PairTiles& tiles, float threshold, const Sink& sink, const std::stop_token& stop,
                              const ProgressFunction& progress)
{
    const Slice slice{.low = threshold, .high = 0, .open = true};
    Run run;
    run.atMost = pairsPerRun;
    const auto complete = tiles.run(
        "Comparing films", [&] { return std::make_unique<SliceWorker>(tiles, slice, run); },
        [&] { return !run.tooMany; }, PairTiles::manyTiles, stop, progress);
    if (run.tooMany)
        return {};
    if (!complete || !sortPairs(run.pairs, stop))
        return End::Stopped;
    return run.pairs.empty() || sink(run.pairs) ? End::Complete : End::BySink;
}

/// Slices from the top down to the threshold, none with more pairs than a run may have; empty when that takes too many.
std::vector<Slice> slicesOf(const SimilarPairs& pairs, float threshold)
{
    std::vector<Slice> slices;
    const auto counts = pairs.histogram();
    std::uint64_t inSlice = 0;
    Slice slice{.low = threshold, .high = 0, .open = true};
    for (auto bin = counts.size(); bin > 0 && pairs.edge(bin) > threshold;) {
        --bin;
        if (counts[bin] > pairsPerRun)
            return {};
        if (inSlice + counts[bin] > pairsPerRun) {
            slice.low = pairs.edge(bin + 1);
            slices.push_back(slice);
            if (slices.size() == passesAtMost)
                return {};
            slice = {.low = threshold, .high = pairs.edge(bin + 1), .open = false};
            inSlice = 0;
        }
        inSlice += counts[bin];
    }
    slices.push_back(slice);
    return slices;
}

}  // namespace

bool forEachPair(std::shared_ptr<const Model> model, const PairOptions& options, float threshold, const Sink& sink,
                 std::stop_token stop, const ProgressFunction& progress)
{
    try {
        const PairTiles tiles(*model, options, stop);
        if (const auto end = emitAtOnce(tiles, threshold, sink, stop, progress))
            return *end != End::Stopped;
        const auto highest = SimilarPairs::compute(model, options, 1, stop, progress);
        if (highest == nullptr)
            return false;
        auto slices = slicesOf(*highest, threshold);
        const auto inWaves = slices.empty();
        if (inWaves)
            slices.push_back({.low = threshold, .high = 0, .open = true});
        for (std::size_t i = 0; i < slices.size(); ++i) {
            const ProgressFunction overall = [&](const Progress& part) {
                progress(
                    {.stage = part.stage, .done = i * part.total + part.done, .total = slices.size() * part.total});
            };
            const auto end = emit(tiles, slices[i], inWaves, sink, stop, progress ? overall : progress);
            if (end != End::Complete)
                return end == End::BySink;
        }
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

}  // namespace projectionist
