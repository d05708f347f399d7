// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/training.h"

#include <QtGlobal>

#include <cstring>

namespace projectionist::testing {

bool sameBits(MatrixView a, MatrixView b)
{
    return a.rows == b.rows && a.columns == b.columns && std::memcmp(a.data, b.data, a.values().size_bytes()) == 0;
}

bool sameHistory(const History& a, const History& b)
{
    return a.steps == b.steps && a.epochs == b.epochs && a.baselines == b.baselines;
}

TrainOptions smallOptions()
{
    TrainOptions options;
    options.dimension = 8;
    options.batchSize = 64;
    options.epochs = 6;
    options.patience = 2;
    return options;
}

std::unique_ptr<TrainingRun> makeRun(std::shared_ptr<const Split> split, const TrainOptions& options,
                                     std::optional<InitialTables> initial)
{
    auto run = TrainingRun::create(std::move(split), options, "balanced", std::move(initial));
    if (!run)
        qFatal("%s", describe(run.error()).c_str());
    return std::move(*run);
}

StopAfter::StopAfter(int steps)
{
    listener.stepDone = [this, left = steps](const StepRecord&) mutable {
        if (--left == 0)
            source.request_stop();
    };
}

}  // namespace projectionist::testing
