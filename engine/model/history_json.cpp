// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/model/history_json.h"

#include "engine/model/metric_fields.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace projectionist {

namespace {

using Json = nlohmann::ordered_json;

std::optional<std::uint64_t> unsignedAt(const Json& json, const std::string& name)
{
    const auto found = json.find(name);
    if (found == json.end() || !found->is_number_unsigned())
        return {};
    return found->get<std::uint64_t>();
}

std::optional<TopKHits> hitsAt(const Json& json, const char* rowsName, const char* hitsName)
{
    const auto rows = unsignedAt(json, rowsName);
    const auto found = json.find(hitsName);
    if (!rows || found == json.end() || !found->is_object())
        return {};
    TopKHits hits{.rows = *rows};
    for (std::size_t i = 0; i < topKs.size(); ++i) {
        const auto count = unsignedAt(*found, std::to_string(topKs[i]));
        if (!count)
            return {};
        hits.hits[i] = *count;
    }
    return hits;
}

std::optional<RankingMetrics> metricsFromJson(const Json& json)
{
    const auto users = json.is_object() ? unsignedAt(json, "users") : std::nullopt;
    if (!users)
        return {};
    RankingMetrics metrics;
    metrics.users = *users;
    for (const auto& field : metricFields) {
        const auto found = json.find(field.name);
        if (found == json.end() || !(found->is_number() || found->is_null()))
            return {};
        metrics.*field.value = found->is_null() ? std::numeric_limits<double>::quiet_NaN() : found->get<double>();
    }
    return metrics;
}

}  // namespace

std::string_view nameOf(Phase phase)
{
    return phase == Phase::Search ? "search" : "refit";
}

Json toJson(const TopKHits& hits)
{
    Json json = Json::object();
    for (std::size_t i = 0; i < topKs.size(); ++i)
        json[std::to_string(topKs[i])] = hits.hits[i];
    return json;
}

Json toJson(const RankingMetrics& metrics)
{
    Json json = {{"users", metrics.users}};
    for (const auto& field : metricFields)
        json[field.name] = metrics.*field.value;
    return json;
}

Json toJson(const EpochRecord& record)
{
    Json json = {{"phase", nameOf(record.phase)}, {"epoch", record.epoch}};
    if (record.training)
        json["training"] = {{"rows", record.training->rows}, {"top_k", toJson(*record.training)}};
    Json holdout = Json::object();
    if (record.holdout) {
        holdout["rows"] = record.holdout->rows;
        holdout["top_k"] = toJson(*record.holdout);
    }
    if (record.holdoutSeenHidden) {
        holdout["rows_seen_hidden"] = record.holdoutSeenHidden->rows;
        holdout["top_k_seen_hidden"] = toJson(*record.holdoutSeenHidden);
    }
    if (record.metrics)
        holdout["metrics"] = toJson(*record.metrics);
    if (!holdout.empty())
        json["holdout"] = std::move(holdout);
    return json;
}

std::optional<EpochRecord> epochRecordFromJson(const Json& json)
{
    if (!json.is_object())
        return {};
    EpochRecord record;
    const auto phase = json.find("phase");
    const auto epoch = unsignedAt(json, "epoch");
    if (phase == json.end() || (*phase != "search" && *phase != "refit") || !epoch ||
        *epoch > std::numeric_limits<std::uint32_t>::max())
        return {};
    record.phase = *phase == "search" ? Phase::Search : Phase::Refit;
    record.epoch = static_cast<std::uint32_t>(*epoch);
    if (const auto training = json.find("training"); training != json.end()) {
        record.training = training->is_object() ? hitsAt(*training, "rows", "top_k") : std::nullopt;
        if (!record.training)
            return {};
    }
    const auto holdout = json.find("holdout");
    if (holdout == json.end())
        return record;
    if (!holdout->is_object())
        return {};
    if (holdout->contains("top_k") && !(record.holdout = hitsAt(*holdout, "rows", "top_k")))
        return {};
    if (holdout->contains("top_k_seen_hidden") &&
        !(record.holdoutSeenHidden = hitsAt(*holdout, "rows_seen_hidden", "top_k_seen_hidden")))
        return {};
    if (const auto metrics = holdout->find("metrics"); metrics != holdout->end()) {
        record.metrics = metricsFromJson(*metrics);
        if (!record.metrics)
            return {};
    }
    return record;
}

}  // namespace projectionist
