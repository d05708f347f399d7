// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/dot_products.h"
#include "engine/core/progress.h"
#include "engine/model/model.h"
#include "engine/retrieve/similar_pairs.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace projectionist {

/// The films that qualify for pairs, and the upper half of their similarity matrix, tile by tile. The most often rated
/// film comes first, ties by lower row: so of a pair (i, j) with i < j, film i is SimilarPair::a.
class PairTiles {
public:
    /// When stopped, it is not complete and run() gives false.
    PairTiles(const Model& model, const PairOptions& options, const std::stop_token& stop);

    [[nodiscard]] std::size_t films() const { return m_films.size(); }
    [[nodiscard]] std::size_t filmsLeftOut() const { return m_leftOut; }
    [[nodiscard]] std::uint64_t pairs() const;
    [[nodiscard]] MovieRow film(std::size_t place) const { return {m_films[place]}; }
    /// No tile has more pairs than this.
    [[nodiscard]] std::size_t pairsPerTile() const;

    /// What one thread does with the similarities of a tile. Several live at once; each works on one tile at a time.
    class Worker {
    public:
        Worker() = default;
        Worker(const Worker&) = delete;
        Worker& operator=(const Worker&) = delete;
        virtual ~Worker() = default;
        /// similarities[n] is that of film(place) and film(firstOther + n); place < firstOther.
        virtual void row(std::size_t place, std::size_t firstOther, std::span<const float> similarities) = 0;
        /// Puts what it found where the others' is.
        virtual void endTile() = 0;
    };

    /// One pass over all pairs, each once. `afterWave` is called from this thread after every `tilesPerWave` tiles and
    /// returns false to end. False when stopped or ended; polls the stop often enough for 50 ms.
    bool run(std::string_view stage, const std::function<std::unique_ptr<Worker>()>& makeWorker,
             const std::function<bool()>& afterWave, std::size_t tilesPerWave, const std::stop_token& stop,
             const ProgressFunction& progress) const;

    static constexpr std::size_t manyTiles = 64;

private:
    struct Tile {
        std::uint32_t first, firstOther;
    };
    struct Bench;  // A worker and its memory.
    void work(Bench& bench, Tile tile, const std::stop_token& stop) const;

    Metric m_metric;
    std::vector<std::uint32_t> m_films;  // rows, most often rated first
    std::size_t m_leftOut = 0;
    Matrix m_rows;  // their vectors: unit vectors for the cosine
    PackedRows m_packed;
    std::size_t m_width = 0;
    std::vector<Tile> m_tiles;
};

}  // namespace projectionist
