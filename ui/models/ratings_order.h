// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/progress.h"
#include "engine/data/dataset.h"
#include "ui/models/film_text.h"

#include <QString>
#include <Qt>

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace projectionist {

/// What ratings are ordered by; ties keep the order of the file.
enum class RatingsKey { File, User, Film, Rating, Time };

/// Which ratings a table shows, and in which order.
struct RatingsOrder {
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const FilmTexts> films;
    QString filter;  ///< Of films whose search text holds this, or of the user with this id; empty: all.
    RatingsKey key = RatingsKey::File;
    Qt::SortOrder direction = Qt::AscendingOrder;

    /// All, as they stand in the file: needs no list of positions.
    [[nodiscard]] bool isFile() const
    {
        return filter.isEmpty() && key == RatingsKey::File && direction == Qt::AscendingOrder;
    }
    /// Positions in the data set, by counting sorts: some passes over all ratings. For any thread. Nothing when
    /// stopped, and when there is no memory.
    [[nodiscard]] std::optional<std::vector<std::uint32_t>> positions(const std::stop_token& stop,
                                                                      const ProgressFunction& progress) const;
};

}  // namespace projectionist
