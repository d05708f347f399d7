// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/exports.h"

#include "engine/core/file.h"
#include "engine/data/export_tables.h"
#include "engine/retrieve/export_lists.h"
#include "engine/retrieve/recommend.h"
#include "engine/train/training_run.h"
#include "ui/models/format.h"
#include "ui/session/session.h"
#include "ui/widgets/file_dialogs.h"

#include <QCoreApplication>
#include <QWidget>

namespace projectionist {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Exports", text);
}

QString wrote(const QString& what, const QString& where)
{
    return say(QT_TRANSLATE_NOOP("Exports", "Wrote %1 to %2.")).arg(what, where);
}

Result<QString> writeText(const std::string& text, const std::string& path, const QString& what)
{
    auto file = AtomicFile::create(path);
    if (!file)
        return tl::unexpected(file.error());
    file->write(text);
    return file->commit().map([&] { return wrote(what, QString::fromStdString(path)); });
}

}  // namespace

void exportVectorsOf(Session& session, QWidget* window, ExportFormat format)
{
    const auto model = session.model();
    if (!model)
        return;
    chooseFolder(window, say(QT_TRANSLATE_NOOP("Exports", "Folder for the vectors")),
                 [&session, model, format](const QString& folder) {
                     session.exportInBackground(
                         say(QT_TRANSLATE_NOOP("Exports", "Writing vectors")),
                         [model, format, folder](const std::stop_token& stop, const ProgressFunction& progress) {
                             return exportVectors(*model, format, folder.toStdString(), stop, progress)
                                 .map([&](const auto& files) {
                                     return wrote(counted(files.size(), say(QT_TRANSLATE_NOOP("Exports", "%1 file")),
                                                          say(QT_TRANSLATE_NOOP("Exports", "%1 files"))),
                                                  folder);
                                 });
                         });
                 });
}

void exportAllScores(Session& session, QWidget* window)
{
    const auto model = session.model();
    if (!model)
        return;
    chooseFolder(
        window, say(QT_TRANSLATE_NOOP("Exports", "Folder for scores.npy")), [&session, model](const QString& folder) {
            session.exportInBackground(
                say(QT_TRANSLATE_NOOP("Exports", "Writing all scores")),
                [model, folder](const std::stop_token& stop, const ProgressFunction& progress) {
                    return exportScores(*model, folder.toStdString(), stop, progress).map([&](const auto& file) {
                        return stop.stop_requested() ? QString()
                                                     : wrote(say(QT_TRANSLATE_NOOP("Exports", "all scores")),
                                                             QString::fromStdString(file.string()));
                    });
                });
        });
}

void exportAllRecommendations(Session& session, QWidget* window)
{
    const auto model = session.model();
    if (!model)
        return;
    saveFile(window, say(QT_TRANSLATE_NOOP("Exports", "Recommendations for all users")),
             QStringLiteral("recommendations.csv"), say(QT_TRANSLATE_NOOP("Exports", "Comma-separated values (*.csv)")),
             QStringLiteral("csv"), [&session, model](const QString& path) {
                 session.exportInBackground(
                     say(QT_TRANSLATE_NOOP("Exports", "Writing recommendations for all users")),
                     [model, path](const std::stop_token& stop, const ProgressFunction& progress) -> Result<QString> {
                         auto csv = CsvWriter::create(path.toStdString());
                         if (!csv)
                             return tl::unexpected(csv.error());
                         writeRunCard(*csv, *model, {});
                         writeRecommendationHeader(*csv);
                         const bool whole = recommendAll(
                             *model, {},
                             [&](UserRow user, std::span<const ScoredMovie> list) {
                                 return writeRecommendations(*csv, *model, user, list);
                             },
                             stop, progress);
                         if (stop.stop_requested())
                             return QString();
                         if (!whole)
                             return failure(ErrorCode::OutOfMemory,
                                            "there is not enough memory for these lists. Close other programs.",
                                            path.toStdString());
                         return csv->finish().map(
                             [&] { return wrote(say(QT_TRANSLATE_NOOP("Exports", "ten films for each user")), path); });
                     });
             });
}

void exportHistory(Session& session, QWidget* window)
{
    const auto model = session.model();
    if (!model)
        return;
    saveFile(window, say(QT_TRANSLATE_NOOP("Exports", "Training history")), QStringLiteral("history.json"),
             say(QT_TRANSLATE_NOOP("Exports", "JSON (*.json)")), QStringLiteral("json"),
             [&session, model](const QString& path) {
                 // The run that ended last knows its seconds; a model from a file does not.
                 const bool ofThisRun = session.modelPath().isEmpty() && !session.training().historyJson().empty();
                 auto text =
                     ofThisRun ? session.training().historyJson() : historyJson(model->card(), model->history());
                 session.exportInBackground(
                     say(QT_TRANSLATE_NOOP("Exports", "Writing the history")),
                     [text = std::move(text), path](const std::stop_token&, const ProgressFunction&) {
                         return writeText(text, path.toStdString(), say(QT_TRANSLATE_NOOP("Exports", "the history")));
                     });
             });
}

void exportTutorialTables(Session& session, QWidget* window)
{
    const auto data = session.dataset();
    if (!data)
        return;
    const float above = session.options().data.ratingAbove;
    chooseFolder(window, say(QT_TRANSLATE_NOOP("Exports", "Folder for ratings.csv and movies.csv")),
                 [&session, data, above](const QString& folder) {
                     session.exportInBackground(
                         say(QT_TRANSLATE_NOOP("Exports", "Writing ratings.csv and movies.csv")),
                         [data, above, folder](const std::stop_token& stop, const ProgressFunction& progress) {
                             return exportTables(*data, above, folder.toStdString(), stop, progress).map([&] {
                                 return stop.stop_requested()
                                            ? QString()
                                            : wrote(QStringLiteral("ratings.csv, movies.csv"), folder);
                             });
                         });
                 });
}

}  // namespace projectionist
