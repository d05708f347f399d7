// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/neighbours.h"

#include "app/cli/command.h"
#include "app/cli/film_list.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "engine/retrieve/export_lists.h"

#include <memory>

namespace projectionist::cli {

namespace {

struct Arguments {
    std::string model;
    ChosenFilm film;
    std::optional<std::string> user;
    std::string k = "10", metric = "cosine", untrained;
    TableOptions table;
};

template <class List>
Result<Exit> toCsv(Context& context, const Model& model, const std::string& path, const List& list)
{
    auto csv = openCsv(context, path);
    if (!csv)
        return tl::unexpected(csv.error());
    writeRunCard(*csv, model, {});
    writeNeighbours(*csv, model, list);
    return finishCsv(context, *csv, path, counted(list.size(), "neighbour", "neighbours"));
}

Result<Exit> showFilms(Context& context, const Model& model, const Arguments& arguments,
                       const NeighbourOptions& options)
{
    const auto film = findFilm(model, arguments.film);
    if (!film)
        return tl::unexpected(film.error());
    const auto list = neighbours(model, *film, options);
    if (!list)
        return tl::unexpected(list.error());
    if (arguments.table.csv)
        return toCsv(context, model, *arguments.table.csv, std::span<const ScoredMovie>(*list));
    if (arguments.table.json) {
        JsonWriter json(context.out);
        json.beginObject();
        writeSimulated(json, model.catalogue().isSimulated());
        json.field("metric", nameOf(options.metric))
            .field("film_id", model.catalogue().movie(*film).ids.front())
            .field("title", model.catalogue().movie(*film).title)
            .key("neighbours");
        writeFilms(json, model, *list, "similarity");
        json.endObject();
        return Exit::Done;
    }
    context.out.write(simulatedInWords(model));
    context.out.line("Films nearest to " + oneLine(filmInWords(model, *film)) + " by " +
                     (options.metric == Metric::Cosine ? "cosine" : "dot product"));
    if (list->empty()) {
        context.out.line("There is no other film to compare with.");
        return Exit::Done;
    }
    auto table = filmTable(model, "similarity");
    addFilms(table, model, *list);
    context.out.write(table.take());
    return Exit::Done;
}

Result<Exit> showUsers(Context& context, const Model& model, const Arguments& arguments,
                       const NeighbourOptions& options)
{
    const auto user = findUserWithVector(model, *arguments.user);
    if (!user)
        return tl::unexpected(user.error());
    const auto list = neighbours(model, *user, options);
    if (!list)
        return tl::unexpected(list.error());
    if (arguments.table.csv)
        return toCsv(context, model, *arguments.table.csv, std::span<const ScoredUser>(*list));
    std::size_t rank = 0;
    if (arguments.table.json) {
        JsonWriter json(context.out);
        json.beginObject();
        writeSimulated(json, model.catalogue().isSimulated());
        json.field("metric", nameOf(options.metric)).field("user_id", model.catalogue().user(*user).id);
        json.key("neighbours").beginArray();
        for (const auto& [row, score] : *list) {
            json.beginObject(JsonWriter::Layout::Line)
                .field("rank", ++rank)
                .field("user_id", model.catalogue().user(row).id)
                .field("similarity", score)
                .endObject();
        }
        json.endArray().endObject();
        return Exit::Done;
    }
    context.out.write(simulatedInWords(model));
    context.out.line("Users nearest to user " + oneLine(model.catalogue().user(*user).id) + " by " +
                     (options.metric == Metric::Cosine ? "cosine" : "dot product"));
    if (list->empty()) {
        context.out.line("There is no other user to compare with.");
        return Exit::Done;
    }
    using Align = TextTable::Align;
    TextTable table({{"rank", Align::Right}, {"user id", Align::Right}, {"similarity", Align::Right}});
    for (const auto& [row, score] : *list)
        table.row({std::to_string(++rank), model.catalogue().user(row).id, fixed(static_cast<double>(score), 4)});
    context.out.write(table.take());
    return Exit::Done;
}

Result<Exit> run(Context& context, const Arguments& arguments)
{
    const auto given =
        int(arguments.film.title.has_value()) + int(arguments.film.id.has_value()) + int(arguments.user.has_value());
    if (given != 1)
        throw UsageError("say whose neighbours: one of --film TITLE, --film-id ID and --user ID");
    NeighbourOptions options;
    options.k = parseK(arguments.k);
    options.metric = parseMetric(arguments.metric);
    options.includeUntrained = parseUntrained(arguments.untrained);
    const auto model = loadModel(context, arguments.model);
    if (!model)
        return tl::unexpected(model.error());
    if (!*model)
        return Exit::Interrupted;
    return arguments.user ? showUsers(context, **model, arguments, options)
                          : showFilms(context, **model, arguments, options);
}

}  // namespace

Command addNeighbours(CLI::App& app)
{
    auto* command = app.add_subcommand("neighbours", "The films nearest to a film, or the users nearest to a user");
    const auto arguments = std::make_shared<Arguments>();
    addModelArgument(*command, arguments->model);
    addFilmOptions(*command, arguments->film);
    command->add_option("--user", arguments->user, "The user with this id in the data")->type_name("ID");
    addK(*command, arguments->k);
    addMetric(*command, arguments->metric);
    addUntrained(*command, arguments->untrained);
    addTableOptions(*command, arguments->table);
    describeJson(*command, R"({"simulated", "metric", "film_id", "title", "neighbours": [{"rank", "film_id", "title",
   "similarity", "year", "genres": [...], "ratings", "trained"}...]}; year may be null. Users: {"simulated", "metric",
   "user_id", "neighbours": [{"rank", "user_id", "similarity"}...]}.
CSV columns: rank, film_id, title, similarity, year, genres, ratings; users: rank, user_id, similarity.)");
    return {command, [arguments](Context& context) { return run(context, *arguments); }};
}

}  // namespace projectionist::cli
