// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/inspector.h"

#include "ui/inspector/film_pane.h"
#include "ui/inspector/group_pane.h"
#include "ui/inspector/pair_pane.h"
#include "ui/inspector/run_card_view.h"
#include "ui/inspector/user_pane.h"
#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QStackedWidget>
#include <QTabBar>

namespace projectionist {

namespace {

/// The panel ground, with the line that parts tabs from cards where it is the title.
class Ground : public QWidget {
public:
    static constexpr int narrowest = 256;

    Ground(bool title, QWidget* parent) : QWidget(parent), m_title(title) {}

    /// The inspector begins at its own width, whatever its cards would like.
    [[nodiscard]] QSize sizeHint() const override
    {
        return m_title ? QWidget::sizeHint() : QSize(Theme::inspectorWidth, QWidget::sizeHint().height());
    }
    [[nodiscard]] QSize minimumSizeHint() const override
    {
        return m_title ? QWidget::minimumSizeHint() : QSize(narrowest, 120);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), m_title ? theme().window : theme().panel);
        if (m_title)
            painter.fillRect(0, height() - 1, width(), 1, theme().border);
    }

private:
    bool m_title;
};

}  // namespace

Inspector::Inspector(Session& session, QWidget* parent)
    : QDockWidget(tr("Inspector"), parent)
    , m_session(session)
    , m_tabs(new QTabBar)
    , m_stack(new QStackedWidget)
    , m_nothing(new EmptyState(QStringLiteral("film"), tr("Nothing selected"),
                               tr("Select a film or a user anywhere; it appears here.")))
    , m_film(new FilmPane(session))
    , m_user(new UserPane(session))
    , m_pair(new PairPane(session))
    , m_group(new GroupPane(session))
    , m_run(new RunCardView(session))
{
    setObjectName(QStringLiteral("inspector"));
    setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
    setMinimumWidth(256);
    setMaximumWidth(420);
    setTitleBarWidget(titleBar());
    auto* ground = new Ground(false, this);
    auto* layout = new QVBoxLayout(ground);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSizeConstraint(QLayout::SetNoConstraint);
    layout->addWidget(m_stack);
    for (QWidget* card : std::initializer_list<QWidget*>{m_nothing, m_film, m_user, m_pair, m_group, m_run})
        m_stack->addWidget(card);
    setWidget(ground);
    setWhatsThis(tr(
        "Shows what is selected, wherever it was selected. It can be moved, floated and closed; F9 brings it back."));

    connect(m_tabs, &QTabBar::currentChanged, this, &Inspector::follow);
    connect(&session, &Session::selectionChanged, this, [this] {
        if (m_session.selection().kind != Selection::Kind::None)
            showTab(Tab::Selection);
        follow();
    });
    connect(&session, &Session::groupChanged, this, [this] {
        if (m_session.group() && m_session.selection().kind == Selection::Kind::None)
            showTab(Tab::Selection);
        follow();
    });
    connect(&session, &Session::modelChanged, this, &Inspector::refreshShown);
    connect(&session, &Session::modelSaved, this, &Inspector::refreshShown);
    connect(&session, &Session::datasetChanged, this, &Inspector::refreshShown);
    connect(&session, &Session::pageChanged, this, &Inspector::refreshShown);
    connect(&session, &Session::openedFilmChanged, this, &Inspector::refreshShown);
    connect(this, &QDockWidget::visibilityChanged, this, [this](bool visible) {
        if (visible)
            refreshShown();
    });
    follow();
}

QWidget* Inspector::titleBar()
{
    auto* bar = new Ground(true, this);
    bar->setFixedHeight(Theme::panelHeaderHeight);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(4, 0, 6, 0);
    layout->setSpacing(0);
    m_tabs->addTab(tr("Selection"));
    m_tabs->addTab(tr("Run card"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setAccessibleName(tr("Inspector"));
    m_tabs->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    layout->addWidget(m_tabs);
    layout->addStretch(1);
    auto* floating = plainIconButton(QStringLiteral("float"), tr("Float or dock the inspector"));
    auto* closing = plainIconButton(QStringLiteral("close"), tr("Close the inspector (F9)"));
    for (auto* button : {floating, closing}) {
        button->setFixedSize(22, 22);
        button->setIconSize({14, 14});
        layout->addWidget(button);
    }
    connect(floating, &QToolButton::clicked, this, [this] { setFloating(!isFloating()); });
    connect(closing, &QToolButton::clicked, this, &QDockWidget::close);
    return bar;
}

void Inspector::setCompact(bool compact)
{
    for (Pane* card : std::initializer_list<Pane*>{m_film, m_user, m_pair, m_group, m_run})
        card->setCompact(compact);
}

void Inspector::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab == Tab::RunCard ? 1 : 0);
}

Inspector::Tab Inspector::tab() const
{
    return m_tabs->currentIndex() == 1 ? Tab::RunCard : Tab::Selection;
}

void Inspector::follow()
{
    QWidget* shown = m_nothing;
    if (tab() == Tab::RunCard) {
        shown = m_run;
    } else {
        switch (m_session.selection().kind) {
        case Selection::Kind::None:
            if (m_session.group())
                shown = m_group;
            break;
        case Selection::Kind::Film:
            shown = m_film;
            break;
        case Selection::Kind::User:
            shown = m_user;
            break;
        case Selection::Kind::Pair:
            shown = m_pair;
            break;
        }
    }
    m_stack->setCurrentWidget(shown);
    refreshShown();
}

void Inspector::refreshShown()
{
    if (auto* card = qobject_cast<Pane*>(m_stack->currentWidget()); card != nullptr && isVisible())
        card->refresh();
}

}  // namespace projectionist
