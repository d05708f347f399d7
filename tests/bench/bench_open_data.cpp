// SPDX-License-Identifier: GPL-3.0-or-later
// Reading and opening a data set of MovieLens 32M's shape on two threads, beside `wc -l` on the same file. The file is
// made in a temporary folder, or taken from the folder that PROJECTIONIST_BENCH_DATA names.
#include "engine/core/parallel.h"
#include "engine/data/open_dataset.h"
#include "engine/data/sample_data.h"

#include <benchmark/benchmark.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

using namespace projectionist;

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// The data set; a temporary one goes when the program ends.
class BenchData {
public:
    BenchData()
    {
        if (const char* given = std::getenv("PROJECTIONIST_BENCH_DATA");
            given != nullptr && fs::exists(fs::path(given) / "ratings.csv")) {
            m_folder = given;
        } else {
            auto pattern = (fs::temp_directory_path() / "projectionist-bench-XXXXXX").string();
            if (::mkdtemp(pattern.data()) == nullptr)
                return;
            m_folder = m_made = pattern;
            if (!writeSampleData(m_folder, 1, SampleShape::MovieLens32M))
                return;
        }
        std::ifstream file(ratings(), std::ios::binary);  // into the page cache
        std::string block(std::size_t{1} << 20, '\0');
        while (file.read(block.data(), std::streamsize(block.size())))
            ;
    }
    ~BenchData()
    {
        std::error_code ignored;
        if (!m_made.empty())
            fs::remove_all(m_made, ignored);
    }
    BenchData(const BenchData&) = delete;
    BenchData& operator=(const BenchData&) = delete;

    [[nodiscard]] const fs::path& folder() const { return m_folder; }
    [[nodiscard]] fs::path ratings() const { return m_folder / "ratings.csv"; }

private:
    fs::path m_folder, m_made;
};

const BenchData& data()
{
    static const BenchData made;
    return made;
}

std::int64_t anonymousKibibytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        std::int64_t value = 0;
        if (word == "RssAnon:" && status >> value)
            return value;
    }
    return 0;
}

void wcLines(benchmark::State& state)
{
    const auto command = "wc -l '" + data().ratings().string() + "' > /dev/null";
    for (auto _ : state)
        if (std::system(command.c_str()) != 0)
            state.SkipWithError("wc failed");
}

/// Up to the moment when all ratings are read and only the index is missing.
void readRatings(benchmark::State& state)
{
    const ThreadLimit threads(2);
    (void)data();
    for (auto _ : state) {
        const auto begin = Clock::now();
        auto end = begin;
        const auto opened = openDataset({data().folder()}, {}, {}, [&](const Progress& progress) {
            if (progress.stage == "Sorting the ratings")
                end = Clock::now();
        });
        if (!opened || end == begin)
            state.SkipWithError("the data could not be opened");
        state.SetIterationTime(std::chrono::duration<double>(end - begin).count());
    }
    state.SetLabel("reading 32 million ratings | yardstick: wcLines | at most 6");
}

/// Ids, index by user and film, and the figures of the Data page.
void openData(benchmark::State& state)
{
    const ThreadLimit threads(2);
    (void)data();
    for (auto _ : state) {
        const auto opened = openDataset({data().folder()});
        if (!opened) {
            state.SkipWithError("the data could not be opened");
            return;
        }
        benchmark::DoNotOptimize(figures(**opened));
    }
    state.SetLabel("opening 32 million ratings | yardstick: wcLines | at most 15");
}

/// Not a time: anonymous memory at its peak while the same happens once more.
void openDataMemory(benchmark::State& state)
{
    const ThreadLimit threads(2);
    (void)data();
    const auto before = anonymousKibibytes();
    std::int64_t peak = before;
    std::size_t ratings = 0;
    for (auto _ : state) {
        std::jthread watch([&](std::stop_token stop) {
            while (!stop.stop_requested()) {
                peak = std::max(peak, anonymousKibibytes());
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        });
        const auto opened = openDataset({data().folder()});
        if (opened) {
            benchmark::DoNotOptimize(figures(**opened));
            ratings = (*opened)->ratingCount();
        }
    }
    if (ratings == 0) {
        state.SkipWithError("the data could not be opened");
        return;
    }
    const auto bytes = double(peak - before) * 1024 / double(ratings);
    state.counters["bytes/row"] = bytes;
    std::fflush(stdout);
    std::printf("RATIO | anonymous memory at the peak of opening (RssAnon) | %.1f bytes a row | – | at most 28\n",
                bytes);
    std::fflush(stdout);
}

BENCHMARK(wcLines)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);
BENCHMARK(readRatings)->Unit(benchmark::kMillisecond)->UseManualTime()->Iterations(1);
BENCHMARK(openData)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);
BENCHMARK(openDataMemory)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1)->Repetitions(1);

}  // namespace
