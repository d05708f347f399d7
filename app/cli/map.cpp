// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/film_list.h"
#include "app/cli/interruption.h"
#include "app/cli/map_drawing.h"
#include "app/cli/map_picture.h"
#include "app/cli/map_plan.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "engine/core/parallel.h"
#include "engine/retrieve/export_lists.h"

#include <filesystem>
#include <memory>

namespace projectionist::cli {

namespace {

/// A drawn map's points, as every form of output names them.
class Points {
public:
    explicit Points(const DrawnMap& drawn) : m_drawn(drawn) {}

    [[nodiscard]] std::size_t size() const { return m_drawn.map->rows.size(); }
    [[nodiscard]] std::string_view kind(std::size_t point) const { return isFilm(point) ? "film" : "user"; }
    [[nodiscard]] const std::string& id(std::size_t point) const
    {
        const auto row = m_drawn.map->rows[point];
        const auto& catalogue = m_drawn.model->catalogue();
        return isFilm(point) ? catalogue.movie({row}).ids.front() : catalogue.user({row}).id;
    }
    /// Empty for users.
    [[nodiscard]] std::string title(std::size_t point) const
    {
        return isFilm(point) ? m_drawn.model->catalogue().movie({m_drawn.map->rows[point]}).title : std::string();
    }
    [[nodiscard]] float x(std::size_t point) const { return m_drawn.positions.row(point)[0]; }
    [[nodiscard]] float y(std::size_t point) const { return m_drawn.positions.row(point)[1]; }

private:
    [[nodiscard]] bool isFilm(std::size_t point) const { return point < m_drawn.map->films; }

    const DrawnMap& m_drawn;
};

/// Whether sentences stand on standard output, which nothing else then takes.
bool talks(const MapArguments& arguments)
{
    return !arguments.table.json && arguments.table.csv.value_or("") != "-";
}

Result<Exit> toCsv(Context& context, const DrawnMap& drawn, const std::string& path)
{
    auto csv = openCsv(context, path);
    if (!csv)
        return tl::unexpected(csv.error());
    writeRunCard(*csv, *drawn.model, {});
    csv->header({"kind", "id", "title", "x", "y"});
    const Points points(drawn);
    for (std::size_t i = 0; i < points.size(); ++i) {
        csv->text(points.kind(i)).text(points.id(i)).text(points.title(i)).number(points.x(i)).number(points.y(i));
        if (!csv->endRow())
            break;
    }
    return finishCsv(context, *csv, path, counted(points.size(), "point", "points"));
}

void writeMethod(JsonWriter& json, const DrawnMap& drawn)
{
    const auto& plan = drawn.plan;
    if (plan.method == MapMethod::Pca) {
        json.key("components").beginArray(JsonWriter::Layout::Line);
        json.value(plan.componentOfX + 1).value(plan.componentOfY + 1).endArray();
        json.key("variance_share").beginArray(JsonWriter::Layout::Line);
        for (const double share : drawn.map->components.varianceShare)
            json.value(share);
        json.endArray();
        return;
    }
    json.field("distance", plan.distance == Distance::Cosine ? "cosine" : "euclidean");
    if (plan.method == MapMethod::Tsne)
        json.field("perplexity", plan.tsne.perplexity).field("exaggeration", plan.tsne.exaggeration);
    else
        json.field("neighbours", plan.umap.neighbours).field("min_distance", plan.umap.minimumDistance);
    json.field("seed", plan.seed).field("start", plan.start == MapStart::Components ? "pca" : "random");
    json.field("iterations", drawn.iterations).field("iterations_done", drawn.iteration);
    json.field("stopped", drawn.stopped);
}

void writeQuality(JsonWriter& json, const DrawnMap& drawn)
{
    json.key("quality");
    if (!drawn.quality) {
        json.null();
        return;
    }
    const auto& quality = *drawn.quality;
    json.beginObject(JsonWriter::Layout::Line)
        .field("distance", drawn.plan.distance == Distance::Cosine ? "cosine" : "euclidean");
    json.field("neighbours", quality.neighbours).field("kept_share", quality.keptShare);
    json.field("trustworthiness", quality.trustworthiness);
    json.field("points", quality.points).field("measured", quality.measured).endObject();
}

void toJson(Context& context, const DrawnMap& drawn, const MapArguments& arguments)
{
    JsonWriter json(context.out);
    json.beginObject();
    writeSimulated(json, drawn.model->catalogue().isSimulated());
    json.field("method", arguments.method).field("of", arguments.of);
    writeMethod(json, drawn);
    if (drawn.plan.quality)
        writeQuality(json, drawn);
    json.key("points").beginArray();
    const Points points(drawn);
    for (std::size_t i = 0; i < points.size() && context.out.isOpen(); ++i) {
        json.beginObject(JsonWriter::Layout::Line).field("kind", points.kind(i)).field("id", points.id(i));
        json.field("title", points.title(i)).field("x", points.x(i)).field("y", points.y(i)).endObject();
    }
    json.endArray().endObject();
}

void toText(Context& context, const DrawnMap& drawn)
{
    using Align = TextTable::Align;
    TextTable table({{"kind"}, {"id", Align::Right}, {"title"}, {"x", Align::Right}, {"y", Align::Right}});
    const Points points(drawn);
    for (std::size_t i = 0; i < points.size(); ++i)
        table.row({std::string(points.kind(i)), points.id(i), points.title(i),
                   fixed(static_cast<double>(points.x(i)), 4), fixed(static_cast<double>(points.y(i)), 4)});
    context.out.write(table.take());
}

/// An error when the file could not be written, or is the model itself, so that no map is drawn in vain.
Result<void> checkFile(const std::optional<std::string>& path, const std::string& model)
{
    if (!path || *path == "-")
        return {};
    std::error_code missing;
    if (std::filesystem::equivalent(*path, model, missing) && !missing)
        return failure(ErrorCode::Unwritable, "this is the model to read. Write to another file.", *path);
    return checkWritable(*path);
}

Result<Exit> write(Context& context, const DrawnMap& drawn, const MapArguments& arguments)
{
    if (arguments.png) {
        if (const auto saved = saveMapPicture(drawn, *arguments.png); !saved)
            return tl::unexpected(saved.error());
        if (talks(arguments))
            context.out.line("Wrote the picture to " + *arguments.png);
    }
    if (arguments.table.csv)
        return toCsv(context, drawn, *arguments.table.csv);
    if (arguments.table.json)
        toJson(context, drawn, arguments);
    else if (!arguments.png)
        toText(context, drawn);
    return Exit::Done;
}

Result<Exit> run(Context& context, const MapArguments& arguments)
{
    const auto plan = planOf(arguments);
    for (const auto& file : {arguments.table.csv, arguments.png}) {
        if (const auto writable = checkFile(file, arguments.model); !writable)
            return tl::unexpected(writable.error());
    }
    const ThreadLimit limit(plan.threads);
    const auto say = [&](const std::string& sentence) {
        if (talks(arguments))
            context.out.line(sentence);
        else if (!arguments.table.json)
            context.notes.push_back(sentence);
    };
    std::optional<BringToEnd> guard;
    const auto drawn = drawMap(context, arguments.model, plan, [&](const DrawnMap& begun) {
        guard.emplace();  // however often Ctrl+C is pressed: what has formed is written
        if (plan.method == MapMethod::Pca && arguments.table.csv) {
            context.notes.push_back(begun.description() + ".");
            return;
        }
        if (talks(arguments))
            context.out.write(simulatedInWords(*begun.model));
        say(begun.description() + (talks(arguments) ? "" : "."));
        context.out.flush();
    });
    if (!drawn)
        return tl::unexpected(drawn.error());
    if (!*drawn) {
        context.notes.emplace_back("Stopped before there was a map: nothing was written.");
        return Exit::Interrupted;
    }
    context.stop = {};  // what there is is written in any case
    if (plan.quality && (*drawn)->quality)
        say((*drawn)->qualityInWords());
    const auto written = write(context, **drawn, arguments);
    if (!written || !(*drawn)->stopped)
        return written;
    context.notes.push_back((*drawn)->stoppedInWords());
    return Exit::Interrupted;
}

}  // namespace

Command addMap(CLI::App& app)
{
    auto* command = app.add_subcommand("map", "Places of all films, of all users or of both on a plane");
    const auto arguments = std::make_shared<MapArguments>();
    const auto option = [&](const char* name, auto& value, const char* help, const char* type) {
        return command->add_option(name, value, help)->type_name(type);
    };
    addModelArgument(*command, arguments->model);
    option("--method", arguments->method,
           "How the plane is found: pca (principal components), tsne or umap (neighbours stay together)", "NAME")
        ->required();
    option("--of", arguments->of, "What is on it: films (default), users or both, which are compared by the cosine",
           "WHAT");
    option("--distance", arguments->distance, "Between vectors: cosine (default) or euclidean", "NAME");
    option("--components", arguments->components, "pca: which two of the first ten are x and y (default 1,2)", "X,Y");
    option("--perplexity", arguments->perplexity,
           "tsne: how many neighbours count, smoothly (default 30); larger shows more of the whole", "P");
    option("--exaggeration", arguments->exaggeration,
           "tsne: how much harder neighbours attract at first (default 2 up to 10,000 points, 1 above)", "X");
    option("--neighbours", arguments->neighbours,
           "umap: how many neighbours count (default 15); larger shows more of the whole", "N");
    option("--min-distance", arguments->minimumDistance,
           "umap: how near neighbours may come (default 0.1); smaller makes tighter clumps", "D");
    option("--iterations", arguments->iterations,
           "tsne: iterations (default 750); umap: epochs (default 500 up to 10,000 points, 200 above)", "N");
    option("--seed", arguments->seed, "tsne, umap: of all that is left to chance (default 1)", "N");
    option("--start", arguments->start, "tsne, umap: pca (default) or random", "NAME");
    command->add_flag("--quality", arguments->quality, "Measure how far the map can be trusted");
    option("--png", arguments->png,
           "Draw the points into this PNG file, instead of the table or beside --csv and --json", "FILE");
    addThreads(*command, arguments->threads);
    addUntrained(*command, arguments->untrained);
    addTableOptions(*command, arguments->table);
    describeJson(*command,
                 R"({"simulated", "method", "of", for pca "components": [x, y], "variance_share": [of each of the first
   ten], else "distance", "perplexity" and "exaggeration" or "neighbours" and "min_distance" (as they were used),
   "seed", "start", "iterations", "iterations_done", "stopped"; with --quality "quality": {"distance", "neighbours",
   "kept_share", "trustworthiness", "points", "measured"}; "points": [{"kind": "film" or "user", "id", "title", "x",
   "y"}...]}; users have an empty title.
CSV columns: kind, id, title, x, y; for pca, the shares of variance go to standard error.
--of both takes the directions of the vectors only, as the cosine does: films first, then users.
--quality: the share of the 15 nearest vectors that are among the 15 nearest on the map, and trustworthiness (Venna
and Kaski 2001); of all points up to 10,000, of a fixed 10,000 above. In t-SNE and UMAP, distances between far groups
mean little.
Ctrl+C stops tsne and umap and keeps the map as it is then. The same options give the same map, whatever --threads.)");
    return {command, [arguments](Context& context) { return run(context, *arguments); }};
}

}  // namespace projectionist::cli
