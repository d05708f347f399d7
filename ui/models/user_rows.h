// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/retrieve/recommend.h"
#include "ui/models/columns.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace projectionist {

/// Users of a data set, for choosing one. Sorted and found by age, occupation or number of ratings where known.
struct UserListRow {
    QString id, name;
    QString about;    ///< Age and gender: "30, M".
    QString details;  ///< … and occupation.
    QString search;
    std::optional<int> age;
    QString occupation, foldedOccupation;
    std::uint32_t ratings = 0;
};
[[nodiscard]] std::vector<UserListRow> userListRows(const Dataset& dataset);
/// `searched`: what the list is searched for, folded. While that names an occupation, About says it: "student" in place
/// of "21, F". Set it before the search is applied.
[[nodiscard]] std::unique_ptr<RowsModel<UserListRow>>
userListModel(std::shared_ptr<const QString> searched = std::make_shared<const QString>());
enum class UserListColumn { User, Details, Age, Occupation, Ratings };

/// Users with the highest scores for a film.
struct FanRow {
    QString id, name, details;
    float score = 0;
    std::optional<float> rating;  ///< Their rating of it.
};
[[nodiscard]] std::vector<FanRow> fanRows(const Model& model, MovieRow film, std::span<const ScoredUser> list);
[[nodiscard]] std::unique_ptr<RowsModel<FanRow>> fanModel();
enum class FanColumn { User, Details, Score, Rating };

}  // namespace projectionist
