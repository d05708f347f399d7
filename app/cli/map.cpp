// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/film_list.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "engine/project/principal_components.h"
#include "engine/retrieve/export_lists.h"

#include <memory>

namespace projectionist::cli {

namespace {

constexpr std::size_t componentCount = 10;

struct Arguments {
    std::string model, method, of = "films", components = "1,2", untrained;
    TableOptions table;
};

/// The two components that are the axes, 0-based.
struct Axes {
    std::size_t x = 0, y = 1;
};

MapOf parseOf(const std::string& text)
{
    if (text == "films")
        return MapOf::Films;
    if (text == "users")
        return MapOf::Users;
    if (text == "both")
        throw UsageError("--of both is not in this version: choose films or users");
    throw UsageError("--of must be films or users and is \"" + text + "\"");
}

void checkMethod(const std::string& text)
{
    if (text == "tsne" || text == "umap")
        throw UsageError("--method " + text + " is not in this version: choose pca");
    if (text != "pca")
        throw UsageError("--method must be pca and is \"" + text + "\"");
}

Axes parseComponents(const std::string& text)
{
    const auto comma = text.find(',');
    const auto x = parseWhole(text.substr(0, comma), 1, componentCount);
    const auto y = comma == std::string::npos ? std::nullopt : parseWhole(text.substr(comma + 1), 1, componentCount);
    if (!x || !y || *x == *y)
        throw UsageError(
            "--components must be two different numbers from 1 to 10 with a comma between, \"1,2\", and is \"" + text +
            "\"");
    return {static_cast<std::size_t>(*x - 1), static_cast<std::size_t>(*y - 1)};
}

class Points {
public:
    Points(const Model& model, const ProjectedMap& map, Axes axes) : m_model(model), m_map(map), m_axes(axes) {}

    [[nodiscard]] std::size_t size() const { return m_map.rows.size(); }
    [[nodiscard]] std::string_view kind() const { return m_map.of == MapOf::Films ? "film" : "user"; }
    [[nodiscard]] const std::string& id(std::size_t point) const
    {
        const auto row = m_map.rows[point];
        return m_map.of == MapOf::Films ? m_model.catalogue().movie({row}).ids.front()
                                        : m_model.catalogue().user({row}).id;
    }
    /// Empty for users.
    [[nodiscard]] std::string title(std::size_t point) const
    {
        return m_map.of == MapOf::Films ? m_model.catalogue().movie({m_map.rows[point]}).title : std::string();
    }
    [[nodiscard]] float x(std::size_t point) const { return m_map.components.positions.row(point)[m_axes.x]; }
    [[nodiscard]] float y(std::size_t point) const { return m_map.components.positions.row(point)[m_axes.y]; }
    [[nodiscard]] std::string varianceInWords() const
    {
        const auto& share = m_map.components.varianceShare;
        return counted(size(), m_map.of == MapOf::Films ? "film" : "user",
                       m_map.of == MapOf::Films ? "films" : "users") +
               "; x is principal component " + std::to_string(m_axes.x + 1) + " with " + percent(share[m_axes.x]) +
               " of the variance, y is component " + std::to_string(m_axes.y + 1) + " with " + percent(share[m_axes.y]);
    }

private:
    const Model& m_model;
    const ProjectedMap& m_map;
    Axes m_axes;
};

Result<Exit> toCsv(Context& context, const Model& model, const Points& points, const std::string& path)
{
    auto csv = openCsv(context, path);
    if (!csv)
        return tl::unexpected(csv.error());
    writeRunCard(*csv, model, {});
    csv->header({"kind", "id", "title", "x", "y"});
    for (std::size_t i = 0; i < points.size(); ++i) {
        csv->text(points.kind()).text(points.id(i)).text(points.title(i)).number(points.x(i)).number(points.y(i));
        if (!csv->endRow())
            break;
    }
    context.notes.push_back(points.varianceInWords() + ".");
    return finishCsv(context, *csv, path, counted(points.size(), "point", "points"));
}

void toJson(Context& context, const Model& model, const Points& points, const ProjectedMap& map, Axes axes)
{
    JsonWriter json(context.out);
    json.beginObject();
    writeSimulated(json, model.catalogue().isSimulated());
    json.field("method", "pca").field("of", map.of == MapOf::Films ? "films" : "users");
    json.key("components").beginArray(JsonWriter::Layout::Line).value(axes.x + 1).value(axes.y + 1).endArray();
    json.key("variance_share").beginArray(JsonWriter::Layout::Line);
    for (const double share : map.components.varianceShare)
        json.value(share);
    json.endArray();
    json.key("points").beginArray();
    for (std::size_t i = 0; i < points.size() && context.out.isOpen(); ++i) {
        json.beginObject(JsonWriter::Layout::Line).field("kind", points.kind()).field("id", points.id(i));
        json.field("title", points.title(i)).field("x", points.x(i)).field("y", points.y(i)).endObject();
    }
    json.endArray().endObject();
}

void toText(Context& context, const Model& model, const Points& points)
{
    context.out.write(simulatedInWords(model));
    context.out.line(points.varianceInWords());
    using Align = TextTable::Align;
    TextTable table({{"kind"}, {"id", Align::Right}, {"title"}, {"x", Align::Right}, {"y", Align::Right}});
    for (std::size_t i = 0; i < points.size(); ++i)
        table.row({std::string(points.kind()), points.id(i), points.title(i),
                   fixed(static_cast<double>(points.x(i)), 4), fixed(static_cast<double>(points.y(i)), 4)});
    context.out.write(table.take());
}

Result<Exit> run(Context& context, const Arguments& arguments)
{
    checkMethod(arguments.method);
    const auto of = parseOf(arguments.of);
    const auto axes = parseComponents(arguments.components);
    const auto untrained = parseUntrained(arguments.untrained);
    const auto model = loadModel(context, arguments.model);
    if (!model)
        return tl::unexpected(model.error());
    if (!*model)
        return Exit::Interrupted;
    const auto map = projectModel(**model, of, untrained, context.stop);
    if (!map)
        return Exit::Interrupted;
    const auto available = map->components.varianceShare.size();
    if (available < 2) {
        const bool films = of == MapOf::Films;
        return failure(ErrorCode::Empty,
                       "a plane needs at least three " + std::string(films ? "films" : "users") + ", and vectors of two " +
                           "dimensions: this model has " +
                           counted(map->rows.size(), films ? "film" : "user", films ? "films" : "users") + " to show" +
                           " and " + counted((*model)->dimension(), "dimension", "dimensions") +
                           ". Train on more data, or with a larger dimension.",
                       arguments.model);
    }
    if (std::max(axes.x, axes.y) >= available) {
        return failure(ErrorCode::InvalidOption,
                       "--components asks for component " + std::to_string(std::max(axes.x, axes.y) + 1) +
                           ", and this model has only " + std::to_string(available) + ". Choose others.");
    }
    const Points points(**model, *map, axes);
    if (arguments.table.csv)
        return toCsv(context, **model, points, *arguments.table.csv);
    if (arguments.table.json)
        toJson(context, **model, points, *map, axes);
    else
        toText(context, **model, points);
    return Exit::Done;
}

}  // namespace

Command addMap(CLI::App& app)
{
    auto* command = app.add_subcommand("map", "Places of all films, or of all users, on a plane");
    const auto arguments = std::make_shared<Arguments>();
    addModelArgument(*command, arguments->model);
    command->add_option("--method", arguments->method, "How the plane is found: pca (principal components)")
        ->required()
        ->type_name("NAME");
    command->add_option("--of", arguments->of, "What is on it: films (default) or users")->type_name("WHAT");
    command->add_option("--components", arguments->components, "Which two of the first ten are x and y (default 1,2)")
        ->type_name("X,Y");
    addUntrained(*command, arguments->untrained);
    addTableOptions(*command, arguments->table);
    describeJson(*command,
                 R"({"simulated", "method", "of", "components": [x, y], "variance_share": [of each of the first ten],
   "points": [{"kind": "film" or "user", "id", "title", "x", "y"}...]}; users have an empty title.
CSV columns: kind, id, title, x, y; the shares of variance go to standard error.)");
    return {command, [arguments](Context& context) { return run(context, *arguments); }};
}

}  // namespace projectionist::cli
