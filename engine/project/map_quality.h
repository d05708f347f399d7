// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/matrix.h"
#include "engine/core/progress.h"
#include "engine/project/neighbour_graph.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

/// How far a map can be trusted. Where several points are equally near in the original space (copies of one vector),
/// the map is free to choose among them: it is compared with those k nearest that agree with it best.
struct MapQuality {
    std::size_t points = 0;  ///< On the map.
    std::size_t measured =
        0;  ///< Of them, those that the figures are of. Their neighbours are sought among all points.
    std::size_t neighbours = 0;  ///< k: as many as asked for, or all others where there are fewer.
    /// Share of the k nearest of the original space that are among the k nearest on the map, 0 to 1, mean over the
    /// points. Nothing for a single point. On a map without sense it is about k / (points − 1).
    std::optional<double> keptShare = {};
    /// Trustworthiness, 0 to 1: 1 − Σ_i Σ_j (r(i, j) − k) / worst over the points j that are among the k nearest of i
    /// on the map but not in the original space, where j is the r(i, j)-th nearest of i (Venna and Kaski 2001; what
    /// scikit-learn calls trustworthiness). The worst that a point can do is k (2n − 3k − 1) / 2 for k < n / 2 and
    /// (n − k) (n − k − 1) / 2 above (Venna and Kaski 2006). About ½ on a map without sense. Nothing for a
    /// single point.
    std::optional<double> trustworthiness = {};
};

/// So many points tell enough while a map forms: a share of kept neighbours is known to ± .01 or so.
inline constexpr std::size_t pointsMeasuredLive = 1'000;
/// When a map stands still, all points up to here, and so many above.
inline constexpr std::size_t pointsMeasuredAtRest = 10'000;

struct QualityOptions {
    /// k. Larger looks at wider neighbourhoods; 1 to what the graph has.
    std::size_t neighbours = 15;
    /// Of the choice of points, where not all are measured: the same ones each time for the same seed, number of points
    /// and size of the sample.
    std::uint64_t seed = 1;
};

/// Compares maps of some points with the original space. Immutable, thread-safe, and the same bits at any thread count.
/// Holds two copies of the rows. Positions are points × 2, the nearest on them those by Euclidean distance, ties by
/// lower position; a place that is not finite counts as the origin. Everything gives nothing when positions are of
/// another shape, when stopped or when there is no memory.
class PROJECTIONIST_API QualityMeter {
public:
    /// `graph`: of the same table and rows. An error when the graph is of another number of points or has too
    /// few neighbours for k while there are enough points, when k is 0, and when there is no memory.
    [[nodiscard]] static Result<QualityMeter> create(MatrixView table, std::span<const std::uint32_t> rows,
                                                     std::shared_ptr<const NeighbourGraph> graph,
                                                     const QualityOptions& options = {});

    QualityMeter(QualityMeter&&) noexcept;
    QualityMeter& operator=(QualityMeter&&) noexcept;
    ~QualityMeter();

    /// Of `sample` of the points, or of all when there are no more (or it is 0). Takes measured · points · columns
    /// multiplications for the ranks.
    [[nodiscard]] std::optional<MapQuality> measure(MatrixView positions, std::size_t sample = 0,
                                                    std::stop_token stop = {},
                                                    const ProgressFunction& progress = {}) const;

    /// The share of its k nearest that each point has lost, 0 (none) to 1: for colours.
    [[nodiscard]] std::optional<std::vector<float>> errors(MatrixView positions, std::stop_token stop = {}) const;

    /// The original neighbours of a point that are not near it on the map, nearest first: k times its error, as a
    /// count. Under a millisecond for a hundred thousand points.
    [[nodiscard]] std::vector<std::uint32_t> tornAway(MatrixView positions, std::size_t point) const;

    /// The points that measure() takes, ascending.
    [[nodiscard]] std::vector<std::uint32_t> sampled(std::size_t sample) const;

private:
    struct Private;
    explicit QualityMeter(std::unique_ptr<Private> own);
    std::unique_ptr<Private> m_private;
};

}  // namespace projectionist
