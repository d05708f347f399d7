// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/neighbours.h"
#include "engine/retrieve/recommend.h"
#include "tests/support/small_model.h"

#include <benchmark/benchmark.h>

#include <map>
#include <tuple>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

std::shared_ptr<const Model> model(std::uint32_t users, std::uint32_t movies, std::uint32_t dimension)
{
    static std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::shared_ptr<const Model>> models;
    auto& made = models[{users, movies, dimension}];
    if (made == nullptr)
        made = randomModel({.users = users, .movies = movies, .dimension = dimension, .ratingsPerUser = 100});
    return made;
}

/// Choosing a user.
void oneUser(benchmark::State& state)
{
    const auto looked = model(1000, std::uint32_t(state.range(0)), 128);
    std::uint32_t user = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(
            recommend(*looked, {user++ % 1000 + 1},
                      {.k = std::size_t(state.range(1)), .hide = Hide::Liked, .includeUntrained = true}));
}

/// Choosing a film.
void oneFilm(benchmark::State& state, Metric metric)
{
    const auto looked = model(1000, std::uint32_t(state.range(0)), 128);
    std::uint32_t film = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(
            neighbours(*looked, MovieRow{film++ % 1000 + 1}, {.k = 20, .metric = metric, .includeUntrained = true}));
}

/// Exporting the lists of all users.
void allUsers(benchmark::State& state)
{
    const auto looked = model(std::uint32_t(state.range(0)), std::uint32_t(state.range(1)), 128);
    for (auto _ : state)
        recommendAll(*looked, {.k = std::size_t(state.range(2)), .hide = Hide::Liked, .includeUntrained = true},
                     [](UserRow, std::span<const ScoredMovie> list) { return !list.empty(); });
    state.counters["users/s"] =
        benchmark::Counter(double(state.range(0)), benchmark::Counter::kIsIterationInvariantRate);
    state.counters["FLOP/s"] = benchmark::Counter(2.0 * double(state.range(0)) * double(state.range(1)) * 128,
                                                  benchmark::Counter::kIsIterationInvariantRate);
}

BENCHMARK(oneUser)
    ->Args({1664, 20})
    ->Args({87'585, 20})
    ->Args({87'585, 0})
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(oneFilm, cosine, Metric::Cosine)
    ->Arg(1664)
    ->Arg(87'585)
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(oneFilm, dot, Metric::Dot)->Arg(1664)->Arg(87'585)->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(allUsers)
    ->Args({943, 1664, 10})
    ->Args({6040, 3706, 10})
    ->Args({6040, 3706, 0})
    ->Args({2000, 87'585, 10})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
