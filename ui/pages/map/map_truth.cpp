// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/map_truth.h"

#include "ui/jobs/job.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace projectionist {

namespace {

constexpr qint64 leastPauseMilliseconds = 300;
constexpr qint64 pauseShare = 4;  // times what the last took: the map that forms needs the cores, too

struct Measured {
    std::optional<MapQuality> quality;
    std::optional<std::vector<float>> errors;
};

/// A line of the figures; gives its value.
Label* addFigure(QVBoxLayout& column, Label* name, QWidget** whole = nullptr)
{
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    auto* value = new Label(notComputed(), Type::Strong);
    line->addWidget(name, 1);
    line->addWidget(value);
    column.addWidget(row);
    if (whole)
        *whole = row;
    return value;
}

}  // namespace

MapTruth::MapTruth(QWidget* parent) : QWidget(parent), m_job(new Job(tr("Measuring the map"), this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::panelInside, Theme::panelInside, Theme::panelInside, Theme::panelInside);
    column->setSpacing(4);
    column->addWidget(new Label(tr("How true is this map?"), Type::Section));
    auto* trust = new Label(tr("Trustworthiness"));
    trust->setToolTip(tr("1: all that is near here is near in all dimensions. About a half: a map without sense. What "
                         "is near here and should not be counts by how far away it really is."));
    m_trust = addFigure(*column, trust);
    m_keptName = new Label;
    m_keptName->setToolTip(tr("Of the nearest in all dimensions, how many are among the nearest here. A perfect map "
                              "cannot be had in two dimensions; a map without sense keeps next to none."));
    m_kept = addFigure(*column, m_keptName);
    auto* shown = new Label(tr("Variance shown"));
    shown->setToolTip(tr("How much of what vectors differ by lies along the two axes"));
    m_shown = addFigure(*column, shown, &m_shownRow);
    m_shownRow->hide();
    m_of = new Label({}, Type::Small, Tone::Muted);
    m_note = new Label({}, Type::Small, Tone::Muted);
    for (auto* label : {m_of, m_note}) {
        label->setWordWrap(true);
        column->addWidget(label);
    }
    m_colour = linkButton(tr("Colour by error"));
    m_colour->setToolTip(tr("Colours each point by the share of its nearest that are far from it here (E)"));
    column->addWidget(m_colour, 0, Qt::AlignLeft);

    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &MapTruth::measure);
    connect(m_colour, &QToolButton::clicked, this, &MapTruth::colourByErrorToggled);
    connect(m_job, &Job::ended, this, &MapTruth::showFigures);
    showFigures();
}

MapTruth::~MapTruth() = default;

void MapTruth::setMeter(std::shared_ptr<const QualityMeter> meter)
{
    if (meter == m_meter)
        return;
    m_meter = std::move(meter);
    m_job->stop();
    m_quality.reset();
    m_isFinal = false;
    m_isDue = true;
    if (!std::exchange(m_errors, {}).empty())
        Q_EMIT errorsChanged();
    showFigures();
    measure();
}

void MapTruth::setPlaces(Places places, bool moving)
{
    if (places == m_places && moving == m_moving)
        return;
    m_places = std::move(places);
    m_moving = moving;
    m_isDue = true;
    m_isFinal = false;
    measure();
}

void MapTruth::setNote(const QString& note)
{
    m_note->setText(note);
}

void MapTruth::setVarianceShown(std::optional<double> share)
{
    m_shownRow->setVisible(share.has_value());
    m_shown->setText(formatPercent(share.value_or(0), 1));
}

void MapTruth::setFilms(bool films)
{
    m_isFilms = films;
    showFigures();
}

void MapTruth::setErrorsWanted(bool wanted)
{
    if (wanted == m_wanted)
        return;
    m_wanted = wanted;
    m_colour->setText(wanted ? tr("Colours as before") : tr("Colour by error"));
    if (wanted && m_errors.empty()) {
        m_isDue = true;
        measure();
    }
}

void MapTruth::measure()
{
    if (!m_meter || !m_places || !m_isDue)
        return;
    if (m_moving) {
        if (m_job->isRunning() || m_pause.isActive())
            return;
    }
    m_pause.stop();
    m_isDue = false;
    m_runsMoving = m_moving;
    m_since.start();
    m_job->start(
        [meter = m_meter, places = m_places, wanted = m_wanted,
         sample = m_moving ? pointsMeasuredLive : pointsMeasuredAtRest](const std::stop_token& stop,
                                                                        const ProgressFunction& progress) {
            Measured result;
            result.quality = meter->measure(*places, sample, stop, [&](const Progress& done) {
                progress({.stage = {}, .done = done.done, .total = done.total});
            });
            if (wanted)
                result.errors = meter->errors(*places, stop);
            return result;
        },
        [this](Measured result) {
            m_quality = result.quality;
            m_isFinal = !m_runsMoving && !m_isDue && m_quality.has_value();
            m_pause.start(static_cast<int>(std::max(leastPauseMilliseconds, pauseShare * m_since.elapsed())));
            if (result.errors) {
                m_errors = std::move(*result.errors);
                Q_EMIT errorsChanged();
            }
            Q_EMIT measured();
            if (m_isDue && !m_moving)
                measure();
        });
    showFigures();
}

void MapTruth::showFigures()
{
    const auto count = m_quality ? m_quality->neighbours : QualityOptions{}.neighbours;
    m_keptName->setText(counted(count, tr("%1 neighbour kept"), tr("%1 neighbours kept")));
    const auto value = [](const std::optional<double>& figure, auto format) {
        return figure ? format(*figure) : notComputed();
    };
    const auto quality = m_quality.value_or(MapQuality{});
    m_trust->setText(value(quality.trustworthiness, [](double share) { return formatDecimal(share, 3); }));
    m_kept->setText(value(quality.keptShare, [](double share) { return formatPercent(share); }));
    QString words;
    if (!m_meter)
        words = tr("Measured when the neighbours are known.");
    else if (!m_quality)
        words = m_job->isRunning() ? tr("Measuring.") : tr("Not measured.");
    else if (quality.points < 2)
        words = tr("A single point has no neighbours.");
    else {
        const auto points = formatCount(quality.points), sample = formatCount(quality.measured);
        if (quality.measured == quality.points)
            words = (m_isFilms ? tr("On all %1 films") : tr("On all %1 users")).arg(points);
        else
            words = (m_isFilms ? tr("On %1 of %2 films") : tr("On %1 of %2 users")).arg(sample, points);
        words += m_moving ? tr(", while it forms.") : m_isFinal ? tr(".") : tr(", while it formed.");
    }
    m_of->setText(words);
}

MapPlot::Scale MapTruth::errorScale() const
{
    MapPlot::Scale scale;
    scale.values = m_errors;
    scale.low = 0;
    scale.high = 1;
    scale.caption = tr("share of the nearest that is lost");
    scale.decimals = 1;
    return scale;
}

}  // namespace projectionist
