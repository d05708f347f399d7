// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/table_view.h"

#include <QStandardItemModel>
#include <QStringList>

#include <memory>
#include <vector>

namespace projectionist::testing {

/// Columns of filmTable().
enum { idColumn, titleColumn, ratingsColumn, barColumn, meanColumn };

/// Five films with the roles of the window's tables: Star Wars (583 ratings), Contact (509), Amélie (5), =cmd (5: a
/// title that a spreadsheet would take for a formula) and Never Rated (0, without a mean).
[[nodiscard]] std::unique_ptr<QStandardItemModel> filmTable();
[[nodiscard]] std::vector<TableColumn> filmColumns();
/// The titles as the model orders them.
[[nodiscard]] QStringList titlesIn(const QAbstractItemModel& model);

}  // namespace projectionist::testing
