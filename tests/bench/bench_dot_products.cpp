// SPDX-License-Identifier: GPL-3.0-or-later
// Our products with their fixed order of summation. A library's matrix product is the measure: see FLOP/s.
#include "engine/core/dot_products.h"
#include "engine/core/parallel.h"
#include "engine/core/random.h"

#include <benchmark/benchmark.h>

using namespace projectionist;

namespace {

Matrix randomTable(std::size_t rows, std::size_t columns)
{
    Matrix table(rows, columns);
    Random random(1);
    for (auto& value : table.values())
        value = random.uniform(-1, 1);
    return table;
}

/// On one thread.
void tile(benchmark::State& state)
{
    const auto columns = std::size_t(state.range(0));
    const auto table = randomTable(3000, columns);
    const PackedRows packed(table);
    const auto width = std::min<std::size_t>(packed.rowsWithin(std::size_t{256} << 10), 512);
    ProductStrip strip(columns, width);
    for (auto _ : state)
        parallelFor(1, [&](std::size_t) {
            for (std::size_t first = 0; first < table.rows(); first += ProductStrip::rowsAtOnce())
                strip.compute(table, first, std::min(ProductStrip::rowsAtOnce(), table.rows() - first), packed, 0,
                              width);
        });
    state.counters["FLOP/s"] = benchmark::Counter(2.0 * double(table.rows()) * double(width) * double(columns),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}

void oneVector(benchmark::State& state)
{
    const auto table = randomTable(std::size_t(state.range(0)), 128);
    std::vector<float> products(table.rows());
    for (auto _ : state)
        dotProducts(table, table.row(3), products);
    state.SetBytesProcessed(std::int64_t(state.iterations()) * std::int64_t(table.values().size_bytes()));
}

BENCHMARK(tile)->Arg(16)->Arg(64)->Arg(128)->Arg(512)->Arg(1024)->Unit(benchmark::kMicrosecond);
BENCHMARK(oneVector)->Arg(1664)->Arg(87'585)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
