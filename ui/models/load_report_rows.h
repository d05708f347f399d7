// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/load_report.h"
#include "ui/models/rows_model.h"

#include <memory>
#include <vector>

namespace projectionist {

/// One kind of trouble in one file: what, how often, on which lines, and the text of the first.
struct LoadReportRow {
    QString file, what, lines, example;
    std::uint64_t count = 0;
    bool skipped = true;
};
[[nodiscard]] std::vector<LoadReportRow> loadReportRows(const LoadReport& report);
[[nodiscard]] std::unique_ptr<RowsModel<LoadReportRow>> loadReportModel();

}  // namespace projectionist
