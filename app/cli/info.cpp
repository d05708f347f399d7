// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/info_model.h"
#include "app/cli/json_writer.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "app/cli/text_table.h"
#include "engine/core/text.h"
#include "engine/model/model_file.h"

#include <algorithm>
#include <memory>

namespace projectionist::cli {

namespace {

constexpr std::size_t barCells = 40;

struct Arguments {
    std::vector<std::string> paths;
    RatingReadOptions reading;
    bool report = false, json = false;
};

std::string titleIds(const Dataset& dataset, const DatasetFigures::SharedTitle& shared)
{
    std::string ids;
    for (const auto movie : shared.movies)
        ids += (ids.empty() ? "" : ", ") + dataset.movie(movie).id;
    return ids;
}

void showHistogram(Output& out, const DatasetFigures& figures)
{
    using Align = TextTable::Align;
    std::size_t most = 1;
    for (const auto& [value, count] : figures.histogram)
        most = std::max(most, count);
    TextTable table({{"rating", Align::Right}, {"ratings", Align::Right}, {"share", Align::Right}, {""}});
    for (const auto& [value, count] : figures.histogram) {
        const auto share = static_cast<double>(count) / static_cast<double>(std::max<std::size_t>(figures.ratings, 1));
        table.row({shortest(value), grouped(count), percent(share, 1), std::string(barCells * count / most, '#')});
    }
    out.write(table.take());
}

void showFigures(Output& out, const Dataset& dataset, const DatasetFigures& figures)
{
    TextTable table({{""}, {""}});
    table.row({"users", grouped(figures.users)});
    table.row({"films", grouped(figures.movies) + "; never rated " + grouped(figures.moviesNeverRated) +
                            ", rated once " + grouped(figures.moviesRatedOnce) + ", without year " +
                            grouped(figures.moviesWithoutYear) + ", without title " +
                            grouped(figures.moviesWithoutTitle)});
    table.row({"ratings", grouped(figures.ratings) + "; mean " + fixed(figures.meanRating, 4) + ", " +
                              percent(figures.density) + " of all pairs of user and film"});
    table.row({"ratings of a user", "fewest " + grouped(figures.fewestPerUser) + ", median " +
                                        fixed(figures.medianPerUser, 1) + ", most " + grouped(figures.mostPerUser)});
    table.row({"half of all ratings", "go to " + counted(figures.moviesHoldingHalf, "film", "films")});
    if (figures.firstTime && figures.lastTime)
        table.row({"rated", date(*figures.firstTime) + " to " + date(*figures.lastTime)});
    table.row({"titles under several ids", grouped(figures.sharedTitles.size())});
    for (const auto& file : dataset.report().files)
        table.row({file.role, file.path + ", " + counted(file.rows, "row", "rows")});
    const auto text = table.take();
    out.write(std::string_view(text).substr(1));  // without the empty header
}

void showReport(Output& out, const LoadReport& report)
{
    if (report.problems.empty()) {
        out.line("Load report: every row was read");
        return;
    }
    out.line("Load report: " + counted(report.skippedRows(), "row", "rows") + " skipped");
    for (const auto& problem : report.problems)
        out.line("  " + oneLine(problem.path) + ": " + oneLine(problem.what) + ": " +
                 counted(problem.count, "row", "rows") + (problem.skipped ? ", skipped" : ", kept"));
}

void showEveryLine(Output& out, const Dataset& dataset, const DatasetFigures& figures)
{
    for (const auto& problem : dataset.report().problems) {
        out.line("\n" + oneLine(problem.path) + ": " + oneLine(problem.what));
        std::string lines = problem.lines.size() == 1 ? "line" : "lines";
        for (const auto line : problem.lines)
            lines += " " + std::to_string(line);
        if (problem.count > problem.lines.size())
            lines += " and " + grouped(problem.count - problem.lines.size()) + " more";
        out.line(lines);
        for (const auto& example : problem.examples)
            out.line("  " + clipped(oneLine(example), 110));
    }
    if (figures.sharedTitles.empty())
        return;
    out.line("\nTitles under several ids");
    for (const auto& shared : figures.sharedTitles)
        out.line("  " + oneLine(shared.title) + ": " + titleIds(dataset, shared));
}

void toText(Context& context, const Dataset& dataset, const DatasetFigures& figures, bool report)
{
    auto& out = context.out;
    if (dataset.isSimulated())
        out.line("Simulated data: these users and ratings are made up.");
    out.line(oneLine(dataset.name()) + (dataset.form() == dataset.name() ? "" : " (" + oneLine(dataset.form()) + ")") +
             ", fingerprint " + dataset.fingerprint());
    showFigures(out, dataset, figures);
    out.line("");
    showHistogram(out, figures);
    out.line("");
    showReport(out, dataset.report());
    if (report)
        showEveryLine(out, dataset, figures);
}

void writeReport(JsonWriter& json, const LoadReport& report)
{
    json.key("report").beginObject().field("skipped_rows", report.skippedRows());
    json.key("problems").beginArray();
    for (const auto& problem : report.problems) {
        json.beginObject().field("path", problem.path).field("what", problem.what).field("count", problem.count);
        json.field("skipped", problem.skipped).key("lines").beginArray(JsonWriter::Layout::Line);
        for (const auto line : problem.lines)
            json.value(line);
        json.endArray().field("examples", problem.examples).endObject();
    }
    json.endArray().endObject();
}

void toJson(Context& context, const Dataset& dataset, const DatasetFigures& figures)
{
    JsonWriter json(context.out);
    json.beginObject().field("kind", "data").field("name", dataset.name()).field("form", dataset.form());
    json.field("simulated", dataset.isSimulated()).field("fingerprint", dataset.fingerprint());
    json.key("files").beginArray();
    for (const auto& file : dataset.report().files) {
        json.beginObject(JsonWriter::Layout::Line).field("path", file.path).field("role", file.role);
        json.field("bytes", file.bytes).field("rows", file.rows).endObject();
    }
    json.endArray();
    json.field("users", figures.users).field("films", figures.movies).field("ratings", figures.ratings);
    json.field("density", figures.density).field("mean_rating", figures.meanRating);
    json.key("histogram").beginArray();
    for (const auto& [value, count] : figures.histogram)
        json.beginObject(JsonWriter::Layout::Line).field("rating", value).field("count", count).endObject();
    json.endArray();
    json.key("ratings_per_user").beginObject(JsonWriter::Layout::Line).field("fewest", figures.fewestPerUser);
    json.field("median", figures.medianPerUser).field("most", figures.mostPerUser).endObject();
    json.field("first_time", figures.firstTime).field("last_time", figures.lastTime);
    json.field("films_holding_half", figures.moviesHoldingHalf).field("films_never_rated", figures.moviesNeverRated);
    json.field("films_rated_once", figures.moviesRatedOnce).field("films_without_year", figures.moviesWithoutYear);
    json.field("films_without_title", figures.moviesWithoutTitle);
    json.key("shared_titles").beginArray();
    for (const auto& shared : figures.sharedTitles) {
        json.beginObject(JsonWriter::Layout::Line).field("title", shared.title).key("film_ids").beginArray();
        for (const auto movie : shared.movies)
            json.value(dataset.movie(movie).id);
        json.endArray().endObject();
    }
    json.endArray();
    writeReport(json, dataset.report());
    json.endObject();
}

Result<Exit> run(Context& context, const Arguments& arguments)
{
    if (arguments.paths.size() == 1 && looksLikeModel(arguments.paths.front())) {
        refuseReadingFlags(arguments.reading, "\"" + arguments.paths.front() + "\" is a model");
        return infoOfModel(context, arguments.paths.front(), arguments.json);
    }
    const auto dataset = loadDataset(context, arguments.paths, arguments.reading);
    if (!dataset)
        return tl::unexpected(dataset.error());
    if (!*dataset)
        return Exit::Interrupted;
    const auto figuresOfData = figures(**dataset, context.stop);
    if (context.stop.stop_requested())
        return Exit::Interrupted;
    if (arguments.json)
        toJson(context, **dataset, figuresOfData);
    else
        toText(context, **dataset, figuresOfData, arguments.report);
    return Exit::Done;
}

}  // namespace

Command addInfo(CLI::App& app)
{
    auto* command = app.add_subcommand("info", "What a data set or a model file holds; what could not be read");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("PATH", arguments->paths, "A folder or files of MovieLens data, or a model file")
        ->required()
        ->type_name("");
    command->add_flag("--report", arguments->report,
                      "List every line that was noted while reading, and the titles under several ids");
    addReadingFlags(*command, arguments->reading);
    addJsonOption(*command, arguments->json);
    describeJson(
        *command,
        R"(Data: {"kind": "data", "name", "form", "simulated", "fingerprint", "files": [{"path", "role", "bytes",
   "rows"}...], "users", "films", "ratings", "density", "mean_rating", "histogram": [{"rating", "count"}...],
   "ratings_per_user": {"fewest", "median", "most"}, "first_time", "last_time" (seconds since 1970, or null),
   "films_holding_half", "films_never_rated", "films_rated_once", "films_without_year", "films_without_title",
   "shared_titles": [{"title", "film_ids"}...], "report": {"skipped_rows", "problems": [{"path", "what", "count",
   "skipped", "lines": [the first thousand], "examples"}...]}}
  A model: {"kind": "model", "simulated", "dimension", "users", "films", "ratings", "can_be_continued", "run": {the run
   card}, "tensors": [{"name", "type", "shape"}...]})");
    return {command, [arguments](Context& context) { return run(context, *arguments); }};
}

}  // namespace projectionist::cli
