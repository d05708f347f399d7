// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/map_page.h"

#include "engine/core/text.h"
#include "engine/retrieve/neighbours.h"
#include "ui/models/format.h"
#include "ui/pages/map/genre_legend.h"
#include "ui/plots/map_plot.h"
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
#include <array>
#include <limits>

namespace projectionist {

namespace {

constexpr std::size_t nearestCount = 7;
constexpr int sideWidth = 232;

std::vector<MarkStyle> genreStyles()
{
    const auto& colours = theme();
    const auto edge = [&](const QColor& colour) { return colours.dark ? QColor() : colour; };
    std::vector<MarkStyle> styles;
    for (int index = 0; index < genreGroupCount; ++index) {
        const auto group = static_cast<GenreGroup>(index);
        MarkStyle style{genreColour(group), {}, MarkShape::Disc};
        switch (group) {
        case GenreGroup::Documentary:
            style.shape = MarkShape::Square;
            style.edge = edge(colours.yellowEdge);
            break;
        case GenreGroup::Childrens:
            style.shape = MarkShape::Ring;
            break;
        case GenreGroup::Horror:
            style.shape = MarkShape::Cross;
            break;
        case GenreGroup::SciFi:
            style.shape = MarkShape::Diamond;
            style.edge = edge(colours.skyEdge);
            break;
        case GenreGroup::Action:
            style.shape = MarkShape::Triangle;
            break;
        case GenreGroup::Thriller:
            style.shape = MarkShape::TriangleDown;
            break;
        case GenreGroup::Comedy:
            style.shape = MarkShape::Square;
            style.edge = edge(colours.orangeEdge);
            break;
        case GenreGroup::Drama:
        case GenreGroup::None:
            break;
        }
        styles.push_back(style);
    }
    return styles;
}

}  // namespace

MapPage::MapPage(Session& session, QWidget* parent)
    : ModelPage(PageId::Map, session,
                {QStringLiteral("map"), tr("Train a model to see the map"),
                 tr("The map shows film vectors, and vectors come from training.")},
                parent)
    , m_job(new Job(tr("Projecting"), this))
{
    session.addJob(m_job);
    m_plot = new MapPlot;
    m_plot->setTitle(tr("Map"));
    m_plot->setMinimumSize(320, 240);

    auto* copy = secondaryButton(tr("Copy picture"), QStringLiteral("export"));
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

    m_plot->setCardFunction([this](std::size_t point) -> MapPlot::Card { return {cardOf(point), nearestOf(point)}; });
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
    m_of->addSegment(tr("Films"), {}, int(MapOf::Films));
    m_of->addSegment(tr("Users"), {}, int(MapOf::Users));
    m_x = choiceField(tr("Horizontal axis"));
    m_y = choiceField(tr("Vertical axis"));
    for (auto* axis : {m_x, m_y})
        axis->setToolTip(tr("One of the first ten principal components: the directions along which the vectors differ most"));
    auto* fit = iconButton(QStringLiteral("fit"), tr("Fit the whole map (0)"));
    m_search = new SearchField(tr("Find on map"));
    m_search->setMaximumWidth(220);
    m_hitCount = new Label({}, Type::Small, Tone::Muted);

    m_panel->addHeaderWidgetLeft(m_of);
    m_panel->addHeaderWidgetLeft(new Label(tr("PCA"), Type::Strong));
    m_panel->addHeaderWidgetLeft(new Label(tr("across"), Type::Small, Tone::Muted));
    m_panel->addHeaderWidgetLeft(m_x);
    m_panel->addHeaderWidgetLeft(new Label(tr("up"), Type::Small, Tone::Muted));
    m_panel->addHeaderWidgetLeft(m_y);
    m_panel->addHeaderWidget(m_hitCount);
    m_panel->addHeaderWidget(fit);
    m_panel->addHeaderWidget(m_search);
    m_panel->setHeaderRule(true);

    connect(m_of, &SegmentedControl::currentChanged, this, &MapPage::project);
    connect(m_x, &QComboBox::currentIndexChanged, this, &MapPage::showAxes);
    connect(m_y, &QComboBox::currentIndexChanged, this, &MapPage::showAxes);
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
    colourRow->addWidget(new Label(tr("Colour"), Type::Body, Tone::Muted));
    colourRow->addWidget(m_colour, 1);
    column->addLayout(colourRow);
    m_legend = new GenreLegend;
    column->addWidget(m_legend);
    column->addWidget(new Label(tr("Layers"), Type::Section));
    m_labels = new QCheckBox(tr("Labels"));
    m_lines = new QCheckBox(tr("Lines to the nearest"));
    m_lines->setToolTip(tr("From the film under the pointer and the selected one to the seven nearest in all dimensions, however far they lie here"));
    m_untrained = new QCheckBox(tr("Untrained films"));
    m_untrained->setToolTip(tr("Films without a rating above the bound keep their random start and say nothing"));
    m_labels->setChecked(true);
    m_lines->setChecked(true);
    column->addWidget(m_labels);
    column->addWidget(m_lines);
    column->addWidget(m_untrained);
    column->addStretch(1);
    column->addWidget(new Rule);
    column->addWidget(new Label(tr("How true is this map?"), Type::Section));
    m_shares = new Label;
    m_truth = new Label({}, Type::Small, Tone::Muted);
    for (auto* label : {m_shares, m_truth})
        label->setWordWrap(true);
    column->addWidget(m_shares);
    column->addWidget(m_truth);

    auto* scroll = new QScrollArea;
    scroll->setWidget(side);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFixedWidth(sideWidth);
    scroll->viewport()->setAutoFillBackground(false);
    side->setAutoFillBackground(false);
    m_panel->body()->itemAt(0)->layout()->addWidget(scroll);

    connect(m_colour, &QComboBox::currentIndexChanged, this, &MapPage::showColours);
    connect(m_legend, &GenreLegend::changed, this, &MapPage::showColours);
    connect(m_labels, &QCheckBox::toggled, m_plot, &MapPlot::setLabelsShown);
    connect(m_lines, &QCheckBox::toggled, m_plot, &MapPlot::setLinesShown);
    connect(m_untrained, &QCheckBox::clicked, this, &MapPage::project);
}

bool MapPage::isOfFilms() const
{
    return m_of->currentData().toInt() == int(MapOf::Films);
}

void MapPage::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void MapPage::showModel()
{
    if (isNextEpoch() && m_map)
        return;
    const QSignalBlocker quiet(m_untrained);
    m_untrained->setChecked(model()->includesUntrainedByDefault());
    project();
}

void MapPage::project()
{
    if (!model())
        return;
    m_untrained->setVisible(isOfFilms());
    m_job->start(
        [model = model(), of = isOfFilms() ? MapOf::Films : MapOf::Users, untrained = m_untrained->isChecked()](
            std::stop_token stop, const ProgressFunction&) { return projectModel(*model, of, untrained, std::move(stop)); },
        [this](std::shared_ptr<const ProjectedMap> map) {
            if (map)
                showMap(std::move(map));
        });
}

void MapPage::showMap(std::shared_ptr<const ProjectedMap> map)
{
    const bool sameKind = m_map && m_map->of == map->of;
    m_map = std::move(map);
    const auto& catalogue = model()->catalogue();
    const auto count = m_map->rows.size();
    m_points.assign(isOfFilms() ? catalogue.movieRows() : catalogue.userRows(), 0);
    MapPlot::Points points;
    points.x.resize(count);
    points.y.resize(count);
    points.weight.resize(count);
    points.group.resize(count);
    for (std::size_t point = 0; point < count; ++point) {
        m_points[m_map->rows[point]] = static_cast<std::uint32_t>(point + 1);
        if (isOfFilms()) {
            const auto& film = (*films())[movieAt(point)];
            points.weight[point] = static_cast<float>(catalogue.ratingCount(movieAt(point)));
            points.group[point] = static_cast<std::uint8_t>(film.group);
            points.names << film.name;
            points.ids.push_back(film.id.toStdString());
        } else {
            const auto range = catalogue.ratingsOfUser(userAt(point));
            points.weight[point] = static_cast<float>(range.end - range.begin);
            points.names << userName(catalogue.user(userAt(point)));
            points.ids.push_back(catalogue.user(userAt(point)).id);
        }
    }
    {
        const QSignalBlocker quietX(m_x);
        const QSignalBlocker quietY(m_y);
        const auto& shares = m_map->components.varianceShare;
        const auto x = sameKind ? m_x->currentIndex() : 0;
        const auto y = sameKind ? m_y->currentIndex() : 1;
        for (auto* axis : {m_x, m_y}) {
            axis->clear();
            for (std::size_t component = 0; component < shares.size(); ++component)
                axis->addItem(tr("PC %1 · %2").arg(component + 1).arg(formatPercent(shares[component], 1)));
        }
        const auto last = std::max(0, static_cast<int>(shares.size()) - 1);
        m_x->setCurrentIndex(std::min(x, last));
        m_y->setCurrentIndex(std::min(y, last));
    }
    m_plot->setPoints(std::move(points));
    if (!sameKind) {
        const QSignalBlocker quiet(m_colour);
        m_colour->clear();
        if (isOfFilms()) {
            m_colour->addItem(tr("Genre"), int(Colour::Genre));
            m_colour->addItem(tr("Year"), int(Colour::Year));
            m_colour->addItem(tr("Ratings"), int(Colour::Ratings));
            m_colour->addItem(tr("Mean rating"), int(Colour::MeanRating));
        } else {
            m_colour->addItem(tr("Ratings"), int(Colour::UserRatings));
            const auto users = std::span(catalogue.parts().users);
            if (std::ranges::any_of(users, [](const User& user) { return user.age.has_value(); }))
                m_colour->addItem(tr("Age"), int(Colour::Age));
            m_colour->addItem(tr("Mean rating"), int(Colour::MeanRating));
        }
    }
    header().setSubtitle((isOfFilms() ? tr("%1 films, principal components of %2 dimensions")
                                      : tr("%1 users, principal components of %2 dimensions"))
                             .arg(formatCount(count))
                             .arg(model()->dimension()));
    m_plot->setFooter(session().isSimulated() ? tr("Simulated data: well-known films, invented viewers.") : QString());
    showStyles();
    showAxes();
    showHits(m_search->text());
    showSelection();
    Q_EMIT statusTextChanged();
}

void MapPage::showAxes()
{
    if (!m_map)
        return;
    const auto& positions = m_map->components.positions;
    const auto& shares = m_map->components.varianceShare;
    const auto along = [&](int component) {
        std::vector<float> values(positions.rows());
        for (std::size_t point = 0; component >= 0 && point < values.size(); ++point)
            values[point] = positions.row(point)[static_cast<std::size_t>(component)];
        return values;
    };
    const auto x = m_x->currentIndex();
    const auto y = m_y->currentIndex();
    m_plot->setPositions(along(x), along(y));
    const auto caption = [&](int component) {
        return component < 0 ? QString()
                             : tr("PC %1 · %2 of variance")
                                   .arg(component + 1)
                                   .arg(formatPercent(shares[static_cast<std::size_t>(component)], 1));
    };
    m_plot->setAxisCaptions(caption(x), caption(y));
    double shown = 0;
    if (x >= 0)
        shown += shares[static_cast<std::size_t>(x)];
    if (y >= 0 && y != x)
        shown += shares[static_cast<std::size_t>(y)];
    m_shares->setText(tr("Variance shown  <b>%1</b>").arg(formatPercent(shown, 1)));
    m_shares->setTextFormat(Qt::RichText);
    m_truth->setText(tr("The other %1 lie in directions that cannot be seen here: what is near here need not be near. Lines and "
                        "lists of neighbours use all %2 dimensions.")
                         .arg(formatPercent(1 - shown, 1))
                         .arg(model()->dimension()));
}

void MapPage::showStyles()
{
    if (!m_map)
        return;
    if (isOfFilms())
        m_plot->setStyles(genreStyles());
    else
        m_plot->setStyles({{theme().blue, {}, MarkShape::Disc}});
    showColours();
}

void MapPage::showColours()
{
    if (!m_map)
        return;
    const auto colour = static_cast<Colour>(m_colour->currentData().toInt());
    m_legend->setVisible(isOfFilms());
    if (isOfFilms()) {
        std::array<std::size_t, genreGroupCount> counts{};
        for (std::size_t point = 0; point < m_map->rows.size(); ++point)
            ++counts[static_cast<std::size_t>((*films())[movieAt(point)].group)];
        m_legend->setCounts(counts);
        for (std::size_t group = 0; group < counts.size(); ++group)
            m_plot->setGroupHidden(group, !m_legend->isShown(static_cast<GenreGroup>(group)));
    }
    if (colour == Colour::Genre) {
        m_plot->setScale({});
        return;
    }

    constexpr auto unknown = std::numeric_limits<float>::quiet_NaN();
    const auto& catalogue = model()->catalogue();
    MapPlot::Scale scale;
    scale.values.assign(m_map->rows.size(), unknown);
    for (std::size_t point = 0; point < scale.values.size(); ++point) {
        auto& value = scale.values[point];
        switch (colour) {
        case Colour::Year:
            if (const auto year = (*films())[movieAt(point)].year)
                value = static_cast<float>(*year);
            break;
        case Colour::Ratings:
            value = static_cast<float>(catalogue.ratingCount(movieAt(point)));
            break;
        case Colour::UserRatings: {
            const auto range = catalogue.ratingsOfUser(userAt(point));
            value = static_cast<float>(range.end - range.begin);
            break;
        }
        case Colour::Age:
            if (const auto age = catalogue.user(userAt(point)).age)
                value = static_cast<float>(*age);
            break;
        case Colour::MeanRating:
            if (isOfFilms()) {
                value = static_cast<float>(catalogue.meanRating(movieAt(point)));
            } else {
                const auto range = catalogue.ratingsOfUser(userAt(point));
                double sum = 0;
                for (auto rating = range.begin; rating < range.end; ++rating)
                    sum += double(catalogue.parts().ratingValues[rating]);
                if (range.end > range.begin)
                    value = static_cast<float>(sum / double(range.end - range.begin));
            }
            break;
        case Colour::Genre:
            break;
        }
    }
    float low = std::numeric_limits<float>::infinity();
    float high = -low;
    for (const auto value : scale.values) {
        if (value == value) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    const bool counts = colour == Colour::Ratings || colour == Colour::UserRatings;
    scale.low = low <= high ? std::max(double(low), counts ? 1.0 : -std::numeric_limits<double>::infinity()) : 0;
    scale.high = low <= high ? std::max(double(high), scale.low) : 1;
    scale.logarithmic = counts;
    scale.caption = colour == Colour::Year         ? tr("year")
                    : colour == Colour::Age        ? tr("age")
                    : colour == Colour::MeanRating ? tr("mean rating")
                                                   : tr("ratings");
    scale.decimals = colour == Colour::MeanRating ? 1 : 0;
    scale.grouped = colour != Colour::Year;
    m_plot->setScale(std::move(scale));
}

std::optional<std::size_t> MapPage::pointOf(const QString& filmId, const QString& userId) const
{
    if (!m_map)
        return {};
    std::optional<std::uint32_t> row;
    if (isOfFilms()) {
        if (const auto movie = session().movieRow(filmId))
            row = movie->value;
    } else if (const auto user = session().userRow(userId)) {
        row = user->value;
    }
    if (!row || *row >= m_points.size() || m_points[*row] == 0)
        return {};
    return m_points[*row] - 1;
}

void MapPage::showSelection()
{
    if (!m_map || !isVisible())
        return;
    const auto& selection = session().selection();
    const auto point = pointOf(selection.film, selection.user);
    m_plot->setSelected(point);
    auto nearest = point && m_lines->isChecked() ? nearestOf(*point) : std::vector<std::size_t>{};
    if (selection.kind == Selection::Kind::Pair) {
        nearest.clear();
        if (const auto other = pointOf(selection.otherFilm, {}))
            nearest.push_back(*other);
    }
    m_plot->setSelectedNeighbours(std::move(nearest));
    if (std::exchange(m_centreWhenShown, false) && point)
        m_plot->centreOn(*point);
}

void MapPage::showHits(const QString& searched)
{
    m_walked = 0;
    if (!m_map)
        return;
    std::vector<std::size_t> hits;
    const auto folded = text(foldForSearch(searched.trimmed().toStdString()));
    if (!folded.isEmpty()) {
        for (std::size_t point = 0; point < m_map->rows.size(); ++point) {
            const auto found = isOfFilms() ? (*films())[movieAt(point)].search.contains(folded)
                                           : userSearchText(model()->catalogue().user(userAt(point))).contains(folded);
            if (found)
                hits.push_back(point);
        }
    }
    m_hitCount->setText(folded.isEmpty() ? QString() : tr("%1 found").arg(formatCount(hits.size())));
    m_plot->setHits(std::move(hits), !folded.isEmpty());
}

void MapPage::walkHits()
{
    const auto& hits = m_plot->hits();
    if (hits.empty())
        return;
    const auto point = hits[m_walked++ % hits.size()];
    selectPoint(point);
    m_plot->centreOn(point);
}

void MapPage::selectPoint(std::optional<std::size_t> point)
{
    if (!point)
        session().clearSelection();
    else if (isOfFilms())
        session().selectFilm((*films())[movieAt(*point)].id);
    else
        session().selectUser(text(model()->catalogue().user(userAt(*point)).id));
}

void MapPage::openPoint(std::size_t point)
{
    if (isOfFilms())
        session().openFilm((*films())[movieAt(point)].id);
    else
        session().openUser(text(model()->catalogue().user(userAt(point)).id));
}

QStringList MapPage::cardOf(std::size_t point) const
{
    const auto& catalogue = model()->catalogue();
    if (!isOfFilms()) {
        const auto& user = catalogue.user(userAt(point));
        const auto range = catalogue.ratingsOfUser(userAt(point));
        QStringList lines{userName(user)};
        if (const auto details = userDetails(user, catalogue.parts().agesAreGroups); !details.isEmpty())
            lines << details;
        return lines << tr("%1 ratings").arg(formatCount(range.end - range.begin));
    }
    const auto movie = movieAt(point);
    const auto& film = (*films())[movie];
    QStringList lines{film.year ? tr("%1  %2").arg(film.name).arg(*film.year) : film.name};
    if (!film.genres.isEmpty())
        lines << film.genres.join(QStringLiteral(" · "));
    lines << (catalogue.ratingCount(movie) > 0
                  ? tr("%1 ratings, mean %2").arg(formatCount(catalogue.ratingCount(movie)), formatDecimal(catalogue.meanRating(movie), 2))
                  : tr("never rated"));
    if (!model()->isTrained(movie))
        lines << tr("not trained: this is its random start");
    return lines;
}

std::vector<std::size_t> MapPage::nearestOf(std::size_t point) const
{
    std::vector<std::size_t> nearest;
    NeighbourOptions options;
    options.k = nearestCount;
    options.includeUntrained = m_untrained->isChecked();
    if (isOfFilms()) {
        if (const auto list = neighbours(*model(), movieAt(point), options)) {
            for (const auto& neighbour : *list) {
                if (const auto place = m_points[neighbour.movie.value]; place > 0)
                    nearest.push_back(place - 1);
            }
        }
    } else if (const auto list = neighbours(*model(), userAt(point), options)) {
        for (const auto& neighbour : *list) {
            if (const auto place = m_points[neighbour.user.value]; place > 0)
                nearest.push_back(place - 1);
        }
    }
    return nearest;
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
    if (!m_map)
        return;
    m_plot->chooseCsv();
}

QString MapPage::statusText() const
{
    if (!model() || !m_map)
        return {};
    return isOfFilms() ? tr("%1 films on the map").arg(formatCount(m_map->rows.size()))
                       : tr("%1 users on the map").arg(formatCount(m_map->rows.size()));
}

}  // namespace projectionist
