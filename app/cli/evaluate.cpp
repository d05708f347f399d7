// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/film_list.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "engine/evaluate/evaluate_model.h"
#include "engine/retrieve/export_lists.h"

#include <memory>
#include <span>

namespace projectionist::cli {

namespace {

struct Arguments {
    std::string model;
    std::optional<std::string> test;
    TableOptions table;
};

/// A figure over users: how programs and people call it, and what it is.
struct Measure {
    std::string_view name, label, meaning;
    double UserMetrics::*value;
};
constexpr Measure userMeasures[] = {
    {"recall", "recall", "share of a user's films that are in their list", &UserMetrics::recall},
    {"truncated_recall", "truncated recall", "the same, out of at most k films", &UserMetrics::truncatedRecall},
    {"precision", "precision", "share of the list that is right", &UserMetrics::precision},
    {"ndcg", "NDCG", "right films count more near the top; 1 is a perfect order", &UserMetrics::ndcg},
    {"hit", "hit rate", "share of users with at least one right film", &UserMetrics::hit},
    {"reciprocal_rank", "reciprocal rank", "1 divided by the place of the first right film",
     &UserMetrics::reciprocalRank}};

struct ListMeasure {
    std::string_view name, label, meaning;
    double ListMetrics::*value;
};
constexpr ListMeasure listMeasures[] = {
    {"coverage", "coverage", "share of all films that stand in some list", &ListMetrics::coverage},
    {"gini", "Gini", "0: all films are listed alike; towards 1: a few films only", &ListMetrics::gini},
    {"novelty_bits", "novelty", "bits; rarer films give more", &ListMetrics::noveltyBits},
    {"long_tail_share", "long tail", "share of places for films outside the popular half",
     &ListMetrics::longTailShare}};

void addRankRows(TextTable& table, const Evaluation& evaluation)
{
    const auto add = [&](std::string name, const TopKHits& hits) {
        std::vector<std::string> cells{std::move(name)};
        for (std::size_t i = 0; i < topKs.size(); ++i)
            cells.push_back(percent(hits.accuracy(i)));
        table.row(std::move(cells));
    };
    for (const auto& line : evaluation.lines) {
        if (line.ranks.seenHidden)
            add(line.name + ", seen films hidden", *line.ranks.seenHidden);
    }
    for (const auto& line : evaluation.lines)
        add(line.name + ", nothing hidden", line.ranks.all);
}

void addMetricRows(TextTable& table, const Evaluation& evaluation)
{
    const auto addMeasure = [&](std::string_view label, const auto& cell) {
        bool first = true;
        for (const auto& line : evaluation.lines) {
            if (line.metrics.empty())
                continue;
            std::vector<std::string> cells{first ? std::string(label) : std::string(), line.name};
            for (const auto& metrics : line.metrics)
                cells.push_back(cell(metrics));
            table.row(std::move(cells));
            first = false;
        }
    };
    for (const auto& measure : userMeasures) {
        addMeasure(measure.label, [&](const MetricsAtK& metrics) {
            return fixed(metrics.mean.*measure.value, 4) + " ±" + fixed(metrics.interval95.*measure.value, 4);
        });
    }
    for (const auto& measure : listMeasures)
        addMeasure(measure.label, [&](const MetricsAtK& metrics) { return fixed(metrics.lists.*measure.value, 4); });
}

const std::vector<MetricsAtK>* firstMetrics(const Evaluation& evaluation)
{
    for (const auto& line : evaluation.lines) {
        if (!line.metrics.empty())
            return &line.metrics;
    }
    return nullptr;
}

void toText(Context& context, const Model& model, const Evaluation& evaluation)
{
    using Align = TextTable::Align;
    auto& out = context.out;
    out.write(simulatedInWords(model));
    out.line("Measured on " + evaluation.rowsInWords);
    if (evaluation.skippedRows > 0)
        out.line(counted(evaluation.skippedRows, "row", "rows") +
                 " left out: the user or the film is not in the model (" +
                 counted(evaluation.skippedUsers, "user", "users") + ")");
    out.line("\nTop-k accuracy: share of these rows whose film is among the k with the highest scores");
    std::vector<TextTable::Column> columns{{""}};
    for (const int k : topKs)
        columns.push_back({"k = " + std::to_string(k), Align::Right});
    TextTable ranks(std::move(columns));
    addRankRows(ranks, evaluation);
    out.write(ranks.take());

    const auto* metrics = firstMetrics(evaluation);
    if (metrics == nullptr)
        return;
    out.line("\nLists of k films for " + counted(evaluation.users, "user", "users") +
             ", seen films hidden; means over users, ± half of the 95 % interval");
    std::vector<TextTable::Column> listColumns{{""}, {""}};
    for (const auto& at : *metrics)
        listColumns.push_back({"k = " + std::to_string(at.k), Align::Right});
    TextTable lists(std::move(listColumns));
    addMetricRows(lists, evaluation);
    out.write(lists.take());
    out.line("");
    TextTable meanings({{""}, {""}});
    for (const auto& measure : userMeasures)
        meanings.row({std::string(measure.label), std::string(measure.meaning)});
    for (const auto& measure : listMeasures)
        meanings.row({std::string(measure.label), std::string(measure.meaning)});
    const auto text = meanings.take();
    out.write(std::string_view(text).substr(1));  // without the empty header
}

void writeHits(JsonWriter& json, std::string_view name, const TopKHits& hits)
{
    json.key(name).beginObject(JsonWriter::Layout::Line);
    for (std::size_t i = 0; i < topKs.size(); ++i)
        json.field(std::to_string(topKs[i]), hits.hits[i]);
    json.endObject();
}

void toJson(Context& context, const Model& model, const Evaluation& evaluation)
{
    JsonWriter json(context.out);
    json.beginObject();
    writeSimulated(json, model.catalogue().isSimulated());
    json.field("measured_on", evaluation.rowsInWords)
        .field("trained_on_these_rows", evaluation.trainedOnTheseRows)
        .field("rows", evaluation.rows)
        .field("users", evaluation.users)
        .field("skipped_rows", evaluation.skippedRows)
        .field("skipped_users", evaluation.skippedUsers);
    json.key("lines").beginArray();
    for (const auto& line : evaluation.lines) {
        json.beginObject().field("name", line.name);
        writeHits(json, "top_k", line.ranks.all);
        if (line.ranks.seenHidden)
            writeHits(json, "top_k_seen_hidden", *line.ranks.seenHidden);
        json.key("metrics").beginArray();
        for (const auto& metrics : line.metrics) {
            json.beginObject().field("k", metrics.k).field("users", metrics.users);
            json.key("mean").beginObject(JsonWriter::Layout::Line);
            for (const auto& measure : userMeasures)
                json.field(measure.name, metrics.mean.*measure.value);
            json.endObject().key("half_interval_95").beginObject(JsonWriter::Layout::Line);
            for (const auto& measure : userMeasures)
                json.field(measure.name, metrics.interval95.*measure.value);
            json.endObject().key("lists").beginObject(JsonWriter::Layout::Line);
            for (const auto& measure : listMeasures)
                json.field(measure.name, metrics.lists.*measure.value);
            json.endObject().endObject();
        }
        json.endArray().endObject();
    }
    json.endArray().endObject();
}

Result<Exit> toCsv(Context& context, const Model& model, const Evaluation& evaluation, const std::string& path)
{
    auto csv = openCsv(context, path);
    if (!csv)
        return tl::unexpected(csv.error());
    writeRunCard(*csv, model, {});
    csv->comment("Measured on " + evaluation.rowsInWords);
    csv->header({"name", "measure", "k", "value", "half_interval_95"});
    const auto add = [&](std::string_view name, std::string_view measure, int k, double value, const double* interval) {
        csv->text(name).text(measure).integer(k).number(value);
        if (interval != nullptr)
            csv->number(*interval);
        else
            csv->blank();
        csv->endRow();
    };
    for (const auto& line : evaluation.lines) {
        for (std::size_t i = 0; i < topKs.size(); ++i) {
            add(line.name, "top_k", topKs[i], line.ranks.all.accuracy(i), nullptr);
            if (line.ranks.seenHidden)
                add(line.name, "top_k_seen_hidden", topKs[i], line.ranks.seenHidden->accuracy(i), nullptr);
        }
        for (const auto& metrics : line.metrics) {
            for (const auto& measure : userMeasures)
                add(line.name, measure.name, metrics.k, metrics.mean.*measure.value,
                    &(metrics.interval95.*measure.value));
            for (const auto& measure : listMeasures)
                add(line.name, measure.name, metrics.k, metrics.lists.*measure.value, nullptr);
        }
    }
    return finishCsv(context, *csv, path, "the figures");
}

Result<Exit> run(Context& context, const Arguments& arguments)
{
    const auto model = loadModel(context, arguments.model);
    if (!model)
        return tl::unexpected(model.error());
    if (!*model)
        return Exit::Interrupted;
    std::optional<std::filesystem::path> test;
    if (arguments.test)
        test = *arguments.test;
    const auto evaluation =
        evaluateModel(**model, test, {5, 10, 20, 50, 100}, context.stop, context.progress.function());
    context.progress.clear();
    if (context.stop.stop_requested())
        return Exit::Interrupted;
    if (!evaluation)
        return tl::unexpected(evaluation.error());
    if (arguments.table.csv)
        return toCsv(context, **model, *evaluation, *arguments.table.csv);
    if (arguments.table.json)
        toJson(context, **model, *evaluation);
    else
        toText(context, **model, *evaluation);
    return Exit::Done;
}

}  // namespace

Command addEvaluate(CLI::App& app)
{
    auto* command = app.add_subcommand("evaluate", "How good a model is, beside the most popular films and chance");
    const auto arguments = std::make_shared<Arguments>();
    addModelArgument(*command, arguments->model);
    command
        ->add_option("--test", arguments->test,
                     "Measure on the ratings of this file (default: on the rows that the model held out)")
        ->type_name("FILE");
    addTableOptions(*command, arguments->table);
    describeJson(*command, R"({"simulated", "measured_on", "trained_on_these_rows", "rows", "users", "skipped_rows",
   "skipped_users", "lines": [{"name": "model", "most popular" or "random", "top_k": {"1": hits, "5", "10", "50", "100"},
   "top_k_seen_hidden": {...}, "metrics": [{"k", "users", "mean": {"recall", "truncated_recall", "precision", "ndcg", "hit",
   "reciprocal_rank"}, "half_interval_95": {...}, "lists": {"coverage", "gini", "novelty_bits", "long_tail_share"}}...]}...]}
CSV columns: name, measure, k, value, half_interval_95.)");
    return {command, [arguments](Context& context) { return run(context, *arguments); }};
}

}  // namespace projectionist::cli
