// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "app/cli/progress_bar.h"
#include "engine/core/error.h"

#include <functional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace projectionist::cli {

/// What the program ends with.
enum class Exit { Done = 0, Failed = 1, Usage = 2, Interrupted = 130 };

/// Thrown by a sub-command before it does anything when its options do not make sense: one sentence, exit code 2.
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What surrounds a sub-command.
struct Context {
    Output& out;
    ProgressBar& progress;
    std::stop_token stop;
    /// Sentences for standard error at the end. Left out when the sub-command fails: then its error is the only line
    /// there.
    std::vector<std::string> notes;
};

/// A sub-command as the command line knows it and what it does.
struct Command {
    CLI::App* app = nullptr;
    std::function<Result<Exit>(Context&)> run;
};

[[nodiscard]] Command addInfo(CLI::App& app);
[[nodiscard]] Command addSample(CLI::App& app);
[[nodiscard]] Command addTrain(CLI::App& app);
[[nodiscard]] Command addEvaluate(CLI::App& app);
[[nodiscard]] Command addRecommend(CLI::App& app);
[[nodiscard]] Command addNeighbours(CLI::App& app);
[[nodiscard]] Command addPairs(CLI::App& app);
[[nodiscard]] Command addEmbedding(CLI::App& app);
[[nodiscard]] Command addMap(CLI::App& app);
[[nodiscard]] Command addExport(CLI::App& app);

}  // namespace projectionist::cli
