// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/card_pane.h"

#include "ui/inspector/vector_view.h"
#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/rating_bars.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace projectionist {

CardPane::CardPane(Session& owner, const QString& looking, QWidget* parent)
    : Pane(owner, parent)
    , m_vector(new VectorView)
    , m_look(looking)
    , m_figures(new FigureStrip(FigureStrip::Size::Small))
    , m_histogram(new RatingBars)
    , m_note(new Label({}, Type::Small, Tone::Muted))
{
    m_note->setWordWrap(true);
    owner.addJob(&m_look);
}

void CardPane::addRatings()
{
    content()->addWidget(m_figures);
    auto* pictures = new QHBoxLayout;
    pictures->setContentsMargins(0, 4, 0, 0);
    pictures->setSpacing(14);
    pictures->addWidget(m_histogram, 0, Qt::AlignTop | Qt::AlignLeft);
    pictures->addWidget(m_vector, 1, Qt::AlignVCenter);
    content()->addLayout(pictures);
}

void CardPane::addFoot(const QString& openText, const QString& openIcon, const QString& openWhatsThis,
                       const QString& mapWhatsThis)
{
    content()->addWidget(m_note);
    content()->addStretch(1);
    m_open = addButton(openText, openIcon);
    m_open->setWhatsThis(openWhatsThis);
    m_map = addButton(tr("Show on map"), QStringLiteral("map"));
    m_map->setWhatsThis(mapWhatsThis);
    connect(m_map, &QPushButton::clicked, this, [this] { session().showOnMap(); });
}

void CardPane::showRatings(const RatingFacts& facts, const FigureStrip::Figure& count)
{
    const QString bound = formatRating(static_cast<double>(facts.bound));
    const QString highest =
        facts.histogram.empty() ? QString() : formatRating(static_cast<double>(facts.histogram.back().first));
    m_figures->setFigures(
        {count,
         {facts.mean ? formatDecimal(*facts.mean, 2) : notComputed(),
          highest.isEmpty() ? tr("mean") : tr("mean of %1").arg(highest),
          facts.mean ? tr("Mean of all these ratings") : tr("No rating, so no mean")},
         {facts.shareOver ? formatPercent(*facts.shareOver) : notComputed(),
          tr("rated over %1").arg(bound),
          facts.shareOver ? tr("Share of these ratings that are over %1").arg(bound) : tr("No rating, so no share"),
          tr("over %1").arg(bound)}});
    m_figures->show();
    m_histogram->setFixedWidth(isCompact() ? 88 : 108);
    m_histogram->setCounts(facts.histogram, facts.bound);
    m_histogram->setVisible(facts.ratings > 0);
}

void CardPane::hideRatings()
{
    m_figures->hide();
    m_histogram->hide();
}

void CardPane::note(const QString& text)
{
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

}  // namespace projectionist
