// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "engine/core/csv_writer.h"
#include "engine/data/dataset.h"
#include "engine/data/rating_read_options.h"
#include "engine/model/model.h"
#include "engine/retrieve/neighbours.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace projectionist::cli {

// What several sub-commands share: their options, and how models and data are opened.

/// Where a table goes: standard output as text or JSON, or CSV to a file ("-": to standard output).
struct TableOptions {
    bool json = false;
    std::optional<std::string> csv;
};
void addTableOptions(CLI::App& app, TableOptions& options);
void addJsonOption(CLI::App& app, bool& json);
/// --help's last part: what --json prints.
void describeJson(CLI::App& app, std::string_view shape);

CLI::Option* addModelArgument(CLI::App& app, std::string& path);
CLI::Option* addK(CLI::App& app, std::string& k);
CLI::Option* addMetric(CLI::App& app, std::string& metric);

CLI::Option* addUntrained(CLI::App& app, std::string& untrained);

CLI::Option* addThreads(CLI::App& app, std::optional<std::string>& threads);

/// 0 for "all". Throws UsageError, as the next three do.
[[nodiscard]] std::size_t parseK(std::string_view text);
[[nodiscard]] Metric parseMetric(std::string_view text);
/// Whether untrained films are listed; nothing where the model's preset decides.
[[nodiscard]] std::optional<bool> parseUntrained(std::string_view text);

[[nodiscard]] int parseThreads(std::string_view text);

/// An error when a file could not be written there, so that nothing is lost after long work.
[[nodiscard]] Result<void> checkWritable(const std::string& path);

/// Opens a model. A null pointer when it was interrupted.
[[nodiscard]] Result<std::shared_ptr<const Model>> loadModel(Context& context, const std::string& path);

/// --decimal-comma and --skip-bad-lines, for every command that reads ratings.
struct ReadingFlags {
    CLI::Option* decimalComma = nullptr;
    CLI::Option* skipBadLines = nullptr;
};
ReadingFlags addReadingFlags(CLI::App& app, RatingReadOptions& reading);
/// Throws UsageError when one of them is set, "NAME is for rating data, and …".
void refuseReadingFlags(const RatingReadOptions& reading, const std::string& why);
/// "Add --decimal-comma to read 4,5 as 4.5." and the like; empty when nothing helps.
[[nodiscard]] std::string remediesInWords(const Remedies& remedies);

/// Opens data and, when rows were skipped, leaves a note of it. A null pointer when it was interrupted.
[[nodiscard]] Result<std::shared_ptr<const Dataset>> loadDataset(Context& context,
                                                                 const std::vector<std::string>& paths,
                                                                 const RatingReadOptions& reading,
                                                                 const std::string& ratingsFile = {});
/// "u.data: 12 rows skipped (…)." or nothing.
[[nodiscard]] std::optional<std::string> skippedInWords(const LoadReport& report);

/// The film or the user that an option names.
struct ChosenFilm {
    std::optional<std::string> title, id;
};
void addFilmOptions(CLI::App& app, ChosenFilm& chosen);
[[nodiscard]] Result<MovieRow> findFilm(const Model& model, const ChosenFilm& chosen);
/// The user's row; an error in words when there is none or it has no vector.
[[nodiscard]] Result<UserRow> findUserWithVector(const Model& model, const std::string& id);

[[nodiscard]] Result<CsvWriter> openCsv(Context& context, const std::string& path);
/// Puts the file in place and says in one line what was written, unless it went to standard output. Interrupted: leaves
/// no file.
[[nodiscard]] Result<Exit> finishCsv(Context& context, CsvWriter& csv, const std::string& path,
                                     const std::string& what);
/// For work that writes as it goes: no bar between the lines of a table on a terminal.
[[nodiscard]] ProgressFunction progressBesideOutput(Context& context, bool writesToOutput);

}  // namespace projectionist::cli
