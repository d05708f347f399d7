// SPDX-License-Identifier: GPL-3.0-or-later
#undef QT_NO_KEYWORDS  // qcustomplot.h is written with them
#include "ui/plots/loss_chart.h"
#include "ui/plots/map_plot.h"
#include "ui/plots/threshold_instrument.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QTest>

#include <benchmark/benchmark.h>
#include <qcustomplot.h>

#include <cmath>
#include <memory>
#include <random>

using namespace projectionist;

namespace {

constexpr QSize frameSize(1400, 900);

/// One application for all, without a display.
void needApplication()
{
    static int count = 1;
    static char name[] = "bench_map_plot";
    static char* arguments[] = {name, nullptr};
    qputenv("QT_QPA_PLATFORM", "offscreen");
    [[maybe_unused]] static auto* const application =
        new QApplication(count, arguments);  // Qt's own statics end before ours would
}

void settle()
{
    for (int i = 0; i < 4; ++i) {
        QTest::qWait(60);
    }
}

/// The next frame, now.
void drawFrame(PlotWidget& plot)
{
    plot.findChild<QCustomPlot*>()->repaint();
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

/// Ratings fall with the rank, as films' do; nine groups.
MapPlot::Points cloud(int count)
{
    MapPlot::Points points;
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    for (int i = 0; i < count; ++i) {
        points.x.push_back(normal(random));
        points.y.push_back(normal(random) * 0.7F);
        points.group.push_back(static_cast<std::uint8_t>(i % 9));
        points.weight.push_back(std::floor(100000 / static_cast<float>(i + 1)) + 1);
        points.names << QStringLiteral("Film %1").arg(i);
    }
    return points;
}

enum class Colour : std::int64_t { Groups, Scale };

/// A frame of panning or zooming: all marks anew, labels copied. Arguments: points, zoom, colours.
void mapFrame(benchmark::State& state)
{
    needApplication();
    const int count = static_cast<int>(state.range(0));
    MapPlot map;
    map.resize(frameSize);
    map.setStyles(styles());
    map.setPoints(cloud(count));
    if (static_cast<Colour>(state.range(2)) == Colour::Scale) {
        MapPlot::Scale scale{{}, 1, 100, true, QStringLiteral("ratings"), 0, true};
        for (int i = 0; i < count; ++i)
            scale.values.push_back(static_cast<float>(1 + i % 100));
        map.setScale(std::move(scale));
    }
    map.show();
    settle();
    const double zoom = static_cast<double>(state.range(1));
    map.zoomBy(zoom * 1.01);
    settle();
    bool in = false;
    for (auto _ : state) {
        map.zoomBy(in ? 1 / 1.01 : 1.01);
        in = !in;
        drawFrame(map);
    }
}

/// The first frame: nothing has been worked out before.
void mapFirstFrame(benchmark::State& state)
{
    needApplication();
    const auto points = cloud(static_cast<int>(state.range(0)));
    for (auto _ : state) {
        state.PauseTiming();
        auto map = std::make_unique<MapPlot>();
        map->resize(frameSize);
        map->setStyles(styles());
        auto copy = points;
        state.ResumeTiming();
        map->setPoints(std::move(copy));
        map->show();
        drawFrame(*map);
        state.PauseTiming();
        map.reset();
        state.ResumeTiming();
    }
}

/// The yardstick: QCustomPlot's own scatter of the same points, one graph a group, marks all of the smallest size.
void customPlotScatter(benchmark::State& state)
{
    needApplication();
    const auto points = cloud(static_cast<int>(state.range(0)));
    QCustomPlot plot;
    plot.resize(frameSize);
    for (std::uint8_t group = 0; group < 9; ++group) {
        auto* curve = new QCPCurve(plot.xAxis, plot.yAxis);
        curve->setLineStyle(QCPCurve::lsNone);
        curve->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, styles()[group].fill, 3.4));
        QVector<double> x, y;
        for (std::size_t i = 0; i < points.x.size(); ++i) {
            if (points.group[i] == group) {
                x.push_back(double{points.x[i]});
                y.push_back(double{points.y[i]});
            }
        }
        curve->setData(x, y);
    }
    plot.xAxis->setRange(-4.5, 4.5);
    plot.yAxis->setRange(-3.1, 3.1);
    plot.show();
    settle();
    for (auto _ : state)
        plot.replot(QCustomPlot::rpImmediateRefresh);
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
        drawFrame(instrument);
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
        drawFrame(chart);
    }
}

BENCHMARK(mapFrame)
    ->ArgNames({"points", "zoom", "scale"})
    ->Args({1'682, 1, 0})
    ->Args({9'742, 1, 0})
    ->Args({87'585, 1, 0})
    ->Args({87'585, 2, 0})
    ->Args({87'585, 8, 0})
    ->Args({87'585, 1, 1})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(mapFirstFrame)->Arg(9'742)->Arg(87'585)->Unit(benchmark::kMillisecond);
BENCHMARK(customPlotScatter)->Arg(87'585)->Unit(benchmark::kMillisecond);
BENCHMARK(thresholdMove)->Unit(benchmark::kMillisecond);
BENCHMARK(lossReplot)->Arg(2'000)->Arg(200'000)->Unit(benchmark::kMillisecond);

}  // namespace
