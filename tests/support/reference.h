// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/matrix.h"
#include "engine/train/in_batch_softmax.h"
#include "tests/support/softmax_by_definition.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace projectionist::testing {

/// One case of step/cases.json.
struct StepCase {
    std::string name;
    OwnedBatch batch;
    SoftmaxOptions options;
    float learningRate = 0;
    double loss = 0;
    std::vector<double> userGradient, movieGradient, usersAfterStep, moviesAfterStep;
};
[[nodiscard]] std::vector<StepCase> stepCases(const std::filesystem::path& reference);

/// step/metrics.json; films are numbered as there (0 …), lists by user.
struct MetricsCase {
    int k = 0;
    std::vector<std::vector<float>> scores;
    std::vector<std::vector<std::uint32_t>> seen, test, rankedLists;
    std::vector<std::uint32_t> trainingCount;
    struct User {
        bool counts = false;
        double recall = 0, truncatedRecall = 0, precision = 0, ndcg = 0, hit = 0, reciprocalRank = 0;
    };
    std::vector<User> users;
    User mean;
    double coverage = 0, gini = 0, noveltyBits = 0;
};
[[nodiscard]] MetricsCase metricsCase(const std::filesystem::path& reference);

/// training.json of one run of tutorial/.
struct TutorialTrace {
    struct Epoch {
        std::vector<double> stepLosses;
        std::array<std::uint64_t, 5> topK{};  ///< k = 1, 5, 10, 50, 100.
    };
    std::vector<Epoch> epochs;
};
[[nodiscard]] TutorialTrace tutorialTrace(const std::filesystem::path& reference, const std::string& run);

/// A float32 NPY file of two dimensions, read without the engine.
[[nodiscard]] Matrix npyMatrix(const std::filesystem::path& path);

}  // namespace projectionist::testing
