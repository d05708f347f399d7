// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/random.h"
#include "engine/project/principal_components.h"

#include <benchmark/benchmark.h>

#include <numeric>

using namespace projectionist;

namespace {

void components(benchmark::State& state)
{
    Matrix table(std::size_t(state.range(0)), std::size_t(state.range(1)));
    Random random(1);
    for (auto& value : table.values())
        value = random.uniform(-1, 1);
    std::vector<std::uint32_t> rows(table.rows());
    std::iota(rows.begin(), rows.end(), 0U);
    for (auto _ : state)
        benchmark::DoNotOptimize(principalComponents(table, rows));
}

BENCHMARK(components)
    ->Args({1664, 64})
    ->Args({9742, 128})
    ->Args({87'585, 128})
    ->Args({9742, 512})
    ->Args({9742, 1024})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
