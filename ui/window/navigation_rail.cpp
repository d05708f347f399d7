// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/navigation_rail.h"

#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/panel.h"
#include "ui/widgets/style.h"
#include "ui/window/model_summary.h"

#include <QBoxLayout>
#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QStyleOption>

namespace projectionist {

namespace {

constexpr int unfoldedEdge = 8, foldedEdge = 6;
constexpr int dotSide = 8;

class RailButton : public QAbstractButton {
public:
    RailButton(const QString& name, const QString& iconName, int number, QWidget* parent)
        : QAbstractButton(parent), m_iconName(iconName)
    {
        setText(name);
        setCheckable(true);
        setAutoExclusive(true);
        setAccessibleName(name);
        setFixedHeight(Theme::railRow);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        m_keys = QStringLiteral("Ctrl+%1").arg(number);
        setFolded(false);
    }

    void setFolded(bool folded)
    {
        m_folded = folded;
        setToolTip(folded ? NavigationRail::tr("%1 (%2)").arg(text(), m_keys) : m_keys);
        update();
    }

    void setRunning(bool running)
    {
        if (m_running == running)
            return;
        m_running = running;
        setAccessibleDescription(running ? NavigationRail::tr("training is running") : QString());
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& t = theme();
        QPainter painter(this);
        const bool over = isEnabled() && underMouse();
        const int edge = m_folded ? foldedEdge : unfoldedEdge;
        const QRectF row = QRectF(rect()).adjusted(edge, 0, m_folded ? -edge : -unfoldedEdge, 0);
        if (isChecked() || over)
            paintFrame(painter, row, Theme::panelRadius, Qt::transparent, isChecked() ? t.selection : t.hover, 0);
        if (isChecked())
            painter.fillRect(0, 9, 3, height() - 18, t.accent);
        QStyleOption option;
        option.initFrom(this);
        if (hasFocus() && option.state.testFlag(QStyle::State_KeyboardFocusChange))
            paintFrame(painter, row, Theme::panelRadius, t.accent, Qt::transparent, 2);
        const QColor sign = !isEnabled() ? t.disabled() : isChecked() ? t.accent : over ? t.text : t.muted;
        const double iconX = m_folded ? (width() - 20) / 2.0 : 18;
        paintIcon(painter, QRectF(iconX, (height() - 20) / 2.0, 20, 20), m_iconName, sign);
        if (!m_folded) {
            painter.setFont(projectionist::font(isChecked() ? Type::Strong : Type::Body));
            painter.setPen(!isEnabled() ? t.disabled() : isChecked() || over ? t.text : t.muted);
            painter.drawText(QRect(48, 0, width() - 72, height()), Qt::AlignVCenter | Qt::AlignLeft,
                             painter.fontMetrics().elidedText(text(), Qt::ElideRight, width() - 72));
        }
        if (m_running) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(t.green);
            if (m_folded)
                painter.drawEllipse(QRectF(width() - foldedEdge - dotSide - 2, 3, dotSide - 1, dotSide - 1));
            else
                painter.drawEllipse(QRectF(width() - 26, (height() - dotSide) / 2.0, dotSide, dotSide));
        }
    }

    void enterEvent(QEnterEvent* event) override
    {
        update();
        QAbstractButton::enterEvent(event);
    }

    void leaveEvent(QEvent* event) override
    {
        update();
        QAbstractButton::leaveEvent(event);
    }

private:
    QString m_iconName, m_keys;
    bool m_folded = false, m_running = false;
};

}  // namespace

QString NavigationRail::nameOf(PageId page)
{
    switch (page) {
    case PageId::Data:
        return tr("Data");
    case PageId::Train:
        return tr("Train");
    case PageId::Recommend:
        return tr("Recommend");
    case PageId::Film:
        return tr("Film");
    case PageId::Pairs:
        return tr("Pairs");
    case PageId::Map:
        return tr("Map");
    }
    return {};
}

QString NavigationRail::iconNameOf(PageId page)
{
    switch (page) {
    case PageId::Data:
        return QStringLiteral("data");
    case PageId::Train:
        return QStringLiteral("train");
    case PageId::Recommend:
        return QStringLiteral("recommend");
    case PageId::Film:
        return QStringLiteral("film");
    case PageId::Pairs:
        return QStringLiteral("pairs");
    case PageId::Map:
        return QStringLiteral("map");
    }
    return {};
}

NavigationRail::NavigationRail(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_model(new ModelSummary(session))
{
    setAccessibleName(tr("Pages"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 1, 0);
    layout->setSpacing(2);
    const std::array whatsThis{
        tr("What the data is: counts, checks, the spread of ratings and every film."),
        tr("Trains a model and shows how it learns."),
        tr("What a user would be recommended, beside what they rated."),
        tr("One film: its card and its nearest films."),
        tr("Pairs of films whose vectors point the same way."),
        tr("All films or users in two dimensions."),
    };
    for (int i = 0; i < pageCount; ++i) {
        const auto page = static_cast<PageId>(i);
        auto* button = new RailButton(nameOf(page), iconNameOf(page), i + 1, this);
        button->setWhatsThis(whatsThis[static_cast<std::size_t>(i)]);
        m_buttons[static_cast<std::size_t>(i)] = button;
        layout->addWidget(button);
        connect(button, &QAbstractButton::clicked, this, [this, page] { m_session.setPage(page); });
        if (page == PageId::Train) {
            auto* line = new QHBoxLayout;
            line->setContentsMargins(12, 7, 11, 7);
            line->addWidget(new Rule);
            layout->addLayout(line);
        }
    }
    layout->addStretch(1);
    layout->addWidget(m_model);
    connect(m_model, &ModelSummary::saveRequested, this, &NavigationRail::saveRequested);
    connect(m_model, &ModelSummary::runCardRequested, this, &NavigationRail::runCardRequested);
    connect(&session, &Session::pageChanged, this, &NavigationRail::follow);
    connect(&session, &Session::datasetChanged, this, &NavigationRail::follow);
    connect(&session, &Session::modelChanged, this, &NavigationRail::follow);
    connect(&session.training(), &TrainingJob::stateChanged, this, &NavigationRail::follow);
    setFixedWidth(Theme::railWidth);
    follow();
}

void NavigationRail::setFolded(bool folded)
{
    m_folded = folded;
    setFixedWidth(folded ? Theme::railFolded : Theme::railWidth);
    for (auto* button : m_buttons)
        static_cast<RailButton*>(button)->setFolded(folded);
    m_model->setFolded(folded);
}

void NavigationRail::follow()
{
    button(m_session.page())->setChecked(true);
    const bool open = m_session.dataset() != nullptr || m_session.model() != nullptr;
    for (int i = 1; i < pageCount; ++i)
        m_buttons[static_cast<std::size_t>(i)]->setEnabled(open);
    static_cast<RailButton*>(button(PageId::Train))->setRunning(m_session.training().isActive());
}

void NavigationRail::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme().window);
    painter.fillRect(width() - 1, 0, 1, height(), theme().border);
}

}  // namespace projectionist
