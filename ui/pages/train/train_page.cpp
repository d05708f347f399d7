// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_page.h"

#include "engine/evaluate/metrics.h"
#include "ui/models/format.h"
#include "ui/models/metric_text.h"
#include "ui/models/preset_text.h"
#include "ui/pages/train/chart_menu.h"
#include "ui/pages/train/suggest_view.h"
#include "ui/plots/accuracy_chart.h"
#include "ui/plots/loss_chart.h"
#include "ui/session/item_baselines.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/file_dialogs.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/options_form.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/progress.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSlider>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

PhasePlan planOf(const std::optional<RunListener::PhaseStart>& phase)
{
    return phase ? PhasePlan{phase->epochs, phase->stepsPerEpoch} : PhasePlan{};
}

}  // namespace

TrainPage::TrainPage(Session& session, QWidget* parent)
    : Page(PageId::Train, session, parent)
{
    m_history = secondaryButton(tr("Export history…"), QStringLiteral("export"));
    m_history->setToolTip(tr("Loss of every step and figures of every epoch, as CSV"));
    m_save = secondaryButton(tr("Save model…"), QStringLiteral("save"));
    m_save->setToolTip(tr("Everything in one file that opens without the data (Ctrl+S)"));
    header().addAction(m_history);
    header().addAction(m_save);
    m_training = new QWidget;
    auto* training = new QVBoxLayout(m_training);
    training->setContentsMargins({});
    training->setSpacing(Theme::panelGap);
    buildCharts();
    buildControls();
    m_suggest = new SuggestView(session);
    m_views = new QStackedWidget;
    m_views->addWidget(m_training);
    m_views->addWidget(m_suggest);
    content()->addWidget(m_views, 1);
    buildOptions();

    connect(m_history, &QPushButton::clicked, this, &TrainPage::exportHistory);
    connect(m_save, &QPushButton::clicked, this, &TrainPage::saveModel);
    connect(&session, &Session::trainingLogChanged, this, &TrainPage::showLog);
    connect(&session, &Session::modelChanged, this, &TrainPage::showState);
    connect(&session, &Session::optionsChanged, this, &TrainPage::showOptions);
    connect(&session, &Session::datasetChanged, this, [this] {
        header().setSubtitle(this->session().dataset() ? tr("two-tower retrieval, %1").arg(text(this->session().dataset()->name())) : QString());
        showState();
    });
    connect(&session.training(), &TrainingJob::stateChanged, this, &TrainPage::showState);
    connect(&session.itemBaselines(), &ItemBaselines::changed, this, &TrainPage::showLog);
    connect(m_accuracy, &AccuracyChart::rivalsRequested, this, [this] { this->session().itemBaselines().measure(); });
    connect(this, &Page::compactChanged, this, &TrainPage::fold);
    showOptions();
    showState();
}

TrainPage::~TrainPage() = default;

void TrainPage::buildCharts()
{
    m_loss = new LossChart;
    m_loss->setWhatsThis(tr("The loss of each step per example, raw and smoothed, and what guessing would give."));
    m_loss->setTitle(tr("Loss per example"));
    m_accuracy = new AccuracyChart;
    m_accuracy->setWhatsThis(
        tr("How often a film that was liked stands among the first k, and how often it does so in a list of the most "
           "popular films."));
    m_accuracy->setTitle(tr("Top-k accuracy"));

    auto* lossPanel = new Panel(tr("Loss per example"));
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setRange(0, 99);
    m_smoothing->setFixedWidth(72);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setToolTip(tr("How much of the smoothed line is its past"));
    auto* smoothed = new Label;
    smoothed->setFixedWidth(34);
    connect(m_smoothing, &QSlider::valueChanged, this, [this, smoothed](int value) {
        m_smoothingIsChosen = true;
        m_loss->setSmoothing(value / 100.0);
        smoothed->setText(formatDecimal(value / 100.0, value == 0 ? 0 : 2));
    });
    m_smoothing->setValue(90);
    m_smoothingIsChosen = false;
    lossPanel->addHeaderWidget(new Label(tr("Smooth"), Type::Body, Tone::Muted));
    lossPanel->addHeaderWidget(m_smoothing);
    lossPanel->addHeaderWidget(smoothed);
    lossPanel->addHeaderWidget(chartMenu(m_loss));
    lossPanel->body()->addWidget(m_loss, 1);

    m_accuracyPanel = new Panel(tr("Top-k accuracy"));
    m_k = new SegmentedControl(tr("k"));
    for (const auto k : topKs)
        m_k->addSegment(QString::number(k), tr("Share of rows whose film is among the first %1").arg(k), k);
    m_k->setCurrentData(10);
    m_accuracy->setK(10);
    m_accuracyPanel->addHeaderWidget(new Label(tr("k"), Type::Body, Tone::Muted));
    m_accuracyPanel->addHeaderWidget(m_k);
    m_accuracyPanel->addHeaderWidget(chartMenu(m_accuracy));
    m_accuracyPanel->body()->addWidget(m_accuracy, 1);
    connect(m_k, &SegmentedControl::currentChanged, this, [this] { m_accuracy->setK(m_k->currentData().toInt()); });

    connect(m_loss, &LineChart::crosshairMoved, m_accuracy, &LineChart::setCrosshair);
    connect(m_accuracy, &LineChart::crosshairMoved, m_loss, &LineChart::setCrosshair);
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::panelGap);
    for (auto* panel : {lossPanel, m_accuracyPanel}) {
        panel->setMinimumHeight(200 + Theme::panelHeaderHeight);
        row->addWidget(panel, 1);
    }
    for (PlotWidget* chart : std::initializer_list<PlotWidget*>{m_loss, m_accuracy})
        connect(chart, &PlotWidget::exportFailed, this, [this](const Error& error) { session().tell(error); });
    static_cast<QVBoxLayout*>(m_training->layout())->addLayout(row, 1);
}

void TrainPage::buildControls()
{
    m_start = primaryButton(tr("Start"), QStringLiteral("play"));
    m_continue = secondaryButton(tr("Continue"), QStringLiteral("play"));
    m_pause = secondaryButton(tr("Pause"), QStringLiteral("pause"));
    m_stop = secondaryButton(tr("Stop, keep best"), QStringLiteral("stop"));
    m_continue->setToolTip(tr("Goes on where the stopped run left off"));
    m_stop->setToolTip(tr("Ends the run and keeps its best epoch (Shift+F5)"));
    m_epoch = new Label({}, Type::Strong);
    m_detail = new ElidedLabel({}, Type::Body, Tone::Muted);
    m_best = new Label({}, Type::Body, Tone::Muted);
    m_line = new ProgressLine;

    auto* panel = new Panel;
    auto* row = new QHBoxLayout;
    row->setContentsMargins(Theme::panelInside, 10, Theme::panelInside, 10);
    row->setSpacing(Theme::controlGap);
    for (auto* button : {m_start, m_continue, m_pause, m_stop})
        row->addWidget(button);
    row->addSpacing(Theme::controlGap);
    auto* words = new QHBoxLayout;
    words->setSpacing(Theme::pageEdge);
    words->addWidget(m_epoch);
    words->addWidget(m_detail);
    words->addStretch();
    words->addWidget(m_best);
    auto* progress = new QVBoxLayout;
    progress->setSpacing(4);
    progress->addLayout(words);
    progress->addWidget(m_line);
    row->addLayout(progress, 1);
    panel->body()->addLayout(row);
    m_training->layout()->addWidget(panel);

    connect(m_start, &QPushButton::clicked, this, [this] { session().startTraining(); });
    connect(m_continue, &QPushButton::clicked, this, [this] { session().continueTraining(); });
    connect(m_pause, &QPushButton::clicked, this, [this] {
        auto& training = session().training();
        training.state() == TrainingJob::State::Paused ? training.unpause() : training.pause();
    });
    connect(m_stop, &QPushButton::clicked, this, [this] { session().training().stop(); });
}

void TrainPage::buildOptions()
{
    m_optionsPanel = new Panel(tr("Options"));
    m_preset = choiceField(tr("Preset"));
    for (const auto name : presetNames())
        m_preset->addItem(tr("Preset: %1").arg(presetInWords(name)),
                          QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
    m_preset->setMinimumWidth(200);
    m_preset->setToolTip(tr("Balanced recommends well on most data; Thorough a little better, in several times the time. The tutorial's "
                            "own options recommend worse than listing the most popular films; run both to see it."));
    m_fold = plainIconButton(QStringLiteral("up"), tr("Fold the options"));
    m_suggestButton = secondaryButton(tr("Suggest…"), QStringLiteral("search"));
    m_suggestButton->setToolTip(tr("Searches for better options on rows cut out of the training, for as long as you like"));
    m_optionsPanel->addHeaderWidget(m_suggestButton);
    m_optionsPanel->addHeaderWidget(m_preset);
    m_optionsPanel->addHeaderWidget(m_fold);

    m_form = new OptionsForm;
    m_formArea = new QScrollArea;
    m_formArea->setWidget(m_form);
    m_formArea->setWidgetResizable(true);
    m_formArea->setFocusPolicy(Qt::NoFocus);
    m_formArea->setFrameShape(QFrame::NoFrame);
    m_formArea->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_formArea->viewport()->setAutoFillBackground(false);
    m_form->setAutoFillBackground(false);
    m_optionsPanel->body()->addWidget(m_formArea, 1);
    m_help = new FooterNote(QStringLiteral("info"));
    m_help->setText(tr("Point at an option to read what it does."));
    m_optionsPanel->setFooter(m_help);
    content()->addWidget(m_optionsPanel);

    connect(m_form, &OptionsForm::edited, this, [this] {
        m_editing = true;
        if (m_form->isValid())
            session().setOptions(m_form->options());
        m_editing = false;
        showState();
        showOptions();
    });
    connect(m_suggestButton, &QPushButton::clicked, this, [this] { showSuggest(true); });
    connect(m_suggest, &SuggestView::closed, this, [this] { showSuggest(false); });
    connect(m_suggest, &SuggestView::statusTextChanged, this, &Page::statusTextChanged);
    connect(m_form, &OptionsForm::helpChanged, m_help, &FooterNote::setText);
    connect(m_preset, &QComboBox::activated, this, [this] { session().setPreset(m_preset->currentData().toString()); });
    connect(m_fold, &QToolButton::clicked, this, [this] { fold(!m_formArea->isHidden()); });
    fold(false);
}

void TrainPage::fold(bool folded)
{
    m_formArea->setVisible(!folded);
    m_help->setVisible(!folded);
    m_formArea->setFixedHeight(std::min(m_form->sizeHint().height(), isCompact() ? 190 : 300));
    m_fold->setIcon(icon(folded ? QStringLiteral("down") : QStringLiteral("up")));
    m_fold->setToolTip(folded ? tr("Unfold the options") : tr("Fold the options"));
    showOptions();
}

void TrainPage::showSuggest(bool shown)
{
    m_views->setCurrentWidget(shown ? static_cast<QWidget*>(m_suggest) : m_training);
    if (shown)
        m_suggest->setFocus(Qt::OtherFocusReason);
    showState();
}

bool TrainPage::showsSuggest() const
{
    return m_views->currentWidget() == m_suggest;
}

void TrainPage::showOptions()
{
    if (!m_editing && m_form->isValid())
        m_form->setOptions(session().options());
    const auto matching = matchingPreset(session().options());
    const QSignalBlocker quiet(m_preset);
    m_preset->setCurrentIndex(m_preset->findData(session().basePreset()));
    const bool own = matching != session().basePreset().toStdString();
    QString words = own ? tr("changed from the preset") : QString();
    if (m_formArea->isHidden()) {
        const auto& options = session().options();
        words = tr("%1 dimensions · batch %2 · rate %3 · at most %4 epochs · holdout %5")
                    .arg(options.dimension)
                    .arg(formatCount(static_cast<std::uint64_t>(options.batchSize)), text(optionValue(options, "learning_rate")))
                    .arg(options.epochs)
                    .arg(text(optionValue(options, "holdout")));
    } else if (session().training().isActive()) {
        words = tr("next run; this one keeps what it started with");
    }
    m_optionsPanel->setSubtitle(words);
}

void TrainPage::showState()
{
    const auto& training = session().training();
    const auto state = training.state();
    const bool active = training.isActive();
    m_start->setVisible(!active);
    m_start->setEnabled(session().dataset() && m_form->isValid());
    m_start->setToolTip(!session().dataset()  ? tr("Open data first")
                        : !m_form->isValid() ? m_form->problem()
                                             : tr("Trains a new model with these options (F5)"));
    if (active && showsSuggest())
        m_views->setCurrentWidget(m_training);  // what goes on is what is looked at
    m_suggestButton->setVisible(!showsSuggest());
    m_suggestButton->setEnabled(session().dataset() && !active && m_form->isValid());
    m_continue->setVisible(session().canContinue());
    m_pause->setVisible(active);
    m_pause->setEnabled(state == TrainingJob::State::Running || state == TrainingJob::State::Paused);
    const bool paused = state == TrainingJob::State::Paused;
    m_pause->setText(paused ? tr("Resume") : tr("Pause"));
    m_pause->setIcon(icon(paused ? QStringLiteral("play") : QStringLiteral("pause")));
    m_pause->setToolTip(paused ? tr("Goes on with the run (F6)") : tr("Holds the run between two steps (F6)"));
    m_stop->setVisible(active);
    m_stop->setEnabled(active && state != TrainingJob::State::Stopping);
    m_save->setEnabled(session().model() && !session().modelIsLive());
    showOptions();
    showLog();
}

void TrainPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_logIsStale)
        showLog();
}

void TrainPage::showLog()
{
    m_logIsStale = !isVisible();  // while another page is looked at, a run costs the window nothing here
    if (m_logIsStale)
        return;
    const auto& log = session().trainingLog();
    const auto search = planOf(log.searchPhase);
    const auto refit = planOf(log.refitPhase);
    chooseSmoothing(std::max<std::size_t>(std::size_t{search.epochs} * search.stepsPerEpoch, log.steps.size()));
    m_loss->setSteps(log.steps, search, refit);
    m_accuracy->setEpochs(log.epochs, log.baselines, search, refit);
    showItemBaselines();
    const bool active = session().training().isActive();
    std::optional<double> running;
    if (active && !log.steps.empty()) {
        const auto& last = log.steps.back();
        const auto& plan = last.phase == Phase::Refit ? refit : search;
        running = last.epoch - 1 + double(last.step) / std::max(1U, plan.stepsPerEpoch);
        if (last.phase == Phase::Refit) {
            std::uint32_t searched = 0;
            for (const auto& epoch : log.epochs)
                searched += epoch.phase == Phase::Search ? 1U : 0U;
            *running += searched;
        }
    }
    m_accuracy->setRunning(running);
    m_accuracy->setBestEpoch(log.bestEpoch, !active || (log.phase && log.phase->phase == Phase::Refit));
    const auto footer = session().isSimulated() ? tr("Simulated data: well-known films, invented viewers.") : QString();
    m_loss->setFooter(footer);
    m_accuracy->setFooter(footer);
    m_history->setEnabled(!log.steps.empty());
    showProgress();
    Q_EMIT statusTextChanged();
}

void TrainPage::chooseSmoothing(std::size_t steps)
{
    if (m_smoothingIsChosen || steps == 0)
        return;
    m_smoothing->setValue(qRound(100 * smoothingFor(steps)));
    m_smoothingIsChosen = false;
}

void TrainPage::showItemBaselines()
{
    const auto& items = session().itemBaselines();
    std::vector<AccuracyChart::Rival> rivals;
    for (const auto* name : {"item-kNN", "EASE"}) {
        const auto* line = items.line(name);
        rivals.push_back({QString::fromLatin1(name),
                          line ? line->ranks.seenHidden : std::nullopt, items.note(name)});
    }
    m_accuracy->setRivals(std::move(rivals));
    m_accuracy->offerRivals(items.canMeasure() ? items.costInWords() : QString());
}

void TrainPage::showProgress()
{
    const auto& log = session().trainingLog();
    const auto state = session().training().state();
    m_best->setText(bestText());
    if (state == TrainingJob::State::Idle) {
        m_line->setShare(log.steps.empty() ? 0 : 1);
        const auto& model = session().model();
        if (!model) {
            m_epoch->setText(tr("Nothing trained yet"));
            m_detail->setText(session().dataset() ? tr("Choose a preset and start") : tr("Open data first"));
            return;
        }
        const auto& card = model->card();
        m_epoch->setText(card.finished ? tr("Finished") : tr("Stopped"));
        QString shown;
        switch (card.state) {
        case RunCard::State::Search:
            shown = tr("shows epoch %1 of the search").arg(card.shownEpoch);
            break;
        case RunCard::State::Refit:
            shown = tr("shows the refit on all rows, %1 epochs").arg(card.shownEpoch);
            break;
        case RunCard::State::WithoutHoldout:
            shown = tr("shows epoch %1").arg(card.shownEpoch);
            break;
        case RunCard::State::Untrained:
            shown = tr("shows the random start");
            break;
        }
        m_detail->setText(shown);
        return;
    }
    if (log.measuring && state == TrainingJob::State::Running) {
        m_epoch->setText(log.steps.empty() ? tr("Measuring the baselines")
                                           : tr("Measuring epoch %1").arg(log.steps.back().epoch));
        m_detail->setText(formatPercent(log.measuring->share) + QStringLiteral("   ") +
                          formatTimeLeft(log.measuring->secondsLeft));
        m_line->setShare(log.measuring->share);
        return;
    }
    if (!log.phase || log.steps.empty()) {
        m_epoch->setText(tr("Preparing"));
        m_detail->setText(tr("Splitting the data and measuring the baselines"));
        m_line->setShare(-1);
        return;
    }
    const auto& phase = *log.phase;
    const bool begun = log.steps.back().phase == phase.phase;
    const auto epoch = begun ? log.steps.back().epoch : 1U;
    const auto step = begun ? log.steps.back().step : 0U;
    const auto share = (double(epoch) - 1 + double(step) / std::max(1U, phase.stepsPerEpoch)) / std::max(1U, phase.epochs);
    m_line->setShare(share);
    const auto name = phase.phase == Phase::Refit ? tr("Refit, epoch %1 of %2") : log.heldOutRows > 0 ? tr("Search, epoch %1 of at most %2") : tr("Epoch %1 of %2");
    m_epoch->setText(name.arg(epoch).arg(phase.epochs));
    QStringList details;  // what matters most first: where room is short, the end is cut
    if (state == TrainingJob::State::Paused)
        details << tr("paused");
    else if (state == TrainingJob::State::Stopping)
        details << tr("stopping");
    else if (log.secondsLeft >= 0)
        details << formatTimeLeft(log.secondsLeft);
    details << tr("batch %1 of %2").arg(formatCount(step), formatCount(phase.stepsPerEpoch));
    if (log.rowsPerSecond > 0)
        details << tr("%1 rows/s").arg(formatCount(static_cast<std::uint64_t>(log.rowsPerSecond)));
    m_detail->setText(details.join(QStringLiteral("   ")));
}

QString TrainPage::bestText() const
{
    const auto& log = session().trainingLog();
    for (const auto& epoch : log.epochs) {
        if (epoch.phase != Phase::Search || epoch.epoch != log.bestEpoch)
            continue;
        if (const auto value = metricByName(epoch, log.options.metric))
            return tr("best %1 %2 at epoch %3").arg(metricInWords(log.options.metric), formatDecimal(*value, 3)).arg(epoch.epoch);
    }
    return {};
}

void TrainPage::focusFilter()
{
    m_form->setFocus(Qt::ShortcutFocusReason);
    m_form->findChild<QWidget*>(QStringLiteral("dimension"))->setFocus(Qt::ShortcutFocusReason);
}

void TrainPage::saveModel()
{
    saveFile(this, tr("Save the model"), QStringLiteral("model.projectionist"), tr("Models (*.projectionist)"),
             QStringLiteral("projectionist"), [this](const QString& path) { session().saveModel(path); });
}

bool TrainPage::canExportTable() const
{
    if (showsSuggest())
        return m_suggest->canExport();
    return !session().trainingLog().steps.empty();
}

void TrainPage::exportTable()
{
    if (showsSuggest())
        m_suggest->exportTrials();
    else
        exportHistory();
}

void TrainPage::exportHistory()
{
    if (session().trainingLog().steps.empty())
        return;
    saveFile(this, tr("Export the history"), QStringLiteral("history.csv"), tr("CSV (*.csv)"), QStringLiteral("csv"),
             [this](const QString& path) { writeHistory(path); });
}

void TrainPage::writeHistory(const QString& path)
{
    if (const auto saved = m_loss->saveCsv(path); !saved) {
        session().tell(saved.error());
        return;
    }
    auto epochs = path;
    epochs.replace(QStringLiteral(".csv"), QStringLiteral("-epochs.csv"));
    if (epochs == path)
        epochs += QStringLiteral("-epochs.csv");
    if (const auto saved = m_accuracy->saveCsv(epochs); !saved)
        session().tell(saved.error());
    else
        session().tell(Message{Message::Kind::Information, tr("Steps written to %1, epochs to %2.").arg(path, epochs), {}});
}

QString TrainPage::statusText() const
{
    if (showsSuggest())
        return m_suggest->statusText();
    return m_best->text();
}

}  // namespace projectionist
