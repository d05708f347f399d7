// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace projectionist {

/// Films or users that were chosen together and given a name.
struct NamedSelection {
    QString name;
    bool ofFilms = true;
    QStringList ids;  ///< As in the data.
    friend bool operator==(const NamedSelection&, const NamedSelection&) = default;
};

/// The file beside a model that keeps its selections: "films.projectionist" → "films.selections.json".
[[nodiscard]] QString selectionsFileOf(const QString& modelPath);
/// None when there is no such file. Errors: Malformed, Unreadable, NotAFile.
[[nodiscard]] Result<std::vector<NamedSelection>> readSelections(const QString& path);
/// The old file stays whole when that fails. Errors: DiskFull, Unwritable, NotAFile.
[[nodiscard]] Result<void> writeSelections(const QString& path, const std::vector<NamedSelection>& selections);

}  // namespace projectionist
