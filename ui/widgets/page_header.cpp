// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page_header.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>

namespace projectionist {

PageHeader::PageHeader(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_title(new Label(title, Type::PageTitle))
    , m_subtitle(new ElidedLabel({}, Type::Body, Tone::Muted))
    , m_layout(new QHBoxLayout(this))
{
    setFixedHeight(Theme::pageHeaderHeight);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(Theme::controlGap);
    m_layout->addWidget(m_title);
    m_layout->addSpacing(Theme::labelGap - 2);
    m_layout->addWidget(m_subtitle, 1);
}

void PageHeader::setTitle(const QString& title)
{
    m_title->setText(title);
}

void PageHeader::setSubtitle(const QString& subtitle)
{
    m_subtitleText = subtitle;
    update();
}

void PageHeader::addAction(QWidget* widget)
{
    m_layout->addWidget(widget);
    if (auto* button = qobject_cast<QPushButton*>(widget)) {
        m_buttons.append(button);
        setIconOnly(button, m_compact);
    }
}

void PageHeader::setCompact(bool compact)
{
    m_compact = compact;
    update();
}

void PageHeader::update()
{
    m_subtitle->setText(m_compact ? QString() : m_subtitleText);
    m_title->setToolTip(m_compact ? m_subtitleText : QString());
    for (const auto& button : m_buttons)
        if (button)
            setIconOnly(button, m_compact);
}

}  // namespace projectionist
