// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"
#include "engine/core/random.h"
#include "engine/train/adagrad.h"
#include "engine/train/in_batch_softmax.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include <Eigen/Core>

using namespace projectionist;

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A batch with as many different users and films as one of a MovieLens release has.
struct Batch {
    Matrix users, movies;
    std::vector<UserRow> userOfRow;
    std::vector<MovieRow> movieOfRow;
    std::vector<float> probabilities;

    Batch(std::size_t rows, std::size_t userRows, std::size_t movieRows, std::size_t dimension)
        : users(userRows, dimension), movies(movieRows, dimension), probabilities(movieRows, 1.0F / float(movieRows))
    {
        Random random(1);
        for (auto* table : {&users, &movies}) {
            for (auto& value : table->values())
                value = random.uniform(-0.5F, 0.5F);
        }
        for (std::size_t row = 0; row < rows; ++row) {
            // The long tail of either side: a few have most of the rows.
            const double user = random.uniform(), movie = random.uniform();
            userOfRow.push_back({static_cast<std::uint32_t>(user * user * double(userRows))});
            movieOfRow.push_back({static_cast<std::uint32_t>(movie * movie * movie * double(movieRows))});
        }
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

Batch batchOf(const benchmark::State& state)
{
    return {static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)),
            static_cast<std::size_t>(state.range(2)), static_cast<std::size_t>(state.range(3))};
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
void step(benchmark::State& state)
{
    auto batch = batchOf(state);
    const ThreadLimit limit(static_cast<int>(state.range(4)));
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

/// The three matrix products of the same step alone, on one thread: what the step is measured against.
void productsAlone(benchmark::State& state)
{
    const auto batch = batchOf(state);
    InBatchSoftmax softmax;
    softmax.compute(batch.view(true), {});
    const auto users = static_cast<Eigen::Index>(softmax.users().size());
    const auto movies = static_cast<Eigen::Index>(softmax.movies().size());
    const auto dimension = static_cast<Eigen::Index>(batch.users.columns());
    const RowMajor u = RowMajor::Random(users, dimension), v = RowMajor::Random(movies, dimension);
    RowMajor scores(users, movies), userSlope(users, dimension), movieSlope(movies, dimension);
    for (auto iteration : state) {
        scores.noalias() = u * v.transpose();
        userSlope.noalias() = scores * v;
        movieSlope.noalias() = scores.transpose() * u;
        benchmark::DoNotOptimize(movieSlope.data());
        benchmark::DoNotOptimize(userSlope.data());
    }
    describe(state, softmax, batch.userOfRow.size());
}

/// rows, users, films, dimension, threads
void shapes(benchmark::internal::Benchmark* benchmark)
{
    benchmark->ArgNames({"rows", "users", "films", "dimension", "threads"})->UseRealTime();
    for (const int threads : {1, 2}) {
        benchmark->Args({4096, 942, 1434, 64, threads});       // the tutorial on MovieLens 100K
        benchmark->Args({1024, 942, 1447, 128, threads});      // Balanced on MovieLens 100K
        benchmark->Args({1024, 6038, 3533, 128, threads});     // Balanced on MovieLens 1M
        benchmark->Args({4096, 162000, 59000, 128, threads});  // a large batch on MovieLens 25M
    }
}

void oneThread(benchmark::internal::Benchmark* benchmark)
{
    benchmark->ArgNames({"rows", "users", "films", "dimension"});
    benchmark->Args({4096, 942, 1434, 64});
    benchmark->Args({1024, 942, 1447, 128});
    benchmark->Args({1024, 6038, 3533, 128});
    benchmark->Args({4096, 162000, 59000, 128});
}

BENCHMARK(step)->Apply(shapes)->Unit(benchmark::kMicrosecond);
BENCHMARK(productsAlone)->Apply(oneThread)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
