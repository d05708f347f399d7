// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/recommend.h"

#include "app/cli/command.h"
#include "app/cli/film_list.h"
#include "app/cli/options.h"
#include "app/cli/text.h"
#include "engine/core/text.h"
#include "engine/retrieve/export_lists.h"

#include <memory>

namespace projectionist::cli {

namespace {

struct Arguments {
    std::string model;
    std::optional<std::string> user;
    bool allUsers = false;
    std::string k = "10", hide = "liked", untrained;
    TableOptions table;
};

/// Gets the lists of users one after the other; false ends it.
using Sink = std::function<bool(UserRow, std::span<const ScoredMovie>)>;

std::string hiddenInWords(const Model& model, Hide hide)
{
    switch (hide) {
    case Hide::Liked:
        return "without what they rated above " + shortest(model.catalogue().parts().ratingAbove);
    case Hide::Rated:
        return "without what they rated";
    case Hide::Nothing:
        break;
    }
    return "nothing hidden";
}

/// Why a list is empty and what would fill it; nothing when it is not.
std::string emptyInWords(const Model& model, const RecommendOptions& options, std::span<const ScoredMovie> list)
{
    if (!list.empty())
        return {};
    std::string words = "No film is left to list.";
    if (options.hide != Hide::Nothing)
        words += " --hide none lists those that they rated, too.";
    if (!options.includeUntrained.value_or(model.includesUntrainedByDefault()))
        words += " --untrained show lists those without a positive in training, too.";
    return words + "\n";
}

/// One user or all of them.
Result<Exit> forEachList(Context& context, const Model& model, const Arguments& arguments,
                         const RecommendOptions& options, const Sink& sink)
{
    if (arguments.allUsers) {
        const bool toOutput = !arguments.table.csv || arguments.table.csv == "-";
        const bool whole = recommendAll(model, options, sink, context.stop, progressBesideOutput(context, toOutput));
        if (context.stop.stop_requested())
            return Exit::Interrupted;
        if (!whole)
            return failure(ErrorCode::OutOfMemory,
                           "there is not enough memory for these lists. Close other programs, or ask for shorter ones "
                           "(-k).");
        return Exit::Done;
    }
    const auto user = model.catalogue().requireUser(*arguments.user);
    if (!user)
        return tl::unexpected(user.error());
    const auto list = recommend(model, *user, options);
    if (!list)
        return tl::unexpected(list.error());
    sink(*user, *list);
    return Exit::Done;
}

Result<Exit> toCsv(Context& context, const Model& model, const Arguments& arguments, const RecommendOptions& options)
{
    auto csv = openCsv(context, *arguments.table.csv);
    if (!csv)
        return tl::unexpected(csv.error());
    writeRunCard(*csv, model, {});
    writeRecommendationHeader(*csv);
    std::uint64_t users = 0, rows = 0;
    const auto outcome =
        forEachList(context, model, arguments, options, [&](UserRow user, std::span<const ScoredMovie> list) {
            ++users;
            rows += list.size();
            return writeRecommendations(*csv, model, user, list);
        });
    if (!outcome || *outcome != Exit::Done)
        return outcome;
    return finishCsv(context, *csv, *arguments.table.csv,
                     counted(rows, "recommendation", "recommendations") + " for " + counted(users, "user", "users"));
}

Result<Exit> toJson(Context& context, const Model& model, const Arguments& arguments, const RecommendOptions& options)
{
    JsonWriter json(context.out);
    const auto header = [&] {
        json.beginObject();
        writeSimulated(json, model.catalogue().isSimulated());
        json.field("hide", nameOf(options.hide));
    };
    if (arguments.allUsers) {
        header();
        json.key("users").beginArray();
    }
    const auto outcome =
        forEachList(context, model, arguments, options, [&](UserRow user, std::span<const ScoredMovie> list) {
            if (arguments.allUsers)
                json.beginObject();
            else
                header();
            json.field("user_id", model.catalogue().user(user).id).key("recommendations");
            writeFilms(json, model, list, "score");
            json.endObject();
            return context.out.isOpen();
        });
    if (arguments.allUsers && outcome && *outcome == Exit::Done)
        json.endArray().endObject();
    return outcome;
}

Result<Exit> toText(Context& context, const Model& model, const Arguments& arguments, const RecommendOptions& options)
{
    bool first = true;
    return forEachList(context, model, arguments, options, [&](UserRow user, std::span<const ScoredMovie> list) {
        context.out.write(first ? simulatedInWords(model) : "\n");
        first = false;
        context.out.line("Recommendations for user " + oneLine(model.catalogue().user(user).id) + ", " +
                         hiddenInWords(model, options.hide));
        if (const auto words = emptyInWords(model, options, list); !words.empty())
            return context.out.write(words);
        auto table = filmTable(model, "score");
        addFilms(table, model, list);
        return context.out.write(table.take());
    });
}

Result<Exit> run(Context& context, const Arguments& arguments)
{
    if (arguments.user.has_value() == arguments.allUsers)
        throw UsageError(arguments.allUsers ? "--user and --all-users do not go together"
                                            : "say for whom: --user ID or --all-users");
    const auto hide = hideFromName(arguments.hide);
    if (!hide)
        throw UsageError("--hide must be liked, rated or none and is \"" + arguments.hide + "\"");
    RecommendOptions options;
    options.k = parseK(arguments.k);
    options.hide = *hide;
    options.includeUntrained = parseUntrained(arguments.untrained);

    const auto model = loadModel(context, arguments.model);
    if (!model)
        return tl::unexpected(model.error());
    if (!*model)
        return Exit::Interrupted;
    if (arguments.table.csv)
        return toCsv(context, **model, arguments, options);
    return arguments.table.json ? toJson(context, **model, arguments, options)
                                : toText(context, **model, arguments, options);
}

}  // namespace

Command addRecommend(CLI::App& app)
{
    auto* command = app.add_subcommand("recommend", "What a user, or every user, would be recommended");
    const auto arguments = std::make_shared<Arguments>();
    addModelArgument(*command, arguments->model);
    command->add_option("--user", arguments->user, "The user with this id in the data")->type_name("ID");
    command->add_flag("--all-users", arguments->allUsers, "Every user who has a vector");
    addK(*command, arguments->k);
    command
        ->add_option("--hide", arguments->hide,
                     "What a list leaves out: films that the user liked (default), rated, or none")
        ->type_name("WHAT");
    addUntrained(*command, arguments->untrained);
    addTableOptions(*command, arguments->table);
    describeJson(*command,
                 R"({"simulated", "hide", "user_id", "recommendations": [{"rank", "film_id", "title", "score", "year",
   "genres": [...], "ratings", "trained"}...]}; year may be null. With --all-users: {"simulated", "hide",
   "users": [{"user_id", "recommendations"}...]}.
CSV columns: user_id, rank, film_id, title, score, year, genres, ratings.)");
    return {command, [arguments](Context& context) { return run(context, *arguments); }};
}

}  // namespace projectionist::cli
