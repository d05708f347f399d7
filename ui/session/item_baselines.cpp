// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/item_baselines.h"

#include "engine/data/split.h"
#include "engine/evaluate/item_scorers.h"
#include "ui/models/format.h"
#include "ui/session/session.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <utility>

namespace projectionist {

struct ItemBaselines::Work {
    enum class End { Measured, TakesLonger, Failed } end = End::TakesLonger;
    BaselineFigures figures;
    Cost cost;
    QString error;
};

namespace {

/// Those of topKs and of epochKs.
constexpr std::array measuredKs{1, 5, 10, 20, 50, 100};

/// FNV-1a over the pairs: another test file has other rows, whatever its name.
std::uint64_t numberFrom(const std::vector<UserRow>& users, const std::vector<MovieRow>& movies)
{
    std::uint64_t number = 0xcbf29ce484222325;
    for (std::size_t row = 0; row < users.size(); ++row)
        number = ((number ^ users[row].value) * 0x100000001b3 ^ movies[row].value) * 0x100000001b3;
    return number;
}

std::size_t trainedFilms(const Split& split)
{
    const auto counts = split.trainCounts();
    return counts.size() - static_cast<std::size_t>(std::ranges::count(counts, 0U));
}

}  // namespace

ItemBaselines::ItemBaselines(Session& session)
    : m_session(session), m_job(new Job(tr("Measuring item-kNN and EASE"), this))
{
    connect(&session, &Session::modelChanged, this, &ItemBaselines::follow);
    connect(&session, &Session::datasetChanged, this, &ItemBaselines::follow);
    connect(&session.training(), &TrainingJob::stateChanged, this, &ItemBaselines::follow);
    connect(m_job, &Job::ended, this, [this] {
        if (m_state != State::Measuring || m_waits)
            return;  // taken, or broken off for a run
        m_state = State::Cancelled;
        tell();
    });
}

ItemBaselines::~ItemBaselines() = default;

ItemBaselines::Rows ItemBaselines::rowsOf(const Model& model)
{
    const RunCard& card = model.card();
    Rows rows{card.fingerprint,
              model.catalogue().parts().ratingAbove,
              model.catalogue().key(),
              card.option("holdout"),
              0,
              0,
              model.includesUntrainedByDefault()};
    const auto holdout = Holdout::parse(rows.holdout);
    if (holdout && holdout->kind == Holdout::Kind::Random)
        rows.seed = card.seed;
    if (holdout && holdout->kind == Holdout::Kind::File)
        rows.testRows = numberFrom(model.parts().holdoutUsers, model.parts().holdoutMovies);
    return rows;
}

/// Nothing where only its model will tell: over a test file.
std::optional<ItemBaselines::Rows> ItemBaselines::rowsOfRun() const
{
    const TrainingLog& log = m_session.training().log();
    const auto& data = log.options.data;
    if (!m_session.dataset() || data.holdout.kind == Holdout::Kind::File)
        return {};
    return Rows{m_session.dataset()->fingerprint(),
                data.ratingAbove,
                data.key,
                data.holdout.toString(),
                data.holdout.kind == Holdout::Kind::Random ? data.seed : 0,
                0,
                log.basePreset == QStringLiteral("tutorial")};
}

bool ItemBaselines::showsTheRowsInCharts() const
{
    if (!m_rows)
        return false;
    return !m_session.training().isActive() || rowsOfRun() == m_rows;
}

ItemBaselines::State ItemBaselines::state() const
{
    if (m_session.training().isActive() && !(m_state == State::Measured && showsTheRowsInCharts()))
        return State::AfterRun;
    return m_state;
}

const EvaluationRow* ItemBaselines::line(std::string_view name) const
{
    if (state() != State::Measured)
        return nullptr;
    const auto found = std::ranges::find(m_figures.lines, name, &EvaluationRow::name);
    return found == m_figures.lines.end() ? nullptr : &*found;
}

QString ItemBaselines::note(std::string_view name) const
{
    switch (state()) {
    case State::None:
        return tr("There is no run to set it beside.");
    case State::AfterRun:
        return tr("Measured when the run has ended, so that it does not slow the training.");
    case State::Measuring:
        return tr("Being measured.");
    case State::Offered:
        return tr("Not measured unasked: it takes longer here.");
    case State::Cancelled:
        return tr("Not measured: it was cancelled.");
    case State::Failed:
        return tr("Not measured: %1").arg(m_error);
    case State::Measured:
        break;
    }
    const auto leftOut = std::ranges::find(m_figures.leftOut, name, &LeftOut::name);
    if (leftOut != m_figures.leftOut.end())
        return tr("%1 is left out: %2.").arg(text(name), QString::fromStdString(leftOut->why));
    const auto note = std::ranges::find_if(m_figures.notes, [&](const auto& words) { return words.starts_with(name); });
    return note == m_figures.notes.end() ? QString() : QString::fromStdString(*note);
}

bool ItemBaselines::canMeasure() const
{
    const State now = state();
    return now == State::Offered || now == State::Cancelled || now == State::Failed;
}

QString ItemBaselines::costInWords() const
{
    if (m_cost.films == 0)
        return tr("On the same rows as the run.");
    QString words = tr("On the same rows as the run: %1 and %2.")
                        .arg(counted(m_cost.films, tr("%1 film"), tr("%1 films")),
                             counted(m_cost.likes, tr("%1 like to learn from"), tr("%1 likes to learn from")));
    words += QLatin1Char(' ');
    if (m_cost.bytes > 0)
        words += tr("EASE takes about %1 of memory for the while, and a minute or longer.")
                     .arg(QLocale().formattedDataSize(static_cast<qint64>(m_cost.bytes), 1));
    else
        words += tr("EASE is left out: it is computed for up to %1 films. Item-kNN takes a minute or longer.")
                     .arg(formatCount(BaselineOptions{}.mostEaseFilms));
    return words;
}

void ItemBaselines::measure()
{
    if (canMeasure())
        start(true);
}

void ItemBaselines::tell()
{
    const State now = state();
    if (std::exchange(m_told, now) != now)
        Q_EMIT changed();
}

void ItemBaselines::follow()
{
    if (m_session.training().isActive()) {
        if (m_state == State::Measuring && !m_waits) {
            m_waits = true;
            m_job->stop();
        }
        tell();
        return;
    }
    if (m_session.modelIsLive())
        return;  // its run has ended, and what it leaves comes in a moment
    const auto& model = m_session.model();
    if (!model || !model->card().results) {
        m_state = State::None;
        m_rows.reset();
        m_waits = false;
        m_job->stop();
    } else if (auto rows = rowsOf(*model); rows != m_rows) {
        m_rows = std::move(rows);
        start(false);
    } else if (m_waits) {
        start(m_isAsked);
    }
    tell();
}

void ItemBaselines::start(bool asked)
{
    m_isAsked = asked;
    m_waits = false;
    m_state = State::Measuring;
    m_job->start(
        [model = m_session.model(), asked](const std::stop_token& stop, const ProgressFunction& progress) {
            Work work;
            const auto split = model->split(stop);
            if (!split)
                return work;
            const auto rows = MeasuredRows::of(*split, model->includesUntrainedByDefault());
            if (!asked && !itemModelsAreQuick(rows)) {
                work.cost.films = trainedFilms(*split);
                work.cost.likes = split->trainMovies().size();
                if (work.cost.films <= BaselineOptions{}.mostEaseFilms)
                    work.cost.bytes = easeBytes(split->seen(), work.cost.films);
                return work;
            }
            auto measured = measureBaselines(rows, measuredKs, {}, stop, progress);
            if (measured) {
                work.end = Work::End::Measured;
                work.figures = std::move(*measured);
            } else {
                work.end = Work::End::Failed;
                work.error = QString::fromStdString(measured.error().message);
            }
            return work;
        },
        [this](Work work) {
            switch (work.end) {
            case Work::End::Measured:
                m_state = State::Measured;
                m_figures = std::move(work.figures);
                break;
            case Work::End::TakesLonger:
                m_state = State::Offered;
                m_cost = work.cost;
                break;
            case Work::End::Failed:
                m_state = State::Failed;
                m_error = work.error;
                break;
            }
            tell();
        });
    tell();
}

}  // namespace projectionist
