// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/load_report_rows.h"

#include "ui/models/columns.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringList>

#include <algorithm>

namespace projectionist {

namespace {

QString words(const char* source)
{
    return QCoreApplication::translate("LoadReportRows", source);
}

}  // namespace

std::vector<LoadReportRow> loadReportRows(const LoadReport& report)
{
    std::vector<LoadReportRow> rows;
    for (const auto& problem : report.problems) {
        QStringList lines;
        for (const auto line : problem.lines)
            lines << formatCount(line);
        if (problem.count > problem.lines.size())
            lines << words("and %1 more").arg(formatCount(problem.count - problem.lines.size()));
        rows.push_back({QFileInfo(text(problem.path)).fileName(), text(problem.what), lines.join(QStringLiteral(", ")),
                        problem.examples.empty() ? QString() : text(problem.examples.front()), problem.count,
                        problem.skipped});
    }
    return rows;
}

std::unique_ptr<RowsModel<LoadReportRow>> loadReportModel()
{
    using Row = LoadReportRow;
    return std::make_unique<RowsModel<Row>>(std::vector<Column<Row>>{
        textColumn<Row>(words("File"), QStringLiteral("file"), [](const Row& row) { return row.file; }),
        textColumn<Row>(words("What"), QStringLiteral("what"), [](const Row& row) { return row.what; }),
        countColumn<Row>(words("Lines"), QStringLiteral("count"), [](const Row& row) { return row.count; }),
        textColumn<Row>(words("Done"), QStringLiteral("done"),
                        [](const Row& row) { return row.skipped ? words("skipped") : words("read"); }),
        textColumn<Row>(words("Line numbers"), QStringLiteral("line_numbers"),
                        [](const Row& row) { return row.lines; }),
        textColumn<Row>(words("First such line"), QStringLiteral("example"),
                        [](const Row& row) { return row.example; })});
}

}  // namespace projectionist
