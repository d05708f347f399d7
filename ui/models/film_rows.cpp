// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/film_rows.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <numeric>

namespace projectionist {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

QString words(const char* source)
{
    return QCoreApplication::translate("FilmRows", source);
}

/// What every row of a film answers, whatever the column.
template <class Row>
QVariant filmRole(const Row& row, int role)
{
    return role == FilmIdRole ? QVariant(row.film.id) : role == SearchRole ? QVariant(row.film.search) : QVariant();
}

template <class Row>
void setFilmRoles(RowsModel<Row>& model)
{
    model.setRowRoles(filmRole<Row>);
}

/// The same, with untrained films in muted.
template <class Row>
void setTrainedFilmRoles(RowsModel<Row>& model)
{
    model.setRowRoles([](const Row& row, int role) -> QVariant {
        if (!row.trained && role == MutedRole)
            return true;
        if (!row.trained && role == ReasonRole)
            return words("Not trained: no rating above the bound was trained on, so the vector is its random start.");
        return filmRole(row, role);
    });
}

template <class Row>
Column<Row> rankColumn()
{
    return countColumn<Row>(words("No."), QStringLiteral("rank"), [](const Row& row) { return row.rank; });
}

template <class Row>
Column<Row> filmOf()
{
    auto film = filmColumn<Row>(words("Film"), QStringLiteral("title"),
                                [](const Row& row) -> const FilmText& { return row.film; });
    film.exportIdName = QStringLiteral("film_id");
    return film;
}

template <class Row>
Column<Row> ratingsOf()
{
    return countColumn<Row>(
        words("Ratings"), QStringLiteral("ratings"), [](const Row& row) { return row.ratings; },
        words("How many users rated the film"));
}

/// How long the bar of a value is beside the highest of the list; negative values have none.
double shareOf(float value, float highest)
{
    return highest > 0 ? std::clamp(double(value) / double(highest), 0.0, 1.0) : 0.0;
}

}  // namespace

std::vector<DatasetFilmRow> datasetFilmRows(const Dataset& dataset, const FilmTexts& films, float likedAbove)
{
    std::vector<DatasetFilmRow> rows(dataset.movies().size());
    const auto values = dataset.ratingValues();
    std::uint32_t most = 1;
    for (std::uint32_t movie = 0; movie < rows.size(); ++movie) {
        auto& row = rows[movie];
        const auto ratings = dataset.ratingsOfMovie(MovieIndex{movie});
        row.film = films[MovieIndex{movie}];
        row.ratings = static_cast<std::uint32_t>(ratings.size());
        most = std::max(most, row.ratings);
        double sum = 0;
        std::size_t liked = 0;
        for (const auto rating : ratings) {
            sum += double(values[rating]);
            liked += values[rating] > likedAbove ? 1 : 0;
        }
        row.meanRating = ratings.empty() ? none : sum / double(ratings.size());
        row.likedShare = ratings.empty() ? none : double(liked) / double(ratings.size());
    }
    for (auto& row : rows)
        row.shareOfMost = double(row.ratings) / double(most);
    return rows;
}

std::unique_ptr<RowsModel<DatasetFilmRow>> datasetFilmModel()
{
    using Row = DatasetFilmRow;
    auto id = textColumn<Row>(words("Id"), QStringLiteral("film_id"), [](const Row& row) { return row.film.id; });
    id.alignment = rightAligned;
    id.value = [inner = std::move(id.value)](const Row& row, int role) -> QVariant {
        if (role == SortRole) {  // integers as numbers
            bool isNumber = false;
            const auto number = row.film.id.toLongLong(&isNumber);
            return isNumber ? QVariant(number) : QVariant(row.film.id);
        }
        return role == Qt::ToolTipRole ? QVariant() : inner(row, role);
    };
    auto title = filmColumn<Row>(words("Title"), QStringLiteral("title"),
                                 [](const Row& row) -> const FilmText& { return row.film; });
    title.value = [inner = std::move(title.value)](const Row& row, int role) -> QVariant {
        return role == YearRole || role == GenreGroupRole ? QVariant()
                                                          : inner(row, role);  // they have columns of their own
    };
    Column<Row> year{words("Year"),
                     rightAligned,
                     [](const Row& row, int role) -> QVariant {
                         switch (role) {
                         case Qt::DisplayRole:
                             return row.film.year ? QString::number(*row.film.year) : notComputed();
                         case Qt::ToolTipRole:
                             return row.film.year ? QVariant() : QVariant(words("The title names no year."));
                         case SortRole:
                         case ExportRole:
                             return row.film.year ? QVariant(qlonglong(*row.film.year)) : QVariant();
                         default:
                             return {};
                         }
                     },
                     {},
                     QStringLiteral("year")};
    auto model = std::make_unique<RowsModel<Row>>(std::vector<Column<Row>>{
        std::move(id), std::move(title), std::move(year),
        genresColumn<Row>(words("Genres"), QStringLiteral("genres"),
                          [](const Row& row) -> const FilmText& { return row.film; }),
        ratingsOf<Row>(), barColumn<Row>([](const Row& row) { return row.shareOfMost; }),
        decimalColumn<Row>(
            words("Mean"), QStringLiteral("mean_rating"), 2, [](const Row& row) { return row.meanRating; },
            words("Mean of its ratings"), words("Nobody rated this film.")),
        percentColumn<Row>(
            words("Over 3"), QStringLiteral("liked_share"), [](const Row& row) { return row.likedShare; },
            words("Share of its ratings that count as liked"), words("Nobody rated this film."))});
    setFilmRoles(*model);
    return model;
}

std::vector<RecommendedRow> recommendedRows(const Model& model, const FilmTexts& films,
                                            std::span<const ScoredMovie> list)
{
    std::vector<RecommendedRow> rows;
    rows.reserve(list.size());
    for (const auto& [movie, score] : list) {
        rows.push_back({films[movie], static_cast<std::uint32_t>(rows.size() + 1), score,
                        shareOf(score, list.front().score), model.catalogue().ratingCount(movie),
                        model.isTrained(movie)});
    }
    return rows;
}

std::unique_ptr<RowsModel<RecommendedRow>> recommendedModel()
{
    using Row = RecommendedRow;
    auto model = std::make_unique<RowsModel<Row>>(std::vector<Column<Row>>{
        rankColumn<Row>(), filmOf<Row>(),
        decimalColumn<Row>(
            words("Score"), QStringLiteral("score"), 2, [](const Row& row) { return row.score; },
            words("Dot product of the user's vector with the film's")),
        barColumn<Row>([](const Row& row) { return row.shareOfBest; }), ratingsOf<Row>(),
        genresColumn<Row>(words("Genres"), QStringLiteral("genres"),
                          [](const Row& row) -> const FilmText& { return row.film; })});
    setTrainedFilmRoles(*model);
    return model;
}

std::vector<RatedRow> ratedRows(const Dataset& dataset, const FilmTexts& films, UserIndex user, float likedAbove)
{
    std::vector<RatedRow> rows;
    for (const auto rating : dataset.ratingsOfUser(user)) {
        const auto value = dataset.ratingValues()[rating];
        rows.push_back({films[dataset.ratingMovies()[rating]], value, value > likedAbove,
                        dataset.hasTimes() ? dataset.ratingTimes()[rating] : 0, dataset.hasTimes()});
    }
    std::ranges::stable_sort(rows, [](const RatedRow& a, const RatedRow& b) {
        return a.rating != b.rating ? a.rating > b.rating : a.time > b.time;
    });
    return rows;
}

std::unique_ptr<RowsModel<RatedRow>> ratedModel()
{
    using Row = RatedRow;
    auto rating =
        decimalColumn<Row>(words("Rating"), QStringLiteral("rating"), 1, [](const Row& row) { return row.rating; });
    rating.value = [inner = std::move(rating.value)](const Row& row, int role) -> QVariant {
        return role == Qt::DisplayRole ? QVariant(formatRating(double(row.rating)) + QStringLiteral(" ★"))
                                       : inner(row, role);
    };
    Column<Row> time{words("Rated on"),
                     rightAligned,
                     [](const Row& row, int role) -> QVariant {
                         if (!row.hasTime)
                             return role == Qt::DisplayRole ? QVariant(notComputed()) : QVariant();
                         if (role == Qt::DisplayRole)
                             return formatDay(row.time);
                         return role == SortRole || role == ExportRole ? QVariant(qlonglong(row.time)) : QVariant();
                     },
                     {},
                     QStringLiteral("timestamp")};
    auto model =
        std::make_unique<RowsModel<Row>>(std::vector<Column<Row>>{filmOf<Row>(), std::move(rating), std::move(time)});
    setFilmRoles(*model);
    return model;
}

std::vector<NeighbourRow> neighbourRows(const Model& model, const FilmTexts& films, MovieRow of,
                                        std::span<const ScoredMovie> list, Metric metric)
{
    std::vector<NeighbourRow> rows;
    rows.reserve(list.size());
    const auto best = metric == Metric::Cosine || list.empty() ? 1.0F : list.front().score;
    for (const auto& [movie, score] : list) {
        rows.push_back({films[movie], static_cast<std::uint32_t>(rows.size() + 1), score, shareOf(score, best),
                        ratedBoth(model.catalogue(), of, movie), model.catalogue().ratingCount(movie),
                        model.isTrained(movie)});
    }
    return rows;
}

std::unique_ptr<RowsModel<NeighbourRow>> neighbourModel()
{
    using Row = NeighbourRow;
    auto model = std::make_unique<RowsModel<Row>>(std::vector<Column<Row>>{
        rankColumn<Row>(), filmOf<Row>(),
        decimalColumn<Row>(words("Cosine"), QStringLiteral("similarity"), 3,
                           [](const Row& row) { return row.similarity; }),
        barColumn<Row>([](const Row& row) { return row.shareOfBest; }),
        countColumn<Row>(
            words("Rated both"), QStringLiteral("rated_both"), [](const Row& row) { return row.ratedBoth; },
            words("Users who rated this film and the opened one")),
        ratingsOf<Row>()});
    setTrainedFilmRoles(*model);
    return model;
}

std::uint32_t ratedBoth(const Catalogue& catalogue, MovieRow a, MovieRow b)
{
    std::uint32_t both = 0;
    const auto ratersA = catalogue.ratersOf(a);
    const auto ratersB = catalogue.ratersOf(b);
    auto first = ratersA.begin();
    auto second = ratersB.begin();
    while (first != ratersA.end() && second != ratersB.end()) {
        if (first->user < second->user) {
            ++first;
        } else if (second->user < first->user) {
            ++second;
        } else {
            ++both;
            const auto user = first->user;  // one user may stand twice: two ids, one title
            while (first != ratersA.end() && first->user == user)
                ++first;
            while (second != ratersB.end() && second->user == user)
                ++second;
        }
    }
    return both;
}

}  // namespace projectionist
