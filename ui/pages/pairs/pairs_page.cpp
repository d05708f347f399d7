// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/pairs/pairs_page.h"

#include "engine/retrieve/export_lists.h"
#include "ui/models/format.h"
#include "ui/models/pairs_model.h"
#include "ui/models/roles.h"
#include "ui/plots/threshold_instrument.h"
#include "ui/session/session.h"
#include "ui/theme/genres.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/file_dialogs.h"
#include "ui/widgets/figure_strip.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/progress.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/untrained_chip.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QItemSelectionModel>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <vector>

namespace projectionist {

namespace {

/// More rows than anybody reads; the CSV has them all.
constexpr std::size_t rowLimit = 100'000;
constexpr double firstThreshold = 0.8;

/// How many films stand in the pairs, and with how many partners.
struct Partners {
    std::size_t films = 0;
    std::uint32_t most = 0;
    std::uint32_t median = 0;
};

Partners partnersIn(std::span<const SimilarPair> pairs, std::size_t movieRows)
{
    std::vector<std::uint32_t> partners(movieRows);
    for (const auto& pair : pairs) {
        ++partners[pair.a.value];
        ++partners[pair.b.value];
    }
    std::erase(partners, 0U);
    if (partners.empty())
        return {};
    const auto middle = partners.begin() + static_cast<std::ptrdiff_t>(partners.size() / 2);
    std::ranges::nth_element(partners, middle);
    return {partners.size(), std::ranges::max(partners), *middle};
}

}  // namespace

PairsPage::PairsPage(Session& session, QWidget* parent)
    : ModelPage(PageId::Pairs, session,
                {QStringLiteral("pairs"), tr("Train a model to see similar pairs"),
                 tr("Pairs compare film vectors, and vectors come from training.")},
                parent)
    , m_job(new Job(tr("Comparing all pairs"), this))
{
    session.addJob(m_job);
    header().setSubtitle(tr("films whose vectors point the same way"));
    auto* onMap = secondaryButton(tr("Show on map"), QStringLiteral("map"));
    onMap->setToolTip(tr("Shows the selected pair among all films"));
    connect(onMap, &QPushButton::clicked, &session, &Session::showOnMap);
    header().addAction(onMap);
    buildInstrument();
    buildTable();
}

PairsPage::~PairsPage() = default;

void PairsPage::buildInstrument()
{
    m_instrumentPanel = new Panel(tr("All pair similarities"));
    m_metric = new SegmentedControl(tr("Similarity"));
    m_metric->addSegment(tr("Cosine"), tr("The angle between two vectors, whatever their lengths"), int(Metric::Cosine));
    m_metric->addSegment(tr("Dot"), tr("The dot product: long vectors, of popular films mostly, count for more"), int(Metric::Dot));
    m_metric->setSmall(true);
    auto* counts = new SegmentedControl(tr("Counts"));
    counts->addSegment(tr("Log"), tr("Counts on a logarithmic scale: the few pairs at the end can be seen"));
    counts->addSegment(tr("Linear"), tr("Counts on a linear scale"));
    counts->setSmall(true);
    m_zoom = new SegmentedControl(tr("Zoom"));
    m_zoom->addSegment(tr("All"), tr("The whole range"));
    m_zoom->addSegment(tr("0.5 – 1"), tr("The upper end of the range"));
    m_zoom->setSmall(true);
    auto* more = plainIconButton(QStringLiteral("more"), tr("Copy or save the chart"));
    auto* menu = new QMenu(more);
    more->setMenu(menu);
    more->setPopupMode(QToolButton::InstantPopup);
    for (QWidget* widget : std::initializer_list<QWidget*>{
             m_metric, new Label(tr("Counts"), Type::Small, Tone::Muted), counts, new Label(tr("Zoom"), Type::Small, Tone::Muted),
             m_zoom, more})
        m_instrumentPanel->addHeaderWidget(widget);

    m_instrument = new ThresholdInstrument;
    m_instrument->setWhatsThis(
        tr("How many pairs have which similarity. The handle is the threshold: drag it, click beside it, or move it with "
           "the arrow keys, Page Up and Page Down."));
    m_instrument->setTitle(tr("Similarities of all pairs of films"));
    m_instrument->setThreshold(firstThreshold);
    m_instrument->setMinimumHeight(200);
    m_instrument->fillMenu(*menu);
    connect(m_instrument, &PlotWidget::exportFailed, this, [this](const Error& error) { session().tell(error); });
    m_instrumentPanel->body()->addWidget(m_instrument, 1);

    auto* strip = new QWidget;
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(Theme::panelInside + 4, 0, 0, 0);
    row->setSpacing(Theme::labelGap);
    auto* fieldLabel = new Label(tr("Cosine at least"), Type::Body, Tone::Muted);
    m_field = realField(tr("Threshold"), 0, 1, 3, 0.001, firstThreshold);
    fieldLabel->setBuddy(m_field);
    m_field->setToolTip(tr("Pairs count when they are at least this similar"));
    m_figures = new FigureStrip(FigureStrip::Size::Medium);
    m_figures->setInPanel(true);
    row->addWidget(fieldLabel);
    row->addWidget(m_field);
    row->addSpacing(Theme::panelInside);
    row->addWidget(m_figures, 1);
    m_instrumentPanel->setFooter(strip);
    panels()->addWidget(m_instrumentPanel, 5);
    new BusyOverlay(m_instrument, m_job);

    connect(m_instrument, &ThresholdInstrument::thresholdChanged, this, &PairsPage::showThreshold);
    connect(m_instrument, &ThresholdInstrument::thresholdSettled, this, &PairsPage::showRows);
    connect(m_field, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_instrument->setThreshold(value);
        showThreshold();
        showRows();
    });
    connect(counts, &SegmentedControl::currentChanged, this, [this](int index) { m_instrument->setLogarithmicCounts(index == 0); });
    connect(m_zoom, &SegmentedControl::currentChanged, this, [this](int index) {
        m_instrument->setZoom(index == 0 ? ThresholdInstrument::Zoom::All : ThresholdInstrument::Zoom::UpperHalf);
    });
    connect(m_metric, &SegmentedControl::currentChanged, this, [this, fieldLabel] {
        fieldLabel->setText(metric() == Metric::Cosine ? tr("Cosine at least") : tr("Dot product at least"));
        m_zoom->setCurrentIndex(0);
        compute();
    });
}

void PairsPage::buildTable()
{
    m_tablePanel = new Panel(tr("Pairs"));
    auto* columns = iconButton(QStringLiteral("columns"), tr("Columns"));
    auto* csv = secondaryButton(tr("Export CSV…"), QStringLiteral("export"));
    csv->setToolTip(tr("Every pair at or above the threshold, or the rows that the filter leaves"));
    m_tablePanel->addHeaderWidget(columns);
    m_tablePanel->addHeaderWidget(csv);
    connect(csv, &QPushButton::clicked, this, &PairsPage::exportTable);

    auto* filters = new QWidget;
    auto* row = new QHBoxLayout(filters);
    row->setContentsMargins(Theme::panelInside, 0, Theme::panelInside, 8);
    row->setSpacing(Theme::controlGap);
    m_search = new SearchField(tr("Filter by title"));
    m_minimum = integerField(tr("Minimum number of ratings"), 0, 1'000'000, 0);
    m_minimum->setToolTip(tr("Films with fewer ratings take no part: in no pair, no count and no bar"));
    m_hidden = new Chip({}, Chip::Kind::Warn);
    m_hidden->setToolTip(tr("Shows them: sets the minimum to 0"));
    m_untrained = new UntrainedChip;
    m_genre = choiceField(tr("Genre"));
    m_genre->setToolTip(tr("Leaves films of this genre"));
    m_genre->addItem(tr("Any genre"), -1);
    for (int group = 0; group < genreGroupCount; ++group)
        m_genre->addItem(nameOf(static_cast<GenreGroup>(group)), group);
    row->addWidget(m_search);
    row->addWidget(new Label(tr("At least"), Type::Body, Tone::Muted));
    row->addWidget(m_minimum);
    row->addWidget(new Label(tr("ratings each"), Type::Body, Tone::Muted));
    row->addWidget(m_hidden);
    row->addWidget(m_untrained);
    row->addStretch();
    row->addWidget(m_genre);
    m_tablePanel->body()->addWidget(filters);

    m_model = new PairsModel;
    m_table = new TableView(tr("Pairs"));
    using Kind = TableColumn::Kind;
    m_table->setTable(m_model, {{.kind = Kind::Film, .width = 150, .stretch = 3},
                                {.kind = Kind::Film, .width = 150, .stretch = 3},
                                {.kind = Kind::Number, .width = 80},
                                {.kind = Kind::Number, .width = 106},
                                {.kind = Kind::Bar, .width = 90},
                                {.kind = Kind::Number, .width = 62},
                                {.kind = Kind::Number, .width = 76},
                                {.kind = Kind::Text, .width = 110, .stretch = 2, .muted = true}});
    m_table->setOwnOrder(PairsModel::SimilarityColumn, Qt::DescendingOrder);
    columns->setMenu(m_table->columnMenu());
    columns->setPopupMode(QToolButton::InstantPopup);
    m_noPairs = new EmptyState(QStringLiteral("pairs"), {}, {});
    m_tableStack = new QStackedLayout;
    m_tableStack->addWidget(m_table);
    m_tableStack->addWidget(m_noPairs);
    m_tablePanel->body()->addLayout(m_tableStack, 1);
    panels()->addWidget(m_tablePanel, 6);

    connect(m_search, &SearchField::searched, this, [this](const QString& text) { m_table->proxy().setSearch(text); });
    connect(m_search, &SearchField::downPressed, m_table, &TableView::focusRows);
    connect(m_genre, &QComboBox::currentIndexChanged, this, [this] {
        const auto group = m_genre->currentData().toInt();
        if (group < 0) {
            m_table->proxy().setRowFilter({});
            return;
        }
        m_table->proxy().setRowFilter([this, group](int sourceRow) {
            const auto& pair = m_model->pair(sourceRow);
            return int((*films())[pair.a].group) == group || int((*films())[pair.b].group) == group;
        });
    });
    connect(m_minimum, &QSpinBox::valueChanged, this, [this](int value) {
        m_minimumRatings = static_cast<std::uint32_t>(value);
        compute();
    });
    connect(m_hidden, &Chip::clicked, this, [this] { m_minimum->setValue(0); });
    connect(m_untrained, &Chip::toggled, this, &PairsPage::compute);
    connect(m_table, &TableView::shownChanged, this, &PairsPage::showWords);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (const auto current = m_table->currentSourceRow())
            selectRow(*current);
    });
    m_table->onActivated([this](const QModelIndex& index) {
        const auto film = index.data(FilmIdRole).toString();
        session().openFilm(film.isEmpty() ? index.siblingAtColumn(PairsModel::FirstColumn).data(FilmIdRole).toString() : film);
    });
}

void PairsPage::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

Metric PairsPage::metric() const
{
    return static_cast<Metric>(m_metric->currentData().toInt());
}

float PairsPage::threshold() const
{
    return static_cast<float>(m_instrument->threshold());
}

QString PairsPage::thresholdText() const
{
    return formatDecimal(m_instrument->threshold(), m_field->decimals());
}

void PairsPage::showModel()
{
    if (isNextEpoch() && (m_pairs || m_job->isRunning()))
        return;
    const QSignalBlocker quiet(m_minimum);
    m_minimum->setValue(static_cast<int>(m_minimumRatings.value_or(model()->defaultMinimumRatings())));
    m_untrained->setModel(*model());
    compute();
}

void PairsPage::compute()
{
    if (!model())
        return;
    PairOptions options;
    options.metric = metric();
    options.minimumRatings = static_cast<std::uint32_t>(m_minimum->value());
    options.includeUntrained = m_untrained->isChecked();
    m_job->start(
        [model = model(), options](std::stop_token stop, const ProgressFunction& progress) {
            return SimilarPairs::compute(model, options, rowLimit, std::move(stop), progress);
        },
        [this](std::shared_ptr<const SimilarPairs> pairs) {
            if (pairs)
                showPairs(std::move(pairs));
        });
}

void PairsPage::showPairs(std::shared_ptr<const SimilarPairs> pairs)
{
    const bool otherRange = !m_pairs || m_pairs->options().metric != pairs->options().metric || pairs->options().metric == Metric::Dot;
    m_pairs = std::move(pairs);
    const auto low = double(m_pairs->low());
    const auto high = double(m_pairs->high());
    m_instrument->setHistogram(m_pairs->histogram(), low, high,
                               [pairs = m_pairs](double at) { return pairs->countAtLeast(static_cast<float>(at)); });
    if (otherRange) {
        const bool cosine = metric() == Metric::Cosine;
        const auto step = ThresholdInstrument::thresholdStep(low, high);
        m_instrument->setThresholdRange(cosine ? 0.0 : low, high, step);
        const auto closest = m_pairs->closest();
        const auto first = cosine || !closest ? firstThreshold : 0.8 * double(closest->similarity);
        const QSignalBlocker quiet(m_field);
        m_field->setRange(cosine ? 0.0 : low, high);
        m_field->setSingleStep(step);
        m_field->setDecimals(std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6));
        m_instrument->setThreshold(first);
    }
    m_instrument->setFooter(session().isSimulated() ? tr("Simulated data: well-known films, invented viewers.") : QString());
    m_instrumentPanel->setSubtitle(
        tr("%1 pairs of %2 films").arg(formatCount(m_pairs->pairs()), formatCount(m_pairs->films())));
    // Of the films left out, those that the minimum leaves out: with one, rare and untrained films are told as one.
    const bool byRatings = *m_pairs->options().minimumRatings > 0;
    m_hidden->setText(tr("%1 rarely rated films hidden").arg(formatCount(m_pairs->filmsLeftOut())));
    m_hidden->setVisible(byRatings && m_pairs->filmsLeftOut() > 0);
    m_untrained->setVisible(!byRatings && m_untrained->films() > 0);
    m_model->setPairs(m_pairs, films());
    showThreshold();
    showRows();
}

void PairsPage::showThreshold()
{
    if (!m_pairs)
        return;
    const QSignalBlocker quiet(m_field);
    m_field->setValue(m_instrument->threshold());
    const auto count = m_pairs->countAtLeast(threshold());
    std::vector<FigureStrip::Figure> figures{
        {formatCount(count), tr("pairs of %1").arg(formatCount(m_pairs->pairs())), tr("Pairs at least this similar")}};
    if (m_pairs->isListed(threshold())) {
        const auto partners = partnersIn(m_pairs->pairsAtLeast(threshold(), rowLimit), model()->movies().rows);
        figures.push_back({formatCount(partners.films), tr("films, of %1").arg(formatCount(m_pairs->films())),
                           tr("Films that stand in at least one of these pairs")});
        figures.push_back({formatCount(partners.most), partners.most == 1 ? tr("partner at most") : tr("partners at most"), tr("Of the film that stands in most pairs")});
        figures.push_back({formatCount(partners.median), partners.median == 1 ? tr("partner, typically") : tr("partners, typically"), tr("The median over the films with any partner")});
    } else {
        const auto why = tr("Counted for up to %1 pairs. Raise the threshold.").arg(formatCount(rowLimit));
        figures.push_back({notComputed(), tr("films, of %1").arg(formatCount(m_pairs->films())), why});
        figures.push_back({notComputed(), tr("partners at most"), why});
        figures.push_back({notComputed(), tr("partners, typically"), why});
    }
    m_figures->setFigures(figures);
    Q_EMIT statusTextChanged();
}

void PairsPage::showRows()
{
    if (!m_pairs)
        return;
    m_model->setCount(m_pairs->pairsAtLeast(threshold(), rowLimit).size());
    showWords();
}

void PairsPage::showWords()
{
    if (!m_pairs)
        return;
    const auto count = m_pairs->countAtLeast(threshold());
    const auto shown = static_cast<std::uint64_t>(m_table->proxy().rowCount());
    const bool byDefault = m_table->proxy().sortColumn() < 0;
    QString subtitle;
    if (shown == count)
        subtitle = byDefault ? tr("%1 shown, highest first").arg(formatCount(shown)) : tr("%1 shown").arg(formatCount(shown));
    else
        subtitle = tr("%1 of %2 shown").arg(formatCount(shown), formatCount(count));
    m_tablePanel->setSubtitle(subtitle);

    if (shown > 0) {
        m_tableStack->setCurrentWidget(m_table);
        return;
    }
    m_noPairs->clearActions();
    const auto closest = m_pairs->closest();
    if (m_model->rowCount() > 0) {
        m_noPairs->setTitle(tr("No pair fits the filter"));
        m_noPairs->setText(tr("%1 pairs are at %2 or more.").arg(formatCount(count), thresholdText()));
        connect(m_noPairs->addPrimary(tr("Clear the filter")), &QPushButton::clicked, this, [this] {
            m_genre->setCurrentIndex(0);
            m_search->setSearch({});
        });
    } else if (!closest) {
        m_noPairs->setTitle(tr("No pair to compare"));
        m_noPairs->setText(tr("Fewer than two films have so many ratings. Lower the minimum number of ratings."));
    } else {
        const auto at = std::floor(double(closest->similarity) / m_field->singleStep()) * m_field->singleStep();
        m_noPairs->setTitle(tr("No pair at %1 or more").arg(thresholdText()));
        m_noPairs->setText(tr("The closest reaches %1: %2 and %3.")
                               .arg(formatDecimal(double(closest->similarity), m_field->decimals()), (*films())[closest->a].name,
                                    (*films())[closest->b].name));
        connect(m_noPairs->addPrimary(tr("Set to %1").arg(formatDecimal(at, m_field->decimals()))), &QPushButton::clicked, this,
                [this, at] { m_field->setValue(at); });
    }
    m_tableStack->setCurrentWidget(m_noPairs);
}

void PairsPage::selectRow(int row)
{
    const auto& pair = m_model->pair(row);
    session().selectPair((*films())[pair.a].id, (*films())[pair.b].id);
}

bool PairsPage::canExportTable() const
{
    return m_pairs && m_pairs->countAtLeast(threshold()) > 0;
}

void PairsPage::exportTable()
{
    if (!canExportTable())
        return;
    const auto name = QStringLiteral("pairs-%1.csv").arg(QString::number(m_instrument->threshold(), 'f', m_field->decimals()));
    const bool asShown = m_pairs->isListed(threshold());
    if (asShown) {
        m_table->exportCsv(session(), name);
        return;
    }
    // More pairs than the table holds: straight from the engine, as the command line writes them.
    saveFile(this, tr("Export pairs"), name, tr("CSV (*.csv)"), QStringLiteral("csv"),
             [this, pairs = m_pairs, at = threshold()](const QString& path) { writePairsFile(*pairs, at, path); });
}

void PairsPage::writePairsFile(const SimilarPairs& pairs, float threshold, const QString& path)
{
    session().exportInBackground(
        tr("Exporting %1 pairs").arg(formatCount(pairs.countAtLeast(threshold))),
        [model = pairs.model(), options = pairs.options(), at = threshold, file = path.toStdString()](
            std::stop_token stop, const ProgressFunction& progress) -> Result<QString> {
            auto csv = CsvWriter::create(file);
            if (!csv)
                return tl::unexpected(std::move(csv.error()));
            writeRunCard(*csv, *model, {});
            writePairHeader(*csv);
            std::uint64_t written = 0;
            const bool whole = forEachPair(
                model, options, at,
                [&](std::span<const SimilarPair> run) {
                    written += run.size();
                    return writePairs(*csv, *model, run);
                },
                stop, progress);
            if (stop.stop_requested())
                return QString();
            if (!whole)
                return failure(ErrorCode::OutOfMemory,
                               "there is not enough memory for these pairs. Close other programs, or choose a higher threshold.",
                               file);
            if (auto done = csv->finish(); !done)
                return tl::unexpected(std::move(done.error()));
            return PairsPage::tr("%1 pairs written.").arg(formatCount(written));
        });
}

QString PairsPage::statusText() const
{
    if (!model() || !m_pairs)
        return {};
    return tr("%1 pairs at %2 or more").arg(formatCount(m_pairs->countAtLeast(threshold())), thresholdText());
}

}  // namespace projectionist
