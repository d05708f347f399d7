// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/open_dataset.h"
#include "tests/support/test_files.h"
#include "ui/jobs/job.h"
#include "ui/models/ratings_model.h"
#include "ui/models/roles.h"

#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <numeric>

using namespace projectionist;
using namespace projectionist::testing;

/// More ratings than are sorted while one waits.
class TestRatingsOrder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        constexpr std::size_t users = 520, films = 500, count = users * films;
        static_assert(count > RatingsModel::quickRows);
        std::string ratings = "userId,movieId,rating,timestamp\n", movies = "movieId,title,genres\n";
        for (std::size_t i = 0; i < count; ++i) {
            const auto pair = i * 104'729 % count;
            ratings += std::to_string(pair % users + 1) + ',' + std::to_string(pair / users + 1) + ',' +
                       std::to_string(i * 31 % 10 / 2) + (i * 31 % 10 % 2 == 0 ? ".0," : ".5,") +
                       std::to_string(1'000'000'000 + i * 37 % 1'000'003) + '\n';
        }
        for (std::size_t film = 1; film <= films; ++film)
            movies += std::to_string(film) + ",Film " + std::to_string(film * 7 % 250) + " (1999),Drama\n";
        const TemporaryFolder folder;
        folder.write("movies.csv", movies);
        auto opened = openDataset({folder.write("ratings.csv", ratings), folder.path() / "movies.csv"});
        QVERIFY(opened);
        m_dataset = *opened;
        m_films = FilmTexts::of(*m_dataset);
        QCOMPARE(m_dataset->ratingCount(), count);
    }

    void everyKeySortsAsAStableSortDoes_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<bool>("falling");
        QTest::addColumn<QString>("filter");
        for (const bool falling : {false, true}) {
            for (const auto& filter : {QString(), QStringLiteral("film 12"), QStringLiteral("7")}) {
                for (const auto& [name, key] :
                     {std::pair("file", RatingsKey::File), std::pair("user", RatingsKey::User),
                      std::pair("film", RatingsKey::Film), std::pair("rating", RatingsKey::Rating),
                      std::pair("time", RatingsKey::Time)})
                    QTest::addRow("%s %s '%s'", name, falling ? "falling" : "rising", qPrintable(filter))
                        << int(key) << falling << filter;
            }
        }
    }

    void everyKeySortsAsAStableSortDoes()
    {
        QFETCH(int, key);
        QFETCH(bool, falling);
        QFETCH(QString, filter);
        const RatingsOrder order{m_dataset, m_films, filter, RatingsKey(key),
                                 falling ? Qt::DescendingOrder : Qt::AscendingOrder};
        const auto positions = order.positions({}, {});
        QVERIFY(positions);

        const auto users = m_dataset->ratingUsers();
        const auto movies = m_dataset->ratingMovies();
        std::vector<std::uint32_t> expected;
        for (std::uint32_t position = 0; position < m_dataset->ratingCount(); ++position) {
            if ((*m_films)[movies[position]].search.contains(filter) ||
                m_dataset->user(users[position]).id == filter.toStdString())
                expected.push_back(position);
        }
        QVERIFY(!expected.empty());
        const auto by = [&](auto value) {
            if (falling)
                std::ranges::stable_sort(expected, std::greater{}, value);
            else
                std::ranges::stable_sort(expected, std::less{}, value);
        };
        switch (RatingsKey(key)) {
        case RatingsKey::File:
            if (falling)
                std::ranges::reverse(expected);
            break;
        case RatingsKey::User:
            by([&](std::uint32_t position) { return std::stoi(m_dataset->user(users[position]).id); });
            break;
        case RatingsKey::Film: {
            std::vector<std::uint32_t> films(m_dataset->movies().size()), rank(films.size());
            std::iota(films.begin(), films.end(), 0U);
            std::ranges::stable_sort(films, [&](std::uint32_t a, std::uint32_t b) {
                return (*m_films)[MovieIndex{a}].name.localeAwareCompare((*m_films)[MovieIndex{b}].name) < 0;
            });
            for (std::uint32_t place = 0; place < films.size(); ++place)
                rank[films[place]] = place;
            by([&](std::uint32_t position) { return rank[movies[position].value]; });
            break;
        }
        case RatingsKey::Rating:
            by([&](std::uint32_t position) { return m_dataset->ratingValues()[position]; });
            break;
        case RatingsKey::Time:
            by([&](std::uint32_t position) { return m_dataset->ratingTimes()[position]; });
            break;
        }
        QVERIFY(*positions == expected);
    }

    void aStopLeavesNothing()
    {
        std::stop_source source;
        const RatingsOrder order{m_dataset, m_films, {}, RatingsKey::Time};
        const auto positions = order.positions(source.get_token(), [&](const Progress&) { source.request_stop(); });
        QVERIFY(!positions);
    }

    void theRowsStayUntilTheOthersAreThere()
    {
        RatingsModel model;
        model.setDataset(m_dataset, m_films);
        const auto first = [&] { return model.index(0, RatingsModel::RatingColumn).data(ExportRole).toFloat(); };
        const QPersistentModelIndex kept = model.index(17, RatingsModel::FilmColumn);
        const auto title = kept.data().toString();
        const auto user = kept.data(UserIdRole).toString();
        QSignalSpy changed(&model, &QAbstractItemModel::layoutChanged);
        model.sort(RatingsModel::RatingColumn, Qt::DescendingOrder);
        QVERIFY(model.job().isRunning());
        QVERIFY(first() < 4.5F);
        QVERIFY(changed.isEmpty());
        QVERIFY(changed.wait(10'000));
        QCOMPARE(first(), 4.5F);
        QCOMPARE(kept.data().toString(), title);
        QCOMPARE(kept.data(UserIdRole).toString(), user);
        QVERIFY(!model.job().isRunning());

        // The newest wish wins.
        model.setFilter(QStringLiteral("film 12"));
        model.setFilter(QStringLiteral("no such film"));
        QTRY_COMPARE(model.rowCount(), 0);
        model.setFilter({});
        QTRY_COMPARE(model.rowCount(), int(m_dataset->ratingCount()));
        QCOMPARE(first(), 4.5F);
        model.sort(-1, Qt::AscendingOrder);
        QVERIFY(!model.job().isRunning());
        QVERIFY(first() < 4.5F);
    }

private:
    std::shared_ptr<const Dataset> m_dataset;
    std::shared_ptr<const FilmTexts> m_films;
};

QTEST_GUILESS_MAIN(TestRatingsOrder)
#include "tst_ratings_order.moc"
