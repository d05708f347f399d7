// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/small_model.h"
#include "tests/support/test_files.h"
#include "tests/support/ui_find.h"
#include "tests/support/ui_session.h"
#include "ui/models/film_rows.h"
#include "ui/models/load_report_rows.h"
#include "ui/models/ratings_model.h"
#include "ui/models/roles.h"
#include "ui/pages/data/data_page.h"
#include "ui/plots/long_tail_chart.h"
#include "ui/plots/rating_histogram.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_view.h"

#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

namespace {

bool healthSays(const QWidget& page, const QString& words)
{
    return std::ranges::any_of(page.findChildren<ElidedLabel*>(),
                               [&](const ElidedLabel* label) { return label->text().contains(words); });
}

}  // namespace

class TestDataPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        useOwnSettings();
        // 200 good ratings of 5 films, one line cut off; film 6 was never rated, film 5 once, films 3 and 4 share a
        // title.
        std::string ratings("userId,movieId,rating,timestamp\n");
        for (int user = 1; user <= 66; ++user) {
            for (int movie = 1; movie <= 3; ++movie)
                ratings += QStringLiteral("%1,%2,%3,%4\n")
                               .arg(user)
                               .arg(movie)
                               .arg(movie == 2 ? 3.0 : 4.5)
                               .arg(1'000'000'000 + user)
                               .toStdString();
        }
        ratings += "1,4,2.0,1000000500\n1,5,5.0,1000000600\n2,4\n";
        m_folder.write("ratings.csv", ratings);
        m_folder.write(
            "movies.csv",
            "movieId,title,genres\n1,\"Rock, The (1996)\",Action\n2,Emma (1996),Drama\n3,Solaris (1972),Sci-Fi\n"
            "4,Solaris (1972),Drama\n5,Alone,Comedy\n6,Nobody (2000),Comedy\n");
        m_session = std::make_unique<Session>();
        QVERIFY(openIn(*m_session, {QString::fromStdString(m_folder.path().string())}));
        m_page = std::make_unique<DataPage>(*m_session);
        m_page->resize(1100, 820);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_films = named<TableView>(*m_page, QStringLiteral("Films"));
        m_ratings = named<TableView>(*m_page, QStringLiteral("Ratings"));
        m_report = named<TableView>(*m_page, QStringLiteral("Load report"));
        QVERIFY(m_films && m_ratings && m_report);
    }

    void filmsComeMostRatedFirst()
    {
        QCOMPARE(m_films->proxy().rowCount(), 6);
        qlonglong before = 1000;
        for (int row = 0; row < 6; ++row) {
            const auto count = m_films->proxy().index(row, int(DatasetFilmColumn::Ratings)).data(SortRole).toLongLong();
            QVERIFY(count <= before);
            before = count;
        }
    }

    void aModelFileClaimsNothingAboutFilesThatItDoesNotHold()
    {
        const auto session = sessionWith(smallModel());
        DataPage page(*session);
        page.show();
        QTRY_VERIFY(healthSays(page, QStringLiteral("25 ratings from a model file")));
        QVERIFY(!healthSays(page, QStringLiteral("lines read")));
        QVERIFY(!healthSays(page, QStringLiteral("rated a film twice")));
        QVERIFY(healthSays(*m_page, QStringLiteral("Nobody rated a film twice")));
    }

    void aFileThatEndsWithinALineIsNoticed()
    {
        QVERIFY(!healthSays(*m_page, QStringLiteral("ends within a line")));
        const TemporaryFolder folder;
        const auto path = folder.write("ratings.csv", "userId,movieId,rating,timestamp\n1,2,4,900\n1,3,5,9");
        Session session;
        QVERIFY(openIn(session, {QString::fromStdString(path.string())}));
        DataPage page(session);
        page.show();
        QTRY_VERIFY(healthSays(page, QStringLiteral("ends within a line")));
    }

    void aSmallWindowShowsRatingsOrTheLongTail()
    {
        auto* ratings = m_page->findChild<RatingHistogram*>();
        auto* tail = m_page->findChild<LongTailChart*>();
        QVERIFY(ratings->isVisible() && tail->isVisible());
        m_page->setCompact(true);
        QVERIFY(ratings->isVisible() && !tail->isVisible());
        QList<SegmentedControl*> tabs;
        for (auto* control : m_page->findChildren<SegmentedControl*>()) {
            if (control->accessibleName() == QStringLiteral("Chart"))
                tabs << control;
        }
        QCOMPARE(tabs.size(), 2);
        for (int other : {1, 0}) {
            auto* shown = tabs[0]->isVisible() ? tabs[0] : tabs[1];
            QCOMPARE(shown->currentIndex(), 1 - other);
            shown->setCurrentIndex(other);
            QCOMPARE(tail->isVisible(), other == 1);
            QCOMPARE(ratings->isVisible(), other == 0);
        }
        m_page->setCompact(false);
        QVERIFY(ratings->isVisible() && tail->isVisible());
    }

    void theSearchLeavesFilmsThatFit()
    {
        auto* search = m_page->findChild<SearchField*>();
        search->setFocus();
        QTest::keyClicks(search, QStringLiteral("rock"));
        QTRY_COMPARE(m_films->proxy().rowCount(), 1);
        QTest::keyClick(search, Qt::Key_Escape);
        QTRY_COMPARE(m_films->proxy().rowCount(), 6);
    }

    void aClickOnAHeaderSorts()
    {
        auto* header = m_films->horizontalHeader();
        const auto middle = header->sectionViewportPosition(int(DatasetFilmColumn::Mean)) +
                            header->sectionSize(int(DatasetFilmColumn::Mean)) / 2;
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, {middle, header->height() / 2});
        QCOMPARE(m_films->proxy().index(0, int(DatasetFilmColumn::Mean)).data(ExportRole).toDouble(), 5.0);
        // What is missing stands last, whichever way.
        QCOMPARE(m_films->proxy().index(5, int(DatasetFilmColumn::Mean)).data().toString(), QStringLiteral("–"));
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, {middle, header->height() / 2});
        QCOMPARE(m_films->proxy().index(5, int(DatasetFilmColumn::Mean)).data().toString(), QStringLiteral("–"));
        QCOMPARE(m_films->proxy().index(0, int(DatasetFilmColumn::Mean)).data(ExportRole).toDouble(), 2.0);
        m_films->sortBy(int(DatasetFilmColumn::Ratings), Qt::DescendingOrder);
    }

    void theBoundMovesWithTheLineAndTheField()
    {
        auto* field = m_page->findChild<QDoubleSpinBox*>();
        auto* histogram = m_page->findChild<RatingHistogram*>();
        field->setValue(4.5);
        QCOMPARE(m_session->options().data.ratingAbove, 4.5F);
        QCOMPARE(histogram->likedAbove(), 4.5);
        histogram->setFocus();
        QTest::keyClick(histogram, Qt::Key_Left);
        QVERIFY(m_session->options().data.ratingAbove < 4.5F);
        QCOMPARE(field->value(), double(m_session->options().data.ratingAbove));
        field->setValue(3);
        QCOMPARE(m_films->proxy().headerData(int(DatasetFilmColumn::Liked), Qt::Horizontal, Qt::DisplayRole).toString(),
                 QStringLiteral("Over 3"));
    }

    void theKeyIsAnOptionOfTheRun()
    {
        named<SegmentedControl>(*m_page, QStringLiteral("Films are told apart by"))->setCurrentData(int(Key::Title));
        QVERIFY(m_session->options().data.key == Key::Title);
    }

    void showLeavesTheFilmsThatACheckIsAbout_data()
    {
        QTest::addColumn<QString>("check");
        QTest::addColumn<int>("films");
        QTest::newRow("shared title") << QStringLiteral("1 title names two films") << 2;
        QTest::newRow("rated once") << QStringLiteral("2 films were rated once") << 2;
        QTest::newRow("never rated") << QStringLiteral("1 film was never rated") << 1;
        QTest::newRow("no year") << QStringLiteral("1 film has no year") << 1;
    }

    void showLeavesTheFilmsThatACheckIsAbout()
    {
        QFETCH(QString, check);
        QFETCH(int, films);
        clickShow(check);
        QCOMPARE(m_films->proxy().rowCount(), films);
    }

    void theLoadReportNamesTheLine()
    {
        clickShow(QStringLiteral("1 line was skipped"));
        QVERIFY(m_report->isVisible());
        QCOMPARE(m_report->proxy().rowCount(), 1);
        QCOMPARE(m_report->proxy().index(0, 4).data().toString(), QStringLiteral("202"));
        QCOMPARE(m_report->proxy().index(0, 5).data().toString(), QStringLiteral("2,4"));
    }

    void allRatingsStandWithTheirTitles()
    {
        named<SegmentedControl>(*m_page, QStringLiteral("Table"))->setCurrentIndex(1);
        QVERIFY(m_ratings->isVisible());
        QCOMPARE(m_ratings->proxy().rowCount(), 200);
        m_ratings->sortBy(RatingsModel::RatingColumn, Qt::AscendingOrder);
        QCOMPARE(m_ratings->proxy().index(0, RatingsModel::RatingColumn).data().toString(), QStringLiteral("2"));
        QCOMPARE(m_ratings->proxy().index(0, RatingsModel::FilmColumn).data().toString(), QStringLiteral("Solaris"));
        m_page->findChild<SearchField*>()->setSearch(QStringLiteral("alone"));
        QCOMPARE(m_ratings->proxy().rowCount(), 1);
    }

    void choosingARatingSelectsItsFilmOrInTheUsersColumnItsUser()
    {
        for (auto* control : m_page->findChildren<SegmentedControl*>()) {
            if (control->accessibleName() == QStringLiteral("Table"))
                control->setCurrentIndex(1);
        }
        m_page->findChild<SearchField*>()->setSearch(QStringLiteral("alone"));
        const auto clickAt = [this](int column) {
            const auto cell = m_ratings->visualRect(m_ratings->proxy().index(0, column)).center();
            QTest::mouseClick(m_ratings->viewport(), Qt::LeftButton, {}, cell);
        };
        clickAt(RatingsModel::FilmColumn);
        QCOMPARE(m_session->selection().film, QStringLiteral("5"));
        clickAt(RatingsModel::UserColumn);
        QCOMPARE(m_session->selection().user, QStringLiteral("1"));
        clickAt(RatingsModel::RatingColumn);
        QCOMPARE(m_session->selection().film, QStringLiteral("5"));
    }

private:
    void clickShow(const QString& check)
    {
        QToolButton* found = nullptr;
        for (auto* button : m_page->findChildren<QToolButton*>()) {
            if (button->accessibleName().contains(check))
                found = button;
        }
        QVERIFY2(found != nullptr, qPrintable(check));
        QTest::mouseClick(found, Qt::LeftButton);
    }

    TemporaryFolder m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<DataPage> m_page;
    TableView* m_films = nullptr;
    TableView* m_ratings = nullptr;
    TableView* m_report = nullptr;
};

QTEST_MAIN(TestDataPage)
#include "tst_data_page.moc"
