// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/film_list.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "engine/core/text.h"
#include "engine/retrieve/export_lists.h"
#include "engine/retrieve/similar_pairs.h"

#include <cmath>
#include <limits>
#include <memory>

namespace projectionist::cli {

namespace {

constexpr std::size_t rowsAtOnce = 1000;

struct Arguments {
    std::string model, threshold;
    std::optional<std::string> minimumRatings;
    std::string metric = "cosine", untrained;
    TableOptions table;
};

/// What there is to list, and where the pairs go as they come.
struct Question {
    std::shared_ptr<const Model> model;
    PairOptions options;
    float threshold = 0;
    std::uint32_t minimumRatings = 0;
};
using Sink = std::function<bool(std::span<const SimilarPair>)>;

float parseThreshold(const std::string& text, Metric metric)
{
    const auto value = parseNumber(text);
    if (!value || std::abs(*value) > static_cast<double>(std::numeric_limits<float>::max()))
        throw UsageError("--threshold must be a number and is \"" + text + "\"");
    if (metric == Metric::Cosine && (*value < -1 || *value > 1))
        throw UsageError("--threshold must be from -1 to 1 for the cosine and is " + text);
    return static_cast<float>(*value);
}

Result<Exit> stream(Context& context, const Question& question, bool toOutput, const Sink& sink)
{
    const bool whole = forEachPair(question.model, question.options, question.threshold, sink, context.stop,
                                   progressBesideOutput(context, toOutput));
    context.progress.clear();
    if (context.stop.stop_requested())
        return Exit::Interrupted;
    if (!whole)
        return failure(ErrorCode::OutOfMemory,
                       "there is not enough memory for these pairs. Close other programs, or ask for a higher "
                       "threshold.");
    return Exit::Done;
}

Result<Exit> toCsv(Context& context, const Question& question, const std::string& path)
{
    auto csv = openCsv(context, path);
    if (!csv)
        return tl::unexpected(csv.error());
    writeRunCard(*csv, *question.model, {});
    writePairHeader(*csv);
    std::uint64_t count = 0;
    const auto outcome = stream(context, question, path == "-", [&](std::span<const SimilarPair> pairs) {
        count += pairs.size();
        return writePairs(*csv, *question.model, pairs);
    });
    if (!outcome || *outcome != Exit::Done)
        return outcome;
    return finishCsv(context, *csv, path, counted(count, "pair", "pairs"));
}

Result<Exit> toJson(Context& context, const Question& question)
{
    const auto& catalogue = question.model->catalogue();
    JsonWriter json(context.out);
    json.beginObject();
    writeSimulated(json, catalogue.isSimulated());
    json.field("metric", nameOf(question.options.metric))
        .field("threshold", question.threshold)
        .field("min_ratings", question.minimumRatings);
    json.key("pairs").beginArray();
    std::uint64_t count = 0;
    const auto outcome = stream(context, question, true, [&](std::span<const SimilarPair> pairs) {
        for (const auto& pair : pairs) {
            json.beginObject(JsonWriter::Layout::Line)
                .field("film_id_a", catalogue.movie(pair.a).ids.front())
                .field("title_a", catalogue.movie(pair.a).title)
                .field("film_id_b", catalogue.movie(pair.b).ids.front())
                .field("title_b", catalogue.movie(pair.b).title)
                .field("similarity", pair.similarity)
                .field("ratings_a", catalogue.ratingCount(pair.a))
                .field("ratings_b", catalogue.ratingCount(pair.b))
                .endObject();
        }
        count += pairs.size();
        return context.out.isOpen();
    });
    if (!outcome || *outcome != Exit::Done)
        return outcome;
    json.endArray().field("count", count).endObject();
    return Exit::Done;
}

Result<Exit> toText(Context& context, const Question& question)
{
    const auto& catalogue = question.model->catalogue();
    using Align = TextTable::Align;
    TextTable table({{"id a", Align::Right},
                     {"film a"},
                     {"id b", Align::Right},
                     {"film b"},
                     {"similarity", Align::Right},
                     {"ratings a", Align::Right},
                     {"ratings b", Align::Right}});
    context.out.write(simulatedInWords(*question.model));
    std::uint64_t count = 0;
    const auto outcome = stream(context, question, true, [&](std::span<const SimilarPair> pairs) {
        for (const auto& pair : pairs) {
            const auto& a = catalogue.movie(pair.a);
            const auto& b = catalogue.movie(pair.b);
            table.row({a.ids.front(), a.title, b.ids.front(), b.title, fixed(static_cast<double>(pair.similarity), 4),
                       grouped(catalogue.ratingCount(pair.a)), grouped(catalogue.ratingCount(pair.b))});
            if (table.pendingRows() == rowsAtOnce && !context.out.write(table.take()))
                return false;
        }
        count += pairs.size();
        return true;
    });
    if (!outcome || *outcome != Exit::Done)
        return outcome;
    if (count > 0)
        context.out.write(table.take());
    context.out.line(counted(count, "pair", "pairs") + " of films with " +
                     (question.options.metric == Metric::Cosine ? "a cosine" : "a dot product") + " of " +
                     shortest(question.threshold) + " or more" +
                     (question.minimumRatings > 0
                          ? ", among films with at least " + counted(question.minimumRatings, "rating", "ratings")
                          : ""));
    return Exit::Done;
}

Result<Exit> run(Context& context, const Arguments& arguments)
{
    Question question;
    question.options.metric = parseMetric(arguments.metric);
    question.options.includeUntrained = parseUntrained(arguments.untrained);
    question.threshold = parseThreshold(arguments.threshold, question.options.metric);
    if (arguments.minimumRatings) {
        const auto minimum = parseWhole(*arguments.minimumRatings, 0, UINT32_MAX);
        if (!minimum)
            throw UsageError("--min-ratings must be a whole number from 0 up and is \"" + *arguments.minimumRatings +
                             "\"");
        question.options.minimumRatings = static_cast<std::uint32_t>(*minimum);
    }
    auto model = loadModel(context, arguments.model);
    if (!model)
        return tl::unexpected(model.error());
    if (!*model)
        return Exit::Interrupted;
    question.model = *model;
    question.minimumRatings = question.options.minimumRatings.value_or(question.model->defaultMinimumRatings());
    if (arguments.table.csv)
        return toCsv(context, question, *arguments.table.csv);
    return arguments.table.json ? toJson(context, question) : toText(context, question);
}

}  // namespace

Command addPairs(CLI::App& app)
{
    auto* command = app.add_subcommand("pairs", "All pairs of films that are at least so similar");
    const auto arguments = std::make_shared<Arguments>();
    addModelArgument(*command, arguments->model);
    command
        ->add_option("--threshold", arguments->threshold,
                     "The lowest similarity that counts: from -1 to 1 for the cosine")
        ->required()
        ->type_name("T");
    command
        ->add_option("--min-ratings", arguments->minimumRatings,
                     "Only films with so many ratings (default 20; 0 for models of the tutorial preset)")
        ->type_name("N");
    addMetric(*command, arguments->metric);
    addUntrained(*command, arguments->untrained);
    addTableOptions(*command, arguments->table);
    describeJson(*command, R"({"simulated", "metric", "threshold", "min_ratings", "pairs": [{"film_id_a", "title_a",
   "film_id_b", "title_b", "similarity", "ratings_a", "ratings_b"}...], "count"}.
CSV columns: film_id_a, title_a, film_id_b, title_b, similarity, ratings_a, ratings_b.
Pairs come highest first; where there are very many millions of them, they come in runs that are.)");
    return {command, [arguments](Context& context) { return run(context, *arguments); }};
}

}  // namespace projectionist::cli
