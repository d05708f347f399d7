// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/suggest_view.h"

#include "ui/models/format.h"
#include "ui/models/metric_text.h"
#include "ui/pages/train/chart_menu.h"
#include "ui/plots/trials_chart.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/progress.h"
#include "ui/widgets/table_view.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace projectionist {

namespace {

constexpr int secondsAtFirst = 60, secondsAtLeast = 1, secondsAtMost = 24 * 60 * 60;

}  // namespace

SuggestView::SuggestView(Session& session, QWidget* parent) : QWidget(parent), m_session(session)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(Theme::panelGap);
    buildPanels();
    buildControls();
    m_clock.setInterval(500);
    connect(&m_clock, &QTimer::timeout, this, &SuggestView::showTime);
    auto& tuning = session.tuning();
    connect(&tuning, &TuningJob::trialsChanged, this, &SuggestView::showTrials);
    connect(&tuning, &TuningJob::stateChanged, this, &SuggestView::showState);
    connect(&tuning, &TuningJob::finished, this, &SuggestView::showState);
    connect(&session, &Session::datasetChanged, this, &SuggestView::showState);
    connect(&session.training(), &TrainingJob::stateChanged, this, &SuggestView::showState);
    connect(&session, &Session::optionsChanged, this, &SuggestView::showState);
    showTrials();
    showState();
}

SuggestView::~SuggestView() = default;

void SuggestView::buildPanels()
{
    m_chart = new TrialsChart;
    m_chart->setWhatsThis(
        tr("The figure by which runs stop, epoch by epoch, for each choice of options that is tried. It is "
           "measured on a tenth of the training rows that is cut out for the search."));
    connect(m_chart, &PlotWidget::exportFailed, this, [this](const Error& error) { m_session.tell(error); });
    auto* chartPanel = new Panel(tr("Search for options"));
    chartPanel->addHeaderWidget(chartMenu(m_chart));
    chartPanel->body()->addWidget(m_chart, 1);

    using Kind = TableColumn::Kind;
    m_model = trialModel().release();
    m_table = new TableView(tr("Trials"));
    m_table->setTable(m_model, {{.kind = Kind::Number, .width = 58, .muted = true},
                                {.kind = Kind::Text, .width = 110, .stretch = 1},
                                {.kind = Kind::Number, .width = 98},
                                {.kind = Kind::Number, .width = 46, .muted = true},
                                {.kind = Kind::Number, .width = 60, .muted = true, .hidden = true},
                                {.kind = Kind::Text, .width = 100, .muted = true}});
    m_trialsPanel = new Panel(tr("Trials"));
    m_trialsPanel->body()->addWidget(m_table, 1);

    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::panelGap);
    for (auto* panel : {chartPanel, m_trialsPanel}) {
        panel->setMinimumHeight(200 + Theme::panelHeaderHeight);
        row->addWidget(panel, 1);
    }
    static_cast<QVBoxLayout*>(layout())->addLayout(row, 1);
}

void SuggestView::buildControls()
{
    m_use = primaryButton(tr("Use these options"), QStringLiteral("tick"));
    m_search = primaryButton(tr("Search"), QStringLiteral("search"));
    m_stop = secondaryButton(tr("End the search"), QStringLiteral("stop"));
    m_back = secondaryButton(tr("Back to training"), QStringLiteral("left"));
    m_use->setToolTip(tr("Puts them into the fields below; training starts when you say so"));
    m_stop->setToolTip(tr("Ends the search and keeps the best choice so far"));
    m_back->setToolTip(tr("Leaves the options as they are"));

    m_seconds = integerField(tr("Seconds to search for"), secondsAtLeast, secondsAtMost, secondsAtFirst);
    m_seconds->setSuffix(tr(" s"));
    m_seconds->setFixedWidth(96);
    setFocusProxy(m_seconds);
    m_budget = new QWidget;
    auto* budget = new QHBoxLayout(m_budget);
    budget->setContentsMargins({});
    budget->setSpacing(Theme::controlGap);
    budget->addWidget(new Label(tr("For at most"), Type::Body, Tone::Muted));
    budget->addWidget(m_seconds);

    m_headline = new Label({}, Type::Strong);
    m_detail = new ElidedLabel({}, Type::Body, Tone::Muted);
    m_line = new ProgressLine;
    auto* words = new QHBoxLayout;
    words->setSpacing(Theme::pageEdge);
    words->addWidget(m_headline);
    words->addWidget(m_detail, 1);
    auto* progress = new QVBoxLayout;
    progress->setSpacing(4);
    progress->addLayout(words);
    progress->addWidget(m_line);

    auto* row = new QHBoxLayout;
    row->setContentsMargins(Theme::panelInside, 10, Theme::panelInside, 10);
    row->setSpacing(Theme::controlGap);
    for (auto* widget : std::initializer_list<QWidget*>{m_use, m_search, m_budget, m_stop, m_back})
        row->addWidget(widget);
    row->addSpacing(Theme::controlGap);
    row->addLayout(progress, 1);
    auto* panel = new Panel;
    panel->body()->addLayout(row);
    layout()->addWidget(panel);

    connect(m_search, &QPushButton::clicked, this, [this] {
        m_seconds->interpretText();
        m_session.suggestOptions(m_seconds->value());
    });
    connect(m_stop, &QPushButton::clicked, this, [this] { m_session.tuning().stop(); });
    connect(m_use, &QPushButton::clicked, this, &SuggestView::use);
    connect(m_back, &QPushButton::clicked, this, [this] {
        m_session.tuning().abandon();
        Q_EMIT closed();
    });
}

void SuggestView::use()
{
    m_session.useSuggestion();
    Q_EMIT closed();
}

void SuggestView::showTrials()
{
    const auto& tuning = m_session.tuning();
    const auto metric = metricInWords(tuning.base().metric);
    std::vector<TrialsChart::Trial> trials;
    for (const auto& trial : tuning.trials())
        trials.push_back({trial.number, trial.values, trial.end == TuneTrial::End::Running && tuning.isActive()});
    m_chart->setTrials(std::move(trials), metric);
    m_model->setRows(trialRows(tuning.trials(), tuning.base(), tuning.best()));
    m_model->setHeader(2, tuning.trials().empty() ? tr("Best") : metric);
    m_trialsPanel->setSubtitle(tuning.trials().empty() ? QString()
                                                       : counted(tuning.trials().size(), tr("%1 choice of options"),
                                                                 tr("%1 choices of options")));
    showTime();
    Q_EMIT statusTextChanged();
}

void SuggestView::showState()
{
    const auto& tuning = m_session.tuning();
    const bool active = tuning.isActive();
    const auto& result = tuning.result();
    const bool better = !active && result && result->best && result->trials[*result->best].number != 1;
    m_use->setVisible(better);
    m_search->setVisible(!active && !better);
    m_budget->setVisible(!active && !better);
    const auto problem = m_session.options().validate();
    const bool canSearch = m_session.dataset() && !m_session.training().isActive() && !problem;
    m_search->setEnabled(canSearch);
    m_search->setToolTip(!m_session.dataset()              ? tr("Open data first")
                         : m_session.training().isActive() ? tr("A model is being trained: stop it first")
                         : problem                         ? text(*problem)
                                   : tr("Tries other choices of the options that matter most, from those below on"));
    m_stop->setVisible(active);
    m_stop->setEnabled(active && !tuning.isStopping());
    m_back->setVisible(!active);
    if (active)
        m_clock.start();
    else
        m_clock.stop();
    const auto footer = m_session.isSimulated() ? tr("Simulated data: well-known films, invented viewers.") : QString();
    m_chart->setFooter(footer);
    showTrials();
}

void SuggestView::showTime()
{
    const auto& tuning = m_session.tuning();
    const auto best = tuning.best();
    if (!tuning.isActive()) {
        m_line->setShare(tuning.trials().empty() ? 0 : 1);
        if (const auto& result = tuning.result()) {
            m_headline->setText(result->best && result->trials[*result->best].number != 1
                                    ? tr("Number %1 is best").arg(result->trials[*result->best].number)
                                    : tr("Nothing better found"));
            m_detail->setText(text(result->message));
        } else if (!tuning.trials().empty()) {
            m_headline->setText(tr("Cancelled"));
            m_detail->setText(tr("nothing was kept of it"));
        } else {
            m_headline->setText(tr("Suggest options"));
            m_detail->setText(tr("tries dimensions, rate and L2 around those below"));
        }
        return;
    }
    m_line->setShare(std::clamp(1 - tuning.secondsLeft() / std::max(1e-3, tuning.budget().seconds), 0.0, 1.0));
    if (tuning.trials().empty()) {
        m_headline->setText(tr("Preparing"));
        m_detail->setText(tr("cutting rows out of the training"));
        return;
    }
    const auto& last = tuning.trials().back();
    m_headline->setText(tr("Number %1, epoch %2").arg(last.number).arg(last.values.size() + 1));
    QStringList details;
    if (tuning.isStopping())
        details << tr("stopping");
    else
        details << formatTimeLeft(tuning.secondsLeft());
    if (best)
        details << statusText();
    details << triedOptions(last.options, tuning.base());
    m_detail->setText(details.join(QStringLiteral("   ")));
}

QString SuggestView::statusText() const
{
    const auto& tuning = m_session.tuning();
    const auto best = tuning.best();
    if (!best)
        return {};
    const auto& trial = tuning.trials()[*best];
    return tr("best %1 %2, number %3")
        .arg(metricInWords(tuning.base().metric), formatDecimal(trial.best, 3))
        .arg(trial.number);
}

bool SuggestView::canExport() const
{
    return !m_session.tuning().trials().empty();
}

void SuggestView::exportTrials()
{
    m_table->exportCsv(m_session, QStringLiteral("trials.csv"));
}

}  // namespace projectionist
