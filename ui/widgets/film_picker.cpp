// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/film_picker.h"

#include "ui/models/columns.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/sort_filter_proxy.h"

#include <QAbstractItemView>
#include <QCompleter>

#include <algorithm>

namespace projectionist {

FilmPicker::FilmPicker(const QString& placeholder, QWidget* parent)
    : SearchField(placeholder, parent)
    , m_model(std::make_unique<RowsModel<Entry>>(std::vector<Column<Entry>>{
          filmColumn<Entry>({}, {}, [](const Entry& entry) -> const FilmText& { return entry.film; })}))
    , m_proxy(new SortFilterProxy(this))
    , m_completer(new QCompleter(this))
{
    setWhatsThis(tr("Finds films by words of their title, in either form, and by year. Enter opens the first."));
    m_model->setRowRoles([](const Entry& entry, int role) -> QVariant {
        return role == SearchRole ? QVariant(entry.film.search) : QVariant();
    });
    m_proxy->setSourceModel(m_model.get());
    m_completer->setModel(m_proxy);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(12);
    auto* delegate = new FilmDelegate(m_completer->popup());
    delegate->setRules(false);
    m_completer->popup()->setItemDelegate(delegate);
    m_completer->popup()->setMouseTracking(true);
    connect(this, &QLineEdit::textEdited, this, [this](const QString& text) {
        m_proxy->setSearch(text);
        if (text.trimmed().isEmpty() || m_proxy->rowCount() == 0)
            m_completer->popup()->hide();
        else
            m_completer->complete();
    });
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this, &FilmPicker::choose);
    // Where the list is open Return goes to it; this is for Return before it is, or past it.
    connect(this, &QLineEdit::returnPressed, this, [this] {
        if (text().trimmed().isEmpty() || m_proxy->rowCount() == 0)
            return;
        const auto current = m_completer->popup()->currentIndex();
        choose(current.isValid() ? current : m_proxy->index(0, 0));
    });
}

FilmPicker::~FilmPicker()
{
    m_completer->setModel(nullptr);
    m_proxy->setSourceModel(nullptr);
}

void FilmPicker::setFilms(const std::shared_ptr<const FilmTexts>& films, const Catalogue& catalogue)
{
    if (m_films == films)
        return;
    m_films = films;
    std::vector<Entry> entries;
    entries.reserve(films->size());
    for (std::uint32_t row = 1; row < films->size(); ++row)
        entries.push_back({(*films)[MovieRow{row}], catalogue.ratingCount(MovieRow{row})});
    std::ranges::stable_sort(entries, std::greater{}, &Entry::ratings);
    m_model->setRows(std::move(entries));
}

void FilmPicker::choose(const QModelIndex& index)
{
    if (text().isEmpty())  // Return in the open list comes twice: by the field and by the completer
        return;
    const auto film = index.data(FilmIdRole).toString();
    m_completer->popup()->hide();
    clear();
    m_proxy->setSearch({});
    if (!film.isEmpty())
        Q_EMIT chosen(film);
}

}  // namespace projectionist
