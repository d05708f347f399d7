// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/train/training_run.h"

#include "engine/train/memory_need.h"
#include "engine/train/training_run_private.h"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace projectionist {

namespace {

Result<void> checkInitial(const InitialTables& initial, const Catalogue& catalogue, const TrainOptions& options)
{
    const auto columns = static_cast<std::size_t>(options.dimension) * static_cast<std::size_t>(options.starts);
    const auto check = [&](const char* name, const Matrix& table, std::size_t rows) -> Result<void> {
        if (table.rows() == rows && table.columns() == columns)
            return {};
        return failure(ErrorCode::InvalidOption,
                       std::string("the initial ") + name + " are " + grouped(table.rows()) + " × " +
                           grouped(table.columns()) + "; they must be " + grouped(rows) + " × " + grouped(columns) +
                           ", the unknown one first. Set dimension, filter and key as they were for these tables.");
    };
    if (auto users = check("user vectors", initial.users, catalogue.userRows()); !users)
        return users;
    return check("film vectors", initial.movies, catalogue.movieRows());
}

Error outOfMemory()
{
    return {ErrorCode::OutOfMemory,
            "there is not enough memory for this training. Choose fewer dimensions or starts.",
            {},
            0};
}

}  // namespace

TrainingRun::Private::Private(std::shared_ptr<const Split> itsSplit, TrainOptions itsOptions, std::string preset)
    : split(std::move(itsSplit)), options(std::move(itsOptions)), basePreset(std::move(preset))
{
}

TrainingRun::TrainingRun(std::unique_ptr<Private> data) : m_private(std::move(data)) {}

TrainingRun::~TrainingRun() = default;

Result<std::unique_ptr<TrainingRun>> TrainingRun::create(std::shared_ptr<const Split> split, TrainOptions options,
                                                         std::string basePreset, std::optional<InitialTables> initial)
{
    options.data = split->options();
    if (auto objection = options.validate())
        return failure(ErrorCode::InvalidOption, std::move(*objection));
    if (initial) {
        if (auto fits = checkInitial(*initial, *split->catalogue(), options); !fits)
            return tl::unexpected(std::move(fits.error()));
    }
    if (auto fits = checkMemory(trainingBytes(*split, options), availableBytes()); !fits)
        return tl::unexpected(std::move(fits.error()));
    auto data = std::make_unique<Private>(std::move(split), std::move(options), std::move(basePreset));
    data->initial = std::move(initial);
    return std::unique_ptr<TrainingRun>(new TrainingRun(std::move(data)));
}

Result<std::unique_ptr<TrainingRun>> TrainingRun::resume(const Model& model, std::optional<int> epochs,
                                                         std::stop_token stop)
{
    const auto& card = model.card();
    const auto& saved = model.parts().state;
    if (!saved)
        return failure(ErrorCode::InvalidOption,
                       "this model holds no state to go on from: its run ended in a loss that is no number, or its "
                       "vectors come from elsewhere. Train anew.");
    auto options = fromNamedValues(card.options, card.seed);
    if (!options)
        return tl::unexpected(std::move(options.error()));
    const auto complete = saved->epoch;
    const auto begun = complete + (saved->step > 0 ? 1 : 0);
    if (epochs && (*epochs < 1 || static_cast<std::uint32_t>(*epochs) < begun))
        return failure(ErrorCode::InvalidOption, "epochs is " + std::to_string(*epochs) + ", and " + grouped(begun) +
                                                     " are begun; it must be at least as many.");
    if (card.finished && (!epochs || static_cast<std::uint32_t>(*epochs) == complete))
        return failure(ErrorCode::InvalidOption, "this run is finished after " + grouped(complete) +
                                                     " epochs. Ask for more epochs to go on with it.");
    const auto columns = static_cast<std::size_t>(options->dimension) * static_cast<std::size_t>(options->starts);
    if (model.dimension() != columns)
        return failure(ErrorCode::Mismatch, "the vectors of this model have " + grouped(model.dimension()) +
                                                " columns, and its options say " + grouped(columns) + ". Train anew.");
    if (epochs && saved->phase == Phase::Search)
        options->epochs = *epochs;
    try {
        const auto split = model.split(std::move(stop));
        if (!split)
            return std::unique_ptr<TrainingRun>();
        options->data = split->options();
        if (auto fits = checkMemory(trainingBytes(*split, *options), availableBytes()); !fits)
            return tl::unexpected(std::move(fits.error()));
        auto data = std::make_unique<Private>(split, std::move(*options), card.basePreset);
        data->phase = saved->phase;
        data->epoch = complete;
        data->step = saved->step;
        data->bestValue = saved->bestValue;
        data->bestEpoch = saved->bestEpoch;
        // Who asks for more of a search that had given up wants it to try again.
        data->epochsWithoutBetter = card.finished ? 0 : saved->epochsWithoutBetter;
        data->refitEpochs = saved->bestEpoch;
        if (card.finished && saved->phase == Phase::Refit)
            data->refitEpochs = static_cast<std::uint32_t>(*epochs);
        data->history = model.history();
        data->epochSeconds.assign(data->history.epochs.size(), std::numeric_limits<double>::quiet_NaN());
        const auto& parts = model.parts();
        const bool averaged = saved->averagedMovies.rows() > 0;
        const auto state = saved->phase == Phase::Refit ? RunCard::State::Refit
                           : data->hasHoldout()         ? RunCard::State::Search
                                                        : RunCard::State::WithoutHoldout;
        if (complete > 0) {
            data->last = {averaged ? saved->averagedUsers : saved->rawUsers,
                          averaged ? saved->averagedMovies : saved->rawMovies, state, complete};
        }
        if (saved->bestEpoch > 0)
            data->kept = {parts.users, parts.movies, card.state, card.shownEpoch};
        if (saved->initialMovies.rows() > 0)
            data->initial = InitialTables{saved->initialUsers, saved->initialMovies};
        const auto dimension = static_cast<std::size_t>(data->options.dimension);
        for (int start = 0; start < data->options.starts; ++start)
            data->starts.emplace_back(parts.users.rows(), parts.movies.rows(), dimension);
        divideStarts(saved->rawUsers, &TwoTower::users, data->starts);
        divideStarts(saved->rawMovies, &TwoTower::movies, data->starts);
        divideStarts(saved->userAccumulators, &TwoTower::userAccumulators, data->starts);
        divideStarts(saved->movieAccumulators, &TwoTower::movieAccumulators, data->starts);
        return std::unique_ptr<TrainingRun>(new TrainingRun(std::move(data)));
    } catch (const std::bad_alloc&) {
        return tl::unexpected(outOfMemory());
    }
}

Outcome TrainingRun::run(std::stop_token stop, const RunListener& listener, std::optional<std::uint32_t> until)
{
    try {
        return m_private->run(stop, listener, until);
    } catch (const std::bad_alloc&) {
        return m_private->outcome(OutcomeKind::Stopped, outOfMemory().message);
    }
}

std::shared_ptr<const Model> TrainingRun::model() const
{
    return m_private->model(m_private->tablesToShow(), m_private->state());
}

std::shared_ptr<const Model> TrainingRun::snapshot() const
{
    auto& my = *m_private;
    if (my.last.isThere())
        return my.model(my.last, nullptr);
    return my.model(my.kept.isThere() ? my.kept : my.firstTables(), nullptr);
}

const TrainOptions& TrainingRun::options() const
{
    return m_private->options;
}

const Split& TrainingRun::split() const
{
    return *m_private->split;
}

const History& TrainingRun::history() const
{
    return m_private->history;
}

const std::vector<double>& TrainingRun::epochSeconds() const
{
    return m_private->epochSeconds;
}

std::string TrainingRun::historyJson() const
{
    const auto& my = *m_private;
    return projectionist::historyJson(my.card(my.tablesToShow()), my.history, my.epochSeconds);
}

}  // namespace projectionist
