// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/matrix.h"
#include "engine/data/split.h"
#include "engine/train/in_batch_softmax.h"
#include "engine/train/train_options.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace projectionist {

// For the .cpp files of this floor.

/// The training rows of a phase and what follows from them.
struct PhaseRows {
    PhaseRows(std::shared_ptr<const Split> rows, const TrainOptions& options);

    std::shared_ptr<const Split> split;
    std::vector<float> movieProbabilities;     ///< Share of each film row; empty without the correction.
    std::vector<float> userDecay, movieDecay;  ///< l2 · N^(−l2Exponent) of each row; empty without L2.
    std::vector<MovieRow> candidates;          ///< Films with a positive among the rows; empty: those of the batch.
};

/// One start: a pair of tables, what Adagrad keeps about them, and the step that moves them.
class TwoTower {
public:
    TwoTower(std::size_t userRows, std::size_t movieRows, std::size_t dimension);

    /// Accumulators as at the start, tables uniform in ± startRange, users first. False when stopped.
    bool begin(const TrainOptions& options, std::uint32_t start, const std::stop_token& stop);

    /// Loss and gradients of the training rows at these places, at the tables as they are; nothing when stopped.
    std::optional<SoftmaxLoss> compute(const PhaseRows& phase, std::span<const std::uint32_t> places,
                                       const TrainOptions& options, const std::stop_token& stop);
    /// Moves the tables by what was computed last.
    void move(const PhaseRows& phase, const TrainOptions& options);

    Matrix users, movies, userAccumulators, movieAccumulators;

private:
    InBatchSoftmax m_softmax;
    std::vector<UserRow> m_batchUsers;
    std::vector<MovieRow> m_batchMovies;
    std::vector<float> m_userDecay, m_movieDecay;
};

}  // namespace projectionist
