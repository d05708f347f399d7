// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/pair_tiles.h"

#include "engine/core/parallel.h"
#include "engine/model/throttle.h"
#include "engine/retrieve/listed_movies.h"
#include "engine/retrieve/unit_rows.h"

#include <algorithm>
#include <mutex>

namespace projectionist {

namespace {

constexpr std::size_t tileHeight = 512;
constexpr std::size_t widthAtMost = 512;
constexpr std::size_t panelBytes = std::size_t{256} << 10;  // what a core's second-level cache holds beside the rest

}  // namespace

struct PairTiles::Bench {
    Bench(std::unique_ptr<Worker> itsWorker, std::size_t columns, std::size_t width)
        : worker(std::move(itsWorker)), strip(columns, width)
    {
    }
    std::unique_ptr<Worker> worker;
    ProductStrip strip;
};

PairTiles::PairTiles(const Model& model, const PairOptions& options, const std::stop_token& stop)
    : m_metric(options.metric)
{
    const auto minimumRatings = options.minimumRatings.value_or(model.defaultMinimumRatings());
    const ListedMovies listed(model, options.includeUntrained, minimumRatings);
    for (std::uint32_t row = 1; row < model.movies().rows; ++row) {
        if (!listed({row}))
            ++m_leftOut;
        else if (!options.only || options.only({row}))
            m_films.push_back(row);
    }
    const auto& catalogue = model.catalogue();
    std::ranges::stable_sort(m_films, std::ranges::greater{},
                             [&](std::uint32_t row) { return catalogue.ratingCount({row}); });
    if (stop.stop_requested())
        return;
    m_rows = m_metric == Metric::Cosine ? unitRows(model.movies(), m_films) : chosenRows(model.movies(), m_films);
    if (stop.stop_requested())
        return;
    m_packed = PackedRows(m_rows);
    m_width = std::min(m_packed.rowsWithin(panelBytes), widthAtMost);
    for (std::size_t first = 0; first < m_films.size(); first += tileHeight)
        for (std::size_t other = 0; other < m_films.size(); other += m_width)
            if (std::min(other + m_width, m_films.size()) > first + 1)
                m_tiles.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(other)});
}

std::uint64_t PairTiles::pairs() const
{
    const std::uint64_t films = m_films.size();
    return films < 2 ? 0 : films * (films - 1) / 2;
}

std::size_t PairTiles::pairsPerTile() const
{
    return tileHeight * m_width;
}

void PairTiles::work(Bench& bench, Tile tile, const std::stop_token& stop) const
{
    const std::size_t end = std::min(tile.first + tileHeight, m_films.size());
    const std::size_t otherEnd = std::min(tile.firstOther + m_width, m_films.size());
    const auto panel = PackedRows::panelRows();
    for (std::size_t first = tile.first; first < end; first += ProductStrip::rowsAtOnce()) {
        if (stop.stop_requested())
            return;
        // On the diagonal, only from the panel on in which the first pair of the strip stands.
        const auto otherFirst = std::max<std::size_t>(tile.firstOther, (first + 1) / panel * panel);
        if (otherFirst >= otherEnd)
            break;
        const auto count = std::min(ProductStrip::rowsAtOnce(), end - first);
        bench.strip.compute(m_rows, first, count, m_packed, otherFirst, otherEnd - otherFirst);
        for (std::size_t place = first; place < first + count; ++place) {
            const auto begin = std::max(otherFirst, place + 1);
            if (begin >= otherEnd)
                break;
            const auto similarities = bench.strip.row(place - first).subspan(begin - otherFirst);
            if (m_metric == Metric::Cosine)
                for (auto& similarity : similarities)
                    similarity = cosineOf(similarity);
            bench.worker->row(place, begin, similarities);
        }
    }
    bench.worker->endTile();
}

bool PairTiles::run(std::string_view stage, const std::function<std::unique_ptr<Worker>()>& makeWorker,
                    const std::function<bool()>& afterWave, std::size_t tilesPerWave, const std::stop_token& stop,
                    const ProgressFunction& progress) const
{
    std::mutex mutex;
    std::vector<std::unique_ptr<Bench>> free;
    const auto take = [&] {
        const std::scoped_lock lock(mutex);
        if (free.empty())
            return std::make_unique<Bench>(makeWorker(), m_rows.columns(), m_width);
        auto bench = std::move(free.back());
        free.pop_back();
        return bench;
    };
    Throttle report(progress, stage, m_tiles.size());
    for (std::size_t first = 0; first < m_tiles.size(); first += tilesPerWave) {
        const auto tiles = std::min(tilesPerWave, m_tiles.size() - first);
        parallelFor(tiles, [&](std::size_t tile) {
            auto bench = take();
            work(*bench, m_tiles[first + tile], stop);
            const std::scoped_lock lock(mutex);
            free.push_back(std::move(bench));
        });
        if (stop.stop_requested() || !afterWave())
            return false;
        report.advance(tiles);
    }
    return !stop.stop_requested();
}

}  // namespace projectionist
