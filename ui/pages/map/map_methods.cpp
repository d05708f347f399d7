// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/map_methods.h"

#include "engine/project/map_start.h"
#include "ui/models/format.h"
#include "ui/pages/map/map_content.h"
#include "ui/pages/map/map_options_form.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/progress.h"
#include "ui/widgets/segmented_control.h"

#include <QHBoxLayout>
#include <QSettings>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <utility>

namespace projectionist {

namespace {

constexpr int typingMilliseconds = 400, clockMilliseconds = 250;
constexpr auto methodKey = "map/method";

/// As file names and settings have it.
QString plainNameOf(MapMethod method)
{
    return method == MapMethod::Pca    ? QStringLiteral("pca")
           : method == MapMethod::Tsne ? QStringLiteral("tsne")
                                       : QStringLiteral("umap");
}

}  // namespace

MapMethods::MapMethods(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_layout(new LayoutJob(this))
{
    build();
    session.addJob(&m_layout->job());
    m_edited.setSingleShot(true);
    m_edited.setInterval(typingMilliseconds);
    connect(&m_edited, &QTimer::timeout, this, &MapMethods::edit);
    m_clock.setInterval(clockMilliseconds);
    connect(&m_clock, &QTimer::timeout, this, &MapMethods::showTime);
    connect(m_layout, &LayoutJob::placesChanged, this, &MapMethods::takePlaces);
    connect(m_layout, &LayoutJob::stateChanged, this, &MapMethods::showState);
    connect(m_layout, &LayoutJob::ended, this, &MapMethods::takeEnd);
    connect(m_layout, &LayoutJob::failed, this, [this](const Error& error) { m_session.tell(error); });
    showState();
}

MapMethods::~MapMethods() = default;

void MapMethods::build()
{
    m_choice = new SegmentedControl(tr("Method"));
    m_choice->addSegment(nameOf(MapMethod::Pca),
                         tr("Two principal components: at once, straight, and blind to the rest"), int(MapMethod::Pca));
    m_choice->addSegment(nameOf(MapMethod::Tsne),
                         tr("Keeps near what is near, as well as two dimensions can; says little about what is far"),
                         int(MapMethod::Tsne));
    m_choice->addSegment(nameOf(MapMethod::Umap),
                         tr("Draws near what is near and leaves more room between groups; less true than t-SNE to each "
                            "point's nearest"),
                         int(MapMethod::Umap));
    m_choice->setCurrentData(int(MapMethod::Tsne));
    for (const auto method : {MapMethod::Pca, MapMethod::Umap}) {
        if (QSettings().value(QLatin1String(methodKey)).toString() == plainNameOf(method))
            m_choice->setCurrentData(int(method));
    }
    m_gear = plainIconButton(QStringLiteral("gear"), tr("Options of the map"));
    m_pause = plainIconButton(QStringLiteral("pause"), tr("Pause"));
    m_stop = plainIconButton(QStringLiteral("stop"), tr("Stop and keep what has formed"));
    m_words = new ElidedLabel({}, Type::Small, Tone::Muted);
    m_line = new ProgressLine;
    m_line->setThickness(3);
    m_line->setAccessibleName(tr("How far the map is"));
    auto kept = m_line->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_line->setSizePolicy(kept);
    m_form = new MapOptionsForm(this);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::controlGap);
    for (auto* widget : std::initializer_list<QWidget*>{m_choice, m_gear, m_pause, m_stop})
        row->addWidget(widget);
    row->addWidget(m_words, 1);

    connect(m_choice, &SegmentedControl::currentChanged, this, [this] {
        QSettings().setValue(QLatin1String(methodKey), plainNameOf(method()));
        choose();
    });
    connect(m_gear, &QToolButton::clicked, this, [this] { m_form->popUpBelow(*m_gear); });
    connect(m_pause, &QToolButton::clicked, this, [this] {
        if (!m_layout->isActive() || !m_forming || *m_forming == MapMethod::Pca)
            start();
        else if (m_layout->state() == LayoutJob::State::Paused)
            m_layout->resume();
        else
            m_layout->pause();
    });
    connect(m_stop, &QToolButton::clicked, m_layout, &LayoutJob::stop);
    connect(m_form, &MapOptionsForm::edited, this, [this](bool typing) {
        if (typing)
            m_edited.start();
        else
            edit();
    });
}

MapMethod MapMethods::method() const
{
    return static_cast<MapMethod>(m_choice->currentData().toInt());
}

void MapMethods::setMethod(MapMethod method)
{
    if (method == this->method())
        return;
    const QSignalBlocker quiet(m_choice);
    m_choice->setCurrentData(int(method));
    choose();
}

bool MapMethods::isForming() const
{
    return m_layout->isActive() && m_layout->state() != LayoutJob::State::Paused && method() != MapMethod::Pca;
}

void MapMethods::setContent(std::shared_ptr<const MapContent> content)
{
    m_layout->abandon();
    m_forming.reset();
    m_drawn.clear();
    m_content = std::move(content);
    const auto components = static_cast<int>(m_content->map()->components.varianceShare.size());
    if (std::max(m_options.across, m_options.up) >= components) {
        m_options.across = 0;
        m_options.up = components > 1 ? 1 : 0;
    }
    m_form->setOptions(m_options);
    m_places = method() == MapMethod::Pca ? m_content->placesAlong(m_options.across, m_options.up)
                                          : m_content->placesAlong(0, 1);
    choose();
}

void MapMethods::choose()
{
    if (!m_content)
        return;
    m_form->setMethod(method(), m_content->size(), m_content->map()->components.varianceShare);
    begin();
}

void MapMethods::setOptions(const MapOptions& options)
{
    m_form->setOptions(options);
    edit();
}

void MapMethods::edit()
{
    m_edited.stop();
    if (!m_content || !m_form->problem().isEmpty() || m_form->options() == m_options)
        return;
    const auto before = std::exchange(m_options, m_form->options());
    if (method() == MapMethod::Pca)
        replacePlaces(m_content->placesAlong(m_options.across, m_options.up));
    if (m_options.thatMatterTo(method()) != before.thatMatterTo(method()))
        begin();
    else
        showState();
}

void MapMethods::begin()
{
    const auto wanted = m_options.thatMatterTo(method());
    const auto drawn = m_drawn.find(method());
    const bool isKept = method() != MapMethod::Pca && drawn != m_drawn.end() && drawn->second.options == wanted &&
                        drawn->second.places && drawn->second.end != LayoutJob::End::None;
    if (isKept) {
        m_forming.reset();
        replacePlaces(drawn->second.places);
        m_layout->start(request(MapMethod::Pca));  // for what it is measured by
        showState();
    } else {
        start();
    }
}

MapMethods::Places MapMethods::startOf(const MapOptions& options) const
{
    switch (options.start) {
    case MapOptions::Start::Random:
        return std::make_shared<const Matrix>(randomStart(m_content->size(), options.seed));
    case MapOptions::Start::Current:
        return m_places;
    case MapOptions::Start::Components:
        break;
    }
    return std::make_shared<const Matrix>(startFromComponents(m_content->map()->components));
}

LayoutRequest MapMethods::request(MapMethod method) const
{
    LayoutRequest request;
    request.model = m_content->sharedModel();
    request.map = m_content->map();
    request.distance = m_options.distance;
    request.tsne = m_options.tsne();
    request.umap = m_options.umap();
    // So many that a change of method does not search again.
    for (const auto later : {MapMethod::Tsne, MapMethod::Umap}) {
        request.method = later;
        request.neighbours = std::max(request.neighbours, neighboursNeeded(request));
    }
    request.method = method;
    if (method != MapMethod::Pca)
        request.start = startOf(m_options);
    return request;
}

void MapMethods::start()
{
    auto wanted = request(method());
    if (method() == MapMethod::Pca)
        replacePlaces(m_content->placesAlong(m_options.across, m_options.up));
    else if (m_options.start == MapOptions::Start::Components)
        replacePlaces(m_content->placesAlong(0, 1));
    m_forming = method();
    m_isFirst = true;
    m_drawn[method()] = {m_options.thatMatterTo(method()), {}, LayoutJob::End::None, 0};
    m_layout->start(std::move(wanted));
    showState();
}

void MapMethods::replacePlaces(Places places)
{
    const bool same =
        m_places && m_places->rows() == places->rows() && std::ranges::equal(m_places->values(), places->values());
    m_places = std::move(places);
    if (!same)
        Q_EMIT placesReplaced();
}

void MapMethods::takePlaces()
{
    if (m_forming != method())
        return;
    m_places = m_layout->places();
    auto& drawn = m_drawn[method()];
    drawn.places = m_places;
    drawn.iteration = m_layout->iteration();
    if (std::exchange(m_isFirst, false))
        Q_EMIT placesReplaced();
    else
        Q_EMIT placesMoved();
    showTime();
}

void MapMethods::takeEnd()
{
    if (m_forming)
        m_drawn[*m_forming].end = m_layout->end();
    showState();
}

void MapMethods::showState()
{
    using State = LayoutJob::State;
    const auto state = m_layout->state();
    const bool forms = m_forming && *m_forming != MapMethod::Pca && state != State::Idle;
    const bool paused = state == State::Paused;
    m_pause->setVisible(method() != MapMethod::Pca);
    m_stop->setVisible(forms);
    m_line->setVisible(forms);
    m_pause->setEnabled(m_content && (!forms || paused || state == State::Running));
    m_stop->setEnabled(state != State::Stopping);
    m_pause->setIcon(icon(forms && !paused ? QStringLiteral("pause") : QStringLiteral("play")));
    m_pause->setToolTip(!forms ? tr("Let the map form anew") : paused ? tr("Go on") : tr("Pause"));
    m_pause->setAccessibleName(m_pause->toolTip());
    if (forms && !paused)
        m_clock.start();
    else
        m_clock.stop();
    showTime();
    Q_EMIT stateChanged();
}

void MapMethods::showTime()
{
    if (!m_content)
        return;
    using State = LayoutJob::State;
    const auto& job = m_layout->job();
    const auto state = m_layout->state();
    if (!m_forming || *m_forming == MapMethod::Pca || state == State::Idle) {
        m_words->setText(m_options.inWords(method(), m_content->size()));
        return;
    }
    m_line->setShare(job.share());
    const auto iterations = tr("%1 of %2").arg(formatCount(m_layout->iteration()), formatCount(m_layout->iterations()));
    switch (state) {
    case State::Paused:
        m_words->setText(tr("paused at %1").arg(iterations));
        return;
    case State::Stopping:
        m_words->setText(tr("stopping"));
        return;
    case State::Preparing:
        m_words->setText(job.stage());
        return;
    default:
        break;
    }
    const auto left = formatTimeLeft(job.secondsLeft() < 0 ? -1 : std::ceil(job.secondsLeft()));
    m_words->setText(left.isEmpty() ? iterations : tr("%1, %2").arg(iterations, left));
}

QString MapMethods::statusText() const
{
    using End = LayoutJob::End;
    const auto drawn = m_drawn.find(method());
    if (method() == MapMethod::Pca || drawn == m_drawn.end())
        return {};
    const auto name = nameOf(method());
    const auto iteration = formatCount(drawn->second.iteration);
    if (m_layout->state() == LayoutJob::State::Paused)
        return tr("%1 paused at iteration %2").arg(name, iteration);
    if (drawn->second.end == End::Finished)
        return tr("%1 finished, %2")
            .arg(name, counted(drawn->second.iteration, tr("%1 iteration"), tr("%1 iterations")));
    if (drawn->second.end == End::Stopped)
        return drawn->second.places ? tr("%1 stopped at iteration %2").arg(name, iteration)
                                    : tr("%1 stopped before the first iteration").arg(name);
    if (drawn->second.end == End::Failed)
        return tr("%1 could not go on").arg(name);
    return {};
}

QString MapMethods::title() const
{
    if (!m_content)
        return tr("Map");
    return (m_content->isOfFilms() ? tr("Map of films, %1, %2") : tr("Map of users, %1, %2"))
        .arg(nameOf(method()), m_options.inWords(method(), m_content->size()));
}

QString MapMethods::fileName() const
{
    const auto of = m_content && !m_content->isOfFilms() ? QStringLiteral("users-") : QStringLiteral("films-");
    return of + plainNameOf(method());
}

}  // namespace projectionist
