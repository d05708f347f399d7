// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"

#include <cstddef>
#include <functional>
#include <memory>

namespace projectionist {

/// Number of threads that parallel loops may use now: the limit in force, or the cores there are.
[[nodiscard]] PROJECTIONIST_API int threadCount();

/// While it lives, parallel loops of the whole process use at most (and, where there is work, as many as) this number of
/// threads, also more than there are cores. The smallest of all living limits counts. `threads` ≥ 1; 0 means no limit.
class PROJECTIONIST_API ThreadLimit {
public:
    explicit ThreadLimit(int threads);
    ~ThreadLimit();
    ThreadLimit(const ThreadLimit&) = delete;
    ThreadLimit& operator=(const ThreadLimit&) = delete;

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

/// Calls body(block) once for each block 0 … blocks − 1, on several threads, in no particular order, and waits. The caller
/// cuts its work into blocks by its size alone, never by the number of threads, and reduces block results in their order:
/// so the same bits come out at any thread count. Denormals are flushed to zero in the body. body must not throw. Blocks are
/// handed out one at a time: a block should be worth at least some 20 µs.
PROJECTIONIST_API void parallelFor(std::size_t blocks, const std::function<void(std::size_t block)>& body);

/// Counts the different threads that ran blocks while it lives. For the tests that promise "the same bits at 3 threads".
class PROJECTIONIST_API ThreadCensus {
public:
    /// Until `awaited` threads have taken part, loops of at least so many blocks hold each thread at its first block, for ten seconds
    /// at most: on a busy machine a short loop would else be over before the others wake up.
    explicit ThreadCensus(int awaited = 0);
    ~ThreadCensus();
    ThreadCensus(const ThreadCensus&) = delete;
    ThreadCensus& operator=(const ThreadCensus&) = delete;
    [[nodiscard]] int threads() const;
};

}  // namespace projectionist
