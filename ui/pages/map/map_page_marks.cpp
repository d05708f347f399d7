// SPDX-License-Identifier: GPL-3.0-or-later
// What is marked on the map: the selection, neighbours, search.
#include "engine/core/text.h"
#include "ui/models/format.h"
#include "ui/pages/map/map_content.h"
#include "ui/pages/map/map_methods.h"
#include "ui/pages/map/map_page.h"
#include "ui/session/session.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QComboBox>

#include <utility>

namespace projectionist {

std::optional<std::size_t> MapPage::pointOf(const QString& filmId, const QString& userId) const
{
    if (m_content->isOfFilms()) {
        const auto movie = session().movieRow(filmId);
        return movie ? m_content->pointOf(movie->value) : std::nullopt;
    }
    const auto user = session().userRow(userId);
    return user ? m_content->pointOf(user->value) : std::nullopt;
}

void MapPage::showSelection()
{
    if (!m_content || !isVisible())
        return;
    const auto& selection = session().selection();
    const auto point = pointOf(selection.film, selection.user);
    const bool isPair = selection.kind == Selection::Kind::Pair;
    const auto other = isPair ? pointOf(selection.otherFilm, {}) : std::nullopt;
    m_plot->setSelected(point, other);
    if (isPair) {
        m_nearSelected->stop();
        m_plot->setSelectedNeighbours(other ? std::vector{*other} : std::vector<std::size_t>{});
    } else {
        findNearest(m_nearSelected, point, [this](std::vector<std::size_t> nearest, std::size_t) {
            m_plot->setSelectedNeighbours(std::move(nearest));
        });
    }
    if (!std::exchange(m_centreWhenShown, false))
        return;
    if (point && other)
        m_plot->centreOnBoth(*point, *other);
    else if (point || other)
        m_plot->centreOn(point ? *point : *other);
}

void MapPage::findNearest(Job* job, std::optional<std::size_t> point,
                          const std::function<void(std::vector<std::size_t>, std::size_t)>& answer)
{
    if (!point || !m_lines->isChecked()) {
        job->stop();
        answer({}, 0);
        return;
    }
    struct Found {
        std::vector<std::size_t> nearest;
        std::size_t nearInPicture = 0;
    };
    job->start(
        [content = m_content, point = *point, untrained = m_untrained->isChecked(),
         places = m_methods->places()](const std::stop_token&, const ProgressFunction&) -> Found {
            auto nearest = content->nearestOf(point, untrained);
            const auto near = content->nearInPicture(point, nearest, *places);
            return {std::move(nearest), near};
        },
        [answer](Found found) { answer(std::move(found.nearest), found.nearInPicture); });
}

void MapPage::showHoveredNeighbours(std::vector<std::size_t> nearest, std::size_t nearInPicture)
{
    QString note;
    if (const auto count = nearest.size(); count > 0)
        note = (m_content->isOfFilms() ? tr("%1 of its %2 nearest films are near it here; lines show all %2")
                                       : tr("%1 of the %2 nearest users are near here; lines show all %2"))
                   .arg(nearInPicture)
                   .arg(count);
    m_plot->setHoveredNeighbours(std::move(nearest), note);
}

void MapPage::showHits(const QString& searched)
{
    m_walked = 0;
    if (!m_content)
        return;
    const auto folded = text(foldForSearch(searched.trimmed().toStdString()));
    if (folded.isEmpty()) {
        m_searching->stop();
        m_hitCount->setText({});
        m_plot->setHits({});
        return;
    }
    m_searching->start(
        [content = m_content, folded](const std::stop_token& stop, const ProgressFunction&) {
            return content->matching(folded, stop);
        },
        [this](std::vector<std::size_t> hits) {
            m_hitCount->setText(tr("%1 found").arg(formatCount(hits.size())));
            m_plot->setHits(std::move(hits), true);
        });
}

void MapPage::walkHits()
{
    const auto& hits = m_plot->hits();
    if (hits.empty())
        return;
    const auto point = hits[m_walked++ % hits.size()];
    selectPoint(point);
    m_plot->centreOn(point);
}

void MapPage::selectPoint(std::optional<std::size_t> point)
{
    if (!point)
        session().clearSelection();
    else if (m_content->isOfFilms())
        session().selectFilm(m_content->idOf(*point));
    else
        session().selectUser(m_content->idOf(*point));
}

void MapPage::openPoint(std::size_t point)
{
    if (m_content->isOfFilms())
        session().openFilm(m_content->idOf(point));
    else
        session().openUser(m_content->idOf(point));
}

}  // namespace projectionist
