// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/project/layout.h"
#include "engine/project/neighbour_graph.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace projectionist {

/// Where a map begins.
enum class TsneStart {
    Scaled,  ///< The shape of the positions given (the first two principal components, say), made small: it unfolds.
    AsItIs,  ///< The positions given: a map that goes on from another one.
};

/// How t-SNE (van der Maaten and Hinton 2008) is to draw. Defaults without another source are those of our own trials.
struct TsneOptions {
    /// How many neighbours count, smoothly. Larger shows more of the whole and less of the small; at least 1. What the
    /// graph does not allow is lowered: see Tsne::perplexity(). 30 is everybody's default (van der Maaten 2014).
    double perplexity = 30;
    /// How much harder than it should neighbours attract each other at first. Larger untangles more, and draws the map
    /// together to a point meanwhile; 1 to 100. 0: 2 for up to 10,000 points, 1 for more.
    double exaggeration = 0;
    /// Iterations in all. More settle more; 1 to 100,000.
    std::uint32_t iterations = 750;
    /// The first so many are exaggerated (Belkina et al. 2019); all are where there are fewer.
    std::uint32_t exaggeratedIterations = 250;
    /// Step along the gradient. Too small leaves the map crowded, too large scatters it; above 0, at most 1e9. 0: the
    /// number of points divided by the exaggeration in force (Belkina et al. 2019).
    double learningRate = 0;
    /// Speed that is kept from one iteration to the next; 0 to below 1.
    double momentum = 0.8;
    TsneStart start = TsneStart::Scaled;
    /// Of the noise that sets points apart that start at the same place. Ignored when the start is taken as it is.
    std::uint64_t seed = 1;

    /// Nothing when all is well, else one sentence that names the field, its value and the rule it breaks.
    [[nodiscard]] PROJECTIONIST_API std::optional<std::string> validate() const;
};

/// A t-SNE map in float32, with repulsion by Fourier transforms (as FIt-SNE, Linderman et al. 2019, but with one charge
/// a point). Time of an iteration: points · neighbours for the attraction, and a grid of at most 1,600 cells a side,
/// for which a map that would grow wider than 800 is kept at that. Memory: about 4.5 numbers for each neighbour of the
/// graph while it is made, three afterwards.
class PROJECTIONIST_API Tsne : public Layout {
public:
    /// The graph is not needed any longer afterwards. `start`: points × 2, finite; AsItIs, but wider than 800, it is
    /// shrunk to that. InvalidOption: what validate() says. Mismatch: start and graph are not of the same points.
    /// Malformed: a start that is not finite. OutOfMemory: said before it is tried. Null when stopped.
    [[nodiscard]] static Result<std::unique_ptr<Tsne>> create(const NeighbourGraph& graph, MatrixView start,
                                                              const TsneOptions& options, std::stop_token stop = {});
    ~Tsne() override;

    /// As Layout::run(); also false, with what was there before, when there is no memory.
    bool run(std::uint32_t until, std::stop_token stop, const Report& report = {}) override;
    [[nodiscard]] std::uint32_t iteration() const override;
    [[nodiscard]] std::uint32_t iterations() const override;
    [[nodiscard]] MatrixView positions() const override;

    /// The perplexity in use: the one asked for, or a third of the neighbours that there are, but at least 1.
    [[nodiscard]] double perplexity() const;
    /// The exaggeration of the first iterations.
    [[nodiscard]] double exaggeration() const;
    /// How far the map is from the affinities: Σ p log(p / q), without exaggeration, to within the accuracy of the
    /// grid. Takes about as long as an iteration. Nothing for fewer than two points, or when there is no memory.
    [[nodiscard]] std::optional<double> divergence();

private:
    struct Private;
    explicit Tsne(std::unique_ptr<Private> content);
    std::unique_ptr<Private> m_private;
};

}  // namespace projectionist
