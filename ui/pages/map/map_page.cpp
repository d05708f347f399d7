// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/map_page.h"

#include "ui/models/format.h"
#include "ui/pages/map/genre_legend.h"
#include "ui/pages/map/genre_styles.h"
#include "ui/pages/map/map_choice.h"
#include "ui/pages/map/map_content.h"
#include "ui/pages/map/map_methods.h"
#include "ui/pages/map/map_tools.h"
#include "ui/pages/map/map_truth.h"
#include "ui/pages/map/saved_selections.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/progress.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <tuple>
#include <utility>

namespace projectionist {

namespace {

constexpr int sideWidth = 232;

QString nameOf(MapColour colour)
{
    switch (colour) {
    case MapColour::Genre:
        return MapPage::tr("Genre");
    case MapColour::Year:
        return MapPage::tr("Year");
    case MapColour::Ratings:
        return MapPage::tr("Ratings");
    case MapColour::MeanRating:
        return MapPage::tr("Mean rating");
    case MapColour::Error:
        return MapPage::tr("Error");
    case MapColour::Age:
        break;
    }
    return MapPage::tr("Age");
}

std::pair<std::vector<float>, std::vector<float>> columnsOf(const Matrix& places)
{
    std::pair<std::vector<float>, std::vector<float>> columns;
    columns.first.reserve(places.rows());
    columns.second.reserve(places.rows());
    for (std::size_t point = 0; point < places.rows(); ++point) {
        columns.first.push_back(places.row(point)[0]);
        columns.second.push_back(places.row(point)[1]);
    }
    return columns;
}

}  // namespace

MapPage::MapPage(Session& session, QWidget* parent)
    : ModelPage(PageId::Map, session,
                {QStringLiteral("map"), tr("Train a model to see the map"),
                 tr("The map shows film vectors, and vectors come from training.")},
                parent)
    , m_job(new Job(tr("Projecting"), this))
    , m_nearHovered(new Job(tr("Finding the nearest"), this))
    , m_nearSelected(new Job(tr("Finding the nearest"), this))
    , m_colouring(new Job(tr("Colouring"), this))
    , m_searching(new Job(tr("Searching"), this))
{
    session.addJob(m_job);
    m_plot = new MapPlot;
    m_plot->setWhatsThis(
        tr("Films or users as points. Drag to move, turn the wheel to zoom, click to select, double-click to "
           "open; 0 fits the whole map. Box and lasso choose many."));
    m_plot->setTitle(tr("Map"));
    m_plot->setMinimumSize(320, 240);

    auto* copy = secondaryButton(tr("Copy picture"), QStringLiteral("export"));
    copy->setToolTip(tr("Copies the map as it is seen"));
    connect(copy, &QPushButton::clicked, m_plot, &PlotWidget::copyPicture);
    auto* exporting = secondaryButton(tr("Export"), QStringLiteral("download"));
    exporting->setToolTip(tr("The picture as PNG, SVG or PDF; the coordinates as CSV"));
    auto* menu = new QMenu(exporting);
    m_plot->fillMenu(*menu);
    exporting->setMenu(menu);
    m_of = new SegmentedControl(tr("What the map shows"));
    m_of->addSegment(tr("Films"), tr("Every film is a point"), int(MapOf::Films));
    m_of->addSegment(tr("Users"), tr("Every user is a point"), int(MapOf::Users));
    connect(m_of, &SegmentedControl::currentChanged, this, &MapPage::project);
    header().addAction(m_of);
    header().addAction(copy);
    header().addAction(exporting);

    m_panel = new Panel;
    panels()->addWidget(m_panel, 1);
    buildToolBar();
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    auto* picture = new QVBoxLayout;
    picture->setSpacing(0);
    picture->addWidget(m_methods->line());
    picture->addWidget(m_plot, 1);
    middle->addLayout(picture, 1);
    middle->addWidget(new Rule(Qt::Vertical));
    m_panel->body()->addLayout(middle, 1);
    buildSide(*middle);
    new BusyOverlay(m_plot, m_job);

    m_plot->setCardFunction([this](std::size_t point) { return m_content->cardOf(point); });
    connect(m_plot, &MapPlot::hovered, this, [this](std::optional<std::size_t> point) {
        findNearest(m_nearHovered, point, [this](std::vector<std::size_t> nearest, std::size_t nearInPicture) {
            showHoveredNeighbours(std::move(nearest), nearInPicture);
        });
    });
    connect(m_plot, &MapPlot::selectionRequested, this, &MapPage::selectPoint);
    connect(m_plot, &MapPlot::opened, this, &MapPage::openPoint);
    connect(m_plot, &MapPlot::themeSwitched, this, &MapPage::showStyles);
    connect(m_plot, &PlotWidget::exportFailed, this, [this](const Error& error) { this->session().tell(error); });
    connect(&session, &Session::selectionChanged, this, &MapPage::showSelection);
    connect(&session, &Session::mapCentringRequested, this, [this] {
        m_centreWhenShown = true;
        showSelection();
    });
}

MapPage::~MapPage() = default;

void MapPage::buildToolBar()
{
    m_methods = new MapMethods(session());
    auto* fit = iconButton(QStringLiteral("fit"), tr("Fit the whole map (0)"));
    m_search = new SearchField(tr("Find on map"));
    m_search->setMaximumWidth(220);
    m_hitCount = new Label({}, Type::Small, Tone::Muted);

    m_panel->addHeaderWidgetLeft(m_methods);
    m_methods->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_panel->addHeaderWidget(m_hitCount);
    m_tools = new MapTools(*m_plot);
    m_choice = new MapChoice(session(), *m_plot);
    m_panel->addHeaderWidget(m_tools);
    m_panel->addHeaderWidget(new SavedSelections(session(), *m_choice));
    m_panel->addHeaderWidget(fit);
    m_panel->addHeaderWidget(m_search);
    m_panel->setHeaderRule(true);

    connect(m_methods, &MapMethods::placesReplaced, this, &MapPage::replacePlaces);
    connect(m_methods, &MapMethods::placesMoved, this, &MapPage::movePlaces);
    connect(m_methods, &MapMethods::stateChanged, this, &MapPage::showMethod);
    connect(fit, &QToolButton::clicked, m_plot, &MapPlot::fit);
    connect(m_search, &SearchField::searched, this, &MapPage::showHits);
    connect(m_search, &QLineEdit::returnPressed, this, &MapPage::walkHits);
}

void MapPage::buildSide(QHBoxLayout& middle)
{
    auto* side = new QWidget;
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(Theme::panelInside, Theme::panelInside, Theme::panelInside, Theme::panelInside);
    column->setSpacing(Theme::controlGap);
    auto* colourRow = new QHBoxLayout;
    m_colour = choiceField(tr("Colour"));
    m_colour->setToolTip(tr("What the colour of a point says"));
    colourRow->addWidget(new Label(tr("Colour"), Type::Body, Tone::Muted));
    colourRow->addWidget(m_colour, 1);
    column->addLayout(colourRow);
    m_legend = new GenreLegend;
    column->addWidget(m_legend);
    column->addWidget(new Label(tr("Layers"), Type::Section));
    m_labels = new QCheckBox(tr("Labels"));
    m_labels->setToolTip(tr("Titles of the films that most have rated, as far as there is room"));
    m_lines = new QCheckBox(tr("Lines to the nearest"));
    m_lines->setToolTip(tr("From the film under the pointer and the selected one to the seven nearest in all "
                           "dimensions, however far they lie here"));
    m_untrained = new QCheckBox(tr("Untrained films"));
    m_untrained->setToolTip(tr("Films without a rating above the bound keep their random start and say nothing"));
    m_labels->setChecked(true);
    m_lines->setChecked(true);
    column->addWidget(m_labels);
    column->addWidget(m_lines);
    column->addWidget(m_untrained);
    column->addStretch(1);

    auto* scroll = new QScrollArea;
    scroll->setWidget(side);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    side->setAutoFillBackground(false);

    m_truth = new MapTruth;
    session().addJob(&m_truth->job());
    connect(&m_methods->layout(), &LayoutJob::neighboursFound, this, &MapPage::measure);
    connect(m_truth, &MapTruth::colourByErrorToggled, this, &MapPage::toggleErrorColour);
    connect(m_truth, &MapTruth::errorsChanged, this, [this] {
        if (static_cast<MapColour>(m_colour->currentData().toInt()) == MapColour::Error)
            m_plot->setScale(m_truth->errorScale());
    });

    auto* frame = new QWidget;
    frame->setFixedWidth(sideWidth);
    auto* all = new QVBoxLayout(frame);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(scroll, 1);
    all->addWidget(new Rule);
    all->addWidget(m_truth);  // always in view, however low the window
    middle.addWidget(frame);

    connect(m_colour, &QComboBox::currentIndexChanged, this, &MapPage::showColours);
    connect(m_legend, &GenreLegend::changed, this, &MapPage::showColours);
    connect(m_labels, &QCheckBox::toggled, m_plot, &MapPlot::setLabelsShown);
    connect(m_lines, &QCheckBox::toggled, m_plot, &MapPlot::setLinesShown);
    connect(m_lines, &QCheckBox::toggled, this, &MapPage::showSelection);
    connect(m_untrained, &QCheckBox::clicked, this, &MapPage::project);
}

bool MapPage::choosesFilms() const
{
    return m_of->currentData().toInt() == int(MapOf::Films);
}

std::shared_ptr<const ProjectedMap> MapPage::map() const
{
    return m_content ? m_content->map() : nullptr;
}

void MapPage::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void MapPage::showModel()
{
    if (isNextEpoch() && m_content)
        return;
    const QSignalBlocker quiet(m_untrained);
    m_untrained->setChecked(model()->includesUntrainedByDefault());
    project();
}

void MapPage::project()
{
    if (!model())
        return;
    m_untrained->setVisible(choosesFilms());
    struct Projected {
        std::shared_ptr<const MapContent> content;
        MapPlot::Points points;
    };
    m_job->start(
        [model = model(), films = films(), of = choosesFilms() ? MapOf::Films : MapOf::Users,
         untrained = m_untrained->isChecked()](std::stop_token stop, const ProgressFunction&) -> Projected {
            auto map = projectModel(*model, of, untrained, std::move(stop));
            if (!map)
                return {};
            auto content = std::make_shared<const MapContent>(model, films, std::move(map));
            auto points = content->points();
            return {std::move(content), std::move(points)};
        },
        [this](Projected projected) {
            if (projected.content)
                showMap(std::move(projected.content), std::move(projected.points));
        });
}

void MapPage::showMap(std::shared_ptr<const MapContent> content, MapPlot::Points points)
{
    const bool sameKind = m_content && m_content->isOfFilms() == content->isOfFilms();
    for (auto* job : {m_nearHovered, m_nearSelected, m_colouring, m_searching})
        job->stop();
    m_content = std::move(content);
    m_truth->setMeter({});
    m_truth->setFilms(m_content->isOfFilms());
    const auto places = m_methods->method() == MapMethod::Pca
                            ? m_content->placesAlong(m_methods->options().across, m_methods->options().up)
                            : m_content->placesAlong(0, 1);
    std::tie(points.x, points.y) = columnsOf(*places);
    m_choice->setContent(m_content, m_untrained->isChecked());
    m_plot->setPoints(std::move(points));
    if (!sameKind) {
        m_plot->setScale({});
        fillColours();
    }
    m_legend->setVisible(m_content->isOfFilms());
    if (m_content->isOfFilms())
        m_legend->setCounts(m_content->groupCounts());
    header().setSubtitle(
        tr("%1, distances from %2")
            .arg(pointsInWords(), counted(m_content->model().dimension(), tr("%1 dimension"), tr("%1 dimensions"))));
    m_plot->setFooter(session().isSimulated() ? tr("Simulated data: well-known films, invented viewers.") : QString());
    showStyles();
    m_methods->setContent(m_content);
    showHits(m_search->text());
    showSelection();
    Q_EMIT statusTextChanged();
}

void MapPage::fillColours()
{
    const QSignalBlocker quiet(m_colour);
    m_colour->clear();
    for (const auto colour : m_content->colours())
        m_colour->addItem(nameOf(colour), int(colour));
    m_colour->addItem(nameOf(MapColour::Error), int(MapColour::Error));
    m_colourBefore = 0;
    m_truth->setErrorsWanted(false);
}

void MapPage::replacePlaces()
{
    auto [x, y] = columnsOf(*m_methods->places());
    m_plot->setPositions(std::move(x), std::move(y));
    showMethod();
}

void MapPage::movePlaces()
{
    if (!isVisible())
        return;
    auto [x, y] = columnsOf(*m_methods->places());
    m_plot->movePositions(std::move(x), std::move(y));
    measure();
}

void MapPage::measure()
{
    m_truth->setPlaces(m_methods->places(), m_methods->isForming());
    m_truth->setMeter(m_methods->layout().meter());
}

void MapPage::showMethod()
{
    if (!m_content || !m_methods->places())
        return;
    measure();
    const bool isPca = m_methods->method() == MapMethod::Pca;
    const auto across = m_methods->options().across, up = m_methods->options().up;
    const auto caption = [&](int component) {
        return !isPca || component >= std::ssize(m_content->map()->components.varianceShare)
                   ? QString()
                   : tr("PC %1 · %2 of variance")
                         .arg(component + 1)
                         .arg(formatPercent(m_content->varianceShare(component), 1));
    };
    m_plot->setAxisCaptions(caption(across), caption(up));
    m_plot->setTitle(m_methods->title());
    m_plot->setFileName(m_methods->fileName());
    const bool varies = m_content->varianceShare(0) > 0;
    const double shown = m_content->varianceShare(across) + (up == across ? 0 : m_content->varianceShare(up));
    m_truth->setVarianceShown(isPca && varies ? std::optional(shown) : std::nullopt);
    m_truth->setNote(
        m_content->size() < 2 ? tr("A single point has no directions to lay out. A map compares two or "
                                   "more.")
        : !varies             ? tr("All vectors are the same, so there is no direction to lay out.")
        : isPca ? tr("The other %1 lie in directions that cannot be seen here.").arg(formatPercent(1 - shown, 1))
                : tr("Distances between far groups mean little."));
    Q_EMIT statusTextChanged();
}

void MapPage::toggleErrorColour()
{
    const auto error = m_colour->findData(int(MapColour::Error));
    m_colour->setCurrentIndex(m_colour->currentIndex() == error ? m_colourBefore : error);
}

void MapPage::showStyles()
{
    if (!m_content)
        return;
    if (m_content->isOfFilms())
        m_plot->setStyles(genreStyles());
    else
        m_plot->setStyles({{theme().blue, {}, MarkShape::Disc}});
    showColours();
}

void MapPage::showColours()
{
    if (!m_content)
        return;
    for (std::size_t group = 0; group < genreGroupCount; ++group)
        m_plot->setGroupHidden(group, m_content->isOfFilms() && !m_legend->isShown(static_cast<GenreGroup>(group)));
    const auto colour = static_cast<MapColour>(m_colour->currentData().toInt());
    m_truth->setErrorsWanted(colour == MapColour::Error);
    if (colour == MapColour::Error) {
        m_colouring->stop();
        m_plot->setScale(m_truth->errorScale());
        return;
    }
    m_colourBefore = m_colour->currentIndex();
    if (colour == MapColour::Genre) {
        m_colouring->stop();
        m_plot->setScale({});
        return;
    }
    m_colouring->start([content = m_content, colour](const std::stop_token&,
                                                     const ProgressFunction&) { return content->scaleOf(colour); },
                       [this](MapPlot::Scale scale) { m_plot->setScale(std::move(scale)); });
}

void MapPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
        m_search->setSearch({});
        return;
    }
    if (m_tools->takeKey(*event))
        return;
    if (event->key() == Qt::Key_E && event->modifiers() == Qt::NoModifier && m_content) {
        toggleErrorColour();
        return;
    }
    ModelPage::keyPressEvent(event);
}

void MapPage::showEvent(QShowEvent* event)
{
    ModelPage::showEvent(event);
    if (m_content && m_methods->places())
        movePlaces();  // what came while nobody looked
}

void MapPage::exportTable()
{
    if (m_content)
        m_plot->chooseCsv();
}

QString MapPage::pointsInWords() const
{
    return m_content->isOfFilms() ? counted(m_content->size(), tr("%1 film"), tr("%1 films"))
                                  : counted(m_content->size(), tr("%1 user"), tr("%1 users"));
}

QString MapPage::statusText() const
{
    if (!model() || !m_content)
        return {};
    const auto method = m_content->size() < 2 ? QString() : m_methods->statusText();
    return method.isEmpty() ? tr("%1 on the map").arg(pointsInWords()) : method;
}

}  // namespace projectionist
