// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recommend/user_card.h"

#include "ui/models/film_text.h"
#include "ui/models/format.h"
#include "ui/pages/rating_scale.h"
#include "ui/pages/recommend/taste_bars.h"
#include "ui/plots/mini_histogram.h"
#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace projectionist {

namespace {

constexpr std::size_t tasteCount = 4, mostBars = 11;

}  // namespace

UserCard::UserCard(QWidget* parent)
    : Panel({}, parent)
    , m_name(new Label({}, Type::InspectorTitle))
    , m_details(new Label({}, Type::Body, Tone::Muted))
    , m_ratings(new Label({}, Type::Body, Tone::Muted))
    , m_histogram(new MiniHistogram)
    , m_tastes(new TasteBars)
{
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_name);
    words->addWidget(m_details);
    words->addWidget(m_ratings);
    auto* tastes = new QVBoxLayout;
    tastes->setSpacing(4);
    tastes->addWidget(new Label(tr("Likes, against everyone's likes"), Type::Small, Tone::Muted));
    tastes->addWidget(m_tastes);
    m_histogram->setFixedWidth(110);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(Theme::pageEdge, Theme::panelInside, Theme::pageEdge, Theme::panelInside);
    row->setSpacing(Theme::pageEdge);
    row->addLayout(words);
    row->addWidget(m_histogram);
    row->addWidget(new Rule(Qt::Vertical));
    row->addLayout(tastes, 1);
    body()->addLayout(row);
}

void UserCard::setUser(const Catalogue& catalogue, UserRow user)
{
    const auto& entry = catalogue.user(user);
    const auto& values = catalogue.parts().ratingValues;
    const auto range = catalogue.ratingsOfUser(user);
    std::map<float, std::uint64_t> histogram;
    if (const auto scale = ratingScale(catalogue); scale.size() <= mostBars) {
        for (const auto value : scale)
            histogram[value] = 0;
    }
    double sum = 0;
    for (auto rating = range.begin; rating < range.end; ++rating) {
        ++histogram[values[rating]];
        sum += double(values[rating]);
    }
    const auto count = range.end - range.begin;
    m_name->setText(userName(entry));
    const auto details = userDetails(entry, catalogue.parts().agesAreGroups);
    m_details->setText(details);
    m_details->setVisible(!details.isEmpty());
    m_ratings->setText(tr("%1 ratings, mean %2").arg(formatCount(count), count == 0 ? notComputed() : formatDecimal(sum / double(count), 2)));
    std::vector<MiniHistogram::Bar> bars;
    for (const auto& [value, ratings] : histogram)
        bars.push_back({double(value), ratings});
    m_histogram->setBars(std::move(bars), double(catalogue.parts().ratingAbove));
    m_tastes->setTastes(tastesOf(catalogue, user, tasteCount));
}

}  // namespace projectionist
