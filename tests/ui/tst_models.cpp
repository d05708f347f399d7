// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/similar_pairs.h"
#include "tests/support/small_model.h"
#include "ui/models/film_rows.h"
#include "ui/models/pairs_model.h"
#include "ui/models/ratings_model.h"
#include "ui/models/user_rows.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QTest>

#include <memory>

using namespace projectionist;
using projectionist::testing::smallModel;

namespace {

QStringList column(const QAbstractItemModel& model, int column, int role = Qt::DisplayRole)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts << model.index(row, column).data(role).toString();
    return texts;
}

template <class Enum>
int place(Enum column)
{
    return static_cast<int>(column);
}

}  // namespace

class TestModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_model = smallModel();
        m_dataset = *m_model->catalogue().toDataset();
        m_films = FilmTexts::of(m_model->catalogue());
        m_dataFilms = FilmTexts::of(*m_dataset);
    }

    void filmsShowTheYearApartAndTheArticleInFront()
    {
        const auto& film = (*m_films)[MovieRow{4}];
        QCOMPARE(film.name, QStringLiteral("The Rock"));
        QCOMPARE(film.year, std::optional<int>(1996));
        QCOMPARE(film.title, QStringLiteral("Rock, The (1996)"));
        QVERIFY(film.search.contains(QStringLiteral("the rock")));
        QVERIFY(film.search.contains(QStringLiteral("rock, the")));
        QVERIFY((*m_films)[MovieRow{7}].search.contains(QStringLiteral("amelie")));
    }

    void dataFilms()
    {
        const auto model = datasetFilmModel();
        const QAbstractItemModelTester tester(model.get());
        model->setRows(datasetFilmRows(*m_dataset, *m_dataFilms, 3.0F));
        QCOMPARE(model->rowCount(), 12);
        for (int row = 0; row < model->rowCount(); ++row) {
            const auto id = model->index(row, 0).data(FilmIdRole).toString();
            const auto movie = m_model->catalogue().findMovieById(id.toStdString());
            QVERIFY(movie);
            const auto ratings = m_model->catalogue().ratingCount(*movie);
            QCOMPARE(model->index(row, place(DatasetFilmColumn::Ratings)).data(ExportRole).toUInt(), ratings);
            const auto liked = model->index(row, place(DatasetFilmColumn::Liked)).data(ExportRole).toDouble();
            QCOMPARE(liked, double(m_model->catalogue().likedCount(*movie)) / ratings);
        }
    }

    void ratingsAreSortedAndFilteredInPlace()
    {
        RatingsModel model;
        const QAbstractItemModelTester tester(&model);
        model.setDataset(m_dataset, m_dataFilms);
        QCOMPARE(model.rowCount(), 25);
        model.sort(RatingsModel::RatingColumn, Qt::DescendingOrder);
        const auto ratings = column(model, RatingsModel::RatingColumn);
        QVERIFY(std::ranges::is_sorted(ratings, std::greater{}, [](const QString& text) { return text.toDouble(); }));

        const QPersistentModelIndex kept = model.index(3, RatingsModel::FilmColumn);
        const auto film = kept.data().toString();
        const auto user = kept.sibling(kept.row(), RatingsModel::UserColumn).data().toString();
        model.sort(RatingsModel::UserColumn, Qt::AscendingOrder);
        QCOMPARE(kept.data().toString(), film);
        QCOMPARE(kept.sibling(kept.row(), RatingsModel::UserColumn).data().toString(), user);
        const auto users = column(model, RatingsModel::UserColumn);
        QVERIFY(std::ranges::is_sorted(users, std::less{}, [](const QString& text) { return text.toInt(); }));

        model.setFilter(QStringLiteral("star wars"));
        QVERIFY(model.rowCount() > 0);
        for (const auto& shown : column(model, RatingsModel::FilmColumn))
            QCOMPARE(shown, QStringLiteral("Star Wars"));
        model.setFilter(QStringLiteral("no such film"));
        QCOMPARE(model.rowCount(), 0);
        model.setFilter({});
        QCOMPARE(model.rowCount(), 25);
    }

    void whatIsLikedFollowsTheBound()
    {
        RatingsModel model;
        model.setDataset(m_dataset, m_dataFilms);
        const auto countLiked = [&] { return column(model, RatingsModel::LikedColumn).count(QStringLiteral("liked")); };
        qsizetype above3 = 0;
        for (const auto value : m_dataset->ratingValues())
            above3 += value > 3.0F ? 1 : 0;
        QCOMPARE(countLiked(), above3);
        model.setLikedAbove(5);
        QCOMPARE(countLiked(), 0);
    }

    void recommendedFilms()
    {
        const auto model = recommendedModel();
        const QAbstractItemModelTester tester(model.get());
        RecommendOptions options;
        options.hide = Hide::Nothing;
        options.includeUntrained = true;
        const auto list = recommend(*m_model, UserRow{1}, options);
        QVERIFY(list);
        model->setRows(recommendedRows(*m_model, *m_films, *list));
        QCOMPARE(model->index(0, place(RecommendedColumn::Film)).data().toString(), QStringLiteral("Star Wars"));
        QCOMPARE(model->index(0, place(RecommendedColumn::Score)).data().toString(), QStringLiteral("5.00"));
        QCOMPARE(model->index(0, place(RecommendedColumn::Bar)).data(ShareRole).toDouble(), 1.0);
        QCOMPARE(model->index(1, place(RecommendedColumn::Bar)).data(ShareRole).toDouble(), 0.8);
        QVERIFY(!model->index(0, 0).data(MutedRole).toBool());
    }

    void neighboursKnowWhoRatedBoth()
    {
        const auto model = neighbourModel();
        const QAbstractItemModelTester tester(model.get());
        const auto list = neighbours(*m_model, MovieRow{1});
        QVERIFY(list);
        model->setRows(neighbourRows(*m_model, *m_films, MovieRow{1}, *list, Metric::Cosine));
        QCOMPARE(model->index(0, place(NeighbourColumn::Film)).data().toString(),
                 QStringLiteral("The Empire Strikes Back"));
        QCOMPARE(model->index(0, place(NeighbourColumn::Similarity)).data().toString(), QStringLiteral("0.800"));
        // Star Wars: users 1 2 4 6 7 (rows); Empire: users 1 4.
        QCOMPARE(ratedBoth(m_model->catalogue(), MovieRow{1}, MovieRow{2}), 2U);
    }

    void usersAreFoundByAgeAndOccupation()
    {
        const auto model = userListModel();
        const QAbstractItemModelTester tester(model.get());
        model->setRows(userListRows(*m_dataset));
        QCOMPARE(model->rowCount(), 7);
        int students = 0;
        for (int row = 0; row < model->rowCount(); ++row)
            students += model->index(row, 0).data(SearchRole).toString().contains(QStringLiteral("student")) ? 1 : 0;
        QCOMPARE(students, 3);
    }

    void aUserFoundByOccupationShowsIt()
    {
        const auto searched = std::make_shared<QString>();
        const auto model = userListModel(searched);
        model->setRows(userListRows(*m_dataset));
        const auto about = [&](const QString& id) {
            for (int row = 0; row < model->rowCount(); ++row)
                if (model->index(row, 0).data(UserIdRole).toString() == id)
                    return model->index(row, place(UserListColumn::Details)).data().toString();
            return QString();
        };
        QCOMPARE(about(QStringLiteral("5")), QStringLiteral("24, M"));
        *searched = QStringLiteral("stud 24");
        QCOMPARE(about(QStringLiteral("5")), QStringLiteral("student"));
        QCOMPARE(about(QStringLiteral("4")), QStringLiteral("60, M"));
        *searched = QStringLiteral("m");  // a letter is no occupation
        QCOMPARE(about(QStringLiteral("6")), QStringLiteral("33, M"));
    }

    void whatIsKnownAboutUsersIsWhatOneOfThemTells()
    {
        QVERIFY(knownAbout(m_dataset->users()).ages && knownAbout(m_dataset->users()).occupations);
        const std::vector<User> ids{{.id = "1", .age = {}, .gender = {}, .occupation = {}},
                                    {.id = "2", .age = {}, .gender = {}, .occupation = {}}};
        QVERIFY(!knownAbout(ids).any());
    }

    void fansShowTheirRatingOrThatThereIsNone()
    {
        const auto model = fanModel();
        const QAbstractItemModelTester tester(model.get());
        model->setRows(fanRows(*m_model, MovieRow{1}, usersFor(*m_model, MovieRow{1}, 0)));
        QCOMPARE(model->rowCount(), 6);
        for (int row = 0; row < model->rowCount(); ++row) {
            const auto id = model->index(row, 0).data(UserIdRole).toString();
            const bool rated = id != QStringLiteral("6") && id != QStringLiteral("1");
            QCOMPARE(model->index(row, place(FanColumn::Rating)).data(ExportRole).isValid(), rated);
        }
    }

    void pairsGrowAndShrinkAtTheEnd()
    {
        PairsModel model;
        const QAbstractItemModelTester tester(&model);
        PairOptions options;
        options.minimumRatings = 0;
        options.includeUntrained = true;
        const auto pairs = SimilarPairs::compute(m_model, options);
        model.setPairs(pairs, m_films);
        model.setCount(pairs->countAtLeast(0.9F));
        // 10–11 1.00, 2–3 0.96, 6–7 0.96
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(0, PairsModel::SimilarityColumn).data().toString(), QStringLiteral("1.000"));
        const QPersistentModelIndex second = model.index(1, 0);
        model.setCount(pairs->countAtLeast(0.5F));
        QVERIFY(model.rowCount() > 3);
        model.setCount(pairs->countAtLeast(0.9F));
        QVERIFY(second.isValid());
        QCOMPARE(second.row(), 1);
        model.setCount(1);
        QVERIFY(!second.isValid());
        model.setPairs(nullptr, nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

private:
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const Dataset> m_dataset;
    std::shared_ptr<const FilmTexts> m_films, m_dataFilms;
};

QTEST_GUILESS_MAIN(TestModels)
#include "tst_models.moc"
