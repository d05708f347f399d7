// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/remedy_actions.h"

namespace projectionist {

std::vector<Message::Action> remedyActions(const Remedies& remedies, const RatingReadOptions& reading,
                                           const QString& withoutBadLines,
                                           const std::function<void(const RatingReadOptions&)>& again)
{
    std::vector<Message::Action> actions;
    if (!remedies.decimalComma.empty()) {
        auto commas = reading;
        commas.decimalComma = true;
        commas.skipAnyNumberOfBadRows |= remedies.commaNeedsSkipping;
        const auto comma = QString::fromStdString(remedies.decimalComma);
        auto point = comma;
        point.replace(QLatin1Char(','), QLatin1Char('.'));
        const auto words = remedies.commaNeedsSkipping ? Session::tr("Read %1 as %2, without the other bad lines")
                                                       : Session::tr("Read %1 as %2");
        actions.push_back({words.arg(comma, point), [again, commas] { again(commas); }});
    }
    if (remedies.skipBadRows) {
        auto skipping = reading;
        skipping.skipAnyNumberOfBadRows = true;
        actions.push_back({withoutBadLines, [again, skipping] { again(skipping); }});
    }
    return actions;
}

}  // namespace projectionist
