// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/facts.h"

#include "engine/core/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace projectionist {

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("Facts", text);
}

/// The values of the scale that occur anywhere in the data, with counts of 0.
std::vector<std::pair<float, std::size_t>> emptyScale(const Session& session)
{
    std::vector<std::pair<float, std::size_t>> scale;
    if (session.figures())
        for (const auto& [value, count] : session.figures()->histogram)
            scale.emplace_back(value, 0);
    return scale;
}

class Tally {
public:
    Tally(const Session& session, float bound) : m_scale(emptyScale(session)), m_bound(bound) {}

    void add(float value)
    {
        auto place = std::ranges::lower_bound(m_scale, value, {}, &std::pair<float, std::size_t>::first);
        if (place == m_scale.end() || place->first != value)
            place = m_scale.insert(place, {value, 0});
        ++place->second;
        m_sum += static_cast<double>(value);
        ++m_count;
        m_over += value > m_bound ? 1U : 0U;
    }

    void fill(RatingFacts& facts) const
    {
        facts.ratings = m_count;
        facts.bound = m_bound;
        facts.histogram = m_scale;
        if (m_count > 0) {
            facts.mean = m_sum / static_cast<double>(m_count);
            facts.shareOver = static_cast<double>(m_over) / static_cast<double>(m_count);
        }
    }

private:
    std::vector<std::pair<float, std::size_t>> m_scale;
    float m_bound;
    double m_sum = 0;
    std::size_t m_count = 0, m_over = 0;
};

FilmFacts named(const std::string& title, const std::optional<int>& year, const std::vector<std::string>& genres)
{
    FilmFacts facts;
    const TitleParts parts = splitTitle(title);
    facts.name = QString::fromStdString(parts.name);
    facts.year = year ? year : parts.year;
    facts.genres = genres;
    facts.group = genreGroup(genres);
    return facts;
}

std::optional<FilmFacts> fromModel(const Session& session, MovieRow row)
{
    const Model& model = *session.model();
    const Catalogue& catalogue = model.catalogue();
    const CatalogueMovie& movie = catalogue.movie(row);
    FilmFacts facts = named(movie.title, movie.year, movie.genres);
    Tally tally(session, catalogue.parts().ratingAbove);
    for (const auto& rater : catalogue.ratersOf(row))
        tally.add(catalogue.parts().ratingValues[rater.rating]);
    tally.fill(facts);
    facts.rank = catalogue.popularityRank(row);
    facts.films = catalogue.movieRows() - 1;
    facts.row = row;
    facts.trained = model.isTrained(row);
    return facts;
}

std::optional<FilmFacts> fromData(const Session& session, const std::string& id)
{
    const auto& data = session.dataset();
    if (!data)
        return {};
    const auto index = data->findMovie(id);
    if (!index)
        return {};
    const Movie& movie = data->movie(*index);
    FilmFacts facts = named(movie.title, movie.year, movie.genres);
    Tally tally(session, session.options().data.ratingAbove);
    for (const std::uint32_t position : data->ratingsOfMovie(*index))
        tally.add(data->ratingValues()[position]);
    tally.fill(facts);
    facts.films = data->movies().size();
    if (session.figures()) {  // descending: one more than those with more ratings
        const auto& counts = session.figures()->ratingsPerMovie;
        const auto place = std::ranges::lower_bound(counts, facts.ratings, std::greater{});
        facts.rank = static_cast<std::size_t>(place - counts.begin()) + 1;
    }
    return facts;
}

/// (user, rating), ascending by the user's row in the model or index in the data.
using Ratings = std::vector<std::pair<std::uint32_t, float>>;

Ratings ratingsOf(const Session& session, const QString& filmId)
{
    Ratings ratings;
    if (const auto row = session.movieRow(filmId)) {
        const Catalogue& catalogue = session.model()->catalogue();
        for (const auto& rater : catalogue.ratersOf(*row))
            ratings.emplace_back(rater.user.value, catalogue.parts().ratingValues[rater.rating]);
    } else if (session.dataset() && !session.model()) {
        const auto& data = *session.dataset();
        if (const auto index = data.findMovie(filmId.toStdString()))
            for (const std::uint32_t position : data.ratingsOfMovie(*index))
                ratings.emplace_back(data.ratingUsers()[position].value, data.ratingValues()[position]);
        std::ranges::sort(ratings);
    }
    return ratings;
}

}  // namespace

std::optional<FilmFacts> filmFacts(const Session& session, const QString& filmId)
{
    if (const auto row = session.movieRow(filmId))
        return fromModel(session, *row);
    return fromData(session, filmId.toStdString());
}

std::optional<UserFacts> userFacts(const Session& session, const QString& userId)
{
    UserFacts facts;
    facts.id = userId;
    if (const auto row = session.userRow(userId)) {
        const Model& model = *session.model();
        const Catalogue& catalogue = model.catalogue();
        facts.about = aboutUser(catalogue.user(*row), catalogue.parts().agesAreGroups);
        Tally tally(session, catalogue.parts().ratingAbove);
        const auto range = catalogue.ratingsOfUser(*row);
        for (std::size_t i = range.begin; i < range.end; ++i)
            tally.add(catalogue.parts().ratingValues[i]);
        tally.fill(facts);
        facts.row = row;
        facts.hasVector = model.hasVector(*row);
        return facts;
    }
    const auto& data = session.dataset();
    if (!data)
        return {};
    const auto index = data->findUser(userId.toStdString());
    if (!index)
        return {};
    facts.about = aboutUser(data->user(*index), data->agesAreGroups());
    Tally tally(session, session.options().data.ratingAbove);
    for (const std::uint32_t position : data->ratingsOfUser(*index))
        tally.add(data->ratingValues()[position]);
    tally.fill(facts);
    return facts;
}

SharedViewers sharedViewers(const Session& session, const QString& first, const QString& second)
{
    const Ratings a = ratingsOf(session, first), b = ratingsOf(session, second);
    const float bound =
        session.model() ? session.model()->catalogue().parts().ratingAbove : session.options().data.ratingAbove;
    SharedViewers shared{a.size(), b.size(), 0, 0, 0};
    for (auto one = a.begin(), other = b.begin(); one != a.end() && other != b.end();) {
        if (one->first != other->first) {
            one->first < other->first ? ++one : ++other;
            continue;
        }
        ++shared.both;
        shared.likedBoth += one->second > bound && other->second > bound ? 1U : 0U;
        shared.same += one->second == other->second ? 1U : 0U;
        ++one;
        ++other;
    }
    return shared;
}

QString aboutUser(const User& user, bool agesAreGroups)
{
    QStringList words;
    if (user.age) {
        if (agesAreGroups)
            words.append(*user.age < 18 ? say(QT_TRANSLATE_NOOP("Facts", "under 18"))
                                        : say(QT_TRANSLATE_NOOP("Facts", "%1 or over")).arg(*user.age));
        else
            words.append(QString::number(*user.age));
    }
    if (!user.gender.empty())
        words.append(QString::fromStdString(user.gender));
    if (!user.occupation.empty())
        words.append(QString::fromStdString(user.occupation));
    return words.join(QStringLiteral(", "));
}

QString genresInWords(const std::vector<std::string>& genres)
{
    QStringList words;
    for (const auto& genre : genres)
        words.append(QString::fromStdString(genre));
    return words.join(QStringLiteral(" · "));
}

QString filmInWords(const FilmFacts& film)
{
    return film.year ? film.name + QLatin1Char(' ') + QString::number(*film.year) : film.name;
}

}  // namespace projectionist
