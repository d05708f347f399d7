// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/matrix.h"
#include "engine/train/in_batch_softmax.h"

#include <vector>

namespace projectionist::testing {

/// A batch that owns what it names.
struct OwnedBatch {
    Matrix users, movies;
    std::vector<UserRow> userOfRow;
    std::vector<MovieRow> movieOfRow;
    std::vector<float> rowWeights, movieProbabilities;
    std::vector<MovieRow> candidates;

    [[nodiscard]] SoftmaxBatch view() const
    {
        return {users, movies, userOfRow, movieOfRow, rowWeights, movieProbabilities, candidates};
    }
};

struct BatchShape {
    std::size_t rows = 100, users = 20, movies = 15, dimension = 8;
    unsigned seed = 1;
    float range = 1;  ///< Vectors are uniform in ± this.
    bool weights = false, probabilities = false, allCandidates = false;
};
[[nodiscard]] OwnedBatch randomBatch(const BatchShape& shape);

/// Loss and dense gradients in float64 from the definition: the whole matrix of scores, row by row.
struct SoftmaxByDefinition {
    double loss = 0;
    std::vector<double> userGradient, movieGradient;  ///< Rows of the tables × dimension, duplicates summed.
};
[[nodiscard]] SoftmaxByDefinition softmaxByDefinition(const SoftmaxBatch& batch, const SoftmaxOptions& options);
/// The same with every score 0: the loss of guessing.
[[nodiscard]] double guessingByDefinition(const SoftmaxBatch& batch, const SoftmaxOptions& options);

/// Gradients of the rows that were touched, spread over a table of zeros.
template <class Row>
[[nodiscard]] std::vector<double> spread(MatrixView gradient, std::span<const Row> rows, std::size_t tableRows)
{
    std::vector<double> dense(tableRows * gradient.columns, 0.0);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t column = 0; column < gradient.columns; ++column)
            dense[rows[row].value * gradient.columns + column] = double(gradient.row(row)[column]);
    }
    return dense;
}

/// Largest |a − b|.
[[nodiscard]] double largestDifference(std::span<const double> a, std::span<const double> b);

}  // namespace projectionist::testing
