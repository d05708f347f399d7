// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of the Data page: films, all ratings, load report.
#include "ui/pages/data/data_page.h"

#include "engine/data/export_tables.h"
#include "ui/jobs/job.h"
#include "ui/models/format.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/file_dialogs.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_view.h"

#include <QComboBox>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QToolButton>

#include <set>

namespace projectionist {

void DataPage::buildTables()
{
    m_tablePanel = new Panel;
    m_tableChoice = new SegmentedControl(tr("Table"));
    m_tableChoice->addSegment(tr("Films"), tr("Every film with its ratings"), int(Table::Films));
    m_tableChoice->addSegment(tr("Ratings"), tr("Every rating with the film's title: the tutorial's first table"), int(Table::Ratings));
    m_tableChoice->addSegment(tr("Load report"), tr("What was skipped while reading, with line numbers"), int(Table::Report));
    m_subject = new Chip({}, Chip::Kind::Removable);
    m_search = new SearchField(tr("Filter films"));
    m_search->setMinimumWidth(180);
    m_genre = choiceField(tr("Genre"));
    m_genre->setToolTip(tr("Leaves films of this genre"));
    auto* columns = iconButton(QStringLiteral("columns"), tr("Columns"));
    auto* csv = secondaryButton(tr("Export CSV…"), QStringLiteral("export"));
    csv->setToolTip(tr("Writes the table as shown: rows, order and columns (Ctrl+E)"));
    m_tablePanel->addHeaderWidgetLeft(m_tableChoice);
    m_tablePanel->addHeaderWidgetLeft(m_subject);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_search, m_genre, columns, csv})
        m_tablePanel->addHeaderWidget(widget);

    using Kind = TableColumn::Kind;
    m_films = datasetFilmModel().release();
    m_filmTable = new TableView(tr("Films"));
    m_filmTable->setTable(m_films, {{.kind = Kind::Number, .width = 62, .muted = true},
                                          {.kind = Kind::Film, .width = 180, .stretch = 3},
                                          {.kind = Kind::Number, .width = 64},
                                          {.kind = Kind::Genres, .width = 160, .stretch = 2},
                                          {.kind = Kind::Number, .width = 86},
                                          {.kind = Kind::Bar, .width = 110},
                                          {.kind = Kind::Number, .width = 70},
                                          {.kind = Kind::Number, .width = 76}});
    m_filmTable->sortBy(int(DatasetFilmColumn::Ratings), Qt::DescendingOrder);
    m_filmTable->followSelection(session());

    m_allRatings = new RatingsModel;
    session().addJob(&m_allRatings->job());
    m_ratingTable = new TableView(tr("Ratings"));
    m_ratingTable->setTable(m_allRatings, {{.kind = Kind::Text, .width = 80},
                                           {.kind = Kind::Film, .width = 240, .stretch = 1},
                                           {.kind = Kind::Number, .width = 80},
                                           {.kind = Kind::Text, .width = 90, .muted = true},
                                           {.kind = Kind::Number, .width = 110, .muted = true}});
    m_ratingTable->proxy().setSourceSorts(true);
    // A rating has two ends: the column says which of them is meant.
    m_ratingTable->onActivated([this](const QModelIndex& index) {
        if (index.column() == RatingsModel::UserColumn)
            session().openUser(index.data(UserIdRole).toString());
        else
            session().openFilm(index.data(FilmIdRole).toString());
    });
    connect(m_ratingTable->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (!now.isValid())
            return;
        if (m_ratingTable->proxy().mapToSource(now).column() == RatingsModel::UserColumn)
            session().selectUser(now.data(UserIdRole).toString());
        else
            session().selectFilm(now.data(FilmIdRole).toString());
    });

    m_report = loadReportModel().release();
    m_reportTable = new TableView(tr("Load report"));
    m_reportTable->setTable(m_report, {{.kind = Kind::Text, .width = 110},
                                             {.kind = Kind::Text, .width = 200, .stretch = 2},
                                             {.kind = Kind::Number, .width = 70},
                                             {.kind = Kind::Text, .width = 74, .muted = true},
                                             {.kind = Kind::Text, .width = 160, .stretch = 2},
                                             {.kind = Kind::Text, .width = 160, .stretch = 2, .muted = true}});

    m_tables = new QStackedLayout;
    for (auto* view : {m_filmTable, m_ratingTable, m_reportTable})
        m_tables->addWidget(view);
    m_tablePanel->body()->addLayout(m_tables, 1);
    content()->addWidget(m_tablePanel, 1);

    auto* columnMenu = new QMenu(columns);
    columns->setMenu(columnMenu);
    columns->setPopupMode(QToolButton::InstantPopup);
    connect(columnMenu, &QMenu::aboutToShow, this, [this, columnMenu] {
        columnMenu->clear();
        columnMenu->addActions(tableView()->columnMenu()->actions());
    });
    connect(csv, &QPushButton::clicked, this, &DataPage::exportTable);
    connect(m_tableChoice, &SegmentedControl::currentChanged, this, [this] { showTable(table()); });
    connect(m_search, &SearchField::searched, this, [this](const QString& text) {
        if (table() == Table::Ratings)
            m_allRatings->setFilter(text.trimmed());
        else
            m_filmTable->proxy().setSearch(text);
    });
    connect(m_search, &SearchField::downPressed, this, [this] { tableView()->focusRows(); });
    connect(m_genre, &QComboBox::currentIndexChanged, this, [this] { showSubject(m_shownSubject); });
    connect(m_subject, &Chip::removed, this, [this] { showSubject(HealthSubject::None); });
    for (auto* view : {m_filmTable, m_ratingTable, m_reportTable})
        connect(view, &TableView::shownChanged, this, &DataPage::showCounts);
}

void DataPage::fillGenres()
{
    std::set<QString> genres;
    for (const auto& film : session().dataFilms()->films())
        genres.insert(film.genres.begin(), film.genres.end());
    const QSignalBlocker quiet(m_genre);
    m_genre->clear();
    m_genre->addItem(tr("All genres"));
    for (const auto& genre : genres)
        m_genre->addItem(genre);
}

DataPage::Table DataPage::table() const
{
    return static_cast<Table>(m_tableChoice->currentData().toInt());
}

TableView* DataPage::tableView() const
{
    switch (table()) {
    case Table::Ratings:
        return m_ratingTable;
    case Table::Report:
        return m_reportTable;
    case Table::Films:
        break;
    }
    return m_filmTable;
}

void DataPage::showTable(Table table)
{
    const QSignalBlocker quiet(m_tableChoice);
    m_tableChoice->setCurrentData(int(table));
    m_tables->setCurrentWidget(tableView());
    m_search->setVisible(table != Table::Report);
    m_search->setPlaceholderText(table == Table::Ratings ? tr("Film or user id") : tr("Filter films"));
    m_search->setSearch({});
    m_genre->setVisible(table == Table::Films);
    m_subject->setVisible(table == Table::Films && m_shownSubject != HealthSubject::None);
    showCounts();
}

void DataPage::showSubject(HealthSubject subject)
{
    if (subject == HealthSubject::LoadReport) {
        showTable(Table::Report);
        return;
    }
    m_shownSubject = subject;
    const auto genre = m_genre->currentIndex() > 0 ? m_genre->currentText() : QString();
    std::set<QString> shared;
    if (subject == HealthSubject::SharedTitles) {
        for (const auto& title : session().figures()->sharedTitles) {
            for (const auto movie : title.movies)
                shared.insert((*session().dataFilms())[movie].id);
        }
    }
    const auto& dataset = session().dataset();
    m_filmTable->proxy().setRowFilter([this, subject, genre, shared, dataset](int sourceRow) {
        const auto& row = m_films->row(sourceRow);
        if (!genre.isEmpty() && !row.film.genres.contains(genre))
            return false;
        switch (subject) {
        case HealthSubject::SharedTitles:
            return shared.contains(row.film.id);
        case HealthSubject::RatedOnce:
            return row.ratings == 1;
        case HealthSubject::NeverRated:
            return row.ratings == 0;
        case HealthSubject::WithoutYear:
            return !row.film.year;
        case HealthSubject::WithoutTitle:
            return !dataset->movie(MovieIndex{static_cast<std::uint32_t>(sourceRow)}).hasTitle;
        case HealthSubject::None:
        case HealthSubject::LoadReport:
            break;
        }
        return true;
    });
    m_subject->setText(subject == HealthSubject::SharedTitles   ? tr("Title shared")
                       : subject == HealthSubject::RatedOnce    ? tr("Rated once")
                       : subject == HealthSubject::NeverRated   ? tr("Never rated")
                       : subject == HealthSubject::WithoutYear  ? tr("No year")
                       : subject == HealthSubject::WithoutTitle ? tr("Not in the film list")
                                                                : QString());
    m_subject->setVisible(subject != HealthSubject::None);
    if (subject == HealthSubject::SharedTitles)
        m_filmTable->sortBy(int(DatasetFilmColumn::Title), Qt::AscendingOrder);
    if (subject != HealthSubject::None && table() != Table::Films)
        showTable(Table::Films);
}

void DataPage::showCounts()
{
    const auto shown = formatCount(static_cast<std::uint64_t>(tableView()->proxy().rowCount()));
    switch (table()) {
    case Table::Films:
        m_tablePanel->setSubtitle(tr("%1 of %2").arg(shown, formatCount(static_cast<std::uint64_t>(m_films->rowCount()))));
        break;
    case Table::Ratings:
        m_tablePanel->setSubtitle(tr("%1 of %2").arg(shown, formatCount(m_allRatings->allRows())));
        break;
    case Table::Report:
        m_tablePanel->setSubtitle(tr("%1 kinds").arg(shown));
        break;
    }
    Q_EMIT statusTextChanged();
}

void DataPage::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

bool DataPage::canExportTable() const
{
    return session().dataset() != nullptr;
}

void DataPage::exportTable()
{
    if (!canExportTable())
        return;
    const auto name = table() == Table::Films     ? QStringLiteral("films.csv")
                      : table() == Table::Ratings ? QStringLiteral("ratings.csv")
                                                  : QStringLiteral("load-report.csv");
    tableView()->exportCsv(session(), name);
}

void DataPage::exportTutorialTables()
{
    if (!session().dataset())
        return;
    chooseFolder(this, tr("Folder for ratings.csv and movies.csv"), [this, dataset = session().dataset()](const QString& folder) {
        session().exportInBackground(
            tr("Exporting the tables"),
            [dataset, bound = session().options().data.ratingAbove, folder = folder.toStdString()](
                std::stop_token stop, const ProgressFunction& progress) -> Result<QString> {
                if (auto done = exportTables(*dataset, bound, folder, stop, progress); !done)
                    return tl::unexpected(std::move(done.error()));
                if (stop.stop_requested())
                    return QString();
                return DataPage::tr("ratings.csv and movies.csv written to %1.").arg(QString::fromStdString(folder));
            });
    });
}

}  // namespace projectionist
