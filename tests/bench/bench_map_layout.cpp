// SPDX-License-Identifier: GPL-3.0-or-later
// The map, from the neighbours to the last iteration, on planted clusters: seconds, and the share of the 15 nearest
// neighbours that it keeps, over a fixed sample of points.
#include "engine/project/layout.h"
#include "engine/project/map_quality.h"
#include "engine/project/neighbour_graph.h"
#include "engine/project/principal_components.h"
#include "engine/project/tsne.h"
#include "engine/project/umap.h"
#include "tests/support/planted_points.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

constexpr std::size_t kept = 15, sampled = 1000;
constexpr std::size_t neighboursOfTsne = 90;

// ---- The points, once for all benchmarks

const Matrix& pointsOf(std::size_t points)
{
    static std::map<std::size_t, Matrix> tables;
    auto& table = tables[points];
    if (table.rows() == 0)
        table = plantedPoints({.points = points, .roundness = 0.55}).table;
    return table;
}

const NeighbourGraph& graphOf(std::size_t points)
{
    static std::map<std::size_t, NeighbourGraph> graphs;
    auto& graph = graphs[points];
    if (graph.points == 0)
        graph = *neighbourGraph(pointsOf(points), everyRow(points), neighboursOfTsne, Distance::Cosine);
    return graph;
}

Matrix startOf(std::size_t points)
{
    return principalComponents(pointsOf(points), everyRow(points), 2)->positions;
}

double keptBy(MatrixView positions)
{
    std::vector<std::uint32_t> sample;
    for (std::size_t i = 0; i < std::min(sampled, positions.rows); ++i)
        sample.push_back(static_cast<std::uint32_t>(i * positions.rows / std::min(sampled, positions.rows)));
    return keptNeighbours(graphOf(positions.rows), positions, kept, sample);
}

/// Beside graphOf(), which it shares.
const QualityMeter& meterOf(std::size_t points)
{
    static std::map<std::size_t, QualityMeter> meters;
    auto meter = meters.find(points);
    if (meter == meters.end()) {
        const std::shared_ptr<const NeighbourGraph> graph(&graphOf(points), [](const NeighbourGraph*) {});
        auto made = QualityMeter::create(pointsOf(points), everyRow(points), graph, {.neighbours = kept});
        meter = meters.emplace(points, std::move(*made)).first;
    }
    return meter->second;
}

void sizes(benchmark::internal::Benchmark* benchmark)
{
    benchmark->Arg(1664)->Arg(10'000)->Arg(62'423)->Arg(87'585);
    benchmark->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);
}

// ---- Any layout: the whole time, with what is kept at the end and after 50 iterations

using Make = std::function<std::unique_ptr<Layout>(const NeighbourGraph&, MatrixView start)>;

void measure(benchmark::State& state, const Make& make)
{
    const auto points = static_cast<std::size_t>(state.range(0));
    const auto& graph = graphOf(points);
    const auto start = startOf(points);
    constexpr std::uint32_t early = 50;
    for (auto iteration : state) {
        const auto began = std::chrono::steady_clock::now();
        const auto since = [&] {
            return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
        };
        const auto layout = make(graph, start);
        state.counters["made_s"] = since();
        layout->run(early, {});
        state.PauseTiming();
        state.counters["kept_50"] = keptBy(layout->positions());
        state.ResumeTiming();
        layout->run(layout->iterations(), {});
        state.PauseTiming();
        state.counters["kept"] = keptBy(layout->positions());
        state.counters["trust"] = *meterOf(points).measure(layout->positions(), pointsMeasuredAtRest)->trustworthiness;
        if (auto* tsne = dynamic_cast<Tsne*>(layout.get()))
            state.counters["divergence"] = *tsne->divergence();
        state.ResumeTiming();
    }
}

// ---- What is measured

void neighbours(benchmark::State& state)
{
    const auto points = static_cast<std::size_t>(state.range(0));
    const auto& table = pointsOf(points);
    for (auto iteration : state)
        benchmark::DoNotOptimize(neighbourGraph(table, everyRow(points), neighboursOfTsne, Distance::Cosine));
}

void tsne(benchmark::State& state)
{
    measure(state, [](const NeighbourGraph& graph, MatrixView start) { return *Tsne::create(graph, start, {}); });
}

void umap(benchmark::State& state)
{
    measure(state, [](const NeighbourGraph& graph, MatrixView start) { return *Umap::create(graph, start, {}); });
}

void qualityLive(benchmark::State& state)
{
    const auto points = static_cast<std::size_t>(state.range(0));
    const auto start = startOf(points);
    const auto& meter = meterOf(points);
    for (auto iteration : state)
        benchmark::DoNotOptimize(meter.measure(start, pointsMeasuredLive));
}

void qualityAtRest(benchmark::State& state)
{
    const auto points = static_cast<std::size_t>(state.range(0));
    const auto start = startOf(points);
    const auto& meter = meterOf(points);
    for (auto iteration : state)
        benchmark::DoNotOptimize(meter.measure(start, pointsMeasuredAtRest));
}

void errorsOfAllPoints(benchmark::State& state)
{
    const auto points = static_cast<std::size_t>(state.range(0));
    const auto start = startOf(points);
    const auto& meter = meterOf(points);
    for (auto iteration : state)
        benchmark::DoNotOptimize(meter.errors(start));
}

void components(benchmark::State& state)
{
    const auto points = static_cast<std::size_t>(state.range(0));
    pointsOf(points);
    for (auto iteration : state)
        benchmark::DoNotOptimize(startOf(points));
    state.counters["kept"] = keptBy(startOf(points));
}

BENCHMARK(components)->Apply(sizes);
BENCHMARK(neighbours)->Apply(sizes);
BENCHMARK(tsne)->Apply(sizes);
BENCHMARK(umap)->Apply(sizes);
BENCHMARK(qualityLive)->Apply(sizes);
BENCHMARK(qualityAtRest)->Apply(sizes);
BENCHMARK(errorsOfAllPoints)->Apply(sizes);

}  // namespace
