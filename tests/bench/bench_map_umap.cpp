// SPDX-License-Identifier: GPL-3.0-or-later
// A UMAP map of planted clusters, from the neighbours to the last epoch, and what it keeps of them. The yardstick is the
// search of the exact neighbours that it starts from.
#include "engine/core/parallel.h"
#include "engine/project/map_quality.h"
#include "engine/project/neighbour_graph.h"
#include "engine/project/principal_components.h"
#include "engine/project/umap.h"
#include "tests/support/planted_points.h"

#include <benchmark/benchmark.h>

#include <map>
#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

constexpr std::size_t neighbours = 15;

/// What a map of so many points starts from.
struct Ground {
    Matrix table;
    std::vector<std::uint32_t> rows;
    std::shared_ptr<const NeighbourGraph> graph;
    Matrix start;
};

const Ground& ground(std::size_t points)
{
    static std::map<std::size_t, Ground> grounds;
    auto& result = grounds[points];
    if (!result.graph) {
        result.table = plantedPoints({.points = points}).table;
        result.rows = everyRow(points);
        result.graph = std::make_shared<const NeighbourGraph>(
            *neighbourGraph(result.table, result.rows, neighbours, Distance::Cosine));
        result.start = principalComponents(result.table, result.rows, 2)->positions;
    }
    return result;
}

std::size_t pointsOf(const benchmark::State& state)
{
    return static_cast<std::size_t>(state.range(0));
}

void exactNeighbours(benchmark::State& state)
{
    const auto& from = ground(pointsOf(state));
    for (auto iteration : state)
        benchmark::DoNotOptimize(neighbourGraph(from.table, from.rows, neighbours, Distance::Cosine));
}

void umapLayout(benchmark::State& state)
{
    const auto& from = ground(pointsOf(state));
    std::unique_ptr<Umap> umap;
    for (auto iteration : state) {
        umap = std::move(*Umap::create(*from.graph, from.start, {}));
        umap->run(umap->iterations(), {});
    }
    const auto meter = QualityMeter::create(from.table, from.rows, from.graph, {.neighbours = neighbours});
    const auto quality = meter->measure(umap->positions(), pointsMeasuredAtRest);
    state.counters["kept"] = quality->keptShare.value_or(0);
    state.counters["trust"] = quality->trustworthiness.value_or(0);
}

void liveQuality(benchmark::State& state)
{
    const auto& from = ground(pointsOf(state));
    const auto meter = QualityMeter::create(from.table, from.rows, from.graph, {.neighbours = neighbours});
    for (auto iteration : state)
        benchmark::DoNotOptimize(meter->measure(from.start, pointsMeasuredLive));
}

void qualityAtRest(benchmark::State& state)
{
    const auto& from = ground(pointsOf(state));
    const auto meter = QualityMeter::create(from.table, from.rows, from.graph, {.neighbours = neighbours});
    for (auto iteration : state)
        benchmark::DoNotOptimize(meter->measure(from.start, pointsMeasuredAtRest));
}

void errorsOfAllPoints(benchmark::State& state)
{
    const auto& from = ground(pointsOf(state));
    const auto meter = QualityMeter::create(from.table, from.rows, from.graph, {.neighbours = neighbours});
    for (auto iteration : state)
        benchmark::DoNotOptimize(meter->errors(from.start));
}

void sizes(benchmark::internal::Benchmark* benchmark)
{
    benchmark->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1)->Arg(1'664)->Arg(10'000)->Arg(87'585);
}

BENCHMARK(exactNeighbours)->Apply(sizes);
BENCHMARK(umapLayout)->Apply(sizes);
BENCHMARK(liveQuality)->Apply(sizes);
BENCHMARK(qualityAtRest)->Apply(sizes);
BENCHMARK(errorsOfAllPoints)->Apply(sizes);

}  // namespace
