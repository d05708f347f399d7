// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/similar_pairs.h"
#include "tests/support/small_model.h"

#include <benchmark/benchmark.h>

#include <map>
#include <utility>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

std::shared_ptr<const Model> films(std::uint32_t movies, std::uint32_t dimension)
{
    static std::map<std::pair<std::uint32_t, std::uint32_t>, std::shared_ptr<const Model>> models;
    auto& model = models[{movies, dimension}];
    if (model == nullptr)
        model = randomModel({.users = 600, .movies = movies, .dimension = dimension, .ratingsPerUser = 100});
    return model;
}

PairOptions allFilms(Metric metric)
{
    return {.metric = metric, .minimumRatings = 0, .includeUntrained = true, .only = {}};
}

/// Opening the pairs page: histogram, count and list of all pairs.
void allPairs(benchmark::State& state, Metric metric)
{
    const auto model = films(std::uint32_t(state.range(0)), std::uint32_t(state.range(1)));
    std::uint64_t pairs = 0;
    for (auto _ : state)
        pairs = SimilarPairs::compute(model, allFilms(metric))->pairs();
    state.counters["pairs/s"] = benchmark::Counter(double(pairs), benchmark::Counter::kIsIterationInvariantRate);
    state.counters["FLOP/s"] =
        benchmark::Counter(2.0 * double(pairs) * double(state.range(1)), benchmark::Counter::kIsIterationInvariantRate);
}

/// A step of the slider.
void countAndList(benchmark::State& state)
{
    const auto pairs = SimilarPairs::compute(films(9742, 128), allFilms(Metric::Cosine));
    float threshold = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(pairs->countAtLeast(threshold));
        benchmark::DoNotOptimize(pairs->pairsAtLeast(threshold, 1000));
        threshold = threshold < 1 ? threshold + 0.001F : 0;
    }
}

// MovieLens 100K, Latest Small, 1M, 25M.
BENCHMARK_CAPTURE(allPairs, cosine, Metric::Cosine)
    ->Args({1664, 64})
    ->Args({9742, 64})
    ->Args({9742, 128})
    ->Args({3706, 128})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(allPairs, dot, Metric::Dot)->Args({9742, 128})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(allPairs, cosine_large, Metric::Cosine)
    ->Args({62'423, 128})
    ->Unit(benchmark::kSecond)
    ->UseRealTime()
    ->Iterations(1);
BENCHMARK(countAndList);

}  // namespace
