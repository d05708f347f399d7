// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/user_pane.h"

#include "engine/retrieve/recommend.h"
#include "ui/inspector/look.h"
#include "ui/inspector/row_list.h"
#include "ui/inspector/vector_view.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace projectionist {

namespace {

constexpr std::size_t firstFilms = 8, nearestUsers = 6;

struct Findings {
    std::vector<ScoredMovie> recommended;
    std::vector<ScoredUser> nearest;
    VectorLength length;
};

}  // namespace

UserPane::UserPane(Session& owner, QWidget* parent)
    : CardPane(owner, tr("Looking at a user"), parent)
    , m_title(new Label({}, Type::InspectorTitle))
    , m_about(new Label({}, Type::Small, Tone::Muted))
    , m_recommended(new RowList(tr("Recommended first")))
    , m_nearest(new RowList(tr("Nearest users")))
{
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    content()->addWidget(m_title);
    content()->addWidget(m_about);
    addRatings();
    m_recommendedSection = addSection(tr("Recommended first"), tr("films they did not like yet"), m_recommended);
    m_nearestSection = addSection(tr("Nearest users"), tr("cosine"), m_nearest);
    addFoot(tr("Open user"), QStringLiteral("recommend"), tr("Opens the user on the page Recommend."),
            tr("Goes to the map and centres the user."));
    connect(m_open, &QPushButton::clicked, this, [this] { session().openUser(m_user); });
    connect(m_recommended, &RowList::filmChosen, &owner, &Session::selectFilm);
    connect(m_recommended, &RowList::filmOpened, &owner, &Session::openFilm);
    connect(m_nearest, &RowList::userChosen, &owner, &Session::selectUser);
    connect(m_nearest, &RowList::userOpened, &owner, &Session::openUser);
}

void UserPane::refresh()
{
    m_user = session().selection().user;
    m_title->setText(tr("User %1").arg(m_user));
    const auto facts = userFacts(session(), m_user);
    m_open->setEnabled(facts.has_value());
    const bool model = session().model() != nullptr;
    const bool vector = facts && facts->hasVector;
    m_map->setEnabled(vector);
    m_about->setVisible(facts && !facts->about.isEmpty());
    m_vector->setVisible(vector);
    m_recommendedSection->setVisible(vector);
    m_nearestSection->setVisible(vector);
    if (!facts) {
        m_look.stop();
        hideRatings();
        note(tr("Neither the data nor the model in use knows this user."));
        return;
    }
    m_about->setText(facts->about);
    showRatings(*facts, {formatCount(facts->ratings), facts->ratings == 1 ? tr("rating") : tr("ratings"),
                         tr("Films that the user rated")});
    if (!model)
        note(tr("Train a model to see what they would be recommended."));
    else if (!facts->row)
        note(tr("The model in use does not know this user."));
    else if (!vector)
        note(tr("No vector: the user rated nothing over %1, so there was nothing to train on.")
                 .arg(formatRating(static_cast<double>(facts->bound))));
    else
        note({});
    if (vector)
        look(*facts->row);
    else
        m_look.stop();
}

void UserPane::look(UserRow row)
{
    const auto model = session().model();
    const auto vector = model->users().row(row.value);
    m_vector->setVector(vector, tr("Vector length %1").arg(formatDecimal(lengthOf(vector), 2)), m_title->text());
    m_look.start(
        [model, row](const std::stop_token&, const ProgressFunction&) {
            Findings found;
            found.length = lengthAmong(model->users(), row.value, [](std::size_t) { return true; });
            RecommendOptions recommending;
            recommending.k = firstFilms;
            if (auto films = recommend(*model, row, recommending))
                found.recommended = std::move(*films);
            NeighbourOptions options;
            options.k = nearestUsers;
            if (auto users = neighbours(*model, row, options))
                found.nearest = std::move(*users);
            return found;
        },
        [this, model](const Findings& found) {
            const Catalogue& catalogue = model->catalogue();
            m_vector->setSentence(found.length.inWords(tr("no. %1 of %2 users")));
            const double best = found.recommended.empty() ? 0 : static_cast<double>(found.recommended.front().score);
            std::vector<RowList::Row> films, users;
            for (const auto& [movie, score] : found.recommended)
                films.push_back(filmRow(catalogue, movie, formatDecimal(static_cast<double>(score), 2),
                                        best > 0 ? std::optional(static_cast<double>(score) / best) : std::nullopt));
            for (const auto& [user, score] : found.nearest)
                users.push_back(userRow(catalogue, user, formatDecimal(static_cast<double>(score), 2), {}));
            m_recommended->setRows(films);
            m_nearest->setRows(users);
        });
}

}  // namespace projectionist
