// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/data/rating_read_options.h"
#include "ui/session/session.h"

#include <QString>

#include <functional>
#include <vector>

namespace projectionist {

/// One action for each remedy that the error offers: `again` is called with the options to read with, which are those
/// that it was read with, and the remedy. `withoutBadLines` is what the action is called that skips them: "Open without
/// the bad lines".
[[nodiscard]] std::vector<Message::Action> remedyActions(const Remedies& remedies, const RatingReadOptions& reading,
                                                         const QString& withoutBadLines,
                                                         const std::function<void(const RatingReadOptions&)>& again);

}  // namespace projectionist
