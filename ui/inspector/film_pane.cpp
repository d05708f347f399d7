// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/film_pane.h"

#include "engine/core/text.h"
#include "ui/inspector/look.h"
#include "ui/inspector/row_list.h"
#include "ui/inspector/vector_view.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace projectionist {

namespace {

constexpr std::size_t nearestFilms = 9, highestUsers = 6;

struct Findings {
    std::vector<ScoredMovie> nearest;
    std::vector<ScoredUser> users;
    VectorLength length;
};

QPixmap markPixmap(GenreGroup group, double ratio)
{
    QPixmap pixmap(qRound(12 * ratio), qRound(12 * ratio));
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintGenreMark(painter, QRectF(0, 0, 12, 12), group);
    return pixmap;
}

}  // namespace

FilmPane::FilmPane(Session& owner, QWidget* parent)
    : CardPane(owner, tr("Looking at a film"), parent)
    , m_title(new Label({}, Type::InspectorTitle))
    , m_genreLine(new QWidget)
    , m_genreMark(new QLabel)
    , m_genres(new Label({}, Type::Small, Tone::Muted))
    , m_beside(new Label)
    , m_nearest(new RowList(tr("Nearest films")))
    , m_users(new RowList(tr("Highest scores")))
{
    m_title->setTextFormat(Qt::RichText);
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    content()->addWidget(m_title);
    auto* genres = new QHBoxLayout(m_genreLine);
    genres->setContentsMargins(0, 0, 0, 4);
    genres->setSpacing(6);
    genres->addWidget(m_genreMark, 0, Qt::AlignTop);
    m_genreMark->setContentsMargins(0, 2, 0, 0);
    m_genres->setWordWrap(true);
    genres->addWidget(m_genres, 1);
    content()->addWidget(m_genreLine);
    addRatings();
    m_beside->setWordWrap(true);
    m_besideSection = addSection(tr("Beside"), {}, m_beside);
    m_nearestSection = addSection(tr("Nearest films"), {}, m_nearest);
    m_usersSection = addSection(tr("Highest scores"), tr("users, dot product"), m_users);
    addFoot(tr("Open film"), QStringLiteral("film"), tr("Opens the film on its own page."),
            tr("Goes to the map and centres the film."));
    connect(m_open, &QPushButton::clicked, this, [this] { session().openFilm(m_film); });
    connect(m_nearest, &RowList::filmChosen, &owner, &Session::selectFilm);
    connect(m_nearest, &RowList::filmOpened, &owner, &Session::openFilm);
    connect(m_users, &RowList::userChosen, &owner, &Session::selectUser);
    connect(m_users, &RowList::userOpened, &owner, &Session::openUser);
}

QString FilmPane::shownTitle() const
{
    return m_title->accessibleName();
}

void FilmPane::refresh()
{
    m_film = session().selection().film;
    const auto facts = filmFacts(session(), m_film);
    m_open->setEnabled(facts.has_value());
    m_map->setEnabled(facts && facts->row);
    if (!facts) {
        m_look.stop();
        m_title->setText(titleText(tr("Film %1").arg(m_film), {}));
        m_title->setAccessibleName(m_film);
        hideRatings();
        for (QWidget* part :
             std::initializer_list<QWidget*>{m_genreLine, m_vector, m_besideSection, m_nearestSection, m_usersSection})
            part->hide();
        note(tr("Neither the data nor the model in use knows this film."));
        return;
    }
    m_title->setText(titleText(facts->name, facts->year ? QString::number(*facts->year) : QString()));
    m_title->setAccessibleName(filmInWords(*facts));
    m_genreMark->setPixmap(markPixmap(facts->group, devicePixelRatioF()));
    m_genres->setText(facts->genres.empty() ? tr("No genre") : genresInWords(facts->genres));
    const QString ratings = facts->ratings == 1 ? tr("rating") : tr("ratings");
    const bool isRanked = facts->rank > 0 && facts->ratings > 0;
    showRatings(
        *facts,
        {formatCount(facts->ratings), isRanked ? tr("%1, no. %2").arg(ratings, formatCount(facts->rank)) : ratings,
         facts->ratings > 0
             ? tr("No. %1 of %2 films by number of ratings").arg(formatCount(facts->rank), formatCount(facts->films))
             : tr("Nobody has rated it"),
         ratings});
    m_genreLine->show();

    const bool model = session().model() != nullptr;
    m_vector->setVisible(model && facts->row.has_value());
    m_nearestSection->setVisible(model && facts->row && facts->trained);
    m_usersSection->setVisible(model && facts->row && facts->trained);
    if (!model)
        note(
            tr("Train a model to see its nearest films. Pairs of films compare by their vectors, and vectors come from "
               "training."));
    else if (!facts->row)
        note(tr("The model in use does not know this film."));
    else if (!facts->trained)
        note(tr("Untrained: no rating over %1 among the training rows names this film, so its vector is still its "
                "random start and says nothing.")
                 .arg(formatRating(static_cast<double>(facts->bound))));
    else
        note({});
    showBeside();
    if (model && facts->row)
        look(*facts->row);
    else
        m_look.stop();
}

void FilmPane::showBeside()
{
    const QString& opened = session().openedFilm();
    const auto here = session().movieRow(m_film), there = session().movieRow(opened);
    const bool beside = session().page() == PageId::Film && here && there && *here != *there;
    m_besideSection->setVisible(beside);
    if (!beside)
        return;
    const auto other = filmFacts(session(), opened);
    const float cosine = similarity(*session().model(), *here, *there, Metric::Cosine);
    const SharedViewers shared = sharedViewers(session(), m_film, opened);
    m_besideSection->findChild<Label*>()->setText(tr("Beside %1").arg(other ? other->name : opened));
    m_besideSection->findChild<ElidedLabel*>(QStringLiteral("detail"))
        ->setText(tr("cosine %1").arg(formatDecimal(static_cast<double>(cosine), 3)));
    m_beside->setText(tr("%1, %2.").arg(counted(shared.both, tr("%1 user rated both"), tr("%1 users rated both")),
                                        counted(shared.likedBoth, tr("%1 liked both"), tr("%1 liked both"))));
}

void FilmPane::look(MovieRow row)
{
    const auto model = session().model();
    const auto vector = model->movies().row(row.value);
    m_vector->setVector(vector, tr("Vector length %1").arg(formatDecimal(lengthOf(vector), 2)), shownTitle());
    m_nearestSection->findChild<ElidedLabel*>(QStringLiteral("detail"))
        ->setText(isCompact() ? tr("cosine") : tr("cosine, all %1 dimensions").arg(model->dimension()));
    m_look.start(
        [model, row](const std::stop_token&, const ProgressFunction&) {
            Findings found;
            found.length = lengthAmong(model->movies(), row.value, [&](std::size_t other) {
                return model->isTrained(MovieRow{static_cast<std::uint32_t>(other)});
            });
            if (!model->isTrained(row))
                return found;
            NeighbourOptions options;
            options.k = nearestFilms;
            if (auto nearest = neighbours(*model, row, options))
                found.nearest = std::move(*nearest);
            found.users = usersFor(*model, row, highestUsers);
            return found;
        },
        [this, model, row](const Findings& found) {
            const Catalogue& catalogue = model->catalogue();
            if (model->isTrained(row))
                m_vector->setSentence(found.length.inWords(tr("no. %1 of %2 trained films")));
            std::vector<RowList::Row> films, users;
            for (const auto& [movie, score] : found.nearest)
                films.push_back(filmRow(catalogue, movie, formatDecimal(static_cast<double>(score), 2),
                                        static_cast<double>(score)));
            for (const auto& [user, score] : found.users)
                users.push_back(userRow(catalogue, user, formatDecimal(static_cast<double>(score), 2), {}));
            m_nearest->setRows(films);
            m_users->setRows(users);
        });
}

}  // namespace projectionist
