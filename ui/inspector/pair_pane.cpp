// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/pair_pane.h"

#include "engine/retrieve/neighbours.h"
#include "ui/inspector/look.h"
#include "ui/inspector/pair_parts.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/figure_strip.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/rating_bars.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace projectionist {

PairPane::PairPane(Session& owner, QWidget* parent)
    : Pane(owner, parent)
    , m_head(new PairHead)
    , m_similarity(new FigureStrip(FigureStrip::Size::Medium))
    , m_rows(new PairRows)
    , m_firstHistogram(new RatingBars)
    , m_secondHistogram(new RatingBars)
    , m_bars(new SharedBars)
    , m_shared(new Label)
    , m_genres(new ChipFlow)
{
    content()->addWidget(m_head);
    content()->addWidget(m_similarity);
    content()->addWidget(m_rows);
    auto* histograms = new QHBoxLayout;
    histograms->setSpacing(28);
    histograms->setContentsMargins(0, 4, 0, 0);
    histograms->addWidget(m_firstHistogram, 1);
    histograms->addWidget(m_secondHistogram, 1);
    content()->addLayout(histograms);
    auto* shared = new QWidget;
    auto* sharedLayout = new QVBoxLayout(shared);
    sharedLayout->setContentsMargins(0, 4, 0, 0);
    sharedLayout->setSpacing(6);
    sharedLayout->addWidget(m_bars);
    m_shared->setWordWrap(true);
    sharedLayout->addWidget(m_shared);
    addSection(tr("Shared viewers"), {}, shared);
    m_genreSection = addSection(tr("In common"), {}, m_genres);
    content()->addStretch(1);
    m_openFirst = addButton(tr("Open first"), QStringLiteral("film"));
    m_openSecond = addButton(tr("Open second"), QStringLiteral("film"));
    m_map = addButton(tr("Map"), QStringLiteral("map"));
    m_map->setToolTip(tr("Show both on the map"));
    m_map->setWhatsThis(tr("Goes to the map and centres the two films."));
    connect(m_openFirst, &QPushButton::clicked, this, [this] { session().openFilm(session().selection().film); });
    connect(m_openSecond, &QPushButton::clicked, this, [this] { session().openFilm(session().selection().otherFilm); });
    connect(m_map, &QPushButton::clicked, this, [this] { session().showOnMap(); });
}

void PairPane::refresh()
{
    const Selection selection = session().selection();
    auto first = filmFacts(session(), selection.film), second = filmFacts(session(), selection.otherFilm);
    if (!first)
        first.emplace().name = selection.film;
    if (!second)
        second.emplace().name = selection.otherFilm;
    m_head->setFilms(*first, *second);
    m_openFirst->setToolTip(tr("Open %1").arg(filmInWords(*first)));
    m_openSecond->setToolTip(tr("Open %1").arg(filmInWords(*second)));
    const auto& model = session().model();
    const bool vectors = model && first->row && second->row;
    m_map->setEnabled(vectors);
    if (vectors) {
        const double cosine = static_cast<double>(similarity(*model, *first->row, *second->row, Metric::Cosine));
        const double dot = static_cast<double>(similarity(*model, *first->row, *second->row, Metric::Dot));
        const QString where = tr("Of the two vectors in all %1 dimensions").arg(model->dimension());
        m_similarity->setFigures(
            {{formatDecimal(cosine, 3), tr("cosine"), where}, {formatDecimal(dot, 2), tr("dot product"), where}});
    } else {
        const QString why = tr("The model in use knows no vectors of both films");
        m_similarity->setFigures({{notComputed(), tr("cosine"), why}, {notComputed(), tr("dot product"), why}});
    }
    const auto optional = [](const std::optional<double>& value, int decimals) {
        return value ? formatDecimal(*value, decimals) : notComputed();
    };
    const auto share = [](const std::optional<double>& value) { return value ? formatPercent(*value) : notComputed(); };
    const auto length = [&](const FilmFacts& film) {
        return vectors ? formatDecimal(lengthOf(model->movies().row(film.row->value)), 2) : notComputed();
    };
    m_rows->setRows({{formatCount(first->ratings), tr("ratings"), formatCount(second->ratings)},
                     {optional(first->mean, 2), tr("mean"), optional(second->mean, 2)},
                     {share(first->shareOver), tr("rated over %1").arg(formatRating(static_cast<double>(first->bound))),
                      share(second->shareOver)},
                     {length(*first), tr("vector length"), length(*second)}});
    m_firstHistogram->setCounts(first->histogram, first->bound);
    m_secondHistogram->setCounts(second->histogram, second->bound);

    const SharedViewers shared = sharedViewers(session(), selection.film, selection.otherFilm);
    m_bars->setShared(shared);
    m_bars->setVisible(shared.first + shared.second > 0);
    if (shared.both == 0) {
        m_shared->setText(tr("Nobody rated both."));
    } else {
        const bool firstFewer = shared.first <= shared.second;
        const std::size_t fewer = firstFewer ? shared.first : shared.second;
        m_shared->setText(tr("%1: %2 of those who rated %3. %4 liked both, %5 gave the same rating.")
                              .arg(counted(shared.both, tr("%1 user rated both"), tr("%1 users rated both")),
                                   formatPercent(static_cast<double>(shared.both) / static_cast<double>(fewer)),
                                   firstFewer ? first->name : second->name, formatCount(shared.likedBoth),
                                   formatCount(shared.same)));
    }
    m_bars->setAccessibleName(m_shared->text());
    QStringList common;
    for (const auto& genre : first->genres)
        if (std::ranges::find(second->genres, genre) != second->genres.end())
            common.append(QString::fromStdString(genre));
    m_genres->setWords(common);
    m_genreSection->setVisible(!common.isEmpty());
}

}  // namespace projectionist
