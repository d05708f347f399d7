// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_training_log.h"

#include <cmath>

namespace projectionist::testing {

std::vector<StepRecord> stepsOf(std::uint32_t epochs, Phase phase)
{
    std::vector<StepRecord> steps;
    double loss = 8;
    for (std::uint32_t epoch = 1; epoch <= epochs; ++epoch) {
        for (std::uint32_t step = 1; step <= 4; ++step) {
            const std::uint32_t rows = step == 4 ? 10 : 100;
            steps.push_back({phase, epoch, step, rows, loss * rows, std::log(double(rows)) * rows});
            loss -= 0.25;
        }
    }
    return steps;
}

TopKHits hits(std::uint64_t rows, std::uint64_t ten)
{
    return {rows, {ten / 10, ten / 2, ten, ten * 2, ten * 3}};
}

std::vector<EpochRecord> epochsOf(std::initializer_list<std::uint64_t> seenHidden)
{
    std::vector<EpochRecord> epochs;
    std::uint32_t number = 0;
    for (const auto ten : seenHidden)
        epochs.push_back({Phase::Search, ++number, {}, hits(1000, ten / 2), hits(1000, ten), {}});
    return epochs;
}

}  // namespace projectionist::testing
