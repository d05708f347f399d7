// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/loss_chart.h"
#include "ui/plots/map_plot.h"
#include "ui/plots/threshold_instrument.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QThread>

#include <benchmark/benchmark.h>

#include <cmath>
#include <random>

using namespace projectionist;

namespace {

/// One application for all, without a display.
void needApplication()
{
    static int count = 1;
    static char name[] = "bench_map_plot";
    static char* arguments[] = {name, nullptr};
    qputenv("QT_QPA_PLATFORM", "offscreen");
    static QApplication application(count, arguments);
}

void settle()
{
    for (int i = 0; i < 4; ++i) {
        QThread::msleep(60);
        QCoreApplication::processEvents();
    }
}

std::vector<MarkStyle> styles()
{
    const Theme& t = theme();
    return {{t.yellow, t.yellowEdge, MarkShape::Square},
            {t.green, {}, MarkShape::Ring},
            {t.ink, {}, MarkShape::Cross},
            {t.sky, t.skyEdge, MarkShape::Diamond},
            {t.vermilion, {}, MarkShape::Triangle},
            {t.purple, {}, MarkShape::TriangleDown},
            {t.orange, t.orangeEdge, MarkShape::Square},
            {t.blue, {}, MarkShape::Disc},
            {t.grey, {}, MarkShape::Disc}};
}

/// A frame of panning or zooming: all marks anew, labels copied.
void mapFrame(benchmark::State& state)
{
    needApplication();
    MapPlot::Points points;
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    for (int i = 0; i < static_cast<int>(state.range(0)); ++i) {
        points.x.push_back(normal(random));
        points.y.push_back(normal(random) * 0.7F);
        points.group.push_back(static_cast<std::uint8_t>(i % 9));
        points.weight.push_back(std::floor(100000 / static_cast<float>(i + 1)) + 1);  // as ratings fall with rank
        points.names << QStringLiteral("Film %1").arg(i);
    }
    MapPlot map;
    map.resize(1100, 800);
    map.setStyles(styles());
    map.setPoints(std::move(points));
    map.show();
    settle();
    const double zoom = static_cast<double>(state.range(1));
    map.zoomBy(zoom * 1.01);
    settle();
    bool in = false;
    for (auto _ : state) {
        map.zoomBy(in ? 1 / 1.01 : 1.01);
        in = !in;
        QCoreApplication::sendPostedEvents();
        map.repaint();
    }
}

/// What the hand feels while it moves the handle.
void thresholdMove(benchmark::State& state)
{
    needApplication();
    std::vector<std::uint64_t> bins(2000);
    for (std::size_t i = 200; i < 1950; ++i)
        bins[i] =
            static_cast<std::uint64_t>(3000 * std::exp(-std::pow((static_cast<double>(i) - 950) / 330, 2) / 2)) + 1;
    ThresholdInstrument instrument;
    instrument.resize(1100, 240);
    instrument.setHistogram(bins, -1, 1);
    instrument.show();
    settle();
    int step = 0;
    for (auto _ : state) {
        instrument.setThreshold(0.3 + 0.001 * (++step % 600));
        instrument.repaint();
    }
}

/// A replot of the loss while a run goes on.
void lossReplot(benchmark::State& state)
{
    needApplication();
    std::vector<StepRecord> steps;
    const auto perEpoch = static_cast<std::uint32_t>(state.range(0) / 20);
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(state.range(0)); ++i)
        steps.push_back({Phase::Search, i / perEpoch + 1, i % perEpoch + 1, 1024, 6400.0 + (i * 7919 % 1000), 7800});
    LossChart chart;
    chart.resize(470, 340);
    chart.setSteps(steps, {20, perEpoch});
    chart.show();
    settle();
    double smoothing = 0.9;
    for (auto _ : state) {
        chart.setSmoothing(smoothing = smoothing > 0.95 ? 0.9 : smoothing + 0.001);
        QCoreApplication::sendPostedEvents();
        chart.repaint();
    }
}

BENCHMARK(mapFrame)
    ->Args({1'682, 1})
    ->Args({9'742, 1})
    ->Args({87'585, 1})
    ->Args({87'585, 2})
    ->Args({87'585, 8})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(thresholdMove)->Unit(benchmark::kMillisecond);
BENCHMARK(lossReplot)->Arg(2'000)->Arg(200'000)->Unit(benchmark::kMillisecond);

}  // namespace
