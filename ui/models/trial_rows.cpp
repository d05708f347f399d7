// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/trial_rows.h"

#include "ui/models/columns.h"

#include <QCoreApplication>
#include <QStringList>

#include <limits>

namespace projectionist {

namespace {

QString words(const char* source)
{
    return QCoreApplication::translate("TrialRows", source);
}

QString outcomeOf(const TuneTrial& trial, bool isBest)
{
    switch (trial.end) {
    case TuneTrial::End::Running:
        return words("under way");
    case TuneTrial::End::Behind:
        return words("behind");
    case TuneTrial::End::OutOfTime:
        return isBest ? words("best; cut by the time") : words("cut by the time");
    case TuneTrial::End::NotFinite:
        return words("ran away");
    case TuneTrial::End::Failed:
        return words("too large for the memory");
    case TuneTrial::End::Finished:
        break;
    }
    return isBest ? words("best") : words("finished");
}

}  // namespace

QString triedOptions(const TrainOptions& options, const TrainOptions& base)
{
    QStringList parts;
    for (const auto& name : tunedOptions()) {
        const auto value = text(optionValue(options, name));
        if (value == text(optionValue(base, name)))
            continue;
        if (name == "dimension")
            parts << words("%1 dimensions").arg(value);
        else if (name == "learning_rate")
            parts << words("rate %1").arg(value);
        else if (name == "l2")
            parts << words("L2 %1").arg(value);
        else if (name == "l2_exponent")
            parts << words("L2 exponent %1").arg(value);
        else if (name == "sampling_correction")
            parts << (options.samplingCorrection ? words("corrected") : words("not corrected"));
    }
    return parts.isEmpty() ? words("as they are") : parts.join(QStringLiteral(" · "));
}

std::vector<TrialRow> trialRows(const std::vector<TuneTrial>& trials, const TrainOptions& base,
                                std::optional<std::size_t> best)
{
    std::vector<TrialRow> rows;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const auto& trial = trials[i];
        const bool isBest = best == i;
        rows.push_back({trial.number, triedOptions(trial.options, base), outcomeOf(trial, isBest),
                        trial.bestEpoch > 0 ? trial.best : std::numeric_limits<double>::quiet_NaN(), trial.bestEpoch,
                        static_cast<std::uint32_t>(trial.values.size()), isBest});
    }
    return rows;
}

std::unique_ptr<RowsModel<TrialRow>> trialModel()
{
    using Row = TrialRow;
    auto model = std::make_unique<RowsModel<Row>>(std::vector<Column<Row>>{
        countColumn<Row>(words("No."), QStringLiteral("trial"), [](const Row& row) { return row.number; }),
        textColumn<Row>(
            words("Options"), QStringLiteral("options"), [](const Row& row) { return row.options; },
            words("What is other than in the options as they are")),
        decimalColumn<Row>(
            words("Best"), QStringLiteral("best"), 4, [](const Row& row) { return row.best; },
            words("The best epoch's figure on the rows cut out of the training")),
        decimalColumn<Row>(
            words("At"), QStringLiteral("best_epoch"), 0,
            [](const Row& row) {
                return row.bestEpoch > 0 ? double(row.bestEpoch) : std::numeric_limits<double>::quiet_NaN();
            },
            words("The epoch at which it was best")),
        countColumn<Row>(
            words("Epochs"), QStringLiteral("epochs"), [](const Row& row) { return row.epochs; },
            words("How many epochs it was trained")),
        textColumn<Row>(words("Outcome"), QStringLiteral("outcome"), [](const Row& row) { return row.outcome; })});
    return model;
}

}  // namespace projectionist
