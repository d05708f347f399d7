// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/data/catalogue.h"
#include "engine/data/dataset.h"
#include "engine/data/holdout.h"

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

struct SplitOptions {
    float ratingAbove = 3.0F;  ///< Positives are ratings above it.
    Key key = Key::Id;
    Holdout holdout;
    std::uint64_t seed = 1;  ///< Of the random holdout only.
};

/// Positive pairs by user row: films ascending. For "seen", "relevant" and the like.
struct PositivesByUser {
    std::vector<std::uint64_t> offsets;  ///< user rows + 1.
    std::vector<MovieRow> movies;        ///< Ascending within a user; doubles (two ids, one title) stand once.

    [[nodiscard]] std::span<const MovieRow> of(UserRow user) const
    {
        return std::span(movies).subspan(offsets[user.value], offsets[user.value + 1] - offsets[user.value]);
    }
    [[nodiscard]] std::size_t users() const { return offsets.empty() ? 0 : offsets.size() - 1; }
};

/// The rows of a run, cut from a data set: which positives train and which are held out. Immutable; thread-safe.
class PROJECTIONIST_API Split {
public:
    /// Errors: Empty when the filter or the holdout leaves nothing to train on (says what the ratings are),
    /// InvalidOption, and those of reading a test file. Stop (within 50 ms) gives a null pointer, here and below.
    [[nodiscard]] static Result<std::shared_ptr<const Split>> make(std::shared_ptr<const Dataset> dataset,
                                                                   SplitOptions options, std::stop_token stop = {});

    /// The split that a model file tells of: its catalogue and its held-out rows, which must be below userRows() and
    /// movieRows(). Positions beyond the ratings are ignored.
    [[nodiscard]] static std::shared_ptr<const Split>
    fromCatalogue(std::shared_ptr<const Catalogue> catalogue, SplitOptions options, std::vector<UserRow> holdoutUsers,
                  std::vector<MovieRow> holdoutMovies, std::vector<std::uint32_t> holdoutPositions,
                  std::stop_token stop = {});

    [[nodiscard]] const SplitOptions& options() const { return m_options; }
    [[nodiscard]] const std::shared_ptr<const Catalogue>& catalogue() const { return m_catalogue; }

    /// Training positives in file order.
    [[nodiscard]] std::span<const UserRow> trainUsers() const { return m_trainUsers; }
    [[nodiscard]] std::span<const MovieRow> trainMovies() const { return m_trainMovies; }
    /// For each training positive the group that it is in when rows are grouped by film: one group for each film id of
    /// the rating file (so a title under two ids has two), numbered from 0 by the first row with that id in the rating
    /// file, whatever its rating. Sorting the rows by it, stably, gives the grouped order.
    [[nodiscard]] std::span<const std::uint32_t> trainGroups() const { return m_trainGroups; }
    /// Held-out positives in file order. Positions (place in the rating file) are empty for a test file.
    [[nodiscard]] std::span<const UserRow> holdoutUsers() const { return m_holdoutUsers; }
    [[nodiscard]] std::span<const MovieRow> holdoutMovies() const { return m_holdoutMovies; }
    [[nodiscard]] std::span<const std::uint32_t> holdoutPositions() const { return m_holdoutPositions; }
    /// Positives of a test file whose user or film has no row here.
    [[nodiscard]] std::size_t skippedTestRows() const { return m_skippedTestRows; }
    [[nodiscard]] std::size_t skippedTestUsers() const { return m_skippedTestUsers; }

    /// Training and held-out positives together, in file order (with a test file: the training ones), for the refit.
    [[nodiscard]] std::shared_ptr<const Split> withoutHoldout(std::stop_token stop = {}) const;

    /// For choosing options without a look at the held-out rows: trains on this one's training rows but for a random
    /// share of them, drawn with the seed, which it holds out (without positions); this one's own held-out rows are in
    /// neither. Empty when that leaves nothing on one of the sides.
    [[nodiscard]] Result<std::shared_ptr<const Split>> forValidation(double share, std::uint64_t seed,
                                                                     std::stop_token stop = {}) const;

    [[nodiscard]] const PositivesByUser& seen() const { return m_seen; }          ///< Training positives.
    [[nodiscard]] const PositivesByUser& relevant() const { return m_relevant; }  ///< Held-out positives.
    /// Training positives of each film row.
    [[nodiscard]] std::span<const std::uint32_t> trainCounts() const { return m_trainCounts; }

private:
    Split() = default;
    /// Fills the training rows (all positives but those at the held-out positions) and all that follows from them.
    /// `positives` are the ratings that are liked, in file order. False when stopped.
    bool takeTrainingRows(std::span<const std::uint32_t> positives, const std::stop_token& stop);
    bool index(const std::stop_token& stop);
    SplitOptions m_options;
    std::shared_ptr<const Catalogue> m_catalogue;
    std::vector<UserRow> m_trainUsers, m_holdoutUsers;
    std::vector<MovieRow> m_trainMovies, m_holdoutMovies;
    std::vector<std::uint32_t> m_trainGroups;
    std::vector<std::uint32_t> m_holdoutPositions;
    std::size_t m_skippedTestRows = 0, m_skippedTestUsers = 0;
    PositivesByUser m_seen, m_relevant;
    std::vector<std::uint32_t> m_trainCounts;
};

}  // namespace projectionist
