// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/train_options.h"

#include <array>

namespace projectionist {

std::optional<TrainOptions> preset(std::string_view name)
{
    TrainOptions options;
    if (name == "balanced")
        return options;
    if (name == "thorough") {
        options.starts = 4;
        options.l2 = 0.25F;  // scores of several starts add up to something smoother, which needs less of it
        options.metric = "ndcg@20";  // less noisy than that of ten places: it chooses the epoch better
        return options;
    }
    if (name != "tutorial")
        return {};
    options.data.key = Key::Title;
    options.data.holdout = {};
    options.dimension = 64;
    options.batchSize = 4096;
    options.learningRate = 0.5F;
    options.epochs = 3;
    options.samplingCorrection = false;
    options.l2 = 0;
    options.l2Exponent = 0;
    options.averaging = 0;
    options.order = RowOrder::Grouped;
    options.refit = false;
    return options;
}

std::span<const std::string_view> presetNames()
{
    static constexpr std::array<std::string_view, 3> names{"balanced", "thorough", "tutorial"};
    return names;
}

std::string matchingPreset(const TrainOptions& options)
{
    const auto values = namedValues(options);
    for (const auto name : presetNames()) {
        if (values == namedValues(*preset(name)))
            return std::string(name);
    }
    return "custom";
}

}  // namespace projectionist
