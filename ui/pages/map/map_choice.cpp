// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/map_choice.h"

#include "ui/jobs/job.h"
#include "ui/models/format.h"
#include "ui/pages/map/map_content.h"
#include "ui/session/group.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/file_dialogs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/style.h"

#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace projectionist {

namespace {

constexpr std::size_t neighboursEach = 5;
constexpr int room = 12, captionRoom = 30, scaleRoom = 56;

}  // namespace

MapChoice::MapChoice(Session& session, MapPlot& plot)
    : QFrame(&plot)
    , m_session(session)
    , m_plot(plot)
    , m_growing(new Job(tr("Finding the nearest"), this))
    , m_count(new Label({}, Type::Strong))
{
    session.addJob(m_growing);
    setCursor(Qt::ArrowCursor);
    setFocusPolicy(Qt::NoFocus);
    setAttribute(Qt::WA_NoMousePropagation);  // a click on it is none on the map
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 4, 4);
    row->setSpacing(Theme::controlGap);
    row->addWidget(m_count);
    const auto add = [&](const QString& text, const QString& iconName, const QString& tip, void (MapChoice::*run)()) {
        auto* button = secondaryButton(text, iconName);
        button->setToolTip(tip);
        connect(button, &QPushButton::clicked, this, run);
        row->addWidget(button);
        m_buttons.push_back(button);
    };
    add(tr("Export CSV…"), QStringLiteral("export"), tr("What is chosen, with its places on the map, as a table"),
        &MapChoice::chooseCsv);
    add(tr("Invert"), QStringLiteral("undo"), tr("Chooses what is seen and not chosen"), &MapChoice::invert);
    add(tr("Grow to neighbours"), QStringLiteral("plus"),
        tr("Adds the five nearest of each, in all dimensions, wherever they lie here"), &MapChoice::grow);
    auto* close = plainIconButton(QStringLiteral("close"), tr("Choose nothing (Esc)"));
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, [this] { m_plot.setChosen({}); });
    connect(&plot, &MapPlot::chosenChanged, this, &MapChoice::follow);
    plot.installEventFilter(this);
    hide();
}

void MapChoice::setContent(std::shared_ptr<const MapContent> content, bool includeUntrained)
{
    m_growing->stop();
    m_again.clear();
    if (m_content && content && m_content->map()->of == content->map()->of)
        m_again = pointsOf(*content, ids());
    m_content = std::move(content);
    m_includeUntrained = includeUntrained;
}

std::vector<std::size_t> MapChoice::pointsOf(const MapContent& content, const QStringList& ids) const
{
    std::vector<std::size_t> points;
    for (const auto& id : ids) {
        std::optional<std::size_t> point;
        if (content.isOfFilms()) {
            if (const auto movie = m_session.movieRow(id))
                point = content.pointOf(movie->value);
        } else if (const auto user = m_session.userRow(id)) {
            point = content.pointOf(user->value);
        }
        if (point)
            points.push_back(*point);
    }
    return points;
}

bool MapChoice::isOfFilms() const
{
    return !m_content || m_content->isOfFilms();
}

QStringList MapChoice::ids() const
{
    QStringList ids;
    for (const auto point : m_plot.chosen())
        ids << m_content->idOf(point);
    return ids;
}

std::size_t MapChoice::chooseIds(const QStringList& ids)
{
    if (!m_content)
        return 0;
    auto points = pointsOf(*m_content, ids);
    const std::size_t found = points.size();
    m_plot.setChosen(std::move(points));
    return found;
}

QString MapChoice::inWords() const
{
    const auto count = m_plot.chosen().size();
    return isOfFilms() ? counted(count, tr("%1 film"), tr("%1 films")) : counted(count, tr("%1 user"), tr("%1 users"));
}

void MapChoice::follow()
{
    m_growing->stop();
    if (m_plot.chosen().empty() && !m_again.empty()) {
        m_isAgain = true;
        m_plot.setChosen(std::exchange(m_again, {}));
        m_isAgain = false;
        return;
    }
    m_again.clear();
    tellSession();
    m_count->setText(inWords());
    setVisible(!m_plot.chosen().empty());
    place();
}

void MapChoice::tellSession()
{
    if (m_plot.chosen().empty() || !m_content || m_content->map()->of == MapOf::Both) {
        m_session.setGroup({});
        return;
    }
    auto group = std::make_shared<Group>();
    group->ofFilms = m_content->isOfFilms();
    for (const auto point : m_plot.chosen())
        group->rows.push_back(m_content->map()->rows[point]);
    std::ranges::sort(group->rows);
    group->model = m_content->sharedModel();
    group->films = m_content->sharedFilms();
    group->where = m_plot.title();
    if (!m_isAgain)
        m_session.clearSelection();  // what is chosen last is looked at
    m_session.setGroup(std::move(group));
}

void MapChoice::place()
{
    if (isHidden())
        return;
    for (auto* button : m_buttons)
        setIconOnly(button, false);
    layout()->activate();
    if (sizeHint().width() > m_plot.width() - 2 * room) {
        for (auto* button : m_buttons)
            setIconOnly(button, true);
        layout()->activate();
    }
    const QSize size = sizeHint();
    setGeometry(
        QRect(QPoint(room, m_plot.height() - size.height() - (m_plot.hasScale() ? scaleRoom : captionRoom)), size));
    raise();
}

bool MapChoice::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QFrame::eventFilter(watched, event);
}

void MapChoice::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFrame(painter, QRectF(rect()), Theme::panelRadius, theme().strong, theme().panel);
}

void MapChoice::invert()
{
    m_plot.invertChosen();
}

void MapChoice::grow()
{
    if (!m_content)
        return;
    m_growing->start(
        [content = m_content, points = m_plot.chosen(),
         untrained = m_includeUntrained](const std::stop_token& stop, const ProgressFunction& progress) {
            return withNeighbours(*content, points, neighboursEach, untrained, stop, progress);
        },
        [this](std::vector<std::size_t> points) { m_plot.setChosen(std::move(points)); });
}

void MapChoice::chooseCsv()
{
    if (!m_content)
        return;
    saveFile(this, tr("Export %1").arg(inWords()),
             m_content->isOfFilms() ? QStringLiteral("chosen-films.csv") : QStringLiteral("chosen-users.csv"),
             tr("Comma-separated values (*.csv)"), QStringLiteral("csv"),
             [this](const QString& path) { saveCsv(path); });
}

void MapChoice::saveCsv(const QString& path)
{
    if (!m_content)
        return;
    MapRows rows;
    rows.points = m_plot.chosen();
    for (const auto point : rows.points)
        rows.places.push_back(m_plot.placeOf(point));
    QStringList comment;
    if (m_session.isSimulated())
        comment << tr("Simulated data: well-known films, invented viewers. Results say nothing about real ones.");
    comment << m_plot.title();
    rows.comment = comment.join(QLatin1Char('\n')).toStdString();
    m_session.exportInBackground(tr("Writing %1").arg(QFileInfo(path).fileName()),
                                 [content = m_content, rows = std::move(rows), path,
                                  words = inWords()](const std::stop_token& stop, const ProgressFunction& progress) {
                                     return writeCsv(*content, rows, path.toStdString(), stop, progress).map([&] {
                                         return stop.stop_requested() ? QString()
                                                                      : tr("Wrote %1 to %2.").arg(words, path);
                                     });
                                 });
}

}  // namespace projectionist
