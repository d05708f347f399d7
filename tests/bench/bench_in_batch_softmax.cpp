// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "engine/train/adagrad.h"
#include "engine/train/in_batch_softmax.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Core>

using namespace projectionist;

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A batch that names so many different users and films, those at the front more often than those behind.
struct Batch {
    Matrix users, movies;
    std::vector<UserRow> userOfRow;
    std::vector<MovieRow> movieOfRow;
    std::vector<float> probabilities;

    Batch(std::size_t rows, std::size_t differentUsers, std::size_t differentMovies, std::size_t dimension)
        : users(differentUsers, dimension)
        , movies(differentMovies, dimension)
        , probabilities(differentMovies, 1.0F / float(differentMovies))
    {
        Random random(1);
        for (auto* table : {&users, &movies}) {
            for (auto& value : table->values())
                value = random.uniform(-0.5F, 0.5F);
        }
        const auto place = [&](std::size_t row, std::size_t different) {
            if (row < different)
                return static_cast<std::uint32_t>(row);
            const double where = random.uniform();
            return static_cast<std::uint32_t>(where * where * double(different));
        };
        for (std::size_t row = 0; row < rows; ++row) {
            userOfRow.push_back({place(row, differentUsers)});
            movieOfRow.push_back({place(row, differentMovies)});
        }
        for (auto row = rows; row > 1; --row)
            std::swap(movieOfRow[row - 1], movieOfRow[static_cast<std::size_t>(random.uniform() * float(row))]);
    }
    [[nodiscard]] SoftmaxBatch view(bool corrected) const
    {
        return {.users = users,
                .movies = movies,
                .userOfRow = userOfRow,
                .movieOfRow = movieOfRow,
                .movieProbabilities = corrected ? std::span<const float>(probabilities) : std::span<const float>()};
    }
};

/// rows, different users, different films, dimension
Batch batchOf(const benchmark::State& state)
{
    return {static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)),
            static_cast<std::size_t>(state.range(2)), static_cast<std::size_t>(state.range(3))};
}

std::string shapeOf(const benchmark::State& state)
{
    std::string shape;
    for (int place = 0; place < 4; ++place)
        shape += (place > 0 ? "/" : "") + std::to_string(state.range(static_cast<std::size_t>(place)));
    return shape;
}

void describe(benchmark::State& state, const InBatchSoftmax& softmax, std::size_t rows)
{
    const auto products =
        6.0 * double(softmax.users().size()) * double(softmax.movies().size()) * double(softmax.userGradient().columns);
    state.counters["users"] = double(softmax.users().size());
    state.counters["films"] = double(softmax.movies().size());
    state.counters["FLOP"] = benchmark::Counter(products, benchmark::Counter::kIsIterationInvariantRate);
    state.counters["rows"] = benchmark::Counter(double(rows), benchmark::Counter::kIsIterationInvariantRate);
}

/// Loss, gradients and Adagrad: all that a step of the trainer does.
void step(benchmark::State& state, int threads)
{
    auto batch = batchOf(state);
    const ThreadLimit limit(threads);
    Matrix userSums(batch.users.rows(), batch.users.columns()), movieSums(batch.movies.rows(), batch.movies.columns());
    std::ranges::fill(userSums.values(), adagradStart);
    std::ranges::fill(movieSums.values(), adagradStart);
    InBatchSoftmax softmax;
    for (auto iteration : state) {
        benchmark::DoNotOptimize(softmax.compute(batch.view(true), {}));
        adagradStep(batch.users, userSums, softmax.users(), softmax.userGradient(), {}, 0.01F);
        adagradStep(batch.movies, movieSums, softmax.movies(), softmax.movieGradient(), {}, 0.01F);
    }
    describe(state, softmax, batch.userOfRow.size());
}

/// The three matrix products of the same step, a tile of users at a time, on one thread.
void productsInTiles(benchmark::State& state)
{
    const auto users = static_cast<Eigen::Index>(state.range(1));
    const auto movies = static_cast<Eigen::Index>(state.range(2));
    const auto dimension = static_cast<Eigen::Index>(state.range(3));
    constexpr Eigen::Index tileFloats = 1 << 17, most = 256, least = 64;
    const auto tileRows = std::clamp(tileFloats / movies / 16 * 16, least, most);
    const RowMajor u = RowMajor::Random(users, dimension), v = RowMajor::Random(movies, dimension);
    RowMajor scores(tileRows, movies), userSlope(users, dimension), movieSlope(movies, dimension);
    for (auto iteration : state) {
        movieSlope.setZero();
        for (Eigen::Index first = 0; first < users; first += tileRows) {
            const auto count = std::min(tileRows, users - first);
            auto tile = scores.topRows(count);
            tile.noalias() = u.middleRows(first, count) * v.transpose();
            userSlope.middleRows(first, count).noalias() = tile * v;
            movieSlope.noalias() += tile.transpose() * u.middleRows(first, count);
        }
        benchmark::DoNotOptimize(movieSlope.data());
        benchmark::DoNotOptimize(userSlope.data());
    }
}

void compareStepWithProducts(benchmark::State& state)
{
    step(state, 1);
    state.SetLabel("training step, one thread | yardstick: productsInTiles/" + shapeOf(state) + " | at most 1.4");
}

void compareThreads(benchmark::State& state)
{
    step(state, 2);
    state.SetLabel("training step, two threads | yardstick: stepOnOneThread/" + shapeOf(state) +
                   "/real_time | at least 1.6");
}

void stepOnOneThread(benchmark::State& state)
{
    step(state, 1);
}

constexpr std::size_t tutorialRows = 55'375, tutorialBatch = 4096, tutorialDimension = 64;

/// As many rows as one epoch of the tutorial has on MovieLens 100K, with as many different users and films a batch as
/// shuffled rows name there.
std::vector<Batch> tutorialEpoch()
{
    std::vector<Batch> batches;
    for (std::size_t begin = 0; begin < tutorialRows; begin += tutorialBatch)
        batches.emplace_back(std::min(tutorialBatch, tutorialRows - begin), 809, 850, tutorialDimension);
    return batches;
}

void epochOfTheTutorial(benchmark::State& state)
{
    auto batches = tutorialEpoch();
    const ThreadLimit limit(1);
    Matrix userSums(809, tutorialDimension), movieSums(850, tutorialDimension);
    std::ranges::fill(userSums.values(), adagradStart);
    std::ranges::fill(movieSums.values(), adagradStart);
    InBatchSoftmax softmax;
    for (auto iteration : state) {
        for (auto& batch : batches) {
            benchmark::DoNotOptimize(softmax.compute(batch.view(false), {}));
            adagradStep(batch.users, userSums, softmax.users(), softmax.userGradient(), {}, 0.01F);
            adagradStep(batch.movies, movieSums, softmax.movies(), softmax.movieGradient(), {}, 0.01F);
        }
    }
    state.SetLabel("an epoch of the tutorial | yardstick: epochByTheFullMatrix | at least 15");
}

/// What the library does: gather both sides row by row, all B × B scores, softmax, two products, and sums by row.
void epochByTheFullMatrix(benchmark::State& state)
{
    const auto batches = tutorialEpoch();
    RowMajor u, v, scores, userSlope, movieSlope;
    RowMajor userSums = RowMajor::Zero(809, tutorialDimension), movieSums = RowMajor::Zero(850, tutorialDimension);
    for (auto iteration : state) {
        for (const auto& batch : batches) {
            const auto rows = static_cast<Eigen::Index>(batch.userOfRow.size());
            const auto dimension = static_cast<Eigen::Index>(tutorialDimension);
            u.resize(rows, dimension);
            v.resize(rows, dimension);
            for (Eigen::Index row = 0; row < rows; ++row) {
                const auto place = static_cast<std::size_t>(row);
                std::ranges::copy(batch.users.row(batch.userOfRow[place].value), u.row(row).data());
                std::ranges::copy(batch.movies.row(batch.movieOfRow[place].value), v.row(row).data());
            }
            scores.resize(rows, rows);
            scores.noalias() = u * v.transpose();
            double loss = 0;
            for (Eigen::Index row = 0; row < rows; ++row) {
                const float positive = scores(row, row), largest = scores.row(row).maxCoeff();
                auto line = scores.row(row).array();
                line = (line - largest).exp();
                const float sum = line.sum();
                line *= 1.0F / sum;
                scores(row, row) -= 1.0F;
                loss += double(largest) + std::log(double(sum)) - double(positive);
            }
            benchmark::DoNotOptimize(loss);
            userSlope.noalias() = scores * v;
            movieSlope.noalias() = scores.transpose() * u;
            for (Eigen::Index row = 0; row < rows; ++row) {
                const auto place = static_cast<std::size_t>(row);
                userSums.row(batch.userOfRow[place].value) += userSlope.row(row);
                movieSums.row(batch.movieOfRow[place].value) += movieSlope.row(row);
            }
            benchmark::DoNotOptimize(userSums.data());
            benchmark::DoNotOptimize(movieSums.data());
        }
    }
}

/// rows, different users, different films, dimension
void shapes(benchmark::internal::Benchmark* benchmark)
{
    benchmark->ArgNames({"", "", "", ""});
    benchmark->Args({4096, 2404, 1432, 64});   // the tutorial's batch on MovieLens 1M
    benchmark->Args({4096, 2404, 1432, 128});  // … in Balanced's dimension
    benchmark->Unit(benchmark::kMicrosecond);
}

BENCHMARK(productsInTiles)->Apply(shapes);
BENCHMARK(compareStepWithProducts)->Apply(shapes);
BENCHMARK(stepOnOneThread)->Apply(shapes)->UseRealTime();
BENCHMARK(compareThreads)->Apply(shapes)->UseRealTime();
BENCHMARK(epochByTheFullMatrix)->Unit(benchmark::kMillisecond);
BENCHMARK(epochOfTheTutorial)->Unit(benchmark::kMillisecond);

}  // namespace
