// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/status_line.h"

#include "ui/models/format.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/progress.h"

#include <QHBoxLayout>
#include <QPainter>

#include <cmath>

namespace projectionist {

namespace {

constexpr int delayMilliseconds = 150;

QWidget* divider()
{
    auto* rule = new Rule(Qt::Vertical);
    rule->setFixedHeight(12);
    return rule;
}

}  // namespace

StatusLine::StatusLine(Session& session, QWidget* parent)
    : QStatusBar(parent)
    , m_session(session)
    , m_name(new ElidedLabel({}, Type::Small, Tone::Muted))
    , m_users(new Label({}, Type::Small, Tone::Muted))
    , m_films(new Label({}, Type::Small, Tone::Muted))
    , m_ratings(new Label({}, Type::Small, Tone::Muted))
    , m_what(new Label({}, Type::Small))
    , m_detail(new Label({}, Type::Small, Tone::Muted))
    , m_line(new ProgressLine)
    , m_cancel(plainIconButton(QStringLiteral("close"), tr("Cancel")))
    , m_page(new Label({}, Type::Small, Tone::Muted))
{
    setSizeGripEnabled(false);
    setFixedHeight(Theme::statusBarHeight);
    auto* all = new QWidget(this);
    auto* layout = new QHBoxLayout(all);
    layout->setContentsMargins(12, 1, 12, 0);
    layout->setSpacing(10);
    layout->addWidget(m_name);
    for (auto* label : {m_users, m_films, m_ratings}) {
        m_dataParts.push_back(divider());
        m_dataParts.push_back(label);
        layout->addWidget(m_dataParts[m_dataParts.size() - 2], 0, Qt::AlignVCenter);
        layout->addWidget(label);
    }
    layout->addStretch(1);
    m_what->setStrong(true);
    layout->addWidget(m_what);
    layout->addWidget(m_detail);
    m_line->setFixedWidth(120);
    layout->addWidget(m_line, 0, Qt::AlignVCenter);
    m_cancel->setFixedSize(22, 22);
    m_cancel->setIconSize({12, 12});
    layout->addWidget(m_cancel);
    layout->addWidget(m_page);
    addWidget(all, 1);

    m_delay.setSingleShot(true);
    m_delay.setInterval(delayMilliseconds);
    connect(&m_delay, &QTimer::timeout, this, &StatusLine::follow);
    for (Job* job : session.jobs())
        watch(job);
    connect(&session, &Session::jobAdded, this, &StatusLine::watch);
    connect(&session.training(), &TrainingJob::stateChanged, this, [this] {
        if (!m_session.training().isActive()) {
            m_trainingSince.invalidate();
        } else if (!m_trainingSince.isValid()) {
            m_trainingSince.start();
            m_shownSeconds = -1;
            m_delay.start();
        }
        follow();
    });
    connect(&session, &Session::trainingLogChanged, this, [this] {
        if (m_trainingSince.isValid())
            follow();
    });
    connect(&session, &Session::datasetChanged, this, &StatusLine::followData);
    connect(&session, &Session::modelChanged, this, &StatusLine::followData);
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (Job* job = longestRunning())
            job->stop();
        else if (m_session.training().isActive())
            m_session.training().stop();
    });
    followData();
    follow();
}

void StatusLine::setPageText(const QString& text)
{
    m_pageText = text;
    follow();
}

QString StatusLine::shownText() const
{
    QStringList words;
    for (const auto* label : {m_what, m_detail, m_page})
        if (!label->isHidden() && !label->text().isEmpty())
            words.append(label->text());
    return words.join(QLatin1Char(' '));
}

void StatusLine::watch(Job* job)
{
    connect(job, &Job::started, this, [this] {
        m_shownSeconds = -1;
        m_delay.start();
    });
    connect(job, &Job::progressed, this, &StatusLine::follow);
    connect(job, &Job::ended, this, &StatusLine::follow);
}

void StatusLine::followData()
{
    const auto& dataset = m_session.dataset();
    const auto& model = m_session.model();
    const bool open = dataset != nullptr;
    for (auto* part : m_dataParts)
        part->setVisible(open);
    if (open) {
        QString name = QString::fromStdString(dataset->name());
        if (dataset->isSimulated())
            name = tr("%1 (simulated)").arg(name);
        m_name->setText(name);
        m_users->setText(counted(dataset->users().size(), tr("%1 user"), tr("%1 users")));
        m_films->setText(counted(dataset->movies().size(), tr("%1 film"), tr("%1 films")));
        m_ratings->setText(counted(dataset->ratingCount(), tr("%1 rating"), tr("%1 ratings")));
    } else {
        m_name->setText(model ? QString::fromStdString(model->card().dataName) : tr("No data open"));
    }
    follow();
}

Job* StatusLine::longestRunning() const
{
    Job* longest = nullptr;
    for (Job* job : m_session.jobs())
        if (job->isRunning() && job->elapsedMilliseconds() >= delayMilliseconds - 10 &&
            (longest == nullptr || job->elapsedMilliseconds() > longest->elapsedMilliseconds()))
            longest = job;
    return longest;
}

QString StatusLine::timeLeft(double seconds)
{
    if (seconds < 0)
        return {};
    const auto whole = static_cast<qint64>(std::ceil(seconds));
    if (m_shownSeconds < 0 || whole < m_shownSeconds || whole - m_shownSeconds >= 2)
        m_shownSeconds = whole;
    return formatTimeLeft(static_cast<double>(m_shownSeconds));
}

void StatusLine::follow()
{
    Job* job = longestRunning();
    const bool training = !job && m_session.training().isActive() && m_trainingSince.isValid() &&
                          m_trainingSince.elapsed() >= delayMilliseconds - 10;
    if (job)
        showJob(*job);
    else if (training)
        showTraining();
    const bool busy = job != nullptr || training;
    for (QWidget* part : std::initializer_list<QWidget*>{m_what, m_detail, m_line, m_cancel})
        part->setVisible(busy);
    const bool open = m_session.dataset() != nullptr || m_session.model() != nullptr;
    m_page->setText(!open ? tr("F1 help   ·   Ctrl+O open") : m_pageText.isEmpty() ? tr("Ready") : m_pageText);
    m_page->setVisible(!busy);
}

void StatusLine::showJob(const Job& job)
{
    m_what->setText(job.stage().isEmpty() ? job.title() : job.stage());
    QStringList details;
    if (job.isWaiting())
        details.append(tr("paused"));
    else if (job.share() >= 0)
        details.append(formatPercent(job.share()));
    if (job.elapsedMilliseconds() > 1000)
        if (const QString left = timeLeft(job.secondsLeft()); !left.isEmpty())
            details.append(left);
    m_detail->setText(details.join(QStringLiteral(", ")));
    m_line->setShare(job.share());
    m_cancel->setToolTip(tr("Cancel: %1").arg(job.title()));
    m_cancel->setAccessibleName(m_cancel->toolTip());
}

void StatusLine::showTraining()
{
    const TrainingJob& job = m_session.training();
    const TrainingLog& log = job.log();
    m_cancel->setToolTip(tr("Stop training and keep the best (Shift+F5)"));
    m_cancel->setAccessibleName(m_cancel->toolTip());
    if (log.measuring && job.state() == TrainingJob::State::Running) {
        m_what->setText(log.steps.empty() ? tr("Measuring the baselines")
                                          : tr("Measuring epoch %1").arg(log.steps.back().epoch));
        QStringList details{formatPercent(log.measuring->share)};
        if (const QString left = timeLeft(log.measuring->secondsLeft); !left.isEmpty())
            details.append(left);
        m_detail->setText(details.join(QStringLiteral(", ")));
        m_line->setShare(log.measuring->share);
        return;
    }
    if (!log.phase || job.state() == TrainingJob::State::Preparing) {
        m_what->setText(tr("Preparing to train"));
        m_detail->clear();
        m_line->setShare(-1);
        return;
    }
    const auto& phase = *log.phase;
    const std::uint32_t epoch = log.steps.empty() || log.steps.back().phase != phase.phase ? 1 : log.steps.back().epoch;
    const std::uint32_t step = log.steps.empty() || log.steps.back().phase != phase.phase ? 0 : log.steps.back().step;
    m_what->setText(job.state() == TrainingJob::State::Paused     ? tr("Training is paused")
                    : job.state() == TrainingJob::State::Stopping ? tr("Stopping")
                    : phase.phase == Phase::Refit                 ? tr("Refit on all rows")
                                                                  : tr("Training"));
    QStringList details{tr("epoch %1 of %2").arg(formatCount(epoch), formatCount(phase.epochs))};
    if (job.state() == TrainingJob::State::Running)
        if (const QString left = timeLeft(log.secondsLeft); !left.isEmpty())
            details.append(left);
    m_detail->setText(details.join(QStringLiteral(", ")));
    const double steps = static_cast<double>(phase.epochs) * phase.stepsPerEpoch;
    m_line->setShare(steps > 0 ? (static_cast<double>(epoch - 1) * phase.stepsPerEpoch + step) / steps : -1);
}

void StatusLine::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme().window);
    painter.fillRect(0, 0, width(), 1, theme().border);
}

}  // namespace projectionist
