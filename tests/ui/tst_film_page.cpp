// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/retrieve/neighbours.h"
#include "tests/support/small_model.h"
#include "tests/support/ui_find.h"
#include "tests/support/ui_session.h"
#include "ui/models/film_rows.h"
#include "ui/models/roles.h"
#include "ui/pages/film/film_page.h"
#include "ui/widgets/film_picker.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/sort_filter_proxy.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/untrained_chip.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QTest>

#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

class TestFilmPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_session = sessionWith(smallModel());
        m_page = std::make_unique<FilmPage>(*m_session);
        m_page->resize(1000, 760);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        m_nearest = named<TableView>(*m_page, QStringLiteral("Nearest films"));
        m_users = named<TableView>(*m_page, QStringLiteral("Users with the highest scores"));
        QVERIFY(m_nearest && m_users);
    }

    void theFilmThatMostHaveRatedComesFirst() { QVERIFY(m_page->statusText().contains(QStringLiteral("Star Wars"))); }

    void neighboursAreThoseOfTheEngine()
    {
        m_session->openFilm(QStringLiteral("120"));
        NeighbourOptions options;
        options.k = 40;
        const auto expected = neighbours(*m_session->model(), *m_session->movieRow(QStringLiteral("120")), options);
        QVERIFY(expected);
        QCOMPARE(std::size_t(m_nearest->proxy().rowCount()), expected->size());
        for (int row = 0; row < m_nearest->proxy().rowCount(); ++row) {
            const auto id = m_nearest->proxy().index(row, 0).data(FilmIdRole).toString();
            QCOMPARE(m_session->movieRow(id)->value, (*expected)[std::size_t(row)].movie.value);
        }
    }

    void aDoubleClickWalksOnAndBackReturns()
    {
        m_session->openFilm(QStringLiteral("120"));
        const auto next = m_nearest->proxy().index(0, 0).data(FilmIdRole).toString();
        const auto cell = m_nearest->visualRect(m_nearest->proxy().index(0, 1)).center();
        QTest::mouseClick(m_nearest->viewport(), Qt::LeftButton, {}, cell);
        QCOMPARE(m_session->selection().film, next);
        QCOMPARE(m_session->openedFilm(), QStringLiteral("120"));  // choosing does not leave the page's film
        QTest::mouseDClick(m_nearest->viewport(), Qt::LeftButton, {}, cell);
        QCOMPARE(m_session->openedFilm(), next);
        m_session->back();
        QCOMPARE(m_session->openedFilm(), QStringLiteral("120"));
        QVERIFY(m_page->statusText().contains(QStringLiteral("Star Wars")));
        m_session->forward();
        QCOMPARE(m_session->openedFilm(), next);
    }

    void theDotProductOrdersAnew()
    {
        m_session->openFilm(QStringLiteral("110"));
        auto* metric = m_page->findChild<SegmentedControl*>();
        metric->setCurrentData(int(Metric::Dot));
        NeighbourOptions options;
        options.k = 40;
        options.metric = Metric::Dot;
        const auto expected = neighbours(*m_session->model(), *m_session->movieRow(QStringLiteral("110")), options);
        QCOMPARE(m_nearest->proxy().index(0, int(NeighbourColumn::Similarity)).data(ExportRole).toFloat(),
                 expected->front().score);
        QCOMPARE(
            m_nearest->proxy().headerData(int(NeighbourColumn::Similarity), Qt::Horizontal, Qt::DisplayRole).toString(),
            QStringLiteral("Dot"));
        metric->setCurrentData(int(Metric::Cosine));
    }

    void untrainedFilmsAreShownWhenAskedFor()
    {
        m_session->openFilm(QStringLiteral("120"));
        auto* chip = m_page->findChild<UntrainedChip*>();
        QVERIFY(chip->isVisible());
        const auto hidden = m_nearest->proxy().rowCount();
        QCOMPARE(chip->text(), QStringLiteral("1 untrained film hidden"));
        QTest::mouseClick(chip, Qt::LeftButton);
        QCOMPARE(m_nearest->proxy().rowCount(), hidden + 1);
        chip->setFocus();
        QTest::keyClick(chip, Qt::Key_Space);
        QCOMPARE(m_nearest->proxy().rowCount(), hidden);
    }

    void typingFindsAFilmInEitherFormOfItsTitle_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("film");
        QTest::newRow("as shown") << QStringLiteral("the rock") << QStringLiteral("90");
        QTest::newRow("as in the data") << QStringLiteral("rock, the") << QStringLiteral("90");
        QTest::newRow("without accents") << QStringLiteral("amelie") << QStringLiteral("60");
        QTest::newRow("by year") << QStringLiteral("solaris 2002") << QStringLiteral("20");
    }

    void typingFindsAFilmInEitherFormOfItsTitle()
    {
        QFETCH(QString, typed);
        QFETCH(QString, film);
        m_session->openFilm(QStringLiteral("120"));
        auto* picker = m_page->findChild<FilmPicker*>();
        picker->setFocus();
        QTest::keyClicks(picker, typed);
        QTest::keyClick(picker, Qt::Key_Return);
        QCOMPARE(m_session->openedFilm(), film);
    }

    void returnInTheOpenListOpensTheChosenFilmAlone()
    {
        m_session->openFilm(QStringLiteral("120"));
        auto* picker = m_page->findChild<FilmPicker*>();
        picker->setFocus();
        QTest::keyClicks(picker, QStringLiteral("solaris"));
        QTRY_VERIFY(QApplication::activePopupWidget() != nullptr);
        auto* list = QApplication::activePopupWidget();
        QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_Down);
        auto* view = qobject_cast<QAbstractItemView*>(list);
        QVERIFY(view != nullptr);
        const auto film = view->currentIndex().data(FilmIdRole).toString();
        QVERIFY(!film.isEmpty());
        QStringList opened;
        const auto watch =
            connect(m_session.get(), &Session::openedFilmChanged, this, [&] { opened << m_session->openedFilm(); });
        QTest::keyClick(list, Qt::Key_Return);
        disconnect(watch);
        QCOMPARE(opened, QStringList{film});
    }

    void usersWhoHaveRatedItCanBeLeftOut()
    {
        m_session->openFilm(QStringLiteral("120"));
        QCOMPARE(m_users->proxy().rowCount(), 6);
        auto* box = m_page->findChild<QCheckBox*>();
        box->setChecked(true);
        QCOMPARE(m_users->proxy().rowCount(), 2);  // users 6 and 1
        box->setChecked(false);
    }

    void anUntrainedFilmSaysSo()
    {
        m_session->openFilm(QStringLiteral("10"));
        QVERIFY(says(*m_page, QStringLiteral("Not trained")));
    }

private:
    std::unique_ptr<Session> m_session;
    std::unique_ptr<FilmPage> m_page;
    TableView* m_nearest = nullptr;
    TableView* m_users = nullptr;
};

QTEST_MAIN(TestFilmPage)
#include "tst_film_page.moc"
