// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/results.h"

#include "app/cli/text.h"
#include "app/cli/text_table.h"
#include "engine/core/error.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace projectionist::cli {

namespace {

/// Lines that stand between the most popular films and chance.
constexpr std::pair<std::string_view, std::string_view> itemModels[]{{"item-kNN", "item_knn"}, {"EASE", "ease"}};

bool isItemModel(const EvaluationRow& line)
{
    return std::ranges::any_of(itemModels, [&](const auto& names) { return names.first == line.name; });
}

std::string topKTable(std::string_view name, const TopKHits& model, const std::optional<TopKHits>& popular,
                      const std::optional<TopKHits>& random, const BaselineFigures& more, bool seenHidden)
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
    for (const auto& line : more.lines) {
        if (isItemModel(line) && (!seenHidden || line.ranks.seenHidden))
            add(line.name, seenHidden ? *line.ranks.seenHidden : line.ranks.all);
    }
    if (random)
        add("random", *random);
    return table.take();
}

std::string metricsTable(const RankingMetrics& model, const std::optional<RankingMetrics>& popular,
                         const BaselineFigures& more)
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
    for (const auto& line : more.lines) {
        if (const auto metrics = epochMetrics(line.metrics); metrics && (isItemModel(line) || line.name == "random"))
            add(line.name, *metrics);
    }
    return table.take();
}

void writeMetrics(JsonWriter& json, const std::optional<RankingMetrics>& metrics)
{
    if (!metrics)
        return;
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

std::string resultsInWords(const Model& model, const BaselineFigures& more)
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
                              baselines.popularHoldoutSeenHidden, baselines.randomHoldoutSeenHidden, more, true);
        text += topKTable("top-k accuracy, nothing hidden", *results.holdout, baselines.popularHoldout,
                          baselines.randomHoldout, more, false);
        if (results.metrics)
            text += metricsTable(*results.metrics, baselines.popularMetrics, more);
        for (const auto& note : more.notes)
            text += note + "\n";
    } else if (results.training) {
        text += "Results of epoch " + std::to_string(results.epoch) + ", on the " +
                counted(results.training->rows, "training row", "training rows") + " themselves, nothing hidden\n" +
                topKTable("top-k accuracy", *results.training, baselines.popularTraining, baselines.randomTraining, {},
                          false);
    }
    return text.empty() ? text : text + "\n";
}

void writeBaselines(JsonWriter& json, const Baselines& baselines, const BaselineFigures& more)
{
    json.beginObject();
    json.key("most_popular").beginObject();
    writeHits(json, "training", baselines.popularTraining);
    writeHits(json, "holdout", baselines.popularHoldout);
    writeHits(json, "holdout_seen_hidden", baselines.popularHoldoutSeenHidden);
    writeMetrics(json, baselines.popularMetrics);
    json.endObject();
    for (const auto& [name, key] : itemModels) {
        const auto line = std::ranges::find(more.lines, name, &EvaluationRow::name);
        if (line == more.lines.end())
            continue;
        json.key(key).beginObject();
        writeHits(json, "holdout", line->ranks.all);
        writeHits(json, "holdout_seen_hidden", line->ranks.seenHidden);
        writeMetrics(json, epochMetrics(line->metrics));
        if (name == "EASE" && more.easeLambda)
            json.field("lambda", *more.easeLambda);
        json.endObject();
    }
    json.key("random").beginObject();
    writeHits(json, "training", baselines.randomTraining);
    writeHits(json, "holdout", baselines.randomHoldout);
    writeHits(json, "holdout_seen_hidden", baselines.randomHoldoutSeenHidden);
    json.endObject();
    if (!more.leftOut.empty()) {
        json.key("left_out").beginArray();
        for (const auto& leftOut : more.leftOut) {
            json.beginObject(JsonWriter::Layout::Line)
                .field("name", leftOut.name)
                .field("why", leftOut.why)
                .endObject();
        }
        json.endArray();
    }
    json.endObject();
}

}  // namespace projectionist::cli
