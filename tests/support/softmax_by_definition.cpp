// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/softmax_by_definition.h"

#include "engine/core/random.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace projectionist::testing {

namespace {

using Score = std::function<double(std::size_t row, MovieRow movie)>;

/// One column of a row's scores: a film and whether it is the row's own label.
struct Column {
    MovieRow movie;
    double logit = 0;
    double share = 0;
};

double correction(const SoftmaxBatch& batch, MovieRow movie)
{
    if (batch.movieProbabilities.empty())
        return 0;
    return -std::log(std::clamp(double(batch.movieProbabilities[movie.value]), 1e-6, 1.0));
}

/// The columns of one row, its label first, and the row's loss.
std::vector<Column> columnsOf(const SoftmaxBatch& batch, const SoftmaxOptions& options, std::size_t row,
                              const Score& score, double& loss)
{
    const auto own = batch.movieOfRow[row];
    const auto logit = [&](MovieRow movie) {
        return score(row, movie) / double(options.temperature) + correction(batch, movie);
    };
    std::vector<Column> negatives;
    if (batch.candidates.empty()) {
        for (std::size_t other = 0; other < batch.movieOfRow.size(); ++other) {
            const auto movie = batch.movieOfRow[other];
            if (other != row && !(options.removeAccidentalHits && movie == own))
                negatives.push_back({movie, logit(movie)});
        }
    } else {
        for (const auto movie : batch.candidates) {
            if (movie != own)
                negatives.push_back({movie, logit(movie)});
        }
    }
    if (options.hardNegatives > 0) {
        std::ranges::stable_sort(negatives, std::greater{}, &Column::logit);
        negatives.resize(std::min(negatives.size(), std::size_t(options.hardNegatives)));
    }
    std::vector<Column> columns{{own, logit(own)}};
    columns.insert(columns.end(), negatives.begin(), negatives.end());
    double largest = -std::numeric_limits<double>::infinity();
    for (const auto& column : columns)
        largest = std::max(largest, column.logit);
    double sum = 0;
    for (auto& column : columns)
        sum += column.share = std::exp(column.logit - largest);
    for (auto& column : columns)
        column.share /= sum;
    loss = largest + std::log(sum) - columns.front().logit;
    return columns;
}

double weightOf(const SoftmaxBatch& batch, std::size_t row)
{
    return batch.rowWeights.empty() ? 1.0 : double(batch.rowWeights[row]);
}

}  // namespace

OwnedBatch randomBatch(const BatchShape& shape)
{
    Random random(shape.seed);
    OwnedBatch batch;
    batch.users = Matrix(shape.users, shape.dimension);
    batch.movies = Matrix(shape.movies, shape.dimension);
    for (auto& value : batch.users.values())
        value = random.uniform(-shape.range, shape.range);
    for (auto& value : batch.movies.values())
        value = random.uniform(-shape.range, shape.range);
    for (std::size_t row = 0; row < shape.rows; ++row) {
        batch.userOfRow.push_back({static_cast<std::uint32_t>(random.below(shape.users))});
        batch.movieOfRow.push_back({static_cast<std::uint32_t>(random.below(shape.movies))});
        if (shape.weights)
            batch.rowWeights.push_back(random.uniform(0.2F, 2.0F));
    }
    if (shape.probabilities) {
        for (std::size_t movie = 0; movie < shape.movies; ++movie)
            batch.movieProbabilities.push_back(movie == 0 ? 0.0F : random.uniform(0.001F, 0.2F));
    }
    if (shape.allCandidates) {
        batch.candidates.resize(shape.movies);
        for (std::uint32_t movie = 0; movie < shape.movies; ++movie)
            batch.candidates[movie] = {movie};
    }
    return batch;
}

SoftmaxByDefinition softmaxByDefinition(const SoftmaxBatch& batch, const SoftmaxOptions& options)
{
    const auto dimension = batch.users.columns;
    SoftmaxByDefinition result;
    result.userGradient.assign(batch.users.rows * dimension, 0.0);
    result.movieGradient.assign(batch.movies.rows * dimension, 0.0);
    const Score score = [&](std::size_t row, MovieRow movie) {
        const auto user = batch.users.row(batch.userOfRow[row].value);
        const auto film = batch.movies.row(movie.value);
        return std::inner_product(user.begin(), user.end(), film.begin(), 0.0, std::plus{},
                                  [](float a, float b) { return double(a) * double(b); });
    };
    for (std::size_t row = 0; row < batch.userOfRow.size(); ++row) {
        const double weight = weightOf(batch, row);
        double loss = 0;
        auto columns = columnsOf(batch, options, row, score, loss);
        result.loss += weight * loss;
        columns.front().share -= 1;
        const auto user = batch.userOfRow[row].value;
        for (const auto& column : columns) {
            const double slope = weight * column.share / double(options.temperature);
            for (std::size_t place = 0; place < dimension; ++place) {
                result.userGradient[user * dimension + place] +=
                    slope * double(batch.movies.row(column.movie.value)[place]);
                result.movieGradient[column.movie.value * dimension + place] +=
                    slope * double(batch.users.row(user)[place]);
            }
        }
    }
    return result;
}

double guessingByDefinition(const SoftmaxBatch& batch, const SoftmaxOptions& options)
{
    double sum = 0;
    for (std::size_t row = 0; row < batch.userOfRow.size(); ++row) {
        double loss = 0;
        columnsOf(
            batch, options, row, [](std::size_t, MovieRow) { return 0.0; }, loss);
        sum += weightOf(batch, row) * loss;
    }
    return sum;
}

double largestDifference(std::span<const double> a, std::span<const double> b)
{
    if (a.size() != b.size())
        return std::numeric_limits<double>::infinity();
    double largest = 0;
    for (std::size_t place = 0; place < a.size(); ++place) {
        const double difference = std::abs(a[place] - b[place]);
        largest = difference > largest || std::isnan(difference) ? difference : largest;
    }
    return largest;
}

}  // namespace projectionist::testing
