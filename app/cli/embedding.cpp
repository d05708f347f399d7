// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/film_list.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "engine/core/text.h"
#include "engine/retrieve/export_lists.h"

#include <memory>

namespace projectionist::cli {

namespace {

constexpr std::size_t numbersPerLine = 8;

struct Arguments {
    std::string model;
    ChosenFilm film;
    std::optional<std::string> user;
    TableOptions table;
};

/// One row of a table of vectors and whose it is.
struct Row {
    bool isFilm = false;
    std::string id, title;
    std::span<const float> vector;
};

Result<Row> findRow(const Model& model, const Arguments& arguments)
{
    if (arguments.user) {
        const auto user = findUserWithVector(model, *arguments.user);
        if (!user)
            return tl::unexpected(user.error());
        return Row{false, model.catalogue().user(*user).id, "", model.users().row(user->value)};
    }
    const auto film = findFilm(model, arguments.film);
    if (!film)
        return tl::unexpected(film.error());
    const auto& movie = model.catalogue().movie(*film);
    return Row{true, movie.ids.front(), movie.title, model.movies().row(film->value)};
}

Result<Exit> toCsv(Context& context, const Model& model, const Row& row, const std::string& path)
{
    auto csv = openCsv(context, path);
    if (!csv)
        return tl::unexpected(csv.error());
    writeRunCard(*csv, model, {});
    csv->text(row.isFilm ? "film_id" : "user_id");
    if (row.isFilm)
        csv->text("title");
    for (std::size_t i = 0; i < row.vector.size(); ++i)
        csv->text("d" + std::to_string(i));
    csv->endRow();
    csv->text(row.id);
    if (row.isFilm)
        csv->text(row.title);
    for (const float value : row.vector)
        csv->number(value);
    csv->endRow();
    return finishCsv(context, *csv, path, "one vector");
}

void toJson(Context& context, const Model& model, const Row& row)
{
    JsonWriter json(context.out);
    json.beginObject();
    writeSimulated(json, model.catalogue().isSimulated());
    json.field("kind", row.isFilm ? "film" : "user").field("id", row.id);
    if (row.isFilm)
        json.field("title", row.title);
    json.key("vector").beginArray(JsonWriter::Layout::Line);
    for (const float value : row.vector)
        json.value(value);
    json.endArray().endObject();
}

void toText(Context& context, const Model& model, const Row& row)
{
    context.out.write(simulatedInWords(model));
    context.out.line((row.isFilm ? oneLine(row.title) + " (id " + oneLine(row.id) + ")" : "User " + oneLine(row.id)) +
                     ", " + counted(row.vector.size(), "number", "numbers"));
    TextTable table(std::vector<TextTable::Column>(numbersPerLine, {"", TextTable::Align::Right}));
    for (std::size_t begin = 0; begin < row.vector.size(); begin += numbersPerLine) {
        std::vector<std::string> cells;
        for (const float value : row.vector.subspan(begin, std::min(numbersPerLine, row.vector.size() - begin)))
            cells.push_back(shortest(value));
        table.row(std::move(cells));
    }
    const auto text = table.take();
    context.out.write(std::string_view(text).substr(text.find('\n') + 1));  // without the empty header
}

Result<Exit> run(Context& context, const Arguments& arguments)
{
    const auto given =
        int(arguments.film.title.has_value()) + int(arguments.film.id.has_value()) + int(arguments.user.has_value());
    if (given != 1)
        throw UsageError("say whose vector: one of --film TITLE, --film-id ID and --user ID");
    const auto model = loadModel(context, arguments.model);
    if (!model)
        return tl::unexpected(model.error());
    if (!*model)
        return Exit::Interrupted;
    const auto row = findRow(**model, arguments);
    if (!row)
        return tl::unexpected(row.error());
    if (arguments.table.csv)
        return toCsv(context, **model, *row, *arguments.table.csv);
    if (arguments.table.json)
        toJson(context, **model, *row);
    else
        toText(context, **model, *row);
    return Exit::Done;
}

}  // namespace

Command addEmbedding(CLI::App& app)
{
    auto* command = app.add_subcommand("embedding", "The vector of a film or of a user");
    const auto arguments = std::make_shared<Arguments>();
    addModelArgument(*command, arguments->model);
    command->add_option("--user", arguments->user, "The user with this id in the data")->type_name("ID");
    addFilmOptions(*command, arguments->film);
    addTableOptions(*command, arguments->table);
    describeJson(*command, R"({"simulated", "kind": "film" or "user", "id", "title" (films), "vector": [...]}.
CSV columns: film_id, title, d0, d1, ...; users: user_id, d0, d1, ...)");
    return {command, [arguments](Context& context) { return run(context, *arguments); }};
}

}  // namespace projectionist::cli
