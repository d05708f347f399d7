// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/search_field.h"

#include "ui/theme/theme.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/icon.h"

#include <QAction>
#include <QEvent>
#include <QKeyEvent>
#include <QToolButton>

namespace projectionist {

SearchField::SearchField(const QString& placeholder, QWidget* parent) : QLineEdit(parent)
{
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setWhatsThis(
        tr("Leaves what holds every word that is typed here, in any order and without accents. Esc clears it."));
    setMinimumWidth(120);
    setFixedHeight(Theme::controlHeight);
    m_lens = addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_lens->setToolTip({});
    m_clear = addAction(icon(QStringLiteral("close")), QLineEdit::TrailingPosition);
    m_clear->setToolTip(tr("Clear (Esc)"));
    const auto buttons = findChildren<QToolButton*>();  // of the two actions, in their order
    for (qsizetype i = 0; i < buttons.size(); ++i)
        buttons[i]->setAccessibleName(i == 0 ? tr("Search") : tr("Clear"));
    m_clear->setVisible(false);
    connect(m_clear, &QAction::triggered, this, &QLineEdit::clear);
    connect(m_lens, &QAction::triggered, this, [this] { setFocus(Qt::OtherFocusReason); });
    m_pause.setSingleShot(true);
    m_pause.setInterval(120);
    connect(&m_pause, &QTimer::timeout, this, &SearchField::tell);
    connect(this, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_clear->setVisible(!text.isEmpty());
        if (text.isEmpty())
            tell();
        else
            m_pause.start();
    });
    connect(this, &QLineEdit::returnPressed, this, &SearchField::tell);
}

void SearchField::setSmall(bool small)
{
    setFixedHeight(small ? Theme::smallControlHeight : Theme::controlHeight);
}

void SearchField::setSearch(const QString& text)
{
    setText(text);
    tell();
}

void SearchField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
        clear();
        event->accept();
        return;
    }
    if (event->key() == Qt::Key_Down && event->modifiers() == Qt::NoModifier) {
        tell();
        Q_EMIT downPressed();
        event->accept();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

bool SearchField::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape && !text().isEmpty()) {
            event->accept();  // ours before any shortcut
            return true;
        }
        if (isExportKey(*key)) {
            event->ignore();  // exports; a line edit would take it for "end of line"
            return true;
        }
    }
    return QLineEdit::event(event);
}

void SearchField::changeEvent(QEvent* event)
{
    QLineEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        m_lens->setIcon(icon(QStringLiteral("search")));
        m_clear->setIcon(icon(QStringLiteral("close")));
    }
}

void SearchField::tell()
{
    m_pause.stop();
    if (m_told == text())
        return;
    m_told = text();
    Q_EMIT searched(m_told);
}

}  // namespace projectionist
