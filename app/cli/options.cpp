// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"

#include "app/cli/text.h"
#include "engine/core/file.h"
#include "engine/core/text.h"
#include "engine/data/open_dataset.h"
#include "engine/model/model_file.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace projectionist::cli {

void addJsonOption(CLI::App& app, bool& json)
{
    app.add_flag("--json", json, "Print JSON, for programs");
}

void addTableOptions(CLI::App& app, TableOptions& options)
{
    auto* json = app.add_flag("--json", options.json, "Print JSON, for programs");
    auto* csv = app.add_option("--csv", options.csv, "Write the table to this CSV file instead (-: standard output)");
    csv->type_name("FILE")->excludes(json);
}

void describeJson(CLI::App& app, std::string_view shape)
{
    app.footer("With --json:\n  " + std::string(shape));
}

CLI::Option* addModelArgument(CLI::App& app, std::string& path)
{
    return app.add_option("MODEL", path, "A model file (.projectionist)")->required()->type_name("");
}

CLI::Option* addK(CLI::App& app, std::string& k)
{
    return app.add_option("-k", k, "Length of a list, or \"all\" (default 10)")->type_name("N");
}

CLI::Option* addMetric(CLI::App& app, std::string& metric)
{
    return app.add_option("--metric", metric, "How nearness is measured: cosine (default) or dot")->type_name("NAME");
}

CLI::Option* addUntrained(CLI::App& app, std::string& untrained)
{
    return app
        .add_option(
            "--untrained", untrained,
            "Films without a positive in training: show or hide (default: as the preset, which hides them except "
            "in the tutorial)")
        ->type_name("WHAT");
}

CLI::Option* addThreads(CLI::App& app, std::optional<std::string>& threads)
{
    return app.add_option("--threads", threads, "At most so many (default: all cores); results do not depend on it")
        ->type_name("N");
}

std::size_t parseK(std::string_view text)
{
    if (text == "all")
        return 0;
    const auto value = parseWhole(text, 1, UINT32_MAX);
    if (!value)
        throw UsageError("-k must be a whole number from 1 up, or \"all\", and is \"" + std::string(text) + "\"");
    return static_cast<std::size_t>(*value);
}

Metric parseMetric(std::string_view text)
{
    const auto metric = metricFromName(text);
    if (!metric)
        throw UsageError("--metric must be cosine or dot and is \"" + std::string(text) + "\"");
    return *metric;
}

std::optional<bool> parseUntrained(std::string_view text)
{
    if (text.empty())
        return {};
    if (text != "show" && text != "hide")
        throw UsageError("--untrained must be show or hide and is \"" + std::string(text) + "\"");
    return text == "show";
}

int parseThreads(std::string_view text)
{
    constexpr std::uint64_t mostThreads = 1024;
    const auto threads = parseWhole(text, 1, mostThreads);
    if (!threads)
        throw UsageError("--threads must be a whole number from 1 to 1,024 and is \"" + std::string(text) + "\"");
    return static_cast<int>(*threads);
}

Result<void> checkWritable(const std::string& path)
{
    const auto file = AtomicFile::create(path);
    if (!file)
        return tl::unexpected(file.error());
    return {};
}

Result<std::shared_ptr<const Model>> loadModel(Context& context, const std::string& path)
{
    auto model = openModel(path, context.progress.function());
    context.progress.clear();
    if (model && context.stop.stop_requested())
        return std::shared_ptr<const Model>();
    return model;
}

std::optional<std::string> skippedInWords(const LoadReport& report)
{
    if (report.skippedRows() == 0)
        return {};
    constexpr std::size_t shown = 3;
    std::vector<std::string> kinds;
    std::size_t more = 0;
    for (const auto& problem : report.problems) {
        if (!problem.skipped)
            continue;
        if (kinds.size() == shown) {
            ++more;
            continue;
        }
        const auto name = std::filesystem::path(problem.path).filename().string();
        kinds.push_back(name + (problem.lines.empty() ? "" : ", line " + grouped(problem.lines.front())) + ": " +
                        problem.what + (problem.count > 1 ? " (and " + grouped(problem.count - 1) + " more)" : ""));
    }
    auto text = counted(report.skippedRows(), "row", "rows") + " skipped. ";
    for (std::size_t i = 0; i < kinds.size(); ++i)
        text += (i > 0 ? "; " : "") + kinds[i];
    if (more > 0)
        text += "; and " + counted(more, "other kind", "other kinds");
    return text + ".";
}

ReadingFlags addReadingFlags(CLI::App& app, RatingReadOptions& reading)
{
    return {app.add_flag("--decimal-comma", reading.decimalComma, "Read \"4,5\" in ratings as 4.5"),
            app.add_flag("--skip-bad-lines", reading.skipAnyNumberOfBadRows,
                         "Leave out lines that cannot be read, however many (default: up to 1 in 100)")};
}

void refuseReadingFlags(const RatingReadOptions& reading, const std::string& why)
{
    if (reading.decimalComma)
        throw UsageError("--decimal-comma is for rating data, and " + why);
    if (reading.skipAnyNumberOfBadRows)
        throw UsageError("--skip-bad-lines is for rating data, and " + why);
}

std::string remediesInWords(const Remedies& remedies)
{
    if (!remedies.any())
        return {};
    if (remedies.decimalComma.empty())
        return "Add --skip-bad-lines to leave the bad lines out.";
    auto point = remedies.decimalComma;
    std::replace(point.begin(), point.end(), ',', '.');
    const auto asPoint = remedies.decimalComma + " as " + point;
    if (remedies.commaNeedsSkipping) {
        return "Add --decimal-comma and --skip-bad-lines to read " + asPoint + " and leave the other bad lines out" +
               (remedies.skipBadRows ? ", or --skip-bad-lines alone to leave out all." : ".");
    }
    return "Add --decimal-comma to read " + asPoint +
           (remedies.skipBadRows ? ", or --skip-bad-lines to leave the bad lines out." : ".");
}

Result<std::shared_ptr<const Dataset>> loadDataset(Context& context, const std::vector<std::string>& paths,
                                                   const RatingReadOptions& reading, const std::string& ratingsFile)
{
    OpenOptions options;
    options.reading = reading;
    options.ratingsFile = ratingsFile;
    auto dataset = openDataset({paths.begin(), paths.end()}, options, context.stop, context.progress.function());
    context.progress.clear();
    if (dataset && *dataset) {
        for (const auto& problem : (*dataset)->report().problems)
            if (problem.what == endsWithinALine)
                context.notes.push_back(std::filesystem::path(problem.path).filename().string() + ", line " +
                                        grouped(problem.lines.front()) + ": " + problem.what +
                                        ". Copy or download it again if rows are missing.");
        if (auto words = skippedInWords((*dataset)->report())) {
            const std::string flags = std::string(reading.decimalComma ? " --decimal-comma" : "") +
                                      (reading.skipAnyNumberOfBadRows ? " --skip-bad-lines" : "");
            context.notes.push_back(*words + " \"projectionist-cli info PATH --report" + flags + "\" lists them.");
        }
    }
    return dataset;
}

void addFilmOptions(CLI::App& app, ChosenFilm& chosen)
{
    app.add_option("--film", chosen.title, "The film with this title, \"Rock, The (1996)\"")->type_name("TITLE");
    app.add_option("--film-id", chosen.id, "The film with this id in the data")->type_name("ID");
}

Result<MovieRow> findFilm(const Model& model, const ChosenFilm& chosen)
{
    return chosen.id ? model.catalogue().requireMovieById(*chosen.id)
                     : model.catalogue().findMovieByTitle(*chosen.title);
}

Result<UserRow> findUserWithVector(const Model& model, const std::string& id)
{
    auto user = model.catalogue().requireUser(id);
    if (user && !model.hasVector(*user)) {
        return failure(ErrorCode::NotFound, "User " + id + " has no vector, because none of their ratings is above " +
                                                shortest(model.catalogue().parts().ratingAbove) +
                                                ". Choose another user.");
    }
    return user;
}

Result<CsvWriter> openCsv(Context& context, const std::string& path)
{
    if (path == "-")
        return CsvWriter([&out = context.out](std::string_view text) { return out.write(text); });
    return CsvWriter::create(path);
}

Result<Exit> finishCsv(Context& context, CsvWriter& csv, const std::string& path, const std::string& what)
{
    context.progress.clear();
    if (context.stop.stop_requested())
        return Exit::Interrupted;
    const auto written = csv.finish();
    if (path == "-" && !context.out.isOpen())
        return Exit::Done;  // what went wrong with standard output is said at the end of the program
    if (!written)
        return tl::unexpected(written.error());
    if (path != "-")
        context.out.line("Wrote " + what + " to " + path);
    return Exit::Done;
}

ProgressFunction progressBesideOutput(Context& context, bool writesToOutput)
{
    return writesToOutput && context.out.isTerminal() ? ProgressFunction() : context.progress.function();
}

}  // namespace projectionist::cli
