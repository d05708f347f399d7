// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/ids.h"
#include "engine/core/matrix.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>

namespace projectionist {

/// How the scores of a batch become a loss.
struct SoftmaxOptions {
    /// Scores are divided by this. Above 0.
    float temperature = 1.0F;
    /// Other rows of a row's own film are no negatives of it. Nothing to do where candidates are given: every film is
    /// there once.
    bool removeAccidentalHits = false;
    /// Only so many negatives of each row count, those that score highest (rows of the same film are several); 0: all.
    int hardNegatives = 0;
};

/// Positive pairs and what they are scored with. Spans and views must live as long as the call; nothing is copied from
/// them but the rows of the tables that the batch names.
struct SoftmaxBatch {
    MatrixView users;                        ///< User rows × dimension.
    MatrixView movies;                       ///< Film rows × dimension.
    std::span<const UserRow> userOfRow;      ///< B: the user of each pair …
    std::span<const MovieRow> movieOfRow;    ///< … and the film.
    std::span<const float> rowWeights = {};  ///< B factors of the rows' losses, or empty: all 1.
    /// For the correction of Yi et al. 2019, eq. 3: for each film row the chance that it stands in a row of a batch.
    /// log(clip(p, 1e-6, 1)) is subtracted from its scores, the positive's too. Empty: no correction.
    std::span<const float> movieProbabilities = {};
    /// Against which films each row's own is to win: empty, the films of the batch, as often as they stand in it; else
    /// these, each once, with every film of the batch among them.
    std::span<const MovieRow> candidates = {};
};

struct SoftmaxLoss {
    double loss = 0;  ///< Σ over rows of weight · softmax cross-entropy.
    double guessing =
        0;  ///< The same sum if all scores were equal: B · ln B when nothing is corrected, weighted or left out.
};

/// The loss of TensorFlow Recommenders' retrieval task and its gradients, for a batch of B positive pairs: scores
/// U_b · M_bᵀ / temperature, labels on the diagonal, softmax cross-entropy, summed.
///
/// Rows that name the same user or the same film are worked out once. With r_u and c_m the numbers of rows of user u
/// and film m, and s = q_u · v_m: Z_u = Σ_m c_m exp(s_um), loss = Σ_u r_u ln Z_u − Σ_rows s, P_um = r_u c_m exp(s_um) /
/// Z_u, dU = P V − (Σ v over the user's rows), dV = Pᵀ U − (Σ q over the film's rows): exactly the gradients of the B ×
/// B matrix, summed over duplicates. Weights, corrections, accidental hits (they change Z for each pair) and hard
/// negatives (chosen for each pair) stay exact. Scores exist for one tile of users at a time, as exponentials of
/// differences from the row's largest.
///
/// Buffers are kept from call to call. Not thread-safe; works on several threads inside, with the same bits at any
/// number.
class PROJECTIONIST_API InBatchSoftmax {
public:
    InBatchSoftmax();
    ~InBatchSoftmax();
    InBatchSoftmax(InBatchSoftmax&& other) noexcept;
    InBatchSoftmax& operator=(InBatchSoftmax&& other) noexcept;

    /// Works out loss and gradients at the tables as they are. Rows must lie within the tables, spans have the lengths
    /// named above. A loss that is not finite is returned as it is. Nothing when stopped (asked before each tile): then
    /// there are no gradients either.
    std::optional<SoftmaxLoss> compute(const SoftmaxBatch& batch, const SoftmaxOptions& options,
                                       std::stop_token stop = {});

    /// Of the last compute(): the different users of the batch in the order of their first rows, how many rows each
    /// has, and the gradient of the loss, one row for each of them, × dimension.
    [[nodiscard]] std::span<const UserRow> users() const;
    [[nodiscard]] std::span<const std::uint32_t> userCounts() const;
    [[nodiscard]] MatrixView userGradient() const;
    /// The same for films: those of the batch, or all candidates in their order (with counts of 0 where the batch has
    /// none).
    [[nodiscard]] std::span<const MovieRow> movies() const;
    [[nodiscard]] std::span<const std::uint32_t> movieCounts() const;
    [[nodiscard]] MatrixView movieGradient() const;

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

}  // namespace projectionist
