// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/run_card_view.h"

#include "ui/inspector/results_table.h"
#include "ui/inspector/run_results.h"
#include "ui/models/format.h"
#include "ui/models/metric_text.h"
#include "ui/models/preset_text.h"
#include "ui/session/item_baselines.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace projectionist {

namespace {

using Row = KeyValues::Row;

QString holdoutInWords(const Holdout& holdout, std::uint64_t rows)
{
    const QString count = rows > 0 ? formatCount(rows) + QStringLiteral(", ") : QString();
    switch (holdout.kind) {
    case Holdout::Kind::None:
        return RunCardView::tr("nothing");
    case Holdout::Kind::Random:
        return RunCardView::tr("%1random %2").arg(count, formatPercent(holdout.share));
    case Holdout::Kind::Last:
        return RunCardView::tr("%1last %2 of each user").arg(count).arg(holdout.count);
    case Holdout::Kind::File:
        return RunCardView::tr("%1from %2").arg(count, QString::fromStdString(holdout.file.filename().string()));
    }
    return {};
}

QString orderInWords(RowOrder order)
{
    switch (order) {
    case RowOrder::File:
        return RunCardView::tr("as in the file");
    case RowOrder::Grouped:
        return RunCardView::tr("grouped by film");
    case RowOrder::Shuffled:
        return RunCardView::tr("shuffled");
    }
    return {};
}

QString shortReal(double value)
{
    return QLocale().toString(value, 'g', 4);
}

std::vector<Row> optionRows(const TrainOptions& options, const std::string& preset, std::uint64_t trainRows,
                            std::uint64_t heldOutRows, std::uint64_t films)
{
    const auto real = [](float value) { return shortReal(static_cast<double>(value)); };
    std::vector<Row> rows{
        {RunCardView::tr("Preset"), presetInWords(preset), {}},
        {RunCardView::tr("Positives"),
         RunCardView::tr("ratings over %1").arg(formatRating(static_cast<double>(options.data.ratingAbove))),
         {}}};
    if (trainRows > 0)
        rows.push_back({RunCardView::tr("Train"), RunCardView::tr("%1 examples").arg(formatCount(trainRows)), {}});
    rows.push_back({RunCardView::tr("Held out"), holdoutInWords(options.data.holdout, heldOutRows), {}});
    const QString key = options.data.key == Key::Title ? RunCardView::tr("title") : RunCardView::tr("id");
    rows.push_back(
        {RunCardView::tr("Films keyed by"), films > 0 ? key + QStringLiteral(", ") + formatCount(films) : key, {}});
    rows.push_back(
        {RunCardView::tr("Dimensions"),
         options.starts > 1
             ? RunCardView::tr("%1 × %2 starts").arg(formatCount(options.dimension), formatCount(options.starts))
             : formatCount(options.dimension),
         {}});
    rows.push_back({RunCardView::tr("Batch"), formatCount(options.batchSize), {}});
    rows.push_back({RunCardView::tr("Adagrad"), real(options.learningRate), {}});
    rows.push_back({RunCardView::tr("Epochs, at most"), formatCount(options.epochs), {}});
    if (options.temperature != 1.0F)
        rows.push_back({RunCardView::tr("Temperature"), real(options.temperature), {}});
    rows.push_back({RunCardView::tr("Correction"),
                    options.samplingCorrection ? RunCardView::tr("sampling probability") : RunCardView::tr("none"),
                    {}});
    if (options.removeAccidentalHits)
        rows.push_back({RunCardView::tr("Accidental hits"), RunCardView::tr("removed"), {}});
    if (options.hardNegatives > 0)
        rows.push_back({RunCardView::tr("Hard negatives"), formatCount(options.hardNegatives), {}});
    if (options.candidates == Candidates::All)
        rows.push_back({RunCardView::tr("Candidates"), RunCardView::tr("all films"), {}});
    rows.push_back({RunCardView::tr("L2"),
                    options.l2 > 0 && options.l2Exponent > 0
                        ? RunCardView::tr("%1, exponent %2").arg(real(options.l2), real(options.l2Exponent))
                        : real(options.l2),
                    {}});
    if (options.averaging > 0)
        rows.push_back({RunCardView::tr("Averaging"), real(options.averaging), {}});
    rows.push_back({RunCardView::tr("Row order"), orderInWords(options.order), {}});
    if (options.data.holdout.kind != Holdout::Kind::None) {
        rows.push_back(
            {RunCardView::tr("Stops by"),
             RunCardView::tr("%1, patience %2").arg(metricInWords(options.metric), formatCount(options.patience)),
             {}});
        rows.push_back(
            {RunCardView::tr("Refit"), options.refit ? RunCardView::tr("on all rows") : RunCardView::tr("no"), {}});
    }
    rows.push_back({RunCardView::tr("Seed"), QString::number(options.seed), {}});
    return rows;
}

}  // namespace

RunCardView::RunCardView(Session& owner, QWidget* parent)
    : Pane(owner, parent)
    , m_title(new Label({}, Type::InspectorTitle))
    , m_state(new Label({}, Type::Small, Tone::Muted))
    , m_options(new KeyValues)
    , m_results(new ResultsTable)
    , m_measure(secondaryButton(tr("Measure item-kNN and EASE"), {}))
    , m_note(new Label({}, Type::Small, Tone::Muted))
{
    m_title->setWordWrap(true);
    m_state->setWordWrap(true);
    content()->addWidget(m_title);
    content()->addWidget(m_state);
    content()->addSpacing(2);
    content()->addWidget(m_options);
    m_results->setAccessibleName(tr("Results"));
    m_results->setWhatsThis(tr("What the run reached, and what simpler methods reach on the same rows."));
    m_resultsSection = addSection(tr("Results"), {}, m_results);
    m_measure->setWhatsThis(tr("Computes what two classic methods reach on the rows of this run. The status bar shows "
                               "how far it is and cancels it."));
    content()->addWidget(m_measure, 0, Qt::AlignLeft);
    connect(m_measure, &QPushButton::clicked, this, [this] { session().itemBaselines().measure(); });
    connect(&owner.itemBaselines(), &ItemBaselines::changed, this, [this] {
        if (isVisible())
            refresh();
    });
    m_note->setWordWrap(true);
    content()->addWidget(m_note);
    content()->addStretch(1);
    m_copy = addButton(tr("Copy card"), QStringLiteral("copy"));
    m_copy->setToolTip(tr("Every option by its name, the seed and the results"));
    m_copy->setWhatsThis(m_copy->toolTip());
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
    connect(&owner, &Session::trainingLogChanged, this, [this] {
        const TrainingLog& log = session().trainingLog();
        const std::tuple now{log.epochs.size(), log.phase ? static_cast<int>(log.phase->phase) : -1, log.trainingRows};
        if (!isVisible() || now == m_shown)
            return;  // steps come by the hundred, and the card has nothing of them
        m_shown = now;
        refresh();
    });
    connect(&owner.training(), &TrainingJob::stateChanged, this, [this] {
        if (isVisible())
            refresh();
    });
}

void RunCardView::refresh()
{
    const bool running = session().training().isActive();
    const bool any = running || session().model() != nullptr;
    m_options->setVisible(any);
    m_copy->setEnabled(any);
    if (running) {
        showRun();
    } else if (any) {
        showModel();
    } else {
        m_title->setText(tr("No run yet"));
        m_state->setText(tr("Data, options, seed and results of a run stand here."));
        m_resultsSection->hide();
        m_measure->hide();
        m_note->hide();
    }
}

void RunCardView::showRun()
{
    const TrainingLog& log = session().trainingLog();
    m_title->setText(presetInWords(matchingPreset(log.options)));
    const bool refit = log.phase && log.phase->phase == Phase::Refit;
    m_state->setText(!log.phase ? tr("preparing") : refit ? tr("refit on all rows") : tr("training"));
    const auto& dataset = session().dataset();
    const std::uint64_t films = dataset && log.options.data.key == Key::Id ? dataset->movies().size() : 0;
    m_options->setRows(optionRows(log.options, matchingPreset(log.options), log.trainingRows, log.heldOutRows, films));
    const EpochRecord* shown = nullptr;
    for (const EpochRecord& epoch : log.epochs)
        if (epoch.phase == Phase::Search && (epoch.epoch == log.bestEpoch || log.bestEpoch == 0))
            shown = &epoch;
    auto* heading = m_resultsSection->findChild<Label*>();
    heading->setText(refit ? tr("Of the search") : tr("So far"));
    showResults(shown, log.baselines);
    m_note->setVisible(refit && shown != nullptr);
    if (refit)
        m_note->setText(tr("Measured before the refit: the held-out rows are being trained on now."));
}

void RunCardView::showModel()
{
    const Model& model = *session().model();
    const RunCard& card = model.card();
    m_title->setText(session().modelName());
    QString state;
    switch (card.state) {
    case RunCard::State::Untrained:
        state = tr("not trained");
        break;
    case RunCard::State::Search:
        state = tr("epoch %1, the best of the search").arg(card.shownEpoch);
        break;
    case RunCard::State::Refit:
        state = tr("refit on all rows, %1").arg(counted(card.shownEpoch, tr("%1 epoch"), tr("%1 epochs")));
        break;
    case RunCard::State::WithoutHoldout:
        state = counted(card.shownEpoch, tr("%1 epoch"), tr("%1 epochs"));
        break;
    }
    QStringList words{QString::fromStdString(card.dataName), state};
    if (card.simulated)
        words.insert(1, tr("simulated"));
    if (!card.finished)
        words.append(tr("stopped by hand"));
    m_state->setText(words.join(QStringLiteral(", ")));
    const auto options = fromNamedValues(card.options, card.seed);
    if (options) {
        m_options->setRows(optionRows(*options, card.preset, card.trainingRows, card.heldOutRows, card.movies));
    } else {  // of another version of the program: as the file has them
        std::vector<Row> rows;
        for (const auto& [name, value] : card.options)
            rows.push_back({QString::fromStdString(name), QString::fromStdString(value), {}});
        m_options->setRows(rows);
    }
    m_resultsSection->findChild<Label*>()->setText(card.state == RunCard::State::Refit ? tr("Of the search")
                                                                                       : tr("Results"));
    showResults(card.results ? &*card.results : nullptr, model.history().baselines);
    m_note->setVisible(card.state == RunCard::State::Refit && card.results);
    m_note->setText(tr("Measured before the refit, at epoch %1 of the search. The shown model has trained on the "
                       "held-out rows too.")
                        .arg(card.bestEpoch));
}

void RunCardView::showResults(const EpochRecord* results, const Baselines& baselines)
{
    const ItemBaselines& items = session().itemBaselines();
    m_resultsSection->setVisible(results != nullptr);
    m_measure->setVisible(results != nullptr && items.canMeasure());
    if (results == nullptr)
        return;
    m_measure->setToolTip(items.costInWords());
    QString detail = tr("epoch %1").arg(results->epoch);
    if (!results->holdoutSeenHidden && results->training)
        detail = tr("%1, the likes trained on").arg(detail);
    if (results->metrics)
        detail = tr("%1, %2 users").arg(detail, formatCount(results->metrics->users));
    m_resultsSection->findChild<ElidedLabel*>(QStringLiteral("detail"))->setText(detail);
    m_results->setTable(resultColumns(items), resultRows(*results, baselines, items));
}

QString RunCardView::text() const
{
    QStringList lines{m_title->text(), m_state->text()};
    const auto& model = session().model();
    if (!session().training().isActive() && model) {
        lines.append(tr("data\t%1").arg(QString::fromStdString(model->card().dataName)));
        lines.append(tr("fingerprint\t%1").arg(QString::fromStdString(model->card().fingerprint)));
        for (const auto& [name, value] : model->card().options)
            lines.append(QString::fromStdString(name) + QLatin1Char('\t') + QString::fromStdString(value));
        lines.append(tr("seed\t%1").arg(model->card().seed));
    } else {
        for (const auto& row : m_options->rows())
            lines.append(row.name + QLatin1Char('\t') + row.value);
    }
    if (!m_resultsSection->isHidden())
        lines += m_results->lines();
    if (!m_note->isHidden())
        lines.append(m_note->text());
    return lines.join(QLatin1Char('\n'));
}

}  // namespace projectionist
