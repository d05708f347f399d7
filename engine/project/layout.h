// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/api.h"
#include "engine/core/matrix.h"

#include <cstdint>
#include <functional>
#include <stop_token>

namespace projectionist {

/// A map that forms by iterations: t-SNE or UMAP. It can be stopped after any iteration, kept as it is, and gone on with:
/// straight or in pieces, at any number of threads, the positions have the same bits. Not thread-safe; may be moved to
/// another thread between calls of run().
class PROJECTIONIST_API Layout {
public:
    /// Called from the thread of run() after an iteration, at most every 30 ms (and after the last one of the call).
    /// `positions`: points × 2, alive and unchanged for the call only.
    using Report = std::function<void(std::uint32_t iteration, MatrixView positions)>;

    virtual ~Layout() = default;
    Layout(const Layout&) = delete;
    Layout& operator=(const Layout&) = delete;

    /// Goes on until `until` iterations are done in all (never beyond iterations()) or the stop is requested, which is asked for
    /// in each iteration. True when `until` was reached.
    virtual bool run(std::uint32_t until, std::stop_token stop, const Report& report = {}) = 0;
    /// Iterations that are done.
    [[nodiscard]] virtual std::uint32_t iteration() const = 0;
    /// Iterations in all, by the options.
    [[nodiscard]] virtual std::uint32_t iterations() const = 0;
    /// Points × 2, of the last complete iteration. Always finite.
    [[nodiscard]] virtual MatrixView positions() const = 0;

protected:
    Layout() = default;
};

}  // namespace projectionist
