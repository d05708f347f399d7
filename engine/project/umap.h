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
enum class UmapStart {
    Scaled,  ///< The shape of the positions given (the first two principal components, say), centred, the farthest
             ///< coordinate at 10, and every point set apart by a little noise.
    AsItIs,  ///< The positions given: a map that goes on from another one. Where all are in one spot, noise parts them.
};

/// How UMAP (McInnes, Healy and Melville 2018) is to draw. Defaults are those of its authors' program.
struct UmapOptions {
    /// How many neighbours count. Larger shows more of the whole and less of the small; at least 1. Fewer where the
    /// graph has fewer: see Umap::neighbours(). The authors' program counts the point itself as well.
    std::uint32_t neighbours = 15;
    /// How often everything moves. More settle more; 1 to 100,000. 0: 500 for up to 10,000 points, 200 for more.
    std::uint32_t epochs = 0;
    /// How near neighbours may come to each other on the map. Smaller makes tighter clumps; 0 to the spread.
    double minimumDistance = 0.1;
    /// How far apart clumps are, in the same unit; 0.01 to 100. Only its ratio to the minimum distance changes the
    /// shape.
    double spread = 1;
    /// Points picked at random that push, for each neighbour that pulls. More spread the points more evenly and cost in
    /// proportion; 0 (all fall together) to 100.
    std::uint32_t negativeSamples = 5;
    /// How far a force moves a point at first; it falls to 0 along the epochs. Above 0, at most 100.
    double learningRate = 1;
    UmapStart start = UmapStart::Scaled;
    /// Of the points that push, and of the noise of the start.
    std::uint64_t seed = 1;

    /// Nothing when all is well, else one sentence that names the field, its value and the rule it breaks.
    [[nodiscard]] PROJECTIONIST_API std::optional<std::string> validate() const;
};

/// A UMAP map in float32. An epoch is an iteration of the layout. Unlike the authors' program, it does not depend on
/// the order of threads: an epoch has 16 rounds, and in a round every point moves by its share of the epoch's forces
/// from where the others were before the round. A pair of neighbours of weight w takes part in every 1 / w-th epoch, w
/// = 1 being the strongest pair's, and then in two rounds, in which both of its points move; pairs that would take part
/// in none are left out. Forces are clipped to 4 along each axis. Memory: at most 24 bytes for each neighbour of
/// the graph that counts and 100 for each point, and a third more while it is made.
class PROJECTIONIST_API Umap : public Layout {
public:
    /// The graph is not needed any longer afterwards. `start`: points × 2, finite; AsItIs, but wider than 1,000, it is
    /// shrunk to that. InvalidOption: what validate() says. Mismatch: start and graph are not of the same points.
    /// Malformed: a start that is not finite. OutOfMemory. Null when stopped.
    [[nodiscard]] static Result<std::unique_ptr<Umap>> create(const NeighbourGraph& graph, MatrixView start,
                                                              const UmapOptions& options, std::stop_token stop = {});
    ~Umap() override;

    bool run(std::uint32_t until, std::stop_token stop, const Report& report = {}) override;
    [[nodiscard]] std::uint32_t iteration() const override;
    [[nodiscard]] std::uint32_t iterations() const override;
    [[nodiscard]] MatrixView positions() const override;

    /// The neighbours that count: as many as asked for, or as there are.
    [[nodiscard]] std::size_t neighbours() const;

private:
    struct Private;
    explicit Umap(std::unique_ptr<Private> content);
    std::unique_ptr<Private> m_private;
};

}  // namespace projectionist
