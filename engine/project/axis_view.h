// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/matrix.h"
#include "engine/project/neighbour_graph.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

/// A direction in the space of the vectors, and where everything lies along it.
struct Axis {
    std::vector<float> direction;    ///< Of length 1.
    std::vector<float> coordinates;  ///< Of each point, in the unit of the vectors, from the axis's origin.
    /// Share of the points' variance about their mean that lies along the direction; 0 where nothing varies.
    double varianceShare = 0;
    /// For a fitted direction, the share of the values' variance that the vectors tell by it (R²), in the points that
    /// it was fitted to: with hardly more points than columns, nearly 1 whatever the values.
    std::optional<double> explained = {};
};

/// Directions that a user makes, for maps whose x and y mean something. Immutable, thread-safe, and the same bits at
/// any thread count. Points are positions in the list of rows. Each function gives nothing when stopped, InvalidOption
/// when a point is not in the list, and OutOfMemory.
class PROJECTIONIST_API AxisView {
public:
    /// Of these rows: of length 1 for the cosine, as they are otherwise; rows whose length is not finite count as the
    /// origin. A copy. OutOfMemory when there is none.
    [[nodiscard]] static Result<AxisView> create(MatrixView table, std::span<const std::uint32_t> rows,
                                                 Distance distance);
    AxisView(AxisView&&) noexcept;
    AxisView& operator=(AxisView&&) noexcept;
    ~AxisView();

    /// From one point, at 0, to another. Empty when they are at the same place: there is no direction.
    [[nodiscard]] Result<std::optional<Axis>> between(std::uint32_t from, std::uint32_t to,
                                                      std::stop_token stop = {}) const;
    /// From the mean of some points, at 0, to that of others; points may be of both. Empty when a group has no point,
    /// or their means are at the same place.
    [[nodiscard]] Result<std::optional<Axis>>
    between(std::span<const std::uint32_t> from, std::span<const std::uint32_t> to, std::stop_token stop = {}) const;
    /// The direction along which a value grows: of w in the least-squares fit of value ≈ c + w · x, the shortest w
    /// where several fit alike (by conjugate gradients; Hestenes and Stiefel 1952). `values`: one for each point; those
    /// that are not finite are unknown and left out. 0 is the mean of the others. Mismatch when there is not one for
    /// each point; Empty when fewer than two different values are known, or none of them has to do with the vectors.
    [[nodiscard]] Result<std::optional<Axis>> fitted(std::span<const double> values, std::stop_token stop = {}) const;
    /// The principal component of this number, 0 being that of the largest variance, from the mean. InvalidOption when
    /// there are not so many.
    [[nodiscard]] Result<std::optional<Axis>> component(std::size_t number, std::stop_token stop = {}) const;

private:
    struct Private;
    explicit AxisView(std::unique_ptr<Private> own);
    std::unique_ptr<Private> m_private;
};

}  // namespace projectionist
