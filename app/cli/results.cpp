// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/results.h"

#include "app/cli/text.h"
#include "app/cli/text_table.h"
#include "engine/core/error.h"

#include <optional>
#include <string_view>

namespace projectionist::cli {

namespace {

std::string topKTable(std::string_view name, const TopKHits& model, const std::optional<TopKHits>& popular,
                      const std::optional<TopKHits>& random)
{
    using Align = TextTable::Align;
    std::vector<TextTable::Column> columns{{std::string(name)}};
    for (const int k : topKs)
        columns.push_back({"k = " + std::to_string(k), Align::Right});
    TextTable table(std::move(columns));
    const auto add = [&table](std::string who, const TopKHits& hits) {
        std::vector<std::string> cells{std::move(who)};
        for (std::size_t i = 0; i < topKs.size(); ++i)
            cells.push_back(percent(hits.accuracy(i)));
        table.row(std::move(cells));
    };
    add("model", model);
    if (popular)
        add("most popular", *popular);
    if (random)
        add("random", *random);
    return table.take();
}

std::string metricsTable(const RankingMetrics& model, const std::optional<RankingMetrics>& popular)
{
    using Align = TextTable::Align;
    TextTable table({{"means over " + counted(model.users, "user", "users")},
                     {"recall@10", Align::Right},
                     {"recall@20", Align::Right},
                     {"NDCG@10", Align::Right},
                     {"NDCG@20", Align::Right},
                     {"hit rate@10", Align::Right},
                     {"MRR", Align::Right},
                     {"coverage@10", Align::Right}});
    const auto add = [&table](std::string who, const RankingMetrics& metrics) {
        table.row({std::move(who), fixed(metrics.recallAt10, 4), fixed(metrics.recallAt20, 4),
                   fixed(metrics.ndcgAt10, 4), fixed(metrics.ndcgAt20, 4), fixed(metrics.hitRateAt10, 4),
                   fixed(metrics.mrr, 4), fixed(metrics.coverageAt10, 4)});
    };
    add("model", model);
    if (popular)
        add("most popular", *popular);
    return table.take();
}

void writeHits(JsonWriter& json, std::string_view name, const std::optional<TopKHits>& hits)
{
    if (!hits)
        return;
    json.key(name).beginObject(JsonWriter::Layout::Line).field("rows", hits->rows);
    for (std::size_t i = 0; i < topKs.size(); ++i)
        json.field(std::to_string(topKs[i]), hits->hits[i]);
    json.endObject();
}

}  // namespace

std::string resultsInWords(const Model& model)
{
    const auto& card = model.card();
    if (!card.results)
        return "";
    const auto& results = *card.results;
    const auto& baselines = model.history().baselines;
    std::string text;
    if (results.holdout) {
        text += "Results of epoch " + std::to_string(results.epoch) + " of the search, on " +
                counted(results.holdout->rows, "held-out row", "held-out rows") +
                (card.state == RunCard::State::Refit ? " (the model shown has been trained on them since)\n" : "\n");
        if (results.holdoutSeenHidden)
            text += topKTable("top-k accuracy, seen films hidden", *results.holdoutSeenHidden,
                              baselines.popularHoldoutSeenHidden, baselines.randomHoldoutSeenHidden);
        text += topKTable("top-k accuracy, nothing hidden", *results.holdout, baselines.popularHoldout,
                          baselines.randomHoldout);
        if (results.metrics)
            text += metricsTable(*results.metrics, baselines.popularMetrics);
    } else if (results.training) {
        text += "Results of epoch " + std::to_string(results.epoch) + ", on the " +
                counted(results.training->rows, "training row", "training rows") + " themselves, nothing hidden\n" +
                topKTable("top-k accuracy", *results.training, baselines.popularTraining, baselines.randomTraining);
    }
    return text.empty() ? text : text + "\n";
}

void writeBaselines(JsonWriter& json, const Baselines& baselines)
{
    json.beginObject();
    json.key("most_popular").beginObject();
    writeHits(json, "training", baselines.popularTraining);
    writeHits(json, "holdout", baselines.popularHoldout);
    writeHits(json, "holdout_seen_hidden", baselines.popularHoldoutSeenHidden);
    if (const auto& metrics = baselines.popularMetrics) {
        json.key("metrics")
            .beginObject(JsonWriter::Layout::Line)
            .field("users", metrics->users)
            .field("recall@10", metrics->recallAt10)
            .field("recall@20", metrics->recallAt20)
            .field("ndcg@10", metrics->ndcgAt10)
            .field("ndcg@20", metrics->ndcgAt20)
            .field("hit_rate@10", metrics->hitRateAt10)
            .field("mrr", metrics->mrr)
            .field("coverage@10", metrics->coverageAt10)
            .field("gini@10", metrics->giniAt10)
            .field("novelty@10", metrics->noveltyAt10)
            .endObject();
    }
    json.endObject();
    json.key("random").beginObject();
    writeHits(json, "training", baselines.randomTraining);
    writeHits(json, "holdout", baselines.randomHoldout);
    writeHits(json, "holdout_seen_hidden", baselines.randomHoldoutSeenHidden);
    json.endObject().endObject();
}

}  // namespace projectionist::cli
