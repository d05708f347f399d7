// SPDX-License-Identifier: GPL-3.0-or-later
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
    Json steps = Json::array();
    for (const auto& step : history.steps) {
        steps.push_back({{"phase", nameOf(step.phase)},
                         {"epoch", step.epoch},
                         {"step", step.step},
                         {"rows", step.rows},
                         {"loss", step.loss},
                         {"guessing", step.guessing}});
    }
    Json epochs = Json::array();
    for (std::size_t place = 0; place < history.epochs.size(); ++place) {
        auto epoch = toJson(history.epochs[place]);
        if (place < epochSeconds.size() && std::isfinite(epochSeconds[place]))
            epoch["seconds"] = epochSeconds[place];
        epochs.push_back(std::move(epoch));
    }
    Json json = {{"run", Json::parse(card.toJson())},
                 {"baselines", baselinesJson(history.baselines)},
                 {"steps", std::move(steps)},
                 {"epochs", std::move(epochs)}};
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace projectionist
