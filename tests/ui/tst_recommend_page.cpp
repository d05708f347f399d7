// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/recommend.h"
#include "tests/support/small_model.h"
#include "tests/support/ui_find.h"
#include "tests/support/ui_session.h"
#include "ui/models/film_rows.h"
#include "ui/models/roles.h"
#include "ui/pages/recommend/recommend_page.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_view.h"

#include <QSpinBox>
#include <QTest>

#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

class TestRecommendPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_session = sessionWith(smallModel());
        m_page = std::make_unique<RecommendPage>(*m_session);
        m_page->resize(1000, 760);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_users = named<TableView>(*m_page, QStringLiteral("Users"));
        m_rated = named<TableView>(*m_page, QStringLiteral("Rated films"));
        m_list = named<TableView>(*m_page, QStringLiteral("Recommended films"));
        QVERIFY(m_users && m_rated && m_list);
    }

    void init()
    {
        m_page->findChild<SegmentedControl*>()->setCurrentData(int(Hide::Liked));
        m_page->findChild<SearchField*>()->setSearch({});
    }

    void theListIsTheEngines_data()
    {
        QTest::addColumn<int>("hide");
        QTest::newRow("liked") << int(Hide::Liked);
        QTest::newRow("rated") << int(Hide::Rated);
        QTest::newRow("nothing") << int(Hide::Nothing);
    }

    void theListIsTheEngines()
    {
        QFETCH(int, hide);
        for (const auto* user : {"5", "2", "6", "3", "1", "4"}) {
            m_session->openUser(QString::fromLatin1(user));
            m_page->findChild<SegmentedControl*>()->setCurrentData(hide);
            RecommendOptions options;
            options.k = 20;
            options.hide = static_cast<Hide>(hide);
            const auto expected =
                recommend(*m_session->model(), *m_session->userRow(QString::fromLatin1(user)), options);
            QVERIFY(expected);
            QCOMPARE(std::size_t(m_list->proxy().rowCount()), expected->size());
            for (int row = 0; row < m_list->proxy().rowCount(); ++row) {
                QCOMPARE(m_session->movieRow(m_list->proxy().index(row, 0).data(FilmIdRole).toString())->value,
                         (*expected)[std::size_t(row)].movie.value);
                QCOMPARE(m_list->proxy().index(row, int(RecommendedColumn::Score)).data(ExportRole).toFloat(),
                         (*expected)[std::size_t(row)].score);
            }
        }
    }

    void kShortensTheList()
    {
        m_session->openUser(QStringLiteral("5"));
        auto* k = m_page->findChild<QSpinBox*>();
        k->setValue(3);
        QCOMPARE(m_list->proxy().rowCount(), 3);
        k->setValue(20);
    }

    void typingAnOccupationFindsTheUserAndReturnOpensThem()
    {
        auto* search = m_page->findChild<SearchField*>();
        search->setFocus();
        QTest::keyClicks(search, QStringLiteral("retired"));
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(m_users->proxy().rowCount(), 1);
        QCOMPARE(m_session->openedUser(), QStringLiteral("4"));
    }

    void anIdMeansItsUserBeforeThoseOfThatAge()
    {
        auto* search = m_page->findChild<SearchField*>();
        search->setFocus();
        QTest::keyClicks(search, QStringLiteral("3"));
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(m_users->proxy().rowCount() > 1);  // user 2 is 53, user 6 is 33
        QCOMPARE(m_session->openedUser(), QStringLiteral("3"));
        m_session->openUser(QStringLiteral("5"));
        QTest::keyClick(search, Qt::Key_Down);  // goes on to the list
        QVERIFY(m_users->hasFocus());
        m_page->findChild<SearchField*>()->setSearch({});
        m_session->openUser(QStringLiteral("4"));
        search->setFocus();
        QTest::keyClick(search, Qt::Key_Return);  // nothing was typed: nobody is meant
        QCOMPARE(m_session->openedUser(), QStringLiteral("4"));
    }

    void usersAreFoundByAgeAndNumberOfRatings()
    {
        auto* search = m_page->findChild<SearchField*>();
        search->setSearch(QStringLiteral("24 m"));
        QCOMPARE(m_users->proxy().rowCount(), 1);
        search->setSearch(QStringLiteral("5 ratings"));
        QVERIFY(m_users->proxy().rowCount() >= 1);
    }

    void clickingAUserShowsWhatTheyRatedBesideTheirList()
    {
        const auto cell = m_users->visualRect(m_users->proxy().index(0, 0)).center();
        QTest::mouseClick(m_users->viewport(), Qt::LeftButton, {}, cell);
        const auto user = m_users->proxy().index(0, 0).data(UserIdRole).toString();
        QCOMPARE(m_session->openedUser(), user);
        QCOMPARE(m_session->selection().user, user);
        const auto row = *m_session->userRow(user);
        const auto range = m_session->model()->catalogue().ratingsOfUser(row);
        QCOMPARE(std::size_t(m_rated->proxy().rowCount()), range.end - range.begin);
    }

    void aUserWithoutAVectorIsExplained()
    {
        m_session->openUser(QStringLiteral("7"));
        QVERIFY(!m_list->isVisible());
        QVERIFY(says(*m_page, QStringLiteral("vector")));
        QCOMPARE(m_rated->proxy().rowCount(), 2);
    }

    void whatTheyRatedCanBeSorted()
    {
        m_session->openUser(QStringLiteral("5"));
        m_rated->sortBy(int(RatedColumn::Rating), Qt::AscendingOrder);
        float before = 0;
        for (int row = 0; row < m_rated->proxy().rowCount(); ++row) {
            const auto rating = m_rated->proxy().index(row, int(RatedColumn::Rating)).data(ExportRole).toFloat();
            QVERIFY(rating >= before);
            before = rating;
        }
    }

    void choosingAFilmSelectsItEverywhere()
    {
        m_session->openUser(QStringLiteral("5"));
        const auto cell = m_list->visualRect(m_list->proxy().index(1, 1)).center();
        QTest::mouseClick(m_list->viewport(), Qt::LeftButton, {}, cell);
        QCOMPARE(m_session->selection().kind, Selection::Kind::Film);
        QCOMPARE(m_session->selection().film, m_list->proxy().index(1, 0).data(FilmIdRole).toString());
        QCOMPARE(m_session->openedUser(), QStringLiteral("5"));
    }

private:
    std::unique_ptr<Session> m_session;
    std::unique_ptr<RecommendPage> m_page;
    TableView* m_users = nullptr;
    TableView* m_rated = nullptr;
    TableView* m_list = nullptr;
};

QTEST_MAIN(TestRecommendPage)
#include "tst_recommend_page.moc"
