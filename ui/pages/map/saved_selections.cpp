// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/saved_selections.h"

#include "ui/models/format.h"
#include "ui/pages/map/map_choice.h"
#include "ui/session/named_selections.h"
#include "ui/session/session.h"
#include "ui/widgets/icon.h"

#include <QInputDialog>
#include <QMenu>

#include <algorithm>

namespace projectionist {

namespace {

constexpr char plainProperty[] = "projectionist-plain";

}  // namespace

SavedSelections::SavedSelections(Session& session, MapChoice& choice, QWidget* parent)
    : QToolButton(parent), m_session(session), m_choice(choice), m_menu(new QMenu(this))
{
    const QString what = tr("Saved selections");
    setIcon(projectionist::icon(QStringLiteral("pin")));
    setIconSize({16, 16});
    setToolTip(what);
    setWhatsThis(tr("Selections with a name. They are kept in a file beside the model's."));
    setAccessibleName(what);
    setFocusPolicy(Qt::TabFocus);
    setProperty(plainProperty, true);
    setAutoRaise(true);
    setPopupMode(InstantPopup);
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &SavedSelections::fill);
}

void SavedSelections::fill()
{
    m_menu->clear();
    auto* save = m_menu->addAction(tr("Save selection…"), this, &SavedSelections::askForName);
    save->setEnabled(!m_choice.ids().isEmpty() && !m_session.modelPath().isEmpty());
    if (m_session.modelPath().isEmpty()) {
        m_menu->addSection(tr("Save the model first: selections are kept beside its file"));
        return;
    }
    const auto selections = readSelections(selectionsFileOf(m_session.modelPath()));
    if (!selections)
        return m_session.tell(selections.error());
    QStringList names;
    for (const auto& selection : *selections) {
        if (selection.ofFilms == m_choice.isOfFilms())
            names << selection.name;
    }
    if (names.isEmpty())
        return;
    m_menu->addSeparator();
    for (const auto& name : std::as_const(names))
        m_menu->addAction(QString(name).replace(QLatin1Char('&'), QLatin1String("&&")), this,
                          [this, name] { choose(name); });
    m_menu->addSeparator();
    auto* forgetting = m_menu->addMenu(tr("Forget"));
    for (const auto& name : std::as_const(names))
        forgetting->addAction(QString(name).replace(QLatin1Char('&'), QLatin1String("&&")), this,
                              [this, name] { forget(name); });
}

void SavedSelections::askForName()
{
    auto* dialog = new QInputDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save selection"));
    dialog->setLabelText(tr("Name of these %1").arg(m_choice.inWords()));
    connect(dialog, &QInputDialog::textValueSelected, this, &SavedSelections::save);
    dialog->open();
}

void SavedSelections::save(const QString& name)
{
    const QString trimmed = name.trimmed();
    if (trimmed.isEmpty() || m_session.modelPath().isEmpty() || m_choice.ids().isEmpty())
        return;
    const QString path = selectionsFileOf(m_session.modelPath());
    auto selections = readSelections(path);
    if (!selections)
        return m_session.tell(selections.error());
    const bool ofFilms = m_choice.isOfFilms();
    std::erase_if(*selections,
                  [&](const NamedSelection& one) { return one.name == trimmed && one.ofFilms == ofFilms; });
    selections->push_back({trimmed, ofFilms, m_choice.ids()});
    if (const auto written = writeSelections(path, *selections); !written)
        return m_session.tell(written.error());
    m_session.tell(Message{Message::Kind::Information, tr("Saved %1 as “%2”.").arg(m_choice.inWords(), trimmed), {}});
}

void SavedSelections::choose(const QString& name)
{
    const auto selections = readSelections(selectionsFileOf(m_session.modelPath()));
    if (!selections)
        return m_session.tell(selections.error());
    for (const auto& one : *selections) {
        if (one.name != name || one.ofFilms != m_choice.isOfFilms())
            continue;
        const auto found = m_choice.chooseIds(one.ids);
        if (found < static_cast<std::size_t>(one.ids.size()))
            m_session.tell(Message{
                Message::Kind::Information,
                tr("%1 of %2 in “%3” are on this map.").arg(formatCount(found), formatCount(one.ids.size()), name),
                {}});
        return;
    }
}

void SavedSelections::forget(const QString& name)
{
    const QString path = selectionsFileOf(m_session.modelPath());
    auto selections = readSelections(path);
    if (!selections)
        return m_session.tell(selections.error());
    std::erase_if(*selections,
                  [&](const NamedSelection& one) { return one.name == name && one.ofFilms == m_choice.isOfFilms(); });
    if (const auto written = writeSelections(path, *selections); !written)
        m_session.tell(written.error());
}

}  // namespace projectionist
