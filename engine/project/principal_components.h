// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/core/matrix.h"
#include "engine/core/progress.h"
#include "engine/model/model.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace projectionist {

/// The first components of a centred table, by the eigenvectors of its covariance (accumulated in float64).
struct PrincipalComponents {
    Matrix positions;                        ///< Points × components: the projection of each (centred) row.
    Matrix axes;                             ///< Components × dimension: unit length, sign such that the entry of largest magnitude is positive.
    std::vector<double> varianceShare;       ///< Of each component, descending; sums to at most 1.
};

/// `count` components (fewer when rows − 1 or columns are fewer) of the given rows. The same bits at any thread count. Rows that are
/// all equal, or not all finite, give positions 0 and shares 0. Empty rows: no points. Null when stopped, or when there is no memory.
[[nodiscard]] PROJECTIONIST_API std::optional<PrincipalComponents> principalComponents(
    MatrixView table, const std::vector<std::uint32_t>& rows, std::size_t count = 10, std::stop_token stop = {});

enum class MapOf { Films, Users, Both };

/// A map of films or users, or of both: which rows, and their components.
struct ProjectedMap {
    MapOf of = MapOf::Films;
    std::vector<std::uint32_t> rows;  ///< Row of each point in the film or user table. Never row 0.
    std::size_t films = 0;            ///< So many points, the first ones, are films; the others are users.
    PrincipalComponents components;   ///< Of tableRows().
    /// Of both, the vectors of the points, made 1 long: films and users share directions, not lengths. Rows without a
    /// length, or with one that is not finite, are zeros. Else empty.
    Matrix together;
    std::vector<std::uint32_t> togetherRows;  ///< 0 … points − 1 beside it.

    /// The table that distances between the points are taken of, and each point's row in it. `model` is the map's.
    [[nodiscard]] MatrixView table(const Model& model) const
    {
        return of == MapOf::Both ? together.view() : of == MapOf::Films ? model.movies() : model.users();
    }
    [[nodiscard]] const std::vector<std::uint32_t>& tableRows() const
    {
        return of == MapOf::Both ? togetherRows : rows;
    }
};

/// All films (untrained ones only when asked for, or when the model's preset includes them), all users with a vector, or
/// first these films and then these users. The axes come from these rows. Null when stopped, or when there is no memory.
[[nodiscard]] PROJECTIONIST_API std::shared_ptr<const ProjectedMap> projectModel(const Model& model, MapOf of,
                                                                                std::optional<bool> includeUntrained = {},
                                                                                std::stop_token stop = {});

}  // namespace projectionist
