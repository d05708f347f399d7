// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/model/history.h"
#include "ui/inspector/results_table.h"

#include <vector>

namespace projectionist {

class ItemBaselines;

/// The run, "most popular", item-kNN and EASE, in the order of the cells below.
[[nodiscard]] std::vector<ResultsTable::Column> resultColumns(const ItemBaselines& items);
/// The figures of an epoch beside their baselines. What is not there is "–", and its tooltip says why; those of
/// item-kNN and EASE name their 95 % intervals.
[[nodiscard]] std::vector<ResultsTable::Row> resultRows(const EpochRecord& results, const Baselines& baselines,
                                                        const ItemBaselines& items);

}  // namespace projectionist
