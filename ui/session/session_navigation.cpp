// SPDX-License-Identifier: GPL-3.0-or-later
// What is looked at: selection, opened film and user, pages, back and forward; and what is told.
#include "ui/session/session.h"

#include <QFileInfo>
#include <QSettings>

#include <utility>

namespace projectionist {

namespace {

constexpr int recentPathLimit = 10;
constexpr std::size_t placeLimit = 200;
const QString recentKey = QStringLiteral("recentPaths");

}  // namespace

void Session::select(Selection selection)
{
    if (m_selection == selection)
        return;
    m_selection = std::move(selection);
    Q_EMIT selectionChanged();
}

void Session::selectFilm(const QString& filmId)
{
    select({Selection::Kind::Film, filmId, {}, {}});
}

void Session::selectUser(const QString& userId)
{
    select({Selection::Kind::User, {}, {}, userId});
}

void Session::selectPair(const QString& filmA, const QString& filmB)
{
    select({Selection::Kind::Pair, filmA, filmB, {}});
}

void Session::clearSelection()
{
    select({});
}

void Session::setGroup(std::shared_ptr<const Group> group)
{
    if (m_group == group)
        return;
    m_group = std::move(group);
    Q_EMIT groupChanged();
}

void Session::openFilm(const QString& filmId)
{
    goTo({PageId::Film, filmId, m_openedUser});
    selectFilm(filmId);
    visit();
}

void Session::openUser(const QString& userId)
{
    goTo({PageId::Recommend, m_openedFilm, userId});
    selectUser(userId);
    visit();
}

void Session::setPage(PageId page)
{
    goTo({page, m_openedFilm, m_openedUser});
    visit();
}

void Session::showOnMap()
{
    setPage(PageId::Map);
    Q_EMIT mapCentringRequested();
}

void Session::goTo(const Place& place)
{
    const bool film = m_openedFilm != place.film;
    const bool user = m_openedUser != place.user;
    const bool page = m_page != place.page;
    m_openedFilm = place.film;
    m_openedUser = place.user;
    m_page = place.page;
    if (film)
        Q_EMIT openedFilmChanged();
    if (user)
        Q_EMIT openedUserChanged();
    if (page)
        Q_EMIT pageChanged();
}

void Session::visit()
{
    const Place here{m_page, m_openedFilm, m_openedUser};
    if (m_places[m_place] == here)
        return;
    m_places.resize(m_place + 1);
    m_places.push_back(here);
    if (m_places.size() > placeLimit)
        m_places.erase(m_places.begin());
    m_place = m_places.size() - 1;
    Q_EMIT historyChanged();
}

bool Session::canGoBack() const
{
    return m_place > 0;
}

bool Session::canGoForward() const
{
    return m_place + 1 < m_places.size();
}

void Session::back()
{
    if (canGoBack())
        walkTo(m_place - 1);
}

void Session::forward()
{
    if (canGoForward())
        walkTo(m_place + 1);
}

void Session::walkTo(std::size_t place)
{
    m_place = place;
    const auto there = m_places[place];
    goTo(there);
    if (there.page == PageId::Film && !there.film.isEmpty())
        selectFilm(there.film);
    else if (there.page == PageId::Recommend && !there.user.isEmpty())
        selectUser(there.user);
    Q_EMIT historyChanged();
}

void Session::tell(Message message)
{
    Q_EMIT told(message);
}

void Session::tell(const Error& error)
{
    tell(messageOf(error));
}

Message Session::messageOf(const Error& error)
{
    auto named = error;
    if (!named.path.empty())  // the whole path is for terminals
        named.path = QFileInfo(QString::fromStdString(named.path)).fileName().toStdString();
    return {Message::Kind::Error, QString::fromStdString(describe(named)), {}};
}

QStringList Session::recentPaths() const
{
    return QSettings().value(recentKey).toStringList();
}

void Session::rememberPath(const QString& path)
{
    auto paths = recentPaths();
    const auto absolute = QFileInfo(path).absoluteFilePath();
    paths.removeAll(absolute);
    paths.prepend(absolute);
    while (paths.size() > recentPathLimit)
        paths.removeLast();
    QSettings().setValue(recentKey, paths);
    Q_EMIT recentPathsChanged();
}

void Session::clearRecentPaths()
{
    QSettings().remove(recentKey);
    Q_EMIT recentPathsChanged();
}

}  // namespace projectionist
