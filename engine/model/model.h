// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/core/matrix.h"
#include "engine/data/catalogue.h"
#include "engine/data/split.h"
#include "engine/model/history.h"
#include "engine/model/run_card.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace projectionist {

/// Everything that is needed to go on training as if nothing had happened. Tables are rows × dimension (× starts), as
/// trained: `raw` is what the optimiser moves, `averaged` what is measured (empty without averaging).
struct TrainingState {
    Phase phase = Phase::Search;
    std::uint32_t epoch = 0;  ///< Complete epochs of the phase.
    std::uint32_t step = 0;   ///< Complete steps of the next epoch.
    Matrix rawUsers, rawMovies;
    Matrix userAccumulators, movieAccumulators;
    Matrix averagedUsers, averagedMovies;
    /// What the run was given to start from, while a refit may need it again; else empty.
    Matrix initialUsers, initialMovies;
    double bestValue = 0;         ///< Of the metric of early stopping.
    std::uint32_t bestEpoch = 0;  ///< 0: none yet.
    std::uint32_t epochsWithoutBetter = 0;
};

struct ModelParts {
    std::shared_ptr<const Catalogue> catalogue;
    RunCard card;
    Matrix users;   ///< catalogue->userRows() × dimension: what is shown (averaged, best epoch, refit).
    Matrix movies;  ///< catalogue->movieRows() × dimension.
    /// Positives that each film row was trained on in the shown tables; 0 = untrained.
    std::vector<std::uint32_t> trainCounts;
    std::vector<UserRow> holdoutUsers;  ///< In file order.
    std::vector<MovieRow> holdoutMovies;
    std::vector<std::uint32_t> holdoutPositions;
    History history;
    std::shared_ptr<const TrainingState> state;  ///< Null when it cannot be continued (a live snapshot, say).
};

/// A trained model, or a snapshot of one: immutable, so that any thread may look around in it.
class PROJECTIONIST_API Model {
public:
    /// Mismatch when shapes do not agree: says which.
    [[nodiscard]] static Result<std::shared_ptr<const Model>> make(ModelParts parts);

    [[nodiscard]] const RunCard& card() const { return m_parts.card; }
    [[nodiscard]] const Catalogue& catalogue() const { return *m_parts.catalogue; }
    [[nodiscard]] const std::shared_ptr<const Catalogue>& sharedCatalogue() const { return m_parts.catalogue; }
    [[nodiscard]] const History& history() const { return m_parts.history; }
    [[nodiscard]] const ModelParts& parts() const { return m_parts; }

    [[nodiscard]] std::size_t dimension() const { return m_parts.movies.columns(); }
    [[nodiscard]] MatrixView users() const { return m_parts.users; }    ///< Row 0 is the unknown user.
    [[nodiscard]] MatrixView movies() const { return m_parts.movies; }  ///< Row 0 is the unknown film.

    /// Films with no positive in the training rows keep their random start.
    [[nodiscard]] bool isTrained(MovieRow row) const { return m_parts.trainCounts[row.value] > 0; }
    [[nodiscard]] bool hasVector(UserRow row) const { return row.value > 0 && row.value < m_parts.users.rows(); }
    /// Whether lists include untrained films unless told otherwise: the tutorial preset does, as the tutorial does.
    [[nodiscard]] bool includesUntrainedByDefault() const { return m_parts.card.basePreset == "tutorial"; }
    /// The minimum number of ratings for pairs unless told otherwise: 0 for the tutorial preset, else 20.
    [[nodiscard]] std::uint32_t defaultMinimumRatings() const { return includesUntrainedByDefault() ? 0 : 20; }

    /// Which positives trained the measured tables and which were held out, for evaluation. Stop (within 50 ms) gives a
    /// null pointer.
    [[nodiscard]] std::shared_ptr<const Split> split(std::stop_token stop = {}) const;

private:
    Model() = default;
    ModelParts m_parts;
};

}  // namespace projectionist
