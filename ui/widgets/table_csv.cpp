// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/csv_writer.h"
#include "ui/models/format.h"
#include "ui/models/roles.h"
#include "ui/session/session.h"
#include "ui/widgets/file_dialogs.h"
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_view.h"

#include <QFileInfo>
#include <QPointer>
#include <QTimer>

#include <filesystem>
#include <variant>

namespace projectionist {

namespace {

using Cell = std::variant<std::monostate, double, float, std::int64_t, std::string>;

constexpr int rowsAtOnce = 3000;  // some milliseconds

Cell cellOf(const QModelIndex& index)
{
    const QVariant exact = index.data(ExportRole);
    switch (exact.userType()) {
    case QMetaType::UnknownType:
        break;
    case QMetaType::Double:
        return exact.toDouble();
    case QMetaType::Float:
        return exact.toFloat();
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
        return static_cast<std::int64_t>(exact.toLongLong());
    default:
        return exact.toString().toStdString();
    }
    const QString shown = index.data(Qt::DisplayRole).toString();
    if (shown.isEmpty() || shown == notComputed() || index.data(ReasonRole).isValid())
        return std::monostate{};
    return shown.toStdString();
}

Cell idOf(const QModelIndex& index)
{
    return index.data(FilmIdRole).toString().toStdString();
}

/// The column's own name for programs, else its header.
QString columnName(const QAbstractItemModel& model, int column)
{
    const auto name = model.headerData(column, Qt::Horizontal, ExportRole).toString();
    return name.isEmpty() ? model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() : name;
}

/// A column of the table in CSV, with the name of the ids that stand before it.
struct CsvColumn {
    int column = 0;
    QString idName;  ///< Empty: none.
};

struct Sheet {
    std::string comment;
    std::vector<std::string> header;
    std::vector<Cell> cells;  // row after row
};

Result<void> write(const Sheet& sheet, const std::string& path, const std::stop_token& stop,
                   const ProgressFunction& progress)
{
    auto csv = CsvWriter::create(path);
    if (!csv)
        return tl::unexpected(csv.error());
    if (!sheet.comment.empty())
        csv->comment(sheet.comment);
    for (const auto& name : sheet.header)
        csv->text(name);
    csv->endRow();
    const std::size_t columns = sheet.header.size();
    const std::size_t rows = columns == 0 ? 0 : sheet.cells.size() / columns;
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column)
            std::visit(
                [&csv](const auto& value) {
                    using Value = std::decay_t<decltype(value)>;
                    if constexpr (std::is_same_v<Value, std::monostate>)
                        csv->blank();
                    else if constexpr (std::is_same_v<Value, std::string>)
                        csv->text(value);
                    else if constexpr (std::is_same_v<Value, std::int64_t>)
                        csv->integer(value);
                    else
                        csv->number(value);
                },
                sheet.cells[row * columns + column]);
        if (!csv->endRow())
            break;  // finish() has the reason
        if (row % 4096 == 0) {
            if (stop.stop_requested())
                return {};
            if (progress)
                progress({"Writing the table", row, rows});
        }
    }
    return csv->finish();
}

}  // namespace

/// Reads the rows in portions, because a model belongs to the window's thread and a hundred thousand rows are too many
/// for one turn of its loop. Begins anew when the rows change meanwhile.
struct TableView::CsvCollector : QObject {
    CsvCollector(TableView* view, Session& owner, QString target, const QString& comment)
        : QObject(view), table(view), session(&owner), path(std::move(target))
    {
        sheet.comment = comment.toStdString();
        for (const int column : table->shownColumns()) {
            const auto ids = table->m_proxy->headerData(column, Qt::Horizontal, ExportIdRole).toString();
            if (!ids.isEmpty())
                sheet.header.push_back(ids.toStdString());
            sheet.header.push_back(columnName(*table->m_proxy, column).toStdString());
            columns.push_back({column, ids});
        }
        const auto again = [this] {
            row = 0;
            sheet.cells.clear();
        };
        connect(table->m_proxy, &QAbstractItemModel::modelReset, this, again);
        connect(table->m_proxy, &QAbstractItemModel::layoutChanged, this, again);
        connect(&timer, &QTimer::timeout, this, &CsvCollector::collect);
        timer.start(0);
    }

    void collect()
    {
        const int until = std::min(row + rowsAtOnce, table->m_proxy->rowCount());
        for (; row < until; ++row)
            for (const auto& [column, idName] : columns) {
                const auto cell = table->m_proxy->index(row, column);
                if (!idName.isEmpty())
                    sheet.cells.push_back(idOf(cell));
                sheet.cells.push_back(cellOf(cell));
            }
        if (row < table->m_proxy->rowCount())
            return;
        timer.stop();
        const int rows = row;
        session->exportInBackground(
            TableView::tr("Writing %1").arg(QFileInfo(path).fileName()),
            [sheet = std::move(sheet), path = path.toStdString(),
             rows](const std::stop_token& stop, const ProgressFunction& progress) -> Result<QString> {
                return write(sheet, path, stop, progress).map([&] {
                    return counted(rows, TableView::tr("Wrote %1 row to %2."), TableView::tr("Wrote %1 rows to %2."))
                        .arg(QString::fromStdString(path));
                });
            });
        deleteLater();
    }

    TableView* table;
    Session* session;
    QString path;
    std::vector<CsvColumn> columns;
    Sheet sheet;
    QTimer timer;
    int row = 0;
};

void TableView::exportCsv(Session& session, const QString& suggestedName, const QString& comment)
{
    saveFile(this, tr("Export %1").arg(m_what), suggestedName, tr("Comma-separated values (*.csv)"),
             QStringLiteral("csv"),
             [this, &session, comment](const QString& path) { writeCsv(session, path, comment); });
}

void TableView::writeCsv(Session& session, const QString& path, const QString& comment)
{
    QStringList lines;
    if (session.isSimulated())
        lines.append(tr("Simulated data: well-known films, invented viewers. Results say nothing about real ones."));
    if (!comment.isEmpty())
        lines.append(comment);
    new CsvCollector(this, session, path, lines.join(QLatin1Char('\n')));
}

}  // namespace projectionist
