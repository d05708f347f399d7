// SPDX-License-Identifier: GPL-3.0-or-later
// What the Recommend page writes: the list as shown, everybody's lists, all scores.
#include "ui/pages/recommend/recommend_page.h"

#include "engine/model/export_model.h"
#include "engine/retrieve/export_lists.h"
#include "ui/models/format.h"
#include "ui/session/session.h"
#include "ui/widgets/file_dialogs.h"
#include "ui/widgets/table_view.h"

#include <QMenu>
#include <QSpinBox>

namespace projectionist {

namespace {

/// Writes lists of one or all users with the columns of the command line.
Result<QString> writeLists(const std::shared_ptr<const Model>& model, const RecommendOptions& options, std::optional<UserRow> user,
                           const std::string& path, std::stop_token stop, const ProgressFunction& progress)
{
    auto csv = CsvWriter::create(path);
    if (!csv)
        return tl::unexpected(std::move(csv.error()));
    writeRunCard(*csv, *model, {});
    writeRecommendationHeader(*csv);
    std::uint64_t rows = 0;
    if (user) {
        const auto list = recommend(*model, *user, options);
        if (!list)
            return tl::unexpected(list.error());
        writeRecommendations(*csv, *model, *user, *list);
        rows = list->size();
    } else {
        const bool whole = recommendAll(
            *model, options,
            [&](UserRow row, std::span<const ScoredMovie> list) {
                rows += list.size();
                return writeRecommendations(*csv, *model, row, list);
            },
            stop, progress);
        if (stop.stop_requested())
            return QString();
        if (!whole)
            return failure(ErrorCode::OutOfMemory,
                           "there is not enough memory for these lists. Close other programs, or choose a smaller k.", path);
    }
    if (auto done = csv->finish(); !done)
        return tl::unexpected(std::move(done.error()));
    return RecommendPage::tr("%1 rows written.").arg(formatCount(rows));
}

}  // namespace

void RecommendPage::fillExportMenu(QMenu& menu)
{
    menu.addAction(tr("This list as shown…"), this, &RecommendPage::exportTable);
    menu.addAction(tr("Lists of all users…"), this, &RecommendPage::exportAllUsers);
    menu.addAction(tr("This user's scores of all films…"), this, &RecommendPage::exportAllScoresOfUser);
    menu.addSeparator();
    menu.addAction(tr("All scores, users × films, as NPY…"), this, &RecommendPage::exportMatrix);
}

void RecommendPage::exportTable()
{
    if (m_user)
        m_listTable->exportCsv(session(), QStringLiteral("recommendations-%1.csv").arg(userId()));
}

void RecommendPage::exportAllUsers()
{
    saveFile(this, tr("Export the lists of all users"), QStringLiteral("recommendations.csv"), tr("CSV (*.csv)"),
             QStringLiteral("csv"), [this, model = model(), options = options()](const QString& path) {
                 session().exportInBackground(tr("Exporting lists of all users"),
                                              [model, options, file = path.toStdString()](
                                                  std::stop_token stop, const ProgressFunction& progress) {
                                                  return writeLists(model, options, {}, file, std::move(stop), progress);
                                              });
             });
}

void RecommendPage::exportAllScoresOfUser()
{
    if (!m_user)
        return;
    RecommendOptions all;
    all.k = 0;
    all.hide = Hide::Nothing;
    all.includeUntrained = true;
    const auto id = userId();
    saveFile(this, tr("Export all scores of user %1").arg(id), QStringLiteral("scores-%1.csv").arg(id), tr("CSV (*.csv)"),
             QStringLiteral("csv"), [this, model = model(), all, user = m_user, id](const QString& path) {
                 session().exportInBackground(tr("Exporting scores of user %1").arg(id),
                                              [model, all, user, file = path.toStdString()](
                                                  std::stop_token stop, const ProgressFunction& progress) {
                                                  return writeLists(model, all, user, file, std::move(stop), progress);
                                              });
             });
}

void RecommendPage::exportMatrix()
{
    chooseFolder(this, tr("Folder for scores.npy"), [this, model = model()](const QString& chosen) {
        session().exportInBackground(
            tr("Exporting all scores"),
            [model, folder = chosen.toStdString()](std::stop_token stop, const ProgressFunction& progress) -> Result<QString> {
                const auto path = exportScores(*model, folder, stop, progress);
                if (!path)
                    return tl::unexpected(path.error());
                if (stop.stop_requested())
                    return QString();
                return RecommendPage::tr("%1 × %2 scores written to %3.")
                    .arg(formatCount(model->users().rows), formatCount(model->movies().rows),
                         QString::fromStdString(path->string()));
            });
    });
}

}  // namespace projectionist
