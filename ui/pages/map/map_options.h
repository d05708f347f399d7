// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/project/neighbour_graph.h"
#include "engine/project/tsne.h"
#include "engine/project/umap.h"
#include "ui/jobs/layout_job.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace projectionist {

/// How maps are drawn, for every method at once: each takes what concerns it.
struct MapOptions {
    enum class Start { Components, Random, Current };

    int across = 0, up = 1;  ///< PCA: which components, from 0.
    Distance distance = Distance::Cosine;
    Start start = Start::Components;
    std::uint64_t seed = TsneOptions{}.seed;
    double perplexity = TsneOptions{}.perplexity;
    double exaggeration = TsneOptions{}.exaggeration;  ///< 0: by the number of points.
    std::uint32_t tsneIterations = TsneOptions{}.iterations;
    std::uint32_t neighbours = UmapOptions{}.neighbours;  ///< UMAP's.
    std::uint32_t umapEpochs = UmapOptions{}.epochs;      ///< 0: by the number of points.

    friend bool operator==(const MapOptions&, const MapOptions&) = default;

    [[nodiscard]] TsneOptions tsne() const;
    [[nodiscard]] UmapOptions umap() const;
    /// The options that change what a method draws; the others as they are by default. Components change only what is
    /// looked at.
    [[nodiscard]] MapOptions thatMatterTo(MapMethod method) const;
    /// The perplexity that so many points allow, where this is less.
    [[nodiscard]] double perplexityFor(std::size_t points) const;
    /// The neighbours that UMAP finds among so many points, where these are fewer.
    [[nodiscard]] std::size_t neighboursFor(std::size_t points) const;
    /// "perplexity 30, seed 3".
    [[nodiscard]] QString inWords(MapMethod method, std::size_t points) const;
    /// What is wrong with the options of a method, in a sentence.
    [[nodiscard]] std::optional<QString> problem(MapMethod method) const;
};

}  // namespace projectionist
