// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/interruption.h"
#include "app/cli/json_writer.h"
#include "app/cli/options.h"
#include "app/cli/results.h"
#include "app/cli/text.h"
#include "app/cli/train_report.h"
#include "app/cli/tune_report.h"
#include "engine/core/file.h"
#include "engine/core/parallel.h"
#include "engine/core/text.h"
#include "engine/model/model_file.h"
#include "engine/model/npy.h"
#include "engine/train/training_run.h"
#include "engine/train/tune.h"

#include <chrono>
#include <filesystem>
#include <memory>

namespace projectionist::cli {

namespace {

struct Arguments {
    std::vector<std::string> paths, settings;
    std::optional<std::string> out, preset, seed, threads, ratings, test, initialUsers, initialMovies, history, resume,
        tune;
    RatingReadOptions reading;
    bool json = false;
};

/// What the options say, checked before anything is read.
struct Plan {
    TrainOptions options;
    std::string preset = "balanced";
    std::optional<int> epochs;  ///< Of a resumed run.
    int threads = 0;            ///< 0: as many as there are.
    std::optional<TuneBudget> tune;
    std::string out;
};

void set(TrainOptions& options, const std::string& setting)
{
    const auto equals = setting.find('=');
    if (equals == std::string::npos)
        throw UsageError("--set needs name=value and is \"" + setting + "\"");
    if (const auto done = setOption(options, setting.substr(0, equals), setting.substr(equals + 1)); !done)
        throw UsageError(done.error().message);
}

void refuseWithResume(const Arguments& arguments)
{
    const std::pair<const char*, bool> given[] = {{"--preset", arguments.preset.has_value()},
                                                  {"--seed", arguments.seed.has_value()},
                                                  {"--test", arguments.test.has_value()},
                                                  {"--ratings", arguments.ratings.has_value()},
                                                  {"--initial-users", arguments.initialUsers.has_value()},
                                                  {"--tune", arguments.tune.has_value()}};
    for (const auto& [name, yes] : given) {
        if (yes)
            throw UsageError(std::string(name) +
                             " does not go with --resume: a run goes on with its own rows and options");
    }
    for (const auto& setting : arguments.settings) {
        if (!setting.starts_with("epochs="))
            throw UsageError("only --set epochs=N goes with --resume: a run goes on with its own options");
    }
    if (arguments.paths.empty())
        refuseReadingFlags(arguments.reading, "--resume goes on with the rows in its model file");
}

Plan planOf(const Arguments& arguments)
{
    Plan plan;
    if (arguments.resume)
        refuseWithResume(arguments);
    else if (arguments.paths.empty())
        throw UsageError("PATH is missing: a folder or files of MovieLens data");
    if (!arguments.out && !arguments.resume)
        throw UsageError("--out is missing: the model file to write");
    plan.out = arguments.out.value_or(arguments.resume.value_or(""));
    plan.preset = arguments.preset.value_or(plan.preset);
    const auto named = preset(plan.preset);
    if (!named)
        throw UsageError("--preset must be tutorial, balanced or thorough and is \"" + plan.preset + "\"");
    plan.options = *named;
    if (arguments.threads)
        plan.threads = parseThreads(*arguments.threads);
    if (arguments.tune) {
        const auto seconds = parseNumber(*arguments.tune);
        if (!seconds || !(*seconds > 0))
            throw UsageError("--tune must be a number of seconds above 0 and is \"" + *arguments.tune + "\"");
        if (arguments.initialUsers)
            throw UsageError("--tune does not go with --initial-users: the trials begin with tables of their own");
        plan.tune = TuneBudget{.seconds = *seconds};
    }
    if (arguments.seed) {
        const auto seed = parseWhole(*arguments.seed);
        if (!seed)
            throw UsageError("--seed must be a whole number from 0 up and is \"" + *arguments.seed + "\"");
        plan.options.seed = *seed;
    }
    plan.options.data.seed = plan.options.seed;
    for (const auto& setting : arguments.settings) {
        if (arguments.test && setting.starts_with("holdout="))
            throw UsageError("--test and --set holdout=… do not go together: both say what is held out");
        set(plan.options, setting);
    }
    if (arguments.test) {
        plan.options.data.holdout.kind = Holdout::Kind::File;
        plan.options.data.holdout.file = *arguments.test;
    }
    plan.options.data.holdout.reading = arguments.reading;
    if (const auto problem = plan.options.validate())
        throw UsageError(*problem);
    if (arguments.resume && !arguments.settings.empty())
        plan.epochs = plan.options.epochs;
    return plan;
}

Result<void> checkOutputs(const Arguments& arguments, const Plan& plan)
{
    if (const auto model = checkWritable(plan.out); !model)
        return model;
    return arguments.history ? checkWritable(*arguments.history) : Result<void>();
}

/// An error when one of the files to write is one of those that were read.
Result<void> keepInputs(const Arguments& arguments, const Plan& plan, const Dataset& dataset)
{
    auto inputs = dataset.files();
    for (const auto* more : {&arguments.test, &arguments.ratings, &arguments.initialUsers, &arguments.initialMovies}) {
        if (*more)
            inputs.push_back(**more);
    }
    for (const auto& output : {std::optional(plan.out), arguments.history}) {
        for (const auto& input : inputs) {
            std::error_code missing;
            if (output && std::filesystem::equivalent(*output, input, missing) && !missing)
                return failure(ErrorCode::Unwritable, "this is one of the files to read. Write to another file.",
                               *output);
        }
    }
    return {};
}

Result<std::optional<InitialTables>> readInitialTables(const Arguments& arguments)
{
    if (!arguments.initialUsers)
        return std::optional<InitialTables>();
    auto users = readNpy(*arguments.initialUsers);
    if (!users)
        return tl::unexpected(users.error());
    auto movies = readNpy(*arguments.initialMovies);
    if (!movies)
        return tl::unexpected(movies.error());
    return InitialTables{std::move(*users), std::move(*movies)};
}

using Run = std::unique_ptr<TrainingRun>;

/// Null when it was interrupted.
Result<Run> resumeRun(Context& context, const Arguments& arguments, const Plan& plan)
{
    const auto model = loadModel(context, *arguments.resume);
    if (!model)
        return tl::unexpected(model.error());
    if (!*model)
        return Run();
    if (!arguments.paths.empty()) {
        const auto dataset = loadDataset(context, arguments.paths, arguments.reading);
        if (!dataset)
            return tl::unexpected(dataset.error());
        if (!*dataset)
            return Run();
        if ((*dataset)->fingerprint() != (*model)->card().fingerprint)
            return failure(ErrorCode::Mismatch,
                           "this model was trained on other data than " + arguments.paths.front() +
                               ". Leave the data out: a run goes on with the rows in its model file.",
                           *arguments.resume);
        if (const auto kept = keepInputs(arguments, plan, **dataset); !kept)
            return tl::unexpected(kept.error());
    }
    auto run = TrainingRun::resume(**model, plan.epochs, context.stop);
    if (!run) {
        auto error = std::move(run.error());
        error.path = *arguments.resume;
        if ((*model)->card().finished)
            error.message += " (--set epochs=N)";
        return tl::unexpected(std::move(error));
    }
    return run;
}

void showData(Context& context, const Split& split)
{
    const auto& catalogue = *split.catalogue();
    auto& out = context.out;
    if (catalogue.isSimulated())
        out.line("Simulated data: these users and ratings are made up.");
    out.line(oneLine(catalogue.parts().dataName) + ": " +
             counted(catalogue.parts().ratingMovies.size(), "rating", "ratings") + "; " +
             counted(catalogue.userRows() - 1, "user", "users") + " with one above " +
             shortest(split.options().ratingAbove) + ", " + counted(catalogue.movieRows() - 1, "film", "films") +
             " told apart by " + (catalogue.key() == Key::Title ? "title" : "id"));
    auto rows = counted(split.trainUsers().size(), "row", "rows") + " for training, " +
                grouped(split.holdoutUsers().size()) + " held out";
    if (split.skippedTestRows() > 0)
        rows += "; " + counted(split.skippedTestRows(), "test row", "test rows") + " left out (" +
                counted(split.skippedTestUsers(), "user", "users") + "): the user or the film is not in the data";
    out.line(rows);
    for (const auto& note : context.notes)
        out.line(oneLine(note));
    out.flush();
}

/// The options to train with. An outcome that was stopped leaves them as they were.
Result<TuneResult> searchOptions(Context& context, const Arguments& arguments, const Plan& plan,
                                 const std::shared_ptr<const Split>& split)
{
    TuneReport report(context, plan.options, *plan.tune, arguments.json);
    auto result = tune(split, plan.options, *plan.tune, context.stop, report.listener());
    context.progress.clear();
    if (result && !arguments.json)
        context.out.line((result->stopped ? "Stopped the search for options. " : "") + result->message);
    return result;
}

Result<Run> newRun(Context& context, const Arguments& arguments, const Plan& plan, std::optional<TuneResult>& tuning)
{
    auto initial = readInitialTables(arguments);
    if (!initial)
        return tl::unexpected(initial.error());
    const auto dataset = loadDataset(context, arguments.paths, arguments.reading, arguments.ratings.value_or(""));
    if (!dataset)
        return tl::unexpected(dataset.error());
    if (!*dataset)
        return Run();
    if (const auto kept = keepInputs(arguments, plan, **dataset); !kept)
        return tl::unexpected(kept.error());
    const auto split = Split::make(*dataset, plan.options.data, context.stop);
    if (!split)
        return tl::unexpected(split.error());
    if (!*split)
        return Run();
    if (!arguments.json)
        showData(context, **split);
    auto options = plan.options;
    if (plan.tune) {
        auto result = searchOptions(context, arguments, plan, *split);
        if (!result)
            return tl::unexpected(std::move(result.error()));
        if (result->stopped)
            return Run();
        tuning = std::move(*result);
        options = tuning->options;
    }
    return TrainingRun::create(*split, options, plan.preset, std::move(*initial));
}

std::string_view outcomeName(OutcomeKind kind)
{
    switch (kind) {
    case OutcomeKind::Completed:
    case OutcomeKind::Reached:
        return "completed";
    case OutcomeKind::Stopped:
        return "stopped";
    case OutcomeKind::NotFinite:
        return "not_finite";
    }
    return "";
}

/// item-kNN and EASE on the held-out rows of the run, where they are a matter of seconds; else they are named as left
/// out. Nothing without held-out rows.
BaselineFigures itemModels(Context& context, const TrainingRun& run, const Model& model)
{
    BaselineFigures figures;
    const auto rows = MeasuredRows::of(run.split(), model.includesUntrainedByDefault());
    if (!rows.lists || !model.card().results)
        return figures;
    std::string why = "it takes longer here; projectionist-cli evaluate computes it";
    if (itemModelsAreQuick(rows)) {
        auto measured = measureBaselines(rows, resultKs, {}, context.stop, context.progress.function());
        context.progress.clear();
        if (measured && !measured->lines.empty())
            return std::move(*measured);
        why = measured ? "the run was stopped; projectionist-cli evaluate computes it"
                       : oneLine(measured.error().message);
    }
    for (const auto* name : {"item-kNN", "EASE"}) {
        figures.leftOut.push_back({name, why});
        figures.notes.push_back(std::string(name) + " is left out: " + why + (why.ends_with('.') ? "" : "."));
    }
    return figures;
}

void showEnd(Context& context, const Arguments& arguments, const Plan& plan, const std::optional<TuneResult>& tuning,
             const Outcome& outcome, const Model& model, const BaselineFigures& itemModels, double seconds)
{
    if (!arguments.json) {
        auto& out = context.out;
        out.line(oneLine(outcome.message) + "\n");
        out.write(resultsInWords(model, itemModels));
        out.line("Saved " + plan.out + " after " + fixed(seconds, 1) + " s");
        if (arguments.history)
            out.line("Wrote the history to " + *arguments.history);
        return;
    }
    JsonWriter json(context.out);
    json.beginObject().field("model", plan.out).field("history", arguments.history);
    json.field("outcome", outcomeName(outcome.kind)).field("message", outcome.message).field("seconds", seconds);
    if (tuning)
        json.key("tuning").raw(tuningJson(*tuning));
    json.key("run").raw(model.card().toJson());
    json.key("baselines");
    writeBaselines(json, model.history().baselines, itemModels);
    json.endObject();
}

Result<void> save(const Arguments& arguments, const Plan& plan, const std::optional<TuneResult>& tuning,
                  const TrainingRun& run, const Model& model)
{
    if (auto saved = saveModel(model, plan.out); !saved)
        return saved;
    if (!arguments.history)
        return {};
    auto file = AtomicFile::create(*arguments.history);
    if (!file)
        return tl::unexpected(file.error());
    auto history = run.historyJson();
    if (tuning)
        history.insert(1, "\"tuning\": " + tuningJson(*tuning) + ",\n");
    file->write(history);
    return file->commit();
}

Result<Exit> runTrain(Context& context, const Arguments& arguments)
{
    const auto plan = planOf(arguments);
    if (const auto writable = checkOutputs(arguments, plan); !writable)
        return tl::unexpected(writable.error());
    const ThreadLimit limit(plan.threads);
    const auto begin = std::chrono::steady_clock::now();

    std::optional<TuneResult> tuning;
    const auto created =
        arguments.resume ? resumeRun(context, arguments, plan) : newRun(context, arguments, plan, tuning);
    if (!created)
        return tl::unexpected(created.error());
    if (!*created || context.stop.stop_requested())
        return Exit::Interrupted;
    auto& run = **created;
    if (!arguments.json && arguments.resume)
        showData(context, run.split());

    const BringToEnd guard;  // however often Ctrl+C is pressed: what was trained is saved
    TrainReport report(context, run, arguments.json);
    const auto outcome = run.run(context.stop, report.listener());
    context.progress.clear();
    const auto model = run.model();
    const bool worthSaving = outcome.kind != OutcomeKind::NotFinite || model->card().shownEpoch > 0;
    if (worthSaving) {
        if (const auto saved = save(arguments, plan, tuning, run, *model); !saved)
            return tl::unexpected(saved.error());
    }
    if (outcome.kind == OutcomeKind::NotFinite)
        return failure(ErrorCode::InvalidOption,
                       outcome.message + (worthSaving ? " The model of the last good epoch is in " + plan.out + "."
                                                      : " Nothing was saved."));
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    const auto beside = itemModels(context, run, *model);
    showEnd(context, arguments, plan, tuning, outcome, *model, beside, seconds.count());
    return outcome.kind == OutcomeKind::Stopped ? Exit::Interrupted : Exit::Done;
}

std::string optionList()
{
    TextTable table({{"  --set name", TextTable::Align::Left}, {"what it does"}});
    for (const auto& option : optionDescriptions())
        table.row({"  " + std::string(option.name), std::string(option.help)});
    return table.take();
}

}  // namespace

Command addTrain(CLI::App& app)
{
    auto* command = app.add_subcommand("train", "Trains a model and saves it");
    const auto arguments = std::make_shared<Arguments>();
    const auto option = [&](const char* name, auto& value, const char* help, const char* type) {
        return command->add_option(name, value, help)->type_name(type);
    };
    option("PATH", arguments->paths, "A folder or files of MovieLens data (not needed with --resume)", "");
    option("--out", arguments->out, "The model file to write (with --resume: default the same file)", "MODEL");
    option("--preset", arguments->preset, "The options to start from: balanced (default), thorough or tutorial",
           "NAME");
    option("--set", arguments->settings, "Change one option; may be given again. See below", "name=value")
        ->allow_extra_args(false);
    option("--tune", arguments->tune, "First search for better options on rows cut from the training, for so long",
           "SECONDS");
    option("--seed", arguments->seed, "Of the first tables, the order of rows and the random holdout (default 1)", "N");
    addThreads(*command, arguments->threads);
    option("--ratings", arguments->ratings, "Another rating file than the folder's own", "FILE");
    option("--test", arguments->test, "Hold out nothing but the ratings of this file", "FILE");
    addReadingFlags(*command, arguments->reading);
    auto* users = option("--initial-users", arguments->initialUsers,
                         "Start from this table of users, rows in vocabulary order, the unknown one first", "FILE.npy");
    auto* movies = option("--initial-movies", arguments->initialMovies, "Start from this table of films", "FILE.npy");
    users->needs(movies);
    movies->needs(users);
    option("--history", arguments->history, "Write the losses of all steps and the figures of all epochs here",
           "FILE.json");
    option("--resume", arguments->resume, "Go on with a stopped run; only --set epochs=N changes it", "MODEL");
    addJsonOption(*command, arguments->json);
    command->footer([] {
        return optionList() + "\nCtrl+C stops the run, keeps the best epoch and saves the model.\n\nWith --json:\n"
                              R"(  {"model", "history", "outcome": "completed" or "stopped", "message", "seconds",
   "tuning" (with --tune): {"metric", "training_rows", "validation_rows", "best": number, "trials": [{"number", "end",
   "options", "best", "best_epoch", "values"}...]}, "run": {the run card}, "baselines": {"most_popular": {"training"
   or "holdout" and "holdout_seen_hidden": {"rows", "1": hits, "5", "10", "50", "100"}, "metrics": {...}},
   "item_knn": {...}, "ease": {..., "lambda"}, "random": {...}, "left_out" (where any is): [{"name", "why"}...]}})";
    });
    return {command, [arguments](Context& context) { return runTrain(context, *arguments); }};
}

}  // namespace projectionist::cli
