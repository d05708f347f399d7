// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/map_page.h"

#include "ui/models/format.h"
#include "ui/pages/map/genre_legend.h"
#include "ui/pages/map/genre_styles.h"
#include "ui/pages/map/map_content.h"
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
#include <initializer_list>
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
    case MapColour::Age:
        break;
    }
    return MapPage::tr("Age");
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
           "open; 0 fits the whole map."));
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
    header().addAction(copy);
    header().addAction(exporting);

    m_panel = new Panel;
    panels()->addWidget(m_panel, 1);
    buildToolBar();
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_plot, 1);
    middle->addWidget(new Rule(Qt::Vertical));
    m_panel->body()->addLayout(middle, 1);
    buildSide();
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
    m_of = new SegmentedControl(tr("What the map shows"));
    m_of->addSegment(tr("Films"), tr("Every film is a point"), int(MapOf::Films));
    m_of->addSegment(tr("Users"), tr("Every user is a point"), int(MapOf::Users));
    m_x = choiceField(tr("Horizontal axis"));
    m_y = choiceField(tr("Vertical axis"));
    for (auto* axis : {m_x, m_y})
        axis->setToolTip(
            tr("One of the first ten principal components: the directions along which the vectors differ most"));
    auto* fit = iconButton(QStringLiteral("fit"), tr("Fit the whole map (0)"));
    m_search = new SearchField(tr("Find on map"));
    m_search->setMaximumWidth(220);
    m_hitCount = new Label({}, Type::Small, Tone::Muted);

    m_panel->addHeaderWidgetLeft(m_of);
    m_panel->addHeaderWidgetLeft(new Label(tr("PCA"), Type::Strong));
    for (auto* part : std::initializer_list<QWidget*>{new Label(tr("across"), Type::Small, Tone::Muted), m_x,
                                                      new Label(tr("up"), Type::Small, Tone::Muted), m_y}) {
        m_panel->addHeaderWidgetLeft(part);
        m_axes.push_back(part);
    }
    m_panel->addHeaderWidget(m_hitCount);
    m_panel->addHeaderWidget(fit);
    m_panel->addHeaderWidget(m_search);
    m_panel->setHeaderRule(true);

    connect(m_of, &SegmentedControl::currentChanged, this, &MapPage::project);
    connect(m_x, &QComboBox::currentIndexChanged, this, &MapPage::chooseAxes);
    connect(m_y, &QComboBox::currentIndexChanged, this, &MapPage::chooseAxes);
    connect(fit, &QToolButton::clicked, m_plot, &MapPlot::fit);
    connect(m_search, &SearchField::searched, this, &MapPage::showHits);
    connect(m_search, &QLineEdit::returnPressed, this, &MapPage::walkHits);
}

void MapPage::buildSide()
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

    // Always in view, however low the window.
    auto* truth = new QVBoxLayout;
    truth->setContentsMargins(Theme::panelInside, Theme::panelInside, Theme::panelInside, Theme::panelInside);
    truth->setSpacing(4);
    truth->addWidget(new Label(tr("How true is this map?"), Type::Section));
    m_shares = new Label;
    m_truth = new Label({}, Type::Small, Tone::Muted);
    for (auto* label : {m_shares, m_truth}) {
        label->setWordWrap(true);
        truth->addWidget(label);
    }

    auto* frame = new QWidget;
    frame->setFixedWidth(sideWidth);
    auto* all = new QVBoxLayout(frame);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    all->addWidget(scroll, 1);
    all->addWidget(new Rule);
    all->addLayout(truth);
    m_panel->body()->itemAt(0)->layout()->addWidget(frame);

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
    fillAxes(sameKind);
    points.x = m_content->along(m_x->currentIndex());
    points.y = m_content->along(m_y->currentIndex());
    m_plot->setPoints(std::move(points));
    if (!sameKind) {
        m_plot->setScale({});
        fillColours();
    }
    m_legend->setVisible(m_content->isOfFilms());
    if (m_content->isOfFilms())
        m_legend->setCounts(m_content->groupCounts());
    header().setSubtitle(
        tr("%1, principal components of %2")
            .arg(pointsInWords(), counted(m_content->model().dimension(), tr("%1 dimension"), tr("%1 dimensions"))));
    m_plot->setFooter(session().isSimulated() ? tr("Simulated data: well-known films, invented viewers.") : QString());
    showStyles();
    showAxes();
    showHits(m_search->text());
    showSelection();
    Q_EMIT statusTextChanged();
}

void MapPage::fillAxes(bool keepChoice)
{
    const QSignalBlocker quietX(m_x);
    const QSignalBlocker quietY(m_y);
    const auto& shares = m_content->map()->components.varianceShare;
    const auto last = std::max(0, static_cast<int>(shares.size()) - 1);
    const auto x = keepChoice ? m_x->currentIndex() : 0;
    const auto y = keepChoice ? m_y->currentIndex() : 1;
    for (auto* axis : {m_x, m_y}) {
        axis->clear();
        for (std::size_t component = 0; component < shares.size(); ++component)
            axis->addItem(tr("PC %1 · %2").arg(component + 1).arg(formatPercent(shares[component], 1)));
    }
    for (auto* part : m_axes)
        part->setVisible(!shares.empty());
    m_x->setCurrentIndex(std::min(x, last));
    m_y->setCurrentIndex(std::min(y, last));
}

void MapPage::fillColours()
{
    const QSignalBlocker quiet(m_colour);
    m_colour->clear();
    for (const auto colour : m_content->colours())
        m_colour->addItem(nameOf(colour), int(colour));
}

void MapPage::chooseAxes()
{
    if (!m_content)
        return;
    m_plot->setPositions(m_content->along(m_x->currentIndex()), m_content->along(m_y->currentIndex()));
    showAxes();
}

void MapPage::showAxes()
{
    const auto x = m_x->currentIndex();
    const auto y = m_y->currentIndex();
    const auto caption = [&](int component) {
        return component < 0 ? QString()
                             : tr("PC %1 · %2 of variance")
                                   .arg(component + 1)
                                   .arg(formatPercent(m_content->varianceShare(component), 1));
    };
    m_plot->setAxisCaptions(caption(x), caption(y));
    m_shares->setVisible(m_content->varianceShare(0) > 0);
    if (m_content->varianceShare(0) <= 0) {
        m_truth->setText(m_content->size() > 1 ? tr("All vectors are the same, so there is no direction to lay out.")
                                               : tr("A single point has no directions to lay out. A map compares two "
                                                    "or more."));
        return;
    }
    const double shown = m_content->varianceShare(x) + (y == x ? 0 : m_content->varianceShare(y));
    m_shares->setText(tr("Variance shown  <b>%1</b>").arg(formatPercent(shown, 1)));
    m_shares->setTextFormat(Qt::RichText);
    m_truth->setText(
        tr("The other %1 lie in directions that cannot be seen here: what is near here need not be near. Lines and "
           "lists of neighbours use all %2 dimensions.")
            .arg(formatPercent(1 - shown, 1))
            .arg(m_content->model().dimension()));
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
    ModelPage::keyPressEvent(event);
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
    return tr("%1 on the map").arg(pointsInWords());
}

}  // namespace projectionist
