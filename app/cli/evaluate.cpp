// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/film_list.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "engine/core/text.h"
#include "engine/evaluate/evaluate_model.h"
#include "engine/evaluate/metric_table.h"
#include "engine/retrieve/export_lists.h"

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>

namespace projectionist::cli {

namespace {

struct Arguments {
    std::string model;
    std::optional<std::string> test, ks, easeLambda;
    RatingReadOptions reading;
    bool quick = false;
    TableOptions table;
};

/// The lists' lengths: "10" or "5,10,20". Throws UsageError.
std::vector<int> parseKs(const std::optional<std::string>& text)
{
    if (!text)
        return {1, 5, 10, 20, 50, 100};
    std::vector<int> ks;
    for (std::size_t begin = 0; begin <= text->size();) {
        const auto end = std::min(text->find(',', begin), text->size());
        const auto k = parseWhole(std::string_view(*text).substr(begin, end - begin), 1, 1'000'000);
        if (!k)
            throw UsageError("-k must be a whole number from 1 up, or several as in 5,10,20, and is \"" + *text + "\"");
        ks.push_back(static_cast<int>(*k));
        begin = end + 1;
    }
    return ks;
}

BaselineOptions baselineOptions(const Arguments& arguments)
{
    BaselineOptions options;
    options.itemModels = !arguments.quick;
    if (arguments.easeLambda) {
        const auto lambda = parseNumber(*arguments.easeLambda);
        if (!lambda || !(*lambda > 0))
            throw UsageError("--ease-lambda must be a number above 0 and is \"" + *arguments.easeLambda + "\"");
        options.easeLambda = *lambda;
    }
    return options;
}

using Over = MetricDescription::Over;

std::string cellOf(const MetricDescription& metric, const MetricDescription::Value& value)
{
    const bool share = metric.over == Over::Rows;
    auto text = share ? percent(value.value) : fixed(value.value, 4);
    if (value.halfInterval95)
        text += " ±" + fixed(share ? 100 * *value.halfInterval95 : *value.halfInterval95, share ? 2 : 4);
    return text;
}

/// The lines of one metric; none where it was not computed.
void addMetric(TextTable& table, const MetricDescription& metric, const Evaluation& evaluation, std::size_t ks)
{
    bool first = true;
    for (const auto& line : evaluation.lines) {
        if (!metric.at(line, 0))
            continue;
        std::vector<std::string> cells{first ? std::string(metric.label) : std::string(), line.name};
        for (std::size_t place = 0; place < ks; ++place) {
            const auto value = metric.at(line, place);
            cells.push_back(value ? cellOf(metric, *value) : "");
        }
        table.row(std::move(cells));
        first = false;
    }
}

std::vector<TextTable::Column> columnsFor(std::span<const AccuracyAtK> accuracies)
{
    std::vector<TextTable::Column> columns{{""}, {""}};
    for (const auto& accuracy : accuracies)
        columns.push_back({"k = " + std::to_string(accuracy.k), TextTable::Align::Right});
    return columns;
}

void toText(Context& context, const Model& model, const Evaluation& evaluation)
{
    auto& out = context.out;
    out.write(simulatedInWords(model));
    out.line("Measured on " + evaluation.rowsInWords);
    if (evaluation.skippedRows > 0)
        out.line(counted(evaluation.skippedRows, "row", "rows") +
                 " left out: the user or the film is not in the model (" +
                 counted(evaluation.skippedUsers, "user", "users") + ")");
    for (const auto& note : evaluation.notes)
        out.line(note);
    if (evaluation.lines.empty())
        return;
    const auto& accuracies = evaluation.lines.front().ranks.accuracies;
    const auto write = [&](Over over, bool rest) {
        TextTable table(columnsFor(accuracies));
        for (const auto& metric : metricDescriptions()) {
            if ((metric.over == over) != rest)
                addMetric(table, metric, evaluation, accuracies.size());
        }
        out.write(table.take());
    };
    out.line(
        "\nTop-k accuracy: share of these rows whose film is among the k with the highest scores; seen hidden: seen "
        "films hidden");
    write(Over::Rows, false);
    if (!evaluation.lines.front().metrics.empty()) {
        out.line("\nLists of k films for " + counted(evaluation.lines.front().metrics.front().users, "user", "users") +
                 ", seen films hidden");
        write(Over::Rows, true);
    }
    out.line("\n" + std::string(intervalInWords()) +
             "\nWhat each figure means is in \"projectionist-cli evaluate --help\".");
}

void writeHits(JsonWriter& json, std::string_view name, const TopKHits& hits)
{
    json.key(name).beginObject(JsonWriter::Layout::Line);
    for (std::size_t i = 0; i < topKs.size(); ++i)
        json.field(std::to_string(topKs[i]), hits.hits[i]);
    json.endObject();
}

/// The metrics of one kind at one k as an object on one line: values, or half intervals of those that have them.
void writeMetrics(JsonWriter& json, std::string_view name, Over over, const EvaluationRow& line, std::size_t place,
                  bool intervals)
{
    json.key(name).beginObject(JsonWriter::Layout::Line);
    for (const auto& metric : metricDescriptions()) {
        const auto value = metric.over == over ? metric.at(line, place) : std::nullopt;
        if (value && (!intervals || value->halfInterval95))
            json.field(metric.name, intervals ? *value->halfInterval95 : value->value);
    }
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
        json.key("accuracy").beginArray();
        for (std::size_t place = 0; place < line.ranks.accuracies.size(); ++place) {
            json.beginObject(JsonWriter::Layout::Line).field("k", line.ranks.accuracies[place].k);
            for (const auto& metric : metricDescriptions()) {
                const auto value = metric.over == Over::Rows ? metric.at(line, place) : std::nullopt;
                if (value)
                    json.field(metric.name, value->value)
                        .field(std::string(metric.name) + "_half_interval_95", *value->halfInterval95);
            }
            json.endObject();
        }
        json.endArray();
        json.key("metrics").beginArray();
        for (std::size_t place = 0; place < line.metrics.size(); ++place) {
            json.beginObject().field("k", line.metrics[place].k).field("users", line.metrics[place].users);
            writeMetrics(json, "mean", Over::Users, line, place, false);
            writeMetrics(json, "half_interval_95", Over::Users, line, place, true);
            writeMetrics(json, "lists", Over::Lists, line, place, false);
            writeMetrics(json, "lists_half_interval_95", Over::Lists, line, place, true);
            json.endObject();
        }
        json.endArray().endObject();
    }
    json.endArray().key("left_out").beginArray();
    for (const auto& leftOut : evaluation.leftOut)
        json.beginObject(JsonWriter::Layout::Line).field("name", leftOut.name).field("why", leftOut.why).endObject();
    json.endArray().key("notes").value(evaluation.notes);
    json.endObject();
}

Result<Exit> toCsv(Context& context, const Model& model, const Evaluation& evaluation, const std::string& path)
{
    auto csv = openCsv(context, path);
    if (!csv)
        return tl::unexpected(csv.error());
    writeRunCard(*csv, model, {});
    csv->comment("Measured on " + evaluation.rowsInWords);
    for (const auto& note : evaluation.notes)
        csv->comment(note);
    csv->header({"name", "measure", "k", "value", "half_interval_95"});
    for (const auto& line : evaluation.lines) {
        for (const auto& metric : metricDescriptions()) {
            for (std::size_t place = 0; place < line.ranks.accuracies.size(); ++place) {
                const auto value = metric.at(line, place);
                if (!value)
                    continue;
                csv->text(line.name).text(metric.name).integer(line.ranks.accuracies[place].k).number(value->value);
                if (value->halfInterval95)
                    csv->number(*value->halfInterval95);
                else
                    csv->blank();
                csv->endRow();
            }
        }
    }
    return finishCsv(context, *csv, path, "the figures");
}

Result<Exit> run(Context& context, const Arguments& arguments)
{
    const auto ks = parseKs(arguments.ks);
    const auto baselines = baselineOptions(arguments);
    const auto model = loadModel(context, arguments.model);
    if (!model)
        return tl::unexpected(model.error());
    if (!*model)
        return Exit::Interrupted;
    std::optional<std::filesystem::path> test;
    if (arguments.test)
        test = *arguments.test;
    const auto evaluation =
        evaluateModel(**model, test, ks, context.stop, context.progress.function(), baselines, arguments.reading);
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
    auto* command =
        app.add_subcommand("evaluate", "How good a model is, beside item-kNN, EASE, the most popular films and "
                                       "chance");
    const auto arguments = std::make_shared<Arguments>();
    addModelArgument(*command, arguments->model);
    auto* test = command->add_option("--test", arguments->test,
                                     "Measure on the ratings of this file (default: on the rows that the model held "
                                     "out)");
    test->type_name("FILE");
    const auto reading = addReadingFlags(*command, arguments->reading);
    reading.decimalComma->needs(test);
    reading.skipBadLines->needs(test);
    command->add_option("-k", arguments->ks, "Length of the lists, or several (default 1,5,10,20,50,100)")
        ->type_name("N[,N…]");
    command
        ->add_option("--ease-lambda", arguments->easeLambda,
                     "Regularisation of EASE (default: for up to 8,000 films the best on 10 % of the training rows, "
                     "beyond that 500)")
        ->type_name("NUMBER");
    command->add_flag("--quick", arguments->quick, "Leave out item-kNN and EASE, which take longer on large data");
    addTableOptions(*command, arguments->table);
    command->footer([] {
        TextTable metrics({{"  figure at k"}, {"what it is"}});
        for (const auto& metric : metricDescriptions())
            metrics.row({"  " + std::string(metric.label), std::string(metric.meaning)});
        return metrics.take() + "\n" + std::string(intervalInWords()) +
               "\n\nitem-kNN adds up cosine similarities with the films that the user liked (above 4,000 films with "
               "each film's 200\nnearest alone); EASE (Steck 2019) is left out above 20,000 films and, like item-kNN, "
               "where memory does not do. Lists\nhold trained films only, for baselines as for the model.\n\nWith "
               "--json:\n" +
               R"(  {"simulated", "measured_on", "trained_on_these_rows", "rows", "users", "skipped_rows",
   "skipped_users", "lines": [{"name": "model", "most popular", "item-kNN", "EASE" or "random", "top_k": {"1": hits,
   "5", "10", "50", "100"}, "top_k_seen_hidden": {...}, "accuracy": [{"k", "top_k", "top_k_half_interval_95",
   "top_k_seen_hidden", "top_k_seen_hidden_half_interval_95"}...], "metrics": [{"k", "users", "mean": {"recall",
   "truncated_recall", "precision", "ndcg", "hit", "reciprocal_rank"}, "half_interval_95": {...}, "lists": {"coverage",
   "gini", "novelty_bits", "long_tail_share"}, "lists_half_interval_95": {"novelty_bits", "long_tail_share"}}...]}...],
   "left_out": [{"name", "why"}...], "notes": [...]}
CSV columns: name, measure, k, value, half_interval_95.)";
    });
    return {command, [arguments](Context& context) { return run(context, *arguments); }};
}

}  // namespace projectionist::cli
