// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/film/film_page.h"

#include "ui/models/format.h"
#include "ui/pages/film/film_card.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/film_picker.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/untrained_chip.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

namespace projectionist {

namespace {

constexpr int firstCount = 40;
constexpr std::size_t fanCount = 100;

QToolButton* exportButton(Session& session, TableView* table, const QString& name)
{
    auto* button = iconButton(QStringLiteral("export"), FilmPage::tr("Export CSV…"));
    QObject::connect(button, &QToolButton::clicked, table, [&session, table, name] { table->exportCsv(session, name); });
    return button;
}

}  // namespace

FilmPage::FilmPage(Session& session, QWidget* parent)
    : ModelPage(PageId::Film, session,
                {QStringLiteral("film"), tr("Train a model to see neighbours"),
                 tr("A film's neighbours are the films with the nearest vectors, and vectors come from training.")},
                parent)
    , m_picker(new FilmPicker(tr("Open another film")))
    , m_card(new FilmCard)
    , m_neighbourPanel(new Panel(tr("Nearest films")))
    , m_count(integerField(tr("Number of films"), 1, 1000, firstCount))
    , m_metric(new SegmentedControl(tr("Similarity")))
    , m_untrained(new UntrainedChip)
    , m_neighbours(neighbourModel().release())
    , m_neighbourTable(new TableView(tr("Nearest films")))
    , m_fanPanel(new Panel(tr("Highest scores")))
    , m_unratedOnly(new QCheckBox(tr("Not rated yet")))
    , m_fans(fanModel().release())
    , m_fanTable(new TableView(tr("Users with the highest scores")))
{
    header().setSubtitle(tr("Enter opens the selected film, Alt+Left goes back"));
    m_picker->setMinimumWidth(210);
    auto* onMap = secondaryButton(tr("Show on map"), QStringLiteral("map"));
    onMap->setToolTip(tr("Centres the film on the map"));
    header().addAction(m_picker);
    header().addAction(onMap);
    panels()->addWidget(m_card);
    auto* tables = new QHBoxLayout;
    tables->setSpacing(Theme::panelGap);
    tables->addWidget(m_neighbourPanel, 3);
    tables->addWidget(m_fanPanel, 2);
    panels()->addLayout(tables, 1);

    m_metric->addSegment(tr("Cosine"), tr("The angle between two vectors, whatever their lengths"), int(Metric::Cosine));
    m_metric->addSegment(tr("Dot"), tr("The dot product: long vectors, of popular films mostly, count for more"), int(Metric::Dot));
    m_count->setToolTip(tr("How many of the nearest films the list shows"));
    using Kind = TableColumn::Kind;
    m_neighbourTable->setTable(m_neighbours, {{.kind = Kind::Number, .width = 52, .muted = true},
                                                    {.kind = Kind::Film, .width = 126, .stretch = 1},
                                                    {.kind = Kind::Number, .width = 80},
                                                    {.kind = Kind::Bar, .width = 76},
                                                    {.kind = Kind::Number, .width = 98, .muted = true},
                                                    {.kind = Kind::Number, .width = 78, .muted = true}});
    m_neighbourTable->setOwnOrder(int(NeighbourColumn::Similarity), Qt::DescendingOrder);
    m_neighbourTable->followSelection(session);
    m_neighbourPanel->addHeaderWidget(new Label(tr("Show"), Type::Small, Tone::Muted));
    m_neighbourPanel->addHeaderWidget(m_count);
    m_neighbourPanel->addHeaderWidget(m_metric);
    m_neighbourPanel->addHeaderWidget(exportButton(session, m_neighbourTable, QStringLiteral("neighbours.csv")));
    auto* filters = new QWidget;
    auto* row = new QHBoxLayout(filters);
    row->setContentsMargins(Theme::panelInside, 0, Theme::panelInside, 8);
    row->addWidget(m_untrained);
    row->addStretch();
    m_neighbourPanel->body()->addWidget(filters);
    m_neighbourPanel->body()->addWidget(m_neighbourTable);

    m_unratedOnly->setToolTip(tr("Leaves out users who have rated this film"));
    m_fanTable->setTable(m_fans, {{.kind = Kind::Text, .width = 84},
                                        {.kind = Kind::Text, .width = 60, .stretch = 1, .muted = true},
                                        {.kind = Kind::Number, .width = 74},
                                        {.kind = Kind::Text, .width = 92, .muted = true}});
    m_fanTable->setOwnOrder(int(FanColumn::Score), Qt::DescendingOrder);
    m_fanTable->followSelection(session);
    m_fanPanel->addHeaderWidget(m_unratedOnly);
    m_fanPanel->addHeaderWidget(exportButton(session, m_fanTable, QStringLiteral("users.csv")));
    m_fanPanel->body()->addWidget(m_fanTable);

    connect(m_picker, &FilmPicker::chosen, &session, &Session::openFilm);
    connect(onMap, &QPushButton::clicked, this, [this, &session] {
        if (m_row.value > 0)
            session.selectFilm((*films())[m_row].id);
        session.showOnMap();
    });
    connect(m_count, &QSpinBox::valueChanged, this, &FilmPage::showNeighbours);
    connect(m_metric, &SegmentedControl::currentChanged, this, &FilmPage::showNeighbours);
    connect(m_untrained, &Chip::toggled, this, &FilmPage::showNeighbours);
    connect(m_unratedOnly, &QCheckBox::toggled, this, &FilmPage::showFans);
    connect(&session, &Session::openedFilmChanged, this, [this] {
        m_stale = true;
        if (isVisible())
            showFilm();
    });
}

FilmPage::~FilmPage() = default;

void FilmPage::focusFilter()
{
    m_picker->setFocus(Qt::ShortcutFocusReason);
}

void FilmPage::exportTable()
{
    m_neighbourTable->exportCsv(session(), QStringLiteral("neighbours.csv"));
}

Metric FilmPage::metric() const
{
    return static_cast<Metric>(m_metric->currentData().toInt());
}

void FilmPage::showModel()
{
    m_picker->setFilms(films(), model()->catalogue());
    m_fanTable->setColumnEmpty(int(FanColumn::Details), !knownAbout(model()->catalogue().parts().users).any());
    m_untrained->setModel(*model());
    m_untrained->parentWidget()->setVisible(m_untrained->films() > 0);
    m_stale = true;
    showFilm();
}

void FilmPage::showEvent(QShowEvent* event)
{
    ModelPage::showEvent(event);
    showFilm();
}

void FilmPage::showFilm()
{
    if (!model() || !m_stale)
        return;
    m_stale = false;
    const auto& selection = session().selection();
    auto row = session().movieRow(session().openedFilm());
    if (!row && selection.kind == Selection::Kind::Film)
        row = session().movieRow(selection.film);
    if (!row) {  // nothing was opened yet: the film that most have rated
        row = MovieRow{1};
        for (std::uint32_t other = 1; other < model()->catalogue().movieRows(); ++other) {
            if (model()->catalogue().ratingCount(MovieRow{other}) > model()->catalogue().ratingCount(*row))
                row = MovieRow{other};
        }
    }
    if (row->value >= model()->movies().rows)
        return;
    const bool isAnother = m_row.value != row->value;
    m_row = *row;
    m_card->setFilm(*model(), (*films())[m_row], m_row);
    showNeighbours();
    showFans();
    if (isAnother) {
        m_neighbourTable->scrollToTop();
        m_fanTable->scrollToTop();
    }
    Q_EMIT statusTextChanged();
}

void FilmPage::showNeighbours()
{
    if (!model() || m_row.value == 0)
        return;
    NeighbourOptions options;
    options.k = static_cast<std::size_t>(m_count->value());
    options.metric = metric();
    options.includeUntrained = m_untrained->isChecked();
    const auto list = neighbours(*model(), m_row, options);
    if (!list) {
        session().tell(list.error());
        return;
    }
    m_neighbours->setHeader(static_cast<int>(NeighbourColumn::Similarity), metric() == Metric::Cosine ? tr("Cosine") : tr("Dot"));
    m_neighbours->setRows(neighbourRows(*model(), *films(), m_row, *list, metric()));
    m_neighbourPanel->setSubtitle(tr("in all %1 dimensions").arg(model()->dimension()));
}

void FilmPage::showFans()
{
    if (!model() || m_row.value == 0)
        return;
    const bool unratedOnly = m_unratedOnly->isChecked();
    auto rows = fanRows(*model(), m_row, usersFor(*model(), m_row, unratedOnly ? 0 : fanCount));
    if (unratedOnly) {
        std::erase_if(rows, [](const FanRow& row) { return row.rating.has_value(); });
        rows.resize(std::min(rows.size(), fanCount));
    }
    m_fans->setRows(std::move(rows));
    m_fanPanel->setSubtitle(tr("users, dot product"));
}

QString FilmPage::statusText() const
{
    return model() && m_row.value > 0 ? tr("%1 opened").arg((*films())[m_row].name) : QString();
}

}  // namespace projectionist
