// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/json_writer.h"
#include "app/cli/options.h"
#include "engine/data/export_tables.h"
#include "engine/model/export_model.h"
#include "engine/model/model_file.h"

#include <filesystem>
#include <memory>

namespace projectionist::cli {

namespace {

/// The tutorial's bound: what the command writes are the tutorial's tables.
constexpr float tutorialRatingAbove = 3.0F;

struct Arguments {
    std::vector<std::string> paths;
    std::string folder;
    std::optional<std::string> format;
    RatingReadOptions reading;
    bool scores = false, json = false;
};

void report(Context& context, const std::vector<std::filesystem::path>& files, bool json)
{
    if (json) {
        JsonWriter writer(context.out);
        writer.beginObject().key("files").beginArray();
        for (const auto& file : files)
            writer.value(file.string());
        writer.endArray().endObject();
        return;
    }
    for (const auto& file : files)
        context.out.line("Wrote " + file.string());
}

Result<Exit> exportModelFile(Context& context, const Arguments& arguments, std::optional<ExportFormat> format)
{
    const auto model = loadModel(context, arguments.paths.front());
    if (!model)
        return tl::unexpected(model.error());
    if (!*model)
        return Exit::Interrupted;
    std::vector<std::filesystem::path> files;
    if (format) {
        auto vectors = exportVectors(**model, *format, arguments.folder, context.stop, context.progress.function());
        if (!vectors)
            return tl::unexpected(vectors.error());
        files = std::move(*vectors);
    }
    if (arguments.scores && !context.stop.stop_requested()) {
        auto scores = exportScores(**model, arguments.folder, context.stop, context.progress.function());
        if (!scores)
            return tl::unexpected(scores.error());
        if (!context.stop.stop_requested())
            files.push_back(std::move(*scores));
    }
    context.progress.clear();
    report(context, files, arguments.json);
    return context.stop.stop_requested() ? Exit::Interrupted : Exit::Done;
}

Result<Exit> exportData(Context& context, const Arguments& arguments)
{
    const auto dataset = loadDataset(context, arguments.paths, arguments.reading);
    if (!dataset)
        return tl::unexpected(dataset.error());
    if (!*dataset)
        return Exit::Interrupted;
    const std::filesystem::path folder = arguments.folder;
    const auto written =
        exportTables(**dataset, tutorialRatingAbove, folder, context.stop, context.progress.function());
    context.progress.clear();
    if (!written)
        return tl::unexpected(written.error());
    if (context.stop.stop_requested())
        return Exit::Interrupted;
    report(context, {folder / "ratings.csv", folder / "movies.csv"}, arguments.json);
    return Exit::Done;
}

Result<Exit> run(Context& context, const Arguments& arguments)
{
    std::optional<ExportFormat> format;
    if (arguments.format) {
        format = exportFormat(*arguments.format);
        if (!format)
            throw UsageError("--format must be npy, csv or projector and is \"" + *arguments.format + "\"");
    }
    if (arguments.paths.size() == 1 && looksLikeModel(arguments.paths.front())) {
        refuseReadingFlags(arguments.reading, "\"" + arguments.paths.front() + "\" is a model");
        if (!format && !arguments.scores)
            throw UsageError("say what to export from the model: --format npy, csv or projector, or --scores");
        return exportModelFile(context, arguments, format);
    }
    if (format || arguments.scores)
        throw UsageError("--format and --scores are for model files, and \"" + arguments.paths.front() + "\" is none");
    return exportData(context, arguments);
}

}  // namespace

Command addExport(CLI::App& app)
{
    auto* command =
        app.add_subcommand("export", "Vectors and scores of a model, or the tables of a data set, as files");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("PATH", arguments->paths, "A model file, or a folder or files of MovieLens data")
        ->required()
        ->type_name("");
    command->add_option("--to", arguments->folder, "Where to; made when it is missing")->required()->type_name("DIR");
    command
        ->add_option(
            "--format", arguments->format,
            "Of a model's vectors: npy (with the names beside), csv, or projector (the TSV pair of the Embedding "
            "Projector)")
        ->type_name("NAME");
    command->add_flag("--scores", arguments->scores, "Every score of every user, too: scores.npy, users × films");
    addReadingFlags(*command, arguments->reading);
    addJsonOption(*command, arguments->json);
    describeJson(*command, R"({"files": [the paths written]}
From data: ratings.csv (movie_title, user_id of the ratings above 3) and movies.csv (movie_id, movie_title, year, genres).)");
    return {command, [arguments](Context& context) { return run(context, *arguments); }};
}

}  // namespace projectionist::cli
