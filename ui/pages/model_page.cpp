// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/model_page.h"

#include "ui/session/session.h"
#include "ui/theme/theme.h"
#include "ui/widgets/empty_state.h"

#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <utility>

namespace projectionist {

ModelPage::ModelPage(PageId id, Session& session, const Missing& missing, QWidget* parent)
    : Page(id, session, parent)
    , m_stack(new QStackedLayout)
{
    content()->addLayout(m_stack, 1);
    auto* empty = new EmptyState(missing.iconName, missing.title, missing.text);
    connect(empty->addPrimary(tr("Train a model"), QStringLiteral("train")), &QPushButton::clicked, this,
            [&session] { session.setPage(PageId::Train); });
    m_stack->addWidget(empty);
    auto* full = new QWidget;
    m_panels = new QVBoxLayout(full);
    m_panels->setContentsMargins(0, 0, 0, 0);
    m_panels->setSpacing(Theme::panelGap);
    m_stack->addWidget(full);
    connect(&session, &Session::modelChanged, this, [this] {
        if (isVisible())
            update(false);
    });
}

void ModelPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    update(true);
}

void ModelPage::update(bool shownJustNow)
{
    if (m_model == session().model())
        return;
    const auto before = std::exchange(m_model, session().model());
    m_isNextEpoch = !shownJustNow && session().modelIsLive() && before && before->sharedCatalogue() == m_model->sharedCatalogue();
    m_films = session().modelFilms();
    m_stack->setCurrentIndex(m_model ? 1 : 0);
    if (m_model)
        showModel();
    Q_EMIT statusTextChanged();
}

}  // namespace projectionist
