// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace projectionist {

namespace {

/// Flushes denormals on this thread while it lives.
class FlushDenormals {
public:
#if defined(__SSE2__)
    FlushDenormals() { _mm_setcsr(m_before | 0x8040U); }  // flush to zero, denormals are zero
    ~FlushDenormals() { _mm_setcsr(m_before); }

private:
    unsigned m_before = _mm_getcsr();
#else
    FlushDenormals() = default;
    ~FlushDenormals() = default;

public:
#endif
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;
};

struct Census {
    std::mutex mutex;
    std::condition_variable grew;
    std::set<std::thread::id> threads;
    std::size_t awaited = 0;
    int living = 0;

    void enter(std::size_t blocks)
    {
        std::unique_lock lock(mutex);
        threads.insert(std::this_thread::get_id());
        grew.notify_all();
        if (blocks >= awaited && !grew.wait_for(lock, std::chrono::seconds(10), [&] { return threads.size() >= awaited; }))
            awaited = 0;
    }
};

Census& census()
{
    static Census instance;
    return instance;
}

std::atomic<bool>& censusOn()
{
    static std::atomic<bool> on = false;
    return on;
}

/// True while this thread runs a block: a loop in a loop stays in the arena of the outer one.
thread_local bool isInsideLoop = false;

class InsideLoop {
public:
    InsideLoop() { isInsideLoop = true; }
    ~InsideLoop() { isInsideLoop = m_before; }
    InsideLoop(const InsideLoop&) = delete;
    InsideLoop& operator=(const InsideLoop&) = delete;

private:
    bool m_before = isInsideLoop;
};

/// An arena of exactly the allowed number of threads (the default one never has more slots than there are cores), kept
/// for the next loop of this thread: with every arena that comes and goes, oneTBB's threads come and go, and short
/// loops are over before they are there.
oneapi::tbb::task_arena& ownArena()
{
    thread_local std::unique_ptr<oneapi::tbb::task_arena> arena;
    const auto threads = std::max(threadCount(), 1);
    if (!arena || arena->max_concurrency() != threads)
        arena = std::make_unique<oneapi::tbb::task_arena>(threads);
    return *arena;
}

}  // namespace

struct ThreadLimit::Private {
    explicit Private(int threads)
        : control(oneapi::tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads))
    {
    }
    oneapi::tbb::global_control control;
};

ThreadLimit::ThreadLimit(int threads) : m_private(threads > 0 ? std::make_unique<Private>(threads) : nullptr) {}

ThreadLimit::~ThreadLimit() = default;

int threadCount()
{
    return static_cast<int>(
        oneapi::tbb::global_control::active_value(oneapi::tbb::global_control::max_allowed_parallelism));
}

void parallelFor(std::size_t blocks, const std::function<void(std::size_t block)>& body)
{
    if (blocks == 0)
        return;
    const auto run = [&](std::size_t block) {
        const FlushDenormals flush;
        const InsideLoop inside;
        if (censusOn().load(std::memory_order_relaxed))
            census().enter(blocks);
        body(block);
    };
    if (blocks == 1 || threadCount() == 1) {
        for (std::size_t block = 0; block < blocks; ++block)
            run(block);
        return;
    }
    const auto loop = [&] {
        oneapi::tbb::parallel_for(
            oneapi::tbb::blocked_range<std::size_t>(0, blocks, 1),
            [&](const auto& range) {
                for (auto block = range.begin(); block != range.end(); ++block)
                    run(block);
            },
            oneapi::tbb::simple_partitioner{});
    };
    if (isInsideLoop)
        loop();
    else
        ownArena().execute(loop);
}

ThreadCensus::ThreadCensus(int awaited)
{
    auto& all = census();
    const std::scoped_lock lock(all.mutex);
    if (all.living++ == 0)
        all.threads.clear();
    all.awaited = static_cast<std::size_t>(std::max(awaited, 0));
    censusOn() = true;
}

ThreadCensus::~ThreadCensus()
{
    auto& all = census();
    const std::scoped_lock lock(all.mutex);
    if (--all.living == 0)
        censusOn() = false;
}

int ThreadCensus::threads() const
{
    auto& all = census();
    const std::scoped_lock lock(all.mutex);
    return static_cast<int>(all.threads.size());
}

}  // namespace projectionist
