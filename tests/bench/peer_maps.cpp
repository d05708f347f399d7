// SPDX-License-Identifier: GPL-3.0-or-later
// Maps beside those of other programs (packaging/bench --peers): the same planted points, neighbours and start for all.
//   peer_maps prepare POINTS FOLDER        writes points.npy, neighbours.npy, distances.npy (cosine), start.npy
//   peer_maps draw FOLDER                  prints "tsne SECONDS KEPT TRUST EXAGGERATION" and "umap SECONDS KEPT TRUST
//   EPOCHS" peer_maps measure FOLDER POSITIONS.npy prints "KEPT TRUST"
#include "engine/core/error.h"
#include "engine/model/npy.h"
#include "engine/project/map_quality.h"
#include "engine/project/map_start.h"
#include "engine/project/neighbour_graph.h"
#include "engine/project/principal_components.h"
#include "engine/project/tsne.h"
#include "engine/project/umap.h"
#include "tests/support/planted_points.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <string>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

constexpr std::size_t neighboursOfEach = 90;
constexpr double repeatedWithin = 10;  // seconds

template <class T>
T orEnd(Result<T> result)
{
    if (result)
        return std::move(*result);
    std::fprintf(stderr, "peer_maps: %s\n", describe(result.error()).c_str());
    std::exit(1);
}

void orEnd(const Result<void>& result)
{
    if (result)
        return;
    std::fprintf(stderr, "peer_maps: %s\n", describe(result.error()).c_str());
    std::exit(1);
}

struct Prepared {
    Matrix points, start;
    std::shared_ptr<const NeighbourGraph> graph;

    explicit Prepared(const std::filesystem::path& folder)
        : points(orEnd(readNpy(folder / "points.npy"))), start(orEnd(readNpy(folder / "start.npy")))
    {
        const auto neighbours = orEnd(readNpy(folder / "neighbours.npy"));
        const auto distances = orEnd(readNpy(folder / "distances.npy"));
        NeighbourGraph read{.points = neighbours.rows(),
                            .count = neighbours.columns(),
                            .distance = Distance::Cosine,
                            .neighbours = {},
                            .distances = {}};
        read.neighbours.assign(neighbours.values().begin(), neighbours.values().end());
        read.distances.assign(distances.values().begin(), distances.values().end());
        graph = std::make_shared<const NeighbourGraph>(std::move(read));
    }

    [[nodiscard]] MapQuality measure(MatrixView positions) const
    {
        const auto meter = orEnd(QualityMeter::create(points, everyRow(points.rows()), graph));
        const auto quality = meter.measure(positions, pointsMeasuredAtRest);
        if (!quality || !quality->keptShare || !quality->trustworthiness) {
            std::fprintf(stderr, "peer_maps: the positions are not of these points\n");
            std::exit(1);
        }
        return *quality;
    }
};

void prepare(std::size_t count, const std::filesystem::path& folder)
{
    const auto table = plantedPoints({.points = count, .roundness = 0.55}).table;
    const auto rows = everyRow(count);
    const auto graph = neighbourGraph(table, rows, neighboursOfEach, Distance::Cosine);
    const auto components = principalComponents(table, rows, 2);
    if (!graph || !components) {
        std::fprintf(stderr, "peer_maps: not enough memory for %zu points\n", count);
        std::exit(1);
    }
    Matrix neighbours(graph->points, graph->count);  // exact in float32 up to 16 million
    std::ranges::transform(graph->neighbours, neighbours.values().begin(),
                           [](std::uint32_t point) { return static_cast<float>(point); });
    std::filesystem::create_directories(folder);
    orEnd(writeNpy(folder / "points.npy", table));
    orEnd(writeNpy(folder / "neighbours.npy", neighbours));
    orEnd(writeNpy(folder / "distances.npy", MatrixView{graph->distances.data(), graph->points, graph->count}));
    orEnd(writeNpy(folder / "start.npy", startFromComponents(*components)));
}

/// The quickest of up to three, as long as they are short.
double secondsOf(const std::function<void()>& work)
{
    auto best = std::numeric_limits<double>::max();
    double sum = 0;
    for (int run = 0; run < 3 && (run == 0 || sum < repeatedWithin); ++run) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
        best = std::min(best, taken.count());
        sum += taken.count();
    }
    return best;
}

void draw(const std::filesystem::path& folder)
{
    const Prepared prepared(folder);
    std::unique_ptr<Tsne> tsne;
    const auto tsneSeconds = secondsOf([&] {
        tsne = orEnd(Tsne::create(*prepared.graph, prepared.start, {}));
        tsne->run(tsne->iterations(), {});
    });
    std::unique_ptr<Umap> umap;
    const auto umapSeconds = secondsOf([&] {
        umap = orEnd(Umap::create(*prepared.graph, prepared.start, {}));
        umap->run(umap->iterations(), {});
    });
    const auto ofTsne = prepared.measure(tsne->positions()), ofUmap = prepared.measure(umap->positions());
    std::printf("tsne %.4f %.5f %.5f %g\n", tsneSeconds, *ofTsne.keptShare, *ofTsne.trustworthiness,
                tsne->exaggeration());
    std::printf("umap %.4f %.5f %.5f %u\n", umapSeconds, *ofUmap.keptShare, *ofUmap.trustworthiness,
                umap->iterations());
}

int usage()
{
    std::fprintf(stderr, "usage: peer_maps prepare POINTS FOLDER | draw FOLDER | measure FOLDER POSITIONS.npy\n");
    return 2;
}

}  // namespace

int main(int argc, char** argv)
{
    const std::string task = argc > 1 ? argv[1] : "";
    if (task == "prepare" && argc == 4) {
        const std::string text = argv[2];
        std::size_t points = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), points);
        if (error != std::errc{} || end != text.data() + text.size() || points < 100)
            return usage();
        prepare(points, argv[3]);
    } else if (task == "draw" && argc == 3) {
        draw(argv[2]);
    } else if (task == "measure" && argc == 4) {
        const auto quality = Prepared(argv[2]).measure(orEnd(readNpy(argv[3])));
        std::printf("%.5f %.5f\n", *quality.keptShare, *quality.trustworthiness);
    } else {
        return usage();
    }
    return 0;
}
