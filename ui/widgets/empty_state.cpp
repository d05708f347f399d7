// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_state.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon.h"
#include "ui/widgets/labels.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace projectionist {

EmptyState::EmptyState(const QString& iconName, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent)
    , m_iconName(iconName)
    , m_icon(new QLabel)
    , m_title(new Label(title, Type::InspectorTitle))
    , m_text(new Label(text, Type::Body, Tone::Muted))
    , m_actions(new QHBoxLayout)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::panelInside, Theme::panelInside, Theme::panelInside, Theme::panelInside);
    layout->setSpacing(0);
    layout->addStretch(5);
    m_icon->setAlignment(Qt::AlignHCenter);
    layout->addWidget(m_icon);
    layout->addSpacing(10);
    m_title->setAlignment(Qt::AlignHCenter);
    m_title->setWordWrap(true);
    layout->addWidget(m_title);
    layout->addSpacing(4);
    m_text->setAlignment(Qt::AlignHCenter);
    m_text->setWordWrap(true);
    auto* narrow = new QHBoxLayout;
    narrow->addStretch(1);
    narrow->addWidget(m_text, 1000);
    narrow->addStretch(1);
    m_text->setMaximumWidth(QFontMetrics(projectionist::font(Type::Body)).averageCharWidth() * 52);
    layout->addLayout(narrow);
    layout->addSpacing(14);
    m_actions->setSpacing(Theme::controlGap);
    m_actions->addStretch(1);
    m_actions->addStretch(1);
    layout->addLayout(m_actions);
    layout->addStretch(6);
    setAccessibleName(title);
    setAccessibleDescription(text);
    showIcon();
}

void EmptyState::setTitle(const QString& title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

void EmptyState::setText(const QString& text)
{
    m_text->setText(text);
    setAccessibleDescription(text);
}

QPushButton* EmptyState::addPrimary(const QString& text, const QString& iconName)
{
    auto* button = primaryButton(text, iconName, this);
    m_actions->insertWidget(m_actions->count() - 1, button);
    return button;
}

QPushButton* EmptyState::addSecondary(const QString& text, const QString& iconName)
{
    auto* button = secondaryButton(text, iconName, this);
    m_actions->insertWidget(m_actions->count() - 1, button);
    return button;
}

void EmptyState::clearActions()
{
    for (int i = m_actions->count() - 1; i >= 0; --i)
        if (auto* button = m_actions->itemAt(i)->widget()) {
            m_actions->removeWidget(button);
            button->hide();
            button->deleteLater();
        }
}

void EmptyState::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showIcon();
}

void EmptyState::showIcon()
{
    m_icon->setPixmap(iconPixmap(m_iconName, 24, theme().muted, devicePixelRatioF()));
}

}  // namespace projectionist
