// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/film/film_card.h"

#include "ui/models/format.h"
#include "ui/pages/rating_scale.h"
#include "ui/pages/film/film_charts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/figure_strip.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace projectionist {

namespace {

struct AgeGroup {
    const char* name;
    int upTo;
};
/// MovieLens 1M's groups, which suit the others too.
constexpr std::array<AgeGroup, 6> ageGroups{{{"< 18", 17}, {"18–24", 24}, {"25–34", 34}, {"35–44", 44}, {"45–55", 55}, {"> 55", 1000}}};

double lengthOf(std::span<const float> vector)
{
    double sum = 0;
    for (const auto value : vector)
        sum += double(value) * double(value);
    return std::sqrt(sum);
}

/// 1 for the longest of the trained films.
std::size_t lengthRank(const Model& model, MovieRow row)
{
    const auto length = lengthOf(model.movies().row(row.value));
    std::size_t longer = 0;
    for (std::uint32_t other = 1; other < model.movies().rows; ++other)
        longer += lengthOf(model.movies().row(other)) > length ? 1U : 0U;
    return longer + 1;
}

QWidget* column(const QString& title, QWidget* content, Label** titleLabel = nullptr)
{
    auto* box = new QWidget;
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    auto* label = new Label(title, Type::Section);
    layout->addWidget(label);
    layout->addWidget(content);
    layout->addStretch();
    if (titleLabel != nullptr)
        *titleLabel = label;
    return box;
}

}  // namespace

FilmCard::FilmCard(QWidget* parent)
    : Panel({}, parent)
    , m_title(new ElidedLabel({}, Type::FilmTitle))
    , m_genres(new QHBoxLayout)
    , m_untrained(new Label({}, Type::Small, Tone::Warn))
    , m_figures(new FigureStrip(FigureStrip::Size::Medium))
    , m_ratings(new StarBars)
    , m_ages(new LikedByAge)
{
    auto* left = new QVBoxLayout;
    left->setSpacing(Theme::controlGap);
    left->addWidget(m_title);
    m_genres->setSpacing(Theme::controlGap);
    left->addLayout(m_genres);
    m_untrained->setWordWrap(true);
    m_untrained->setText(tr("Not trained: nobody rated it above the bound, so its vector is the random start. Its neighbours mean nothing."));
    left->addWidget(m_untrained);
    left->addWidget(m_figures);
    left->addStretch();

    auto* row = new QHBoxLayout;
    row->setContentsMargins(Theme::pageEdge, Theme::panelInside + 2, Theme::pageEdge, Theme::panelInside);
    row->setSpacing(Theme::pageEdge);
    row->addLayout(left, 13);
    row->addWidget(new Rule(Qt::Vertical));
    row->addWidget(column(tr("Ratings"), m_ratings), 5);
    m_ageBox = new QWidget;
    auto* ageLayout = new QHBoxLayout(m_ageBox);
    ageLayout->setContentsMargins(0, 0, 0, 0);
    ageLayout->setSpacing(Theme::pageEdge);
    ageLayout->addWidget(new Rule(Qt::Vertical));
    ageLayout->addWidget(column(tr("Liked, by age"), m_ages, &m_ageTitle), 1);
    row->addWidget(m_ageBox, 6);
    body()->addLayout(row);
}

void FilmCard::setFilm(const Model& model, const FilmText& film, MovieRow row)
{
    const auto& catalogue = model.catalogue();
    m_title->setText(film.name);
    m_title->setMutedTail(film.year ? QString::number(*film.year) : QString());
    while (auto* item = m_genres->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const auto& genre : film.genres)
        m_genres->addWidget(new Chip(genre));
    if (film.genres.isEmpty())
        m_genres->addWidget(new Label(tr("no genre"), Type::Body, Tone::Muted));
    m_genres->addStretch();
    m_untrained->setVisible(!model.isTrained(row));

    const auto count = catalogue.ratingCount(row);
    const auto bound = double(catalogue.parts().ratingAbove);
    const auto unrated = tr("Nobody rated this film.");
    std::map<float, std::uint64_t> histogram;
    const auto scale = ratingScale(catalogue);
    const double highest = scale.empty() ? 0 : double(scale.back());
    const bool halves = std::ranges::any_of(scale, [](float value) { return value != std::floor(value); });
    for (double value = halves ? 0.5 : 1; value <= highest; value += halves ? 0.5 : 1)
        histogram[static_cast<float>(value)] = 0;
    std::vector<LikedByAge::Group> ages;
    for (const auto& group : ageGroups)
        ages.push_back({QString::fromUtf8(group.name), 0, 0});
    bool anyAge = false;
    for (const auto& rater : catalogue.ratersOf(row)) {
        const auto value = catalogue.parts().ratingValues[rater.rating];
        ++histogram[value];
        if (const auto age = catalogue.user(rater.user).age) {
            anyAge = true;
            std::size_t group = 0;
            while (*age > ageGroups[group].upTo)
                ++group;
            ++ages[group].ratings;
            ages[group].liked += double(value) > bound ? 1 : 0;
        }
    }
    const auto liked = count == 0 ? std::numeric_limits<double>::quiet_NaN() : double(catalogue.likedCount(row)) / double(count);
    m_figures->setFigures(
        {{formatCount(count), tr("ratings, no. %1 of %2").arg(formatCount(catalogue.popularityRank(row)), formatCount(catalogue.movieRows() - 1)),
          tr("How many users rated it, and its place among all films")},
         {formatDecimal(catalogue.meanRating(row), 2), tr("mean of %1").arg(formatRating(highest)), count == 0 ? unrated : tr("Mean of its ratings")},
         {formatPercent(liked), tr("rated over %1").arg(formatRating(bound)), count == 0 ? unrated : tr("Share of its ratings that count as liked")},
         {formatDecimal(lengthOf(model.movies().row(row.value)), 2), tr("length, no. %1").arg(formatCount(lengthRank(model, row))),
          tr("Length of its vector, and its place among all films: long vectors reach high scores")}});
    std::vector<StarBars::Bar> bars;
    for (const auto& [value, ratings] : histogram)
        bars.push_back({double(value), ratings});
    m_ratings->setBars(std::move(bars), bound);
    m_ageBox->setVisible(anyAge);
    m_ages->setGroups(std::move(ages), std::isfinite(liked) ? liked : 0);
    m_ageTitle->setText(tr("Liked, by age  <span style=\"font-weight:400\">%1</span>").arg(m_ages->rangeText()));
    m_ageTitle->setTextFormat(Qt::RichText);
}

}  // namespace projectionist
