// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_page.h"

#include "ui/models/format.h"
#include "ui/plots/long_tail_chart.h"
#include "ui/plots/rating_histogram.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/figure_strip.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/table_view.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>

#include <algorithm>

namespace projectionist {

namespace {

constexpr int chartHeight = 236;

QToolButton* chartMenu(PlotWidget* chart)
{
    auto* more = plainIconButton(QStringLiteral("more"), DataPage::tr("Copy or save the chart"));
    auto* menu = new QMenu(more);
    chart->fillMenu(*menu);
    more->setMenu(menu);
    more->setPopupMode(QToolButton::InstantPopup);
    return more;
}

}  // namespace

DataPage::DataPage(Session& session, QWidget* parent)
    : Page(PageId::Data, session, parent)
    , m_figures(new FigureStrip)
{
    auto* tables = secondaryButton(tr("Export tables…"), QStringLiteral("export"));
    tables->setToolTip(tr("ratings.csv with titles, after the filter, and movies.csv, as the tutorial writes them"));
    m_train = primaryButton(tr("Train a model"), QStringLiteral("play"));
    m_train->setToolTip(tr("Goes to the page Train"));
    header().addAction(tables);
    header().addAction(m_train);
    content()->addWidget(m_figures);
    buildCharts();
    buildTables();

    connect(tables, &QPushButton::clicked, this, &DataPage::exportTutorialTables);
    connect(m_train, &QPushButton::clicked, &session, [&session] { session.setPage(PageId::Train); });
    connect(&session, &Session::datasetChanged, this, &DataPage::showDataset);
    connect(&session, &Session::optionsChanged, this, &DataPage::showOptions);
    showDataset();
}

DataPage::~DataPage() = default;

void DataPage::buildCharts()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::panelGap);

    m_healthPanel = new Panel(tr("Health"));
    m_health = new HealthList;
    m_healthPanel->body()->addWidget(m_health, 1);
    auto* foot = new QWidget;
    auto* footRow = new QHBoxLayout(foot);
    footRow->setContentsMargins(Theme::panelInside, 6, Theme::panelInside, 6);
    m_key = new SegmentedControl(tr("Films are told apart by"));
    m_key->addSegment(tr("Id"), tr("Two ids are two films, also under one title"), int(Key::Id));
    m_key->addSegment(tr("Title"), tr("One title is one film, as in the tutorial"), int(Key::Title));
    footRow->addWidget(new Label(tr("Films are told apart by"), Type::Body, Tone::Muted));
    footRow->addStretch();
    footRow->addWidget(m_key);
    m_healthPanel->setFooter(foot);

    auto* ratingPanel = new Panel(tr("Ratings"));
    m_bound = realField(tr("Liked means over"), 0, 100, 1, 0.5, 3);
    m_bound->setToolTip(tr("Ratings above this are positives: what training learns from"));
    m_ratings = new RatingHistogram;
    m_ratings->setWhatsThis(tr("How often each value was given. The line says above which a rating counts as liked: drag it, or "
                              "move it with the arrow keys."));
    m_ratings->setTitle(tr("Ratings"));
    ratingPanel->addHeaderWidget(new Label(tr("liked means over"), Type::Body, Tone::Muted));
    ratingPanel->addHeaderWidget(m_bound);
    ratingPanel->addHeaderWidget(chartMenu(m_ratings));
    ratingPanel->body()->addWidget(m_ratings, 1);

    auto* tailPanel = new Panel(tr("Long tail"));
    tailPanel->setSubtitle(tr("ratings per film, most rated first"));
    m_tail = new LongTailChart;
    m_tail->setWhatsThis(
        tr("Films from the most to the least rated, and how few of them hold half of all ratings."));
    m_tail->setTitle(tr("Ratings per film, most rated first"));
    m_tail->setMarker(20);
    tailPanel->addHeaderWidget(chartMenu(m_tail));
    tailPanel->body()->addWidget(m_tail, 1);

    for (auto* panel : {m_healthPanel, ratingPanel, tailPanel}) {
        panel->setFixedHeight(chartHeight);
        row->addWidget(panel, panel == tailPanel ? 11 : 10);
    }
    content()->addLayout(row);
    shareOnePlace({ratingPanel, tailPanel});

    for (PlotWidget* chart : std::initializer_list<PlotWidget*>{m_ratings, m_tail})
        connect(chart, &PlotWidget::exportFailed, this, [this](const Error& error) { session().tell(error); });
    connect(m_health, &HealthList::showRequested, this, &DataPage::showSubject);
    connect(m_ratings, &RatingHistogram::likedAboveChanged, this, &DataPage::setLikedAbove);
    connect(m_bound, &QDoubleSpinBox::valueChanged, this, &DataPage::setLikedAbove);
    connect(m_key, &SegmentedControl::currentChanged, this, [this] {
        auto options = session().options();
        options.data.key = static_cast<Key>(m_key->currentData().toInt());
        session().setOptions(options);
    });
}

void DataPage::shareOnePlace(std::array<Panel*, 2> panels)
{
    const std::array titles{panels[0]->title(), panels[1]->title()};
    std::array<SegmentedControl*, 2> tabs{};
    for (std::size_t i = 0; i < panels.size(); ++i) {
        tabs[i] = new SegmentedControl(tr("Chart"));
        for (const auto& title : titles)
            tabs[i]->addSegment(title);
        tabs[i]->setCurrentIndex(int(i));
        tabs[i]->setSmall(true);
        tabs[i]->hide();
        panels[i]->addHeaderWidgetLeft(tabs[i]);
    }
    for (std::size_t i = 0; i < panels.size(); ++i) {
        connect(tabs[i], &SegmentedControl::currentChanged, this, [panels, tabs, i](int chosen) {
            const QSignalBlocker quiet(tabs[i]);
            tabs[i]->setCurrentIndex(int(i));
            const bool hadFocus = tabs[i]->isAncestorOf(QApplication::focusWidget());
            panels[i]->hide();
            panels[std::size_t(chosen)]->show();
            if (hadFocus)
                tabs[std::size_t(chosen)]->setFocus(Qt::OtherFocusReason);
        });
    }
    connect(this, &Page::compactChanged, this, [panels, tabs, titles](bool compact) {
        for (std::size_t i = 0; i < panels.size(); ++i) {
            panels[i]->setTitle(compact ? QString() : titles[i]);
            panels[i]->setAccessibleName(titles[i]);
            tabs[i]->setVisible(compact);
            panels[i]->setVisible(!compact || i == 0);
        }
    });
}

void DataPage::setLikedAbove(double bound)
{
    auto options = session().options();
    if (options.data.ratingAbove == static_cast<float>(bound))
        return;
    options.data.ratingAbove = static_cast<float>(bound);
    session().setOptions(options);
}

void DataPage::showDataset()
{
    const auto& dataset = session().dataset();
    if (!dataset)
        return;
    const auto& figures = *session().figures();
    QStringList names;
    for (const auto& file : dataset->files())
        names << QFileInfo(text(file)).fileName();
    const auto where = dataset->isSimulated() ? tr("Simulated data: well-known films, invented viewers. Results say nothing about real ones.")
                       : names.size() == 1    ? tr("%1, %2").arg(text(dataset->form()), names.front())
                       : names.isEmpty()      ? text(dataset->form())
                                              : tr("%1, %2 files").arg(text(dataset->form())).arg(names.size());
    header().setSubtitle(where);

    const auto highest = figures.histogram.empty() ? 0.0F : figures.histogram.back().first;
    std::vector<FigureStrip::Figure> strip{
        {formatCount(figures.users), tr("users"), tr("Users who rated anything or stand in the user file")},
        {formatCount(figures.movies), tr("films"), tr("Films in the film file or among the ratings")},
        {formatCount(figures.ratings), tr("ratings"), tr("Each user's rating of each film, once")},
        {formatPercent(figures.density, figures.density < 0.01 ? 2 : 1), tr("of all user–film pairs rated"), tr("Density of the ratings")},
        {formatDecimal(figures.meanRating, 2), tr("mean rating of %1").arg(formatRating(double(highest))), tr("Mean over all ratings")},
        {tr("%1–%2").arg(formatCount(figures.fewestPerUser), formatCount(figures.mostPerUser)), tr("ratings per user"),
         tr("Fewest and most; the median is %1").arg(formatRating(figures.medianPerUser))}};
    if (figures.firstTime && figures.lastTime)
        strip.push_back({formatSpan(*figures.lastTime - *figures.firstTime),
                         tr("%1 – %2").arg(formatDay(*figures.firstTime), formatDay(*figures.lastTime)), tr("From the first rating to the last, UTC")});
    else
        strip.push_back({notComputed(), tr("time span"), tr("The ratings carry no times.")});
    m_figures->setFigures(strip);

    const auto checks = healthChecks(*dataset, figures);
    m_health->setChecks(checks);
    const auto passed = std::ranges::count(checks, HealthCheck::State::Passed, &HealthCheck::state);
    const auto open = std::ranges::count(checks, HealthCheck::State::Warning, &HealthCheck::state);
    m_healthPanel->setSubtitle(open == 0 ? tr("%1 passed").arg(passed) : tr("%1 passed, %2 to decide").arg(passed).arg(open));

    std::vector<RatingHistogram::Bar> bars;
    for (const auto& [value, count] : figures.histogram)
        bars.push_back({double(value), count});
    m_ratings->setBars(std::move(bars));
    m_tail->setCounts(figures.ratingsPerMovie);
    const auto footer = dataset->isSimulated() ? tr("Simulated data: well-known films, invented viewers.") : QString();
    m_ratings->setFooter(footer);
    m_tail->setFooter(footer);

    m_shownBound = -1;
    m_shownSubject = HealthSubject::None;
    m_allRatings->setDataset(dataset, session().dataFilms());
    m_report->setRows(loadReportRows(dataset->report()));
    m_tableChoice->setSegmentEnabled(int(Table::Report), !dataset->report().problems.empty());
    fillGenres();
    showSubject(HealthSubject::None);
    showOptions();
    showTable(Table::Films);
}

void DataPage::showOptions()
{
    const auto& dataset = session().dataset();
    if (!dataset)
        return;
    const auto& options = session().options();
    const auto bound = options.data.ratingAbove;
    const QSignalBlocker quietBound(m_bound);
    const QSignalBlocker quietKey(m_key);
    m_bound->setValue(double(bound));
    m_key->setCurrentData(int(options.data.key));
    m_ratings->setLikedAbove(double(bound));
    m_allRatings->setLikedAbove(bound);
    if (bound == m_shownBound)
        return;
    m_shownBound = bound;
    m_films->setHeader(int(DatasetFilmColumn::Liked), tr("Over %1").arg(formatRating(double(bound))));
    m_films->setRows(datasetFilmRows(*dataset, *session().dataFilms(), bound));
}

QString DataPage::statusText() const
{
    return session().openJob().isRunning() ? session().openJob().stage() : QString();
}

}  // namespace projectionist
