// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/progress.h"

#include "ui/jobs/job.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/style.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimerEvent>

#include <algorithm>
#include <cmath>

namespace projectionist {

namespace {

constexpr int delayMilliseconds = 150;
constexpr int wanderMilliseconds = 40;
constexpr int wanderSteps = 60;

class Card : public QFrame {
public:
    using QFrame::QFrame;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        paintFrame(painter, rect(), Theme::panelRadius, theme().strong, theme().panel);
    }
};

}  // namespace

ProgressLine::ProgressLine(QWidget* parent) : QWidget(parent)
{
    setThickness(m_thickness);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ProgressLine::setShare(double share)
{
    const double next = std::min(share, 1.0);
    if (next == m_share)
        return;
    m_share = next;
    setAccessibleName(share < 0 ? tr("Progress not known") : formatPercent(m_share));
    animate();
    update();
}

void ProgressLine::setThickness(int pixels)
{
    m_thickness = pixels;
    setFixedHeight(pixels);
}

QSize ProgressLine::sizeHint() const
{
    return {120, m_thickness};
}

void ProgressLine::animate()
{
    const bool wanders = m_share < 0 && isVisible();
    if (wanders && m_timer == 0)
        m_timer = startTimer(wanderMilliseconds);
    else if (!wanders && m_timer != 0) {
        killTimer(m_timer);
        m_timer = 0;
    }
}

void ProgressLine::timerEvent(QTimerEvent* event)
{
    if (event->timerId() != m_timer)
        return;
    m_phase = (m_phase + 1) % wanderSteps;
    update();
}

void ProgressLine::hideEvent(QHideEvent*)
{
    animate();
}

void ProgressLine::showEvent(QShowEvent*)
{
    animate();
}

void ProgressLine::paintEvent(QPaintEvent*)
{
    const Theme& t = theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.track);
    painter.drawRoundedRect(rect(), 1, 1);
    QRectF bar = rect();
    if (m_share >= 0) {
        bar.setWidth(width() * m_share);
    } else {
        const double piece = width() * 0.25;
        const double swing = 0.5 - 0.5 * std::cos(2 * M_PI * m_phase / wanderSteps);
        bar = QRectF((width() - piece) * swing, 0, piece, height());
    }
    painter.setBrush(t.accent);
    if (bar.width() > 0)
        painter.drawRoundedRect(bar, 1, 1);
}

BusyOverlay::BusyOverlay(QWidget* over, Job* job)
    : QWidget(over)
    , m_card(new Card(this))
    , m_title(new Label({}, Type::Strong))
    , m_detail(new ElidedLabel({}, Type::Body))
    , m_line(new ProgressLine)
{
    auto* layout = new QHBoxLayout(m_card);
    layout->setContentsMargins(12, 6, 6, 6);
    layout->setSpacing(Theme::panelInside);
    layout->addWidget(m_title);
    layout->addWidget(m_detail);
    m_line->setFixedWidth(96);
    layout->addWidget(m_line);
    auto* cancel = secondaryButton(tr("Cancel"), QStringLiteral("close"), m_card);
    connect(cancel, &QPushButton::clicked, this, [this] {
        if (m_job)
            m_job->stop();
    });
    layout->addWidget(cancel);
    setAttribute(Qt::WA_NoSystemBackground);
    m_delay.setSingleShot(true);
    m_delay.setInterval(delayMilliseconds);
    connect(&m_delay, &QTimer::timeout, this, [this] {
        if (m_job && m_job->isRunning()) {
            follow();
            show();
            raise();
        }
    });
    over->installEventFilter(this);
    hide();
    setJob(job);
}

void BusyOverlay::setJob(Job* job)
{
    if (m_job)
        m_job->disconnect(this);
    m_job = job;
    hide();
    m_delay.stop();
    if (job == nullptr)
        return;
    connect(job, &Job::started, this, [this] {
        if (!isVisible() && !m_delay.isActive())
            m_delay.start();
    });
    connect(job, &Job::progressed, this, &BusyOverlay::follow);
    connect(job, &Job::ended, this, [this] {
        if (m_job && m_job->isRunning())
            return;  // overtaken by a newer one
        m_delay.stop();
        hide();
    });
    if (job->isRunning())
        m_delay.start();
}

void BusyOverlay::follow()
{
    if (!m_job)
        return;
    m_title->setText(m_job->stage().isEmpty() ? m_job->title() : m_job->stage());
    const double left = m_job->secondsLeft();
    m_detail->setText(m_job->elapsedMilliseconds() < 1000 ? QString() : formatTimeLeft(left));
    m_detail->setVisible(!m_detail->text().isEmpty());
    m_line->setShare(m_job->share());
    place();
}

void BusyOverlay::place()
{
    const QWidget* over = parentWidget();
    setGeometry(over->rect());
    const QSize wanted = m_card->sizeHint();
    const int cardWidth = std::min(wanted.width(), over->width() - 16);
    m_card->setGeometry((over->width() - cardWidth) / 2, (over->height() - wanted.height()) / 2, cardWidth,
                        wanted.height());
    setMask(m_card->geometry());  // what lies beside the card stays usable
}

bool BusyOverlay::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    return QWidget::eventFilter(watched, event);
}

void BusyOverlay::paintEvent(QPaintEvent*) {}

}  // namespace projectionist
