// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/model.h"

#include <cstdint>
#include <optional>

namespace projectionist {

/// Which films lists are made of: never the unknown one, untrained ones only where they are wanted, none with too few
/// ratings.
class ListedMovies {
public:
    ListedMovies(const Model& model, std::optional<bool> includeUntrained, std::uint32_t minimumRatings)
        : m_model(model)
        , m_untrained(includeUntrained.value_or(model.includesUntrainedByDefault()))
        , m_minimumRatings(minimumRatings)
    {
    }

    [[nodiscard]] bool operator()(MovieRow row) const
    {
        return row.value > 0 && (m_untrained || m_model.isTrained(row)) &&
               (m_minimumRatings == 0 || m_model.catalogue().ratingCount(row) >= m_minimumRatings);
    }

private:
    const Model& m_model;
    bool m_untrained;
    std::uint32_t m_minimumRatings;
};

}  // namespace projectionist
