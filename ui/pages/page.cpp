// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include "ui/theme/theme.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/page_header.h"

#include <QVBoxLayout>

namespace projectionist {

namespace {

QString titleOf(PageId id)
{
    switch (id) {
    case PageId::Data:
        return Page::tr("Data");
    case PageId::Train:
        return Page::tr("Train");
    case PageId::Recommend:
        return Page::tr("Recommend");
    case PageId::Film:
        return Page::tr("Film");
    case PageId::Pairs:
        return Page::tr("Similar pairs");
    case PageId::Map:
        return Page::tr("Map");
    }
    return {};
}

} // namespace

Page::Page(PageId id, Session& session, QWidget* parent)
    : QWidget(parent)
    , m_id(id)
    , m_session(session)
    , m_header(new PageHeader(titleOf(id), this))
    , m_messages(new MessageBar(this))
    , m_content(new QVBoxLayout)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(Theme::pageEdge, 0, Theme::pageEdge, Theme::pageEdge);
    outer->setSpacing(0);
    outer->addWidget(m_header);
    outer->addWidget(m_messages);
    m_content->setContentsMargins(0, 0, 0, 0);
    m_content->setSpacing(Theme::panelGap);
    outer->addLayout(m_content, 1);
    setAccessibleName(titleOf(id));
}

void Page::tell(const Message& message)
{
    m_messages->tell(message);
}

void Page::setCompact(bool compact)
{
    if (m_compact == compact)
        return;
    m_compact = compact;
    m_header->setCompact(compact);
    Q_EMIT compactChanged(compact);
}

} // namespace projectionist
