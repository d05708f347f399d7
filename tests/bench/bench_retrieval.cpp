// SPDX-License-Identifier: GPL-3.0-or-later
// Retrieval at the size of the largest MovieLens releases against the matrix products alone, by Eigen at the same level
// of the processor and on as many threads.
#include "engine/core/parallel.h"
#include "engine/retrieve/recommend.h"
#include "engine/retrieve/similar_pairs.h"
#include "tests/support/small_model.h"

#include <benchmark/benchmark.h>

#include <algorithm>

#include <Eigen/Core>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Table = Eigen::Map<const RowMajor>;

constexpr std::uint32_t dimension = 128;
constexpr std::uint32_t filmsOf32M = 87'585, filmsOf25M = 62'423;

std::shared_ptr<const Model> modelOf(std::uint32_t movies)
{
    return randomModel({.users = 1000, .movies = movies, .dimension = dimension, .ratingsPerUser = 100});
}

const Model& largeModel()
{
    static const auto model = modelOf(filmsOf32M);
    return *model;
}

std::shared_ptr<const Model> pairsModel()
{
    static const auto model = modelOf(filmsOf25M);
    return model;
}

Table moviesOf(const Model& model)
{
    const auto table = model.movies();
    return {table.data, static_cast<Eigen::Index>(table.rows), static_cast<Eigen::Index>(table.columns)};
}

void scoresOfOneUserAlone(benchmark::State& state)
{
    const auto movies = moviesOf(largeModel());
    const auto users = largeModel().users();
    Eigen::VectorXf scores(movies.rows());
    std::uint32_t user = 0;
    for (auto iteration : state) {
        const Eigen::Map<const Eigen::VectorXf> vector(users.row(user++ % 1000 + 1).data(), dimension);
        scores.noalias() = movies * vector;
        benchmark::DoNotOptimize(scores.data());
    }
}

void topTwentyOfOneUser(benchmark::State& state)
{
    const ThreadLimit limit(1);
    std::uint32_t user = 0;
    for (auto iteration : state)
        benchmark::DoNotOptimize(
            recommend(largeModel(), {user++ % 1000 + 1}, {.k = 20, .hide = Hide::Rated, .includeUntrained = true}));
    state.SetLabel(
        "top 20 of one user among 87,585 films, seen hidden | yardstick: scoresOfOneUserAlone | at most 1.5");
}

/// Half of the product of all films with all, a tile at a time.
void halfTheProductOfAllFilms(benchmark::State& state)
{
    const auto movies = moviesOf(*pairsModel());
    constexpr Eigen::Index tile = 512;
    const auto strips = static_cast<std::size_t>((movies.rows() + tile - 1) / tile);
    for (auto iteration : state) {
        parallelFor(strips, [&](std::size_t strip) {
            const auto first = static_cast<Eigen::Index>(strip) * tile;
            const auto rows = std::min(tile, movies.rows() - first);
            RowMajor products(rows, tile);
            for (auto other = first; other < movies.rows(); other += tile) {
                const auto others = std::min(tile, movies.rows() - other);
                products.leftCols(others).noalias() =
                    movies.middleRows(first, rows) * movies.middleRows(other, others).transpose();
                benchmark::DoNotOptimize(products.data());
            }
        });
    }
}

PairOptions allFilms()
{
    return {.metric = Metric::Cosine, .minimumRatings = 0, .includeUntrained = true, .only = {}};
}

void pairsAbove(benchmark::State& state)
{
    std::uint64_t pairs = 0;
    for (auto iteration : state)
        forEachPair(pairsModel(), allFilms(), 0.8F, [&](std::span<const SimilarPair> some) {
            pairs += some.size();
            return true;
        });
    benchmark::DoNotOptimize(pairs);
    state.SetLabel("all pairs above 0.8 of 62,423 films | yardstick: halfTheProductOfAllFilms/iterations:1/real_time | "
                   "at most 1.5");
}

void pairsAndHistogram(benchmark::State& state)
{
    for (auto iteration : state)
        benchmark::DoNotOptimize(SimilarPairs::compute(pairsModel(), allFilms())->pairs());
    state.SetLabel("the same with the histogram of all | yardstick: halfTheProductOfAllFilms/iterations:1/real_time | "
                   "at most 2.5");
}

BENCHMARK(scoresOfOneUserAlone)->Unit(benchmark::kMicrosecond);
BENCHMARK(topTwentyOfOneUser)->Unit(benchmark::kMicrosecond);
BENCHMARK(halfTheProductOfAllFilms)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);
BENCHMARK(pairsAbove)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);
BENCHMARK(pairsAndHistogram)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

}  // namespace
