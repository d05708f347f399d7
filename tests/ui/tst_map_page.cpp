// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/project/principal_components.h"
#include "tests/support/small_model.h"
#include "tests/support/ui_find.h"
#include "tests/support/ui_session.h"
#include "ui/pages/map/map_content.h"
#include "ui/pages/map/map_methods.h"
#include "ui/pages/map/map_page.h"
#include "ui/plots/map_plot.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"

#include <QCheckBox>
#include <QComboBox>
#include <QTest>

#include <cmath>
#include <memory>

using namespace projectionist;
using namespace projectionist::testing;

class TestMapPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_session =
            sessionWith(randomModel({.users = 30, .movies = 60, .dimension = 12, .ratingsPerUser = 12, .seed = 5}));
        m_page = std::make_unique<MapPage>(*m_session);
        m_page->resize(1000, 760);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QTRY_VERIFY(m_page->map());
        m_plot = m_page->findChild<MapPlot*>();
        m_page->methods().setMethod(MapMethod::Pca);
        m_x = named<QComboBox>(*m_page, QStringLiteral("Horizontal axis"));
        m_y = named<QComboBox>(*m_page, QStringLiteral("Vertical axis"));
        QVERIFY(m_x && m_y);
    }

    void everyTrainedFilmIsAPoint()
    {
        std::size_t trained = 0;
        for (std::uint32_t row = 1; row < m_session->model()->movies().rows; ++row)
            trained += m_session->model()->isTrained({row}) ? 1U : 0U;
        QCOMPARE(m_plot->size(), trained);
    }

    void theAxesAreAnyTwoOfTheFirstTen()
    {
        QCOMPARE(m_x->count(), 10);
        QCOMPARE(m_x->currentIndex(), 0);
        QCOMPARE(m_y->currentIndex(), 1);
        const auto before = m_plot->positionOf(0);
        m_x->setCurrentIndex(4);
        QVERIFY(m_plot->positionOf(0) != before);
        m_x->setCurrentIndex(0);
        QCOMPARE(m_plot->positionOf(0), before);
    }

    void theSharesOfVarianceAreShown()
    {
        const auto& shares = m_page->map()->components.varianceShare;
        QVERIFY(m_x->itemText(0).contains(QString::number(shares[0] * 100, 'f', 1)));
    }

    void aClickSelectsAndTheGroundClears()
    {
        m_plot->fit();
        const auto at = m_plot->positionOf(3).toPoint();
        const auto expected = m_plot->pointAt(at);
        QVERIFY(expected);
        QTest::mouseClick(m_plot, Qt::LeftButton, {}, at);
        QCOMPARE(m_session->selection().kind, Selection::Kind::Film);
        QCOMPARE(m_session->movieRow(m_session->selection().film)->value, m_page->map()->rows[*expected]);
        QCOMPARE(m_plot->selected(), expected);
        QPoint ground(6, m_plot->height() / 2);
        while (m_plot->pointAt(ground, 12))
            ground.ry() += 3;
        QTest::mouseClick(m_plot, Qt::LeftButton, {}, ground);
        QCOMPARE(m_session->selection().kind, Selection::Kind::None);
    }

    void whatIsSelectedElsewhereIsRingedHere()
    {
        const auto id =
            QString::fromStdString(m_session->model()->catalogue().movie({m_page->map()->rows[7]}).ids.front());
        m_session->selectFilm(id);
        QCOMPARE(m_plot->selected(), std::optional<std::size_t>(7));
    }

    void bothFilmsOfAPairAreRingedAndInView()
    {
        const auto idOf = [this](std::size_t point) {
            return QString::fromStdString(
                m_session->model()->catalogue().movie({m_page->map()->rows[point]}).ids.front());
        };
        m_session->selectPair(idOf(4), idOf(9));
        QCOMPARE(m_plot->selected(), std::optional<std::size_t>(4));
        QCOMPARE(m_plot->otherSelected(), std::optional<std::size_t>(9));
        m_page->hide();
        m_session->showOnMap();
        m_page->show();
        for (const std::size_t point : {4, 9})
            QVERIFY(m_plot->rect().contains(m_plot->positionOf(point).toPoint()));
        m_session->selectFilm(idOf(4));
        QCOMPARE(m_plot->selected(), std::optional<std::size_t>(4));
        QVERIFY(!m_plot->otherSelected());
        m_plot->fit();
    }

    void searchMarksAndReturnWalksThroughTheHits()
    {
        auto* search = m_page->findChild<SearchField*>();
        search->setFocus();
        QTest::keyClicks(search, QStringLiteral("film 1"));
        QTRY_VERIFY(m_plot->hits().size() > 1);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(m_plot->selected(), std::optional<std::size_t>(m_plot->hits()[0]));
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(m_plot->selected(), std::optional<std::size_t>(m_plot->hits()[1]));
        QTest::keyClick(search, Qt::Key_Escape);
        QTRY_VERIFY(m_plot->hits().empty());
    }

    void usersHaveAMapOfTheirOwn()
    {
        auto* of = named<SegmentedControl>(*m_page, QStringLiteral("What the map shows"));
        of->setCurrentData(int(MapOf::Users));
        QTRY_COMPARE(m_plot->size(), std::size_t{30});
        m_session->selectUser(QStringLiteral("4"));
        QVERIFY(m_plot->selected());
        of->setCurrentData(int(MapOf::Films));
        QTRY_VERIFY(m_page->map()->of == MapOf::Films);
    }

    void thePictureSaysHowFarItIsTrue()
    {
        const auto& map = m_page->map();
        const MapContent content(m_session->model(), m_session->modelFilms(), map);
        const auto nearest = content.nearestOf(3, false);
        QCOMPARE(nearest.size(), std::size_t{7});
        const auto places = content.placesAlong(0, 1);
        std::size_t expected = 0;
        for (const auto other : nearest) {
            const auto distance = [&](std::size_t to) {
                return std::hypot(places->row(to)[0] - places->row(3)[0], places->row(to)[1] - places->row(3)[1]);
            };
            std::size_t nearer = 0;
            for (std::size_t i = 0; i < content.size(); ++i)
                nearer += i != 3 && distance(i) < distance(other) ? 1 : 0;
            expected += nearer < 15 ? 1 : 0;
        }
        QCOMPARE(content.nearInPicture(3, nearest, *places), expected);
        QVERIFY(expected < 7);
    }

    void everyColourCanBeChosen()
    {
        QComboBox* colour = nullptr;
        for (auto* box : m_page->findChildren<QComboBox*>())
            colour = box->accessibleName() == QStringLiteral("Colour") ? box : colour;
        QVERIFY(colour);
        QCOMPARE(colour->count(), 5);
        for (int index = 0; index < colour->count(); ++index) {
            colour->setCurrentIndex(index);
            QVERIFY(!m_page->grab().isNull());
        }
        colour->setCurrentIndex(0);
    }

private:
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MapPage> m_page;
    MapPlot* m_plot = nullptr;
    QComboBox* m_x = nullptr;
    QComboBox* m_y = nullptr;
};

QTEST_MAIN(TestMapPage)
#include "tst_map_page.moc"
