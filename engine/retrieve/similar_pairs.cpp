// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/similar_pairs.h"

#include "engine/retrieve/pair_tiles.h"
#include "engine/retrieve/similarity_bins.h"
#include "engine/retrieve/top_pairs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <new>

namespace projectionist {

namespace {

/// Lowest and highest similarity, for the bins of the dot product.
struct Range {
    std::mutex mutex;
    float lowest = std::numeric_limits<float>::infinity();
    float highest = -std::numeric_limits<float>::infinity();
};

class RangeWorker : public PairTiles::Worker {
public:
    explicit RangeWorker(Range& range) : m_range(range) {}

    void row(std::size_t, std::size_t, std::span<const float> similarities) override
    {
        for (const auto similarity : similarities)
            if (std::isfinite(similarity)) {
                m_lowest = std::min(m_lowest, similarity);
                m_highest = std::max(m_highest, similarity);
            }
    }

    void endTile() override
    {
        const std::scoped_lock lock(m_range.mutex);
        m_range.lowest = std::min(m_range.lowest, m_lowest);
        m_range.highest = std::max(m_range.highest, m_highest);
    }

private:
    Range& m_range;
    float m_lowest = std::numeric_limits<float>::infinity();
    float m_highest = -std::numeric_limits<float>::infinity();
};

struct Findings {
    Findings(SimilarityBins itsBins, std::size_t keep) : bins(std::move(itsBins)), histogram(bins.count()), top(keep) {}
    const SimilarityBins bins;
    std::mutex mutex;
    std::vector<std::uint64_t> histogram;
    TopPairs top;
};

class FindingsWorker : public PairTiles::Worker {
public:
    FindingsWorker(const PairTiles& tiles, Findings& findings)
        : m_tiles(tiles), m_findings(findings), m_counts(2 * findings.bins.count())
    {
    }

    void row(std::size_t place, std::size_t firstOther, std::span<const float> similarities) override
    {
        const auto& bins = m_findings.bins;
        const auto wanted = m_findings.top.threshold();
        auto* counts = m_counts.data();
        auto* otherCounts = counts + bins.count();  // neighbours in one bin would wait for each other
        for (std::size_t n = 0; n < similarities.size(); ++n) {
            const auto similarity = similarities[n];
            ++counts[bins.binOf(similarity)];
            std::swap(counts, otherCounts);
            if (similarity >= wanted) [[unlikely]]
                m_candidates.push_back({m_tiles.film(place), m_tiles.film(firstOther + n), similarity});
        }
    }

    void endTile() override
    {
        {
            const std::scoped_lock lock(m_findings.mutex);
            const auto bins = m_findings.histogram.size();
            for (std::size_t i = 0; i < bins; ++i)
                m_findings.histogram[i] += std::uint64_t{m_counts[i]} + m_counts[bins + i];
        }
        std::ranges::fill(m_counts, 0U);
        m_findings.top.add(m_candidates);
        m_candidates.clear();
    }

private:
    const PairTiles& m_tiles;
    Findings& m_findings;
    std::vector<std::uint32_t> m_counts;
    std::vector<SimilarPair> m_candidates;
};

const auto goOn = [] { return true; };

/// Nothing when stopped.
std::optional<SimilarityBins> binsFor(const PairTiles& tiles, Metric metric, const std::stop_token& stop,
                                      const ProgressFunction& progress)
{
    if (metric == Metric::Cosine)
        return SimilarityBins::forCosine(SimilarPairs::binCount);
    Range range;
    if (!tiles.run(
            "Finding the range of similarities", [&] { return std::make_unique<RangeWorker>(range); }, goOn,
            PairTiles::manyTiles, stop, progress))
        return {};
    if (range.lowest > range.highest)
        return SimilarityBins::forCosine(SimilarPairs::binCount);
    return SimilarityBins::forRange(range.lowest, range.highest, SimilarPairs::binCount);
}

}  // namespace

struct SimilarPairs::Private {
    std::shared_ptr<const Model> model;
    PairOptions options;
    std::size_t films = 0, filmsLeftOut = 0;
    std::uint64_t pairs = 0;
    SimilarityBins bins = SimilarityBins::forCosine(binCount);
    std::vector<std::uint64_t> histogram;
    std::vector<std::uint64_t> atLeast;  // pairs in bin i and above
    std::vector<SimilarPair> top;
    std::uint64_t tiesLeftOut = 0;  // pairs exactly as similar as the last of top

    [[nodiscard]] std::span<const SimilarPair> topAtLeast(float threshold) const
    {
        const auto end = std::partition_point(top.begin(), top.end(),
                                              [&](const SimilarPair& pair) { return pair.similarity >= threshold; });
        return {top.begin(), end};
    }
    /// Whether countAtLeast is told by the list.
    [[nodiscard]] bool reaches(float threshold) const
    {
        return top.size() == pairs || (!top.empty() && threshold >= top.back().similarity);
    }
};

SimilarPairs::SimilarPairs(std::shared_ptr<const Private> data) : m_private(std::move(data)) {}

std::shared_ptr<const SimilarPairs> SimilarPairs::compute(std::shared_ptr<const Model> model, PairOptions options,
                                                          std::size_t keep, std::stop_token stop,
                                                          const ProgressFunction& progress)
{
    try {
        const PairTiles tiles(*model, options, stop);
        const auto bins = binsFor(tiles, options.metric, stop, progress);
        if (!bins)
            return {};
        Findings findings(*bins, std::max<std::size_t>(keep, 1));
        if (!tiles.run(
                "Comparing films", [&] { return std::make_unique<FindingsWorker>(tiles, findings); }, goOn,
                PairTiles::manyTiles, stop, progress))
            return {};
        auto data = std::make_shared<Private>();
        data->model = std::move(model);
        data->options = std::move(options);
        data->films = tiles.films();
        data->filmsLeftOut = tiles.filmsLeftOut();
        data->pairs = tiles.pairs();
        data->bins = *bins;
        data->histogram = std::move(findings.histogram);
        data->atLeast = data->histogram;
        for (auto i = data->atLeast.size() - 1; i > 0; --i)
            data->atLeast[i - 1] += data->atLeast[i];
        data->top = findings.top.take(stop);
        if (stop.stop_requested())
            return {};
        data->tiesLeftOut = findings.top.tiesLeftOut();
        return std::shared_ptr<const SimilarPairs>(new SimilarPairs(std::move(data)));
    } catch (const std::bad_alloc&) {
        return {};
    }
}

const PairOptions& SimilarPairs::options() const
{
    return m_private->options;
}

const std::shared_ptr<const Model>& SimilarPairs::model() const
{
    return m_private->model;
}

std::size_t SimilarPairs::films() const
{
    return m_private->films;
}

std::size_t SimilarPairs::filmsLeftOut() const
{
    return m_private->filmsLeftOut;
}

std::uint64_t SimilarPairs::pairs() const
{
    return m_private->pairs;
}

float SimilarPairs::low() const
{
    return m_private->bins.edges().front();
}

float SimilarPairs::high() const
{
    return m_private->bins.edges().back();
}

float SimilarPairs::edge(std::size_t index) const
{
    return m_private->bins.edges()[std::min(index, binCount)];
}

std::span<const std::uint64_t> SimilarPairs::histogram() const
{
    return m_private->histogram;
}

std::optional<SimilarPair> SimilarPairs::closest() const
{
    if (m_private->top.empty())
        return {};
    return m_private->top.front();
}

std::uint64_t SimilarPairs::countAtLeast(float threshold) const
{
    const auto& data = *m_private;
    if (std::isnan(threshold))
        return 0;
    if (data.reaches(threshold)) {
        const auto listed = data.topAtLeast(threshold).size();
        return listed == data.top.size() ? listed + data.tiesLeftOut : listed;
    }
    const auto edges = data.bins.edges();
    const auto above = std::upper_bound(edges.begin(), edges.end(), threshold) - edges.begin();
    if (above == 0)
        return data.pairs;
    return data.atLeast[std::min<std::size_t>(static_cast<std::size_t>(above) - 1, binCount - 1)];
}

bool SimilarPairs::isListed(float threshold) const
{
    const auto& data = *m_private;
    if (data.top.size() == data.pairs)
        return true;
    return data.reaches(threshold) && (data.tiesLeftOut == 0 || threshold > data.top.back().similarity);
}

std::span<const SimilarPair> SimilarPairs::pairsAtLeast(float threshold, std::size_t limit) const
{
    const auto pairs = m_private->topAtLeast(threshold);
    return pairs.first(std::min(limit, pairs.size()));
}

}  // namespace projectionist
