// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/text.h"
#include "engine/model/history_json.h"
#include "engine/train/training_run.h"

#include <cmath>

namespace projectionist {

namespace {

using Json = nlohmann::ordered_json;

void addHits(Json& json, const char* name, const std::optional<TopKHits>& hits)
{
    if (hits)
        json[name] = {{"rows", hits->rows}, {"top_k", toJson(*hits)}};
}

Json baselinesJson(const Baselines& baselines)
{
    Json json = Json::object();
    addHits(json, "popular_training", baselines.popularTraining);
    addHits(json, "popular_holdout", baselines.popularHoldout);
    addHits(json, "popular_holdout_seen_hidden", baselines.popularHoldoutSeenHidden);
    addHits(json, "random_training", baselines.randomTraining);
    addHits(json, "random_holdout", baselines.randomHoldout);
    addHits(json, "random_holdout_seen_hidden", baselines.randomHoldoutSeenHidden);
    if (baselines.popularMetrics)
        json["popular_metrics"] = toJson(*baselines.popularMetrics);
    return json;
}

}  // namespace

std::string historyJson(const RunCard& card, const History& history, const std::vector<double>& epochSeconds)
{
    const auto text = [](const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); };
    std::string result = "{\"run\": " + card.toJson() + ",\n\"baselines\": " + text(baselinesJson(history.baselines)) +
                         ",\n\"steps\": [";
    // One line a step, written as it is: a long run has hundreds of thousands.
    for (const auto& step : history.steps) {
        result += &step == &history.steps.front() ? "\n" : ",\n";
        result += "{\"phase\": \"";
        result += nameOf(step.phase);
        result += "\", \"epoch\": " + std::to_string(step.epoch) + ", \"step\": " + std::to_string(step.step) +
                  ", \"rows\": " + std::to_string(step.rows) + ", \"loss\": " + shortest(step.loss) +
                  ", \"guessing\": " + shortest(step.guessing) + "}";
    }
    result += "],\n\"epochs\": [";
    for (std::size_t place = 0; place < history.epochs.size(); ++place) {
        auto epoch = toJson(history.epochs[place]);
        if (place < epochSeconds.size() && std::isfinite(epochSeconds[place]))
            epoch["seconds"] = epochSeconds[place];
        result += (place == 0 ? "\n" : ",\n") + text(epoch);
    }
    return result + "]}\n";
}

}  // namespace projectionist
